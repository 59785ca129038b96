"""Sealed rows: one record each, with what of it the centre has not confirmed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from records.base import Ring
from records.op import State
from sealing.boxes import KEY_ID_BYTES, SealBroken
from storage.file import NotebookFile
from storage.head import HeadKeeper
from storage.vault import Vault


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What a row holds.

    Attributes:
        state: the record after all its edits.
        unsent: field -> number of the newest own op for it that the centre may still lose.
        found_by: what the search box finds it by; readings are slow to work out, so they are kept.
        leaving: it has left this tablet's scope, and goes when its own edits are at the centre.
    """

    state: State
    unsent: dict[str, int] = {}
    found_by: str = ""
    leaving: bool = False

    def waits(self, acked: int) -> dict[str, int]:
        """The fields whose newest own edit the centre has not signed for."""
        return {field: number for field, number in self.unsent.items() if number > acked}


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row as it stands in the file."""

    place: int
    record_id: bytes
    revision: int
    box: bytes


_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_decoder: Final = msgspec.msgpack.Decoder(Kept)

_COLUMNS: Final = "place, record_id, revision, box"
_FIND: Final = f"select {_COLUMNS} from rows where record_id = ?"
_NEWEST: Final = f"select {_COLUMNS} from rows order by place desc limit ?"
_UNDER: Final = (
    f"select {_COLUMNS} from rows where place > ? and substr(box, 2, {KEY_ID_BYTES}) = ? order by place limit ?"
)
_BETWEEN: Final = f"select {_COLUMNS} from rows where place > ? and place < ? order by place limit ?"


def read_kept(plain: bytes) -> Kept:
    """Read a row's content.

    Raises:
        SealBroken: it is none.
    """
    try:
        return _decoder.decode(plain)
    except msgspec.DecodeError as error:
        raise SealBroken(str(error)) from error


class Rows:
    """The rows of an unlocked notebook. What is written here stays in step with the head."""

    def __init__(self, file: NotebookFile, vault: Vault, head: HeadKeeper) -> None:
        self._file = file
        self._vault = vault
        self._head = head

    def find(self, record_id: UUID) -> Row | None:
        """The row of a record, unopened."""
        found = self._file.execute(_FIND, (record_id.bytes,)).fetchone()
        return Row(*found) if found else None

    def open(self, row: Row) -> Kept:
        """What a row holds.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: it is damaged.
        """
        return read_kept(self.unseal(row))

    def unseal(self, row: Row) -> bytes:
        """A row's content, unread.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: it is damaged.
        """
        return self._vault.open_row(row.box, row.record_id, row.revision)

    def add(self, kept: Kept, ring: Ring) -> None:
        """Put a new record's row; call it inside a transaction.

        Raises:
            Locked: the present user does not hold the ring.
        """
        record_id = kept.state.id.bytes
        box = self._vault.seal_row(ring, record_id, 1, _encoder.encode(kept))
        added = self._file.execute("insert into rows (record_id, revision, box) values (?, 1, ?)", (record_id, box))
        self._head.changed(added.lastrowid or 0, None, self._head.digest(record_id, 1, box))

    def rewrite(self, row: Row, kept: Kept, ring: Ring) -> None:
        """Put another content into a row; call it inside a transaction.

        Raises:
            Locked: the present user does not hold the ring.
        """
        self._put(row, _encoder.encode(kept), ring)

    def reseal(self, row: Row, ring: Ring) -> None:
        """Seal a row's content under the newest key of its ring; call it inside a transaction."""
        self._put(row, self.unseal(row), ring)

    def drop(self, row: Row) -> None:
        """Remove a row; call it inside a transaction."""
        self._file.execute("delete from rows where place = ?", (row.place,))
        self._head.changed(row.place, self._digest(row), None)

    def set_aside(self, row: Row) -> None:
        """Take a damaged row out of the way, and keep its bytes; call it inside a transaction."""
        self._file.execute("insert into set_aside values (?, ?, ?, ?)", (None, row.record_id, row.revision, row.box))
        self.drop(row)

    def newest(self, limit: int) -> list[Row]:
        """The rows that came last, newest first."""
        return [Row(*found) for found in self._file.execute(_NEWEST, (limit,)).fetchall()]

    def between(self, below: int, above: int, limit: int) -> list[Row]:
        """Rows after place `below` and before `above`, oldest first."""
        return [Row(*found) for found in self._file.execute(_BETWEEN, (below, above, limit)).fetchall()]

    def count(self) -> int:
        """How many there are."""
        [[count]] = self._file.execute("select count(*) from rows").fetchall()
        return int(count)

    def under(self, key_id: bytes, below: int, limit: int) -> list[Row]:
        """Rows after place `below` that are sealed under one key, oldest first."""
        return [Row(*found) for found in self._file.execute(_UNDER, (below, key_id, limit)).fetchall()]

    def _put(self, row: Row, plain: bytes, ring: Ring) -> None:
        revision = row.revision + 1
        box = self._vault.seal_row(ring, row.record_id, revision, plain)
        self._file.execute("update rows set revision = ?, box = ? where place = ?", (revision, box, row.place))
        self._head.changed(row.place, self._digest(row), self._head.digest(row.record_id, revision, box))

    def _digest(self, row: Row) -> int:
        return self._head.digest(row.record_id, row.revision, row.box)
