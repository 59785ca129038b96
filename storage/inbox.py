"""What came while nobody was there who could open it: sealed to the vault, taken in at the next unlock."""

from __future__ import annotations

from collections.abc import Iterable
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


class Inbox:
    """The boxes, in the order in which they came."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta

    def drop(self, face: VaultFace, box: DropBox, dropped: Dropped) -> None:
        """Put a box in; needs no key that opens anything. Call it inside a transaction."""
        sealed = seal_dropped(face, box, _encoder.encode(dropped))
        self._file.execute("insert into inbox (ring, box) values (?, ?)", (box.ring.value, sealed))
        self._counted(+1)

    def places(self, rings: Iterable[Ring]) -> list[int]:
        """Where the boxes for some rings stand, oldest first."""
        wanted = [ring.value for ring in rings]
        found = self._file.execute(
            f"select place from inbox where ring in ({', '.join('?' * len(wanted))}) order by place", wanted
        )
        return [place for (place,) in found.fetchall()]

    def open(self, place: int, vault: Vault) -> Dropped | None:
        """What is in one box; None when it does not open."""
        [[sealed]] = self._file.execute("select box from inbox where place = ?", (place,)).fetchall()
        try:
            return msgspec.msgpack.decode(vault.open_dropped(sealed), type=Dropped)
        except (SealBroken, Opaque, msgspec.DecodeError):
            return None

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

    def _said(self) -> int:
        try:
            return (self._meta.read(_COUNT, _Count) or _Count()).boxes
        except SealBroken:
            return 0

    def _counted(self, by: int) -> None:
        self._meta.write(_COUNT, _Count(self._said() + by))
