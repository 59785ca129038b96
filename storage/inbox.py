"""What came while nobody was there who could open it: sealed to the vault, taken in at the next unlock."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from records.base import Ring
from records.wire import Change
from sealing.boxes import SealBroken
from storage.file import NotebookFile
from storage.meta import Meta
from storage.vault import DropBox, Opaque, Vault, VaultFace, seal_dropped

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_COUNT: Final = "inbox"
_PLACE: Final = b"inbox"


class Written(msgspec.Struct, frozen=True, array_like=True):
    """An op that was written while the vault was shut: its bytes, and its number in the log."""

    number: int
    op: bytes


class Dropped(msgspec.Struct, frozen=True, array_like=True):
    """One box's content: changes that came down, or ops that were written here.

    `acked` is the number of the newest own op that the changes include.
    """

    changes: tuple[Change, ...] = ()
    acked: int = 0
    written: tuple[Written, ...] = ()


class _Count(msgspec.Struct, frozen=True, array_like=True):
    boxes: int = 0


class _Box(msgspec.Struct, frozen=True, array_like=True):
    """A sealed box and for whom it is; stands under the device's secret, so that no changed byte hides it."""

    ring: Ring
    sealed: bytes


class Inbox:
    """The boxes, in the order in which they came."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta

    def drop(self, face: VaultFace, box: DropBox, dropped: Dropped) -> None:
        """Put a box in; needs no key that opens anything. Call it inside a transaction."""
        sealed = _Box(box.ring, seal_dropped(face, box, _encoder.encode(dropped)))
        self._file.execute("insert into inbox (box) values (?)", (self._meta.seal(_encoder.encode(sealed), _PLACE),))
        self._counted(+1)

    def places(self, rings: Collection[Ring]) -> list[int]:
        """Where the boxes for some rings stand, and those that cannot say whose they are; oldest first."""
        rows = self._file.execute("select place, box from inbox order by place").fetchall()
        boxes = ((place, self._box(outer)) for place, outer in rows)
        return [place for place, box in boxes if box is None or box.ring in rings]

    def open(self, place: int, vault: Vault) -> Dropped | None:
        """What is in one box; None when it does not open."""
        [[outer]] = self._file.execute("select box from inbox where place = ?", (place,)).fetchall()
        box = self._box(outer)
        try:
            return msgspec.msgpack.decode(vault.open_dropped(box.sealed), type=Dropped) if box else None
        except (SealBroken, Opaque, msgspec.DecodeError):
            return None

    def needs(self, key_id: bytes) -> bool:
        """Whether a box waits that was sealed for one key of a ring."""
        boxes = (self._box(outer) for (outer,) in self._file.execute("select box from inbox").fetchall())
        return any(box and box.sealed.startswith(key_id) for box in boxes)

    def done(self, place: int) -> None:
        """A box was taken in; call it inside a transaction."""
        self._file.execute("delete from inbox where place = ?", (place,))
        self._counted(-1)

    def missing(self) -> int:
        """How many boxes somebody has taken away."""
        [[here]] = self._file.execute("select count(*) from inbox").fetchall()
        return self._said() - int(here)

    def recount(self) -> None:
        """From here on, the boxes that are there are all there are; call it inside a transaction."""
        self._counted(-self.missing())

    def _box(self, outer: bytes) -> _Box | None:
        try:
            return msgspec.msgpack.decode(self._meta.open(outer, _PLACE), type=_Box)
        except SealBroken:
            return None

    def _said(self) -> int:
        try:
            return (self._meta.read(_COUNT, _Count) or _Count()).boxes
        except SealBroken:
            return 0

    def _counted(self, by: int) -> None:
        self._meta.write(_COUNT, _Count(self._said() + by))
