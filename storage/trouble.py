"""Damage that was noticed: counted, told, and mended from the centre's copy."""

from __future__ import annotations

from uuid import UUID

import msgspec

from sealing.boxes import SealBroken
from storage.file import NotebookFile
from storage.meta import Meta

_TROUBLE = "trouble"


class Trouble(msgspec.Struct, frozen=True, array_like=True):
    """What is not there any more: rows, and boxes of the inbox."""

    rows: int = 0
    boxes: int = 0


class Troubles:
    """What was found damaged and has not come again from the centre."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta
        try:
            found = meta.read(_TROUBLE, Trouble) or Trouble()
        except SealBroken:
            found = Trouble(rows=1)
        self._now = file.remember(found)

    def count(self) -> int:
        """Rows set aside, rows that are gone, boxes that did not open."""
        [[aside]] = self._file.execute("select count(*) from set_aside").fetchall()
        return int(aside) + self._now.value.rows + self._now.value.boxes

    def add(self, *, rows: int = 0, boxes: int = 0) -> None:
        """More was found; call it inside a transaction."""
        now = self._now.value
        self._keep(Trouble(now.rows + rows, now.boxes + boxes))

    def came_again(self, record_id: UUID) -> None:
        """A record stands in its row again; call it inside a transaction."""
        self._file.execute("delete from set_aside where record_id = ?", (record_id.bytes,))

    def all_came_again(self) -> None:
        """Everything the centre has was read again; call it inside a transaction."""
        if self._now.value != Trouble():
            self._keep(Trouble())

    def _keep(self, trouble: Trouble) -> None:
        self._now.value = trouble
        self._meta.write(_TROUBLE, trouble)
