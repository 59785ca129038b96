"""What the tablet knows without a PIN: small things sealed under its own secret, each kept twice."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from sealing.boxes import BoxKey, SealBroken
from sealing.kdf import hkdf
from storage.file import NotebookFile

S = TypeVar("S", bound=msgspec.Struct)

_TABLES: Final = ("meta", "spare")
"""One changed byte on the disk must not cost a tablet its keys, so a second copy stands on other pages."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")


class Meta:
    """Named structs under the device's secret. Who has the file alone can neither read nor change them."""

    def __init__(self, file: NotebookFile, device_secret: bytes) -> None:
        self._file = file
        self._key = BoxKey(hkdf(device_secret, b"linli-device-1"))

    def read(self, name: str, kind: type[S]) -> S | None:
        """What stands under `name`, or None.

        Raises:
            SealBroken: it stands there, and no copy of it opens.
        """
        broken = False
        for table in _TABLES:
            for (box,) in self._file.execute(f"select box from {table} where name = ?", (name,)).fetchall():
                try:
                    return msgspec.msgpack.decode(self._key.open(box, name.encode()), type=kind)
                except SealBroken:
                    broken = True
        if broken:
            raise SealBroken(name)
        return None

    def write(self, name: str, value: msgspec.Struct) -> None:
        """Put `value` under `name`; call it inside a transaction."""
        box = self._key.seal(_encoder.encode(value), name.encode())
        for table in _TABLES:
            self._file.execute(
                f"insert into {table} values (?, ?) on conflict (name) do update set box = excluded.box", (name, box)
            )

    def drop(self, name: str) -> None:
        """Remove what stands under `name`."""
        for table in _TABLES:
            self._file.execute(f"delete from {table} where name = ?", (name,))

    def names(self, beginning: str) -> list[str]:
        """The names that begin so, in the order in which they came."""
        found = dict.fromkeys(
            name
            for table in _TABLES
            for (name,) in self._file.execute(f"select name from {table} order by rowid").fetchall()
            if name.startswith(beginning)
        )
        return list(found)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Seal something under the device's secret that stands elsewhere in the file."""
        return self._key.seal(plain, place)

    def open(self, box: bytes, place: bytes) -> bytes:
        """Open it again.

        Raises:
            SealBroken: it was not sealed for this place, or a byte differs.
        """
        return self._key.open(box, place)
