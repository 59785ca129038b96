"""Settings of the tablet, in clear: readable while it is locked, and never anything about a person."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from storage.file import NotebookFile

_DIGEST_BYTES = 8


class Settings:
    """Named values. One whose bytes have changed on the disk counts as never set."""

    def __init__(self, file: NotebookFile) -> None:
        self._file = file
        found = file.execute("select name, value from settings").fetchall()
        self._values = file.remember({name: value for name, data in found for value in _read(name, data)})

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """The value, or `default`."""
        return self._values.value.get(name, default)

    def keep(self, name: str, value: object) -> None:
        """Set a value that JSON can hold."""
        body = msgspec.json.encode(value)
        with self._file.writing():
            self._file.execute("insert or replace into settings values (?, ?)", (name, _digest(name, body) + body))
            self._values.value = {**self._values.value, name: msgspec.json.decode(body)}


def _read(name: str, data: bytes) -> list[Any]:
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return [msgspec.json.decode(body)] if digest == _digest(name, body) else []


def _digest(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + body).digest()[:_DIGEST_BYTES]
