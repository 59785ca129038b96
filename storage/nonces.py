"""Numbers for requests, each larger than the one before, whatever happens to the tablet in between."""

from __future__ import annotations

import time
from typing import Final

import msgspec

from sealing.boxes import SealBroken
from storage.file import NotebookFile
from storage.meta import Meta

_NONCE: Final = "nonce"

RESERVED: Final = 600_000
"""Numbers that are written off at once, ten minutes of the clock, so that not every request costs a write."""


class _Ceiling(msgspec.Struct, frozen=True, array_like=True):
    number: int


class Nonces:
    """Counts from the clock's milliseconds on, so that a file put back from a backup does not repeat itself."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta
        self._last = self._ceiling = self._read()

    def next(self) -> int:
        """A number larger than every earlier one of this tablet."""
        number = max(self._last + 1, time.time_ns() // 1_000_000)
        if number > self._ceiling:
            with self._file.writing():
                self._meta.write(_NONCE, _Ceiling(number + RESERVED))
            self._ceiling = number + RESERVED
        self._last = number
        return number

    def _read(self) -> int:
        try:
            found = self._meta.read(_NONCE, _Ceiling)
        except SealBroken:
            return 0
        return found.number if found else 0
