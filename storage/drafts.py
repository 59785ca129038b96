"""Begun forms: sealed like records, never sent, kept until they are saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from records.base import Ring
from records.kinds import KINDS
from sealing.boxes import SealBroken, key_id_of
from storage.file import NotebookFile
from storage.vault import Opaque, Vault, ring_here

_UUID, _DAY, _MOMENT, _TUPLE = 1, 2, 3, 4
"""What a value was before msgpack, which knows none of these."""


class Draft(msgspec.Struct, frozen=True):
    """A form as somebody left it.

    Attributes:
        form: the form's name; when it is a kind's, the draft is kept under that kind's ring.
        person_id: whom it is about.
        values: what the form held: texts, numbers, ids, days, moments, and lists and dicts of them.
        updated_at: when it was last touched.
        actor: whose it is.
    """

    id: UUID
    form: str
    person_id: UUID | None
    values: dict[str, Any]
    updated_at: datetime
    actor: UUID


class Drafts:
    """The drafts of an unlocked notebook."""

    def __init__(self, file: NotebookFile, vault: Vault) -> None:
        self._file = file
        self._vault = vault

    def keep(self, draft: Draft) -> None:
        """Write a draft; when this returns, it is on the disk.

        Raises:
            Locked: it belongs to a ring that the present user does not hold.
            DiskFull: there is no room; the earlier version is still there.
        """
        plain = msgspec.msgpack.encode(_packed(msgspec.structs.asdict(draft)))
        box = self._vault.seal(_ring(draft.form), plain, _name(draft.id.bytes))
        with self._file.writing():
            self._file.execute("insert or replace into drafts values (?, ?)", (draft.id.bytes, box))

    def all(self) -> list[Draft]:
        """The drafts that the present user can open, newest first. One that does not open is left where it is."""
        found = (self._open(draft_id, box) for draft_id, box in self._rows())
        return sorted((draft for draft in found if draft), key=lambda draft: draft.updated_at, reverse=True)

    def broken(self) -> int:
        """How many do not open any more, but for those of rings that the present user does not hold."""
        return sum(self._is_broken(draft_id, box) for draft_id, box in self._rows())

    def reseal(self, key_id: bytes) -> None:
        """Seal what is under an older key under the newest one of its ring."""
        found = [self._open(draft_id, box) for draft_id, box in self._rows() if key_id_of(box) == key_id]
        for draft in found:
            if draft:
                self.keep(draft)

    def drop(self, draft_id: UUID) -> None:
        """Throw a draft away."""
        with self._file.writing():
            self._file.execute("delete from drafts where id = ?", (draft_id.bytes,))

    def _rows(self) -> list[tuple[bytes, bytes]]:
        return self._file.execute("select id, box from drafts").fetchall()

    def _is_broken(self, draft_id: bytes, box: bytes) -> bool:
        try:
            self._vault.open(box, _name(draft_id))
        except SealBroken:
            return True
        except Opaque:
            pass
        return False

    def _open(self, draft_id: bytes, box: bytes) -> Draft | None:
        try:
            plain = self._vault.open(box, _name(draft_id))
        except (SealBroken, Opaque):
            return None
        return Draft(**msgspec.msgpack.decode(plain, ext_hook=_unpacked))


def _ring(form: str) -> Ring:
    kind = KINDS.get(form)
    return ring_here(kind.about.ring) if kind else Ring.STATION


def _name(draft_id: bytes) -> bytes:
    return b"draft" + draft_id


def _packed(value: Any) -> Any:  # noqa: ANN401 - a form's values
    if isinstance(value, UUID):
        return msgspec.msgpack.Ext(_UUID, value.bytes)
    if isinstance(value, datetime):
        return msgspec.msgpack.Ext(_MOMENT, value.astimezone(UTC).isoformat().encode())
    if isinstance(value, date):
        return msgspec.msgpack.Ext(_DAY, value.isoformat().encode())
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {_packed(key): _packed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return msgspec.msgpack.Ext(_TUPLE, msgspec.msgpack.encode([_packed(each) for each in value]))
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes):
        return [_packed(each) for each in value]
    return value


def _unpacked(code: int, data: memoryview) -> Any:  # noqa: ANN401 - a form's values
    if code == _UUID:
        return UUID(bytes=bytes(data))
    if code == _MOMENT:
        return datetime.fromisoformat(bytes(data).decode())
    if code == _DAY:
        return date.fromisoformat(bytes(data).decode())
    return tuple(msgspec.msgpack.decode(data, ext_hook=_unpacked))
