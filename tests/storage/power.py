"""A power cut, simulated: a file system (an apsw VFS) that writes down what SQLite asks of it, and forgets at a cut
whatever was not synced: all of it, or some of it, down to single sectors of a torn write."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


class Tape:
    """Everything that happened, in order: writes, truncations, syncs, and what the notebook said it had saved."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []

    def said(self, what: object) -> None:
        """The notebook has acknowledged something."""
        self.events.append(("said", what))


class Recorder(apsw.VFS):
    """Passes everything on to the real file system and writes it down."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.name = f"recorder-{id(tape)}"
        super().__init__(self.name, "")

    def xOpen(self, name, flags):  # noqa: N802 - SQLite's name
        return RecordedFile(self.tape, name, flags)

    def xDelete(self, name, sync):  # noqa: N802
        self.tape.events.append(("truncate", Path(name).name, 0))
        super().xDelete(name, sync)


class RecordedFile(apsw.VFSFile):
    def __init__(self, tape: Tape, name, flags) -> None:
        self.tape = tape
        given = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.name = Path(given).name if given else "temp"
        super().__init__("", name, flags)

    def xWrite(self, data, offset):  # noqa: N802
        self.tape.events.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802
        self.tape.events.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802
        super().xSync(flags)
        self.tape.events.append(("sync", self.name))


class Cursor:
    """An apsw cursor with the face of sqlite3's."""

    def __init__(self, connection: apsw.Connection, sql: str, params: Any) -> None:
        self._connection = connection
        self.description = None
        self._cursor = connection.execute(sql, params)
        self._rows = self._all()
        self.lastrowid = connection.last_insert_rowid()
        self.rowcount = connection.changes()

    def _all(self) -> Iterator[tuple[Any, ...]]:
        try:
            self.description = self._cursor.get_description()
        except apsw.ExecutionCompleteError:
            return iter(())
        return iter(self._cursor.fetchall())

    def __iter__(self):
        return self._rows

    def fetchall(self):
        return list(self._rows)

    def fetchone(self):
        return next(self._rows, None)


class Connection:
    """An apsw connection with as much of sqlite3's face as the notebook needs."""

    def __init__(self, path: str, tape: Tape, synchronous: str) -> None:
        self._recorder = Recorder(tape)
        self._connection = apsw.Connection(path, vfs=self._recorder.name)
        self._synchronous = synchronous

    def execute(self, sql: str, params: Any = ()) -> Cursor:
        if sql == "pragma synchronous = full":
            sql = f"pragma synchronous = {self._synchronous}"
        return Cursor(self._connection, sql, tuple(params))

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("rollback")

    def close(self) -> None:
        self._connection.close()
        self._recorder.unregister()


def cut_at(tape: Tape, begun: dict[str, bytes], at: int, chance: random.Random) -> tuple[dict[str, bytes], list[Any]]:
    """The files after a power cut before event `at`, and everything that had been acknowledged by then."""
    safe = {name: bytearray(data) for name, data in begun.items()}
    waiting: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    said = []
    for event in tape.events[:at]:
        kind, what, *_ = event
        if kind == "said":
            said.append(what)
        elif kind == "sync":
            for each in waiting.pop(what, []):
                apply(safe.setdefault(what, bytearray()), each)
        else:
            waiting[what].append(event)
    share = chance.choice([0.0, 0.5, 1.0])
    for name, events in waiting.items():
        for event in events:
            for piece in torn(event, share, chance):
                apply(safe.setdefault(name, bytearray()), piece)
    return {name: bytes(data) for name, data in safe.items()}, said


def torn(event: tuple[Any, ...], share: float, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """What of an unsynced event reached the disk after all: sectors of it, in any combination."""
    if event[0] == "truncate":
        if chance.random() < share:
            yield event
        return
    _, name, offset, data = event
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
        if chance.random() < share:
            yield ("write", name, offset + start, data[start:end])
        start = end


def apply(file: bytearray, event: tuple[Any, ...]) -> None:
    """Do to a file what was asked."""
    if event[0] == "truncate":
        size = event[2]
        del file[size:]
        file.extend(bytes(size - len(file)))
        return
    _, _, offset, data = event
    if len(file) < offset:
        file.extend(bytes(offset - len(file)))
    file[offset : offset + len(data)] = data
