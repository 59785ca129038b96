"""What can still be read is saved: from rows that open, and from a file whose pages do not hang together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from records.op import State
from sealing.boxes import SealBroken
from storage.errors import FileDamaged
from storage.file import new_file
from storage.unlocked import Unlocked
from storage.vault import Opaque

TABLES: Final = (
    ("meta", "name, box"),
    ("spare", "name, box"),
    ("rows", "place, record_id, revision, box"),
    ("head", "id, box"),
    ("log", "number, hash, mark, box"),
    ("inbox", "place, ring, box"),
    ("set_aside", "place, record_id, revision, box"),
    ("receipts", "id, receipt"),
    ("verdicts", "number, box"),
    ("drafts", "id, box"),
    ("settings", "name, value"),
)

_PATIENCE: Final = 2000
"""Places in a row that cannot be read before a table counts as read to its end."""

_SLICE: Final = 500


def what_opens(book: Unlocked) -> Iterator[State]:
    """Every record that the present user can still open, oldest row first."""
    below = 0
    while rows := book.rows.between(below, 1 << 62, _SLICE):
        for row in rows:
            with suppress(SealBroken, Opaque):
                yield book.rows.open(row).state
        below = rows[-1].place


def rebuild(path: Path) -> Path:
    """Copy everything that can still be read into a fresh file at `path`; return where the damaged one is kept now.

    What is lost with damaged pages is noticed at the next unlock like any other missing row, and asked for again.

    Raises:
        FileDamaged: not even the tablet's own keys can be read.
    """
    fresh = path.with_name(path.name + ".fresh")
    aside = _free(path.with_name(path.name + ".damaged"))
    fresh.unlink(missing_ok=True)
    file = new_file(fresh)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as damaged, file.writing():
            for table, columns in TABLES:
                values = ", ".join("?" * (columns.count(",") + 1))
                for row in _readable(damaged, table, columns):
                    file.execute(f"insert or ignore into {table} ({columns}) values ({values})", row)
        if not file.execute("select count(*) from meta").fetchone()[0]:
            raise FileDamaged("nothing of the tablet's own keys can be read")
    finally:
        file.close()
    _put_in_place(path, fresh, aside)
    return aside


def _put_in_place(path: Path, fresh: Path, aside: Path) -> None:
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    path.rename(aside)
    fresh.rename(path)


def _free(path: Path) -> Path:
    """`path`, or with a number when there is one already: nothing is written over."""
    tries = (path if n == 0 else path.with_name(f"{path.name}-{n}") for n in range(1000))
    return next(each for each in tries if not each.exists())


def _readable(damaged: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows one by one: first from the front as far as it goes, then every place that follows."""
    place, misses = 0, 0
    sql = f"select rowid, {columns} from {table} where rowid > ? order by rowid limit 1"
    while True:
        try:
            found = damaged.execute(sql, (place,)).fetchone()
        except sqlite3.DatabaseError:
            break
        if found is None:
            return
        place = found[0]
        yield found[1:]
    while misses < _PATIENCE:
        place += 1
        try:
            found = damaged.execute(f"select {columns} from {table} where rowid = ?", (place,)).fetchone()
        except sqlite3.DatabaseError:
            found = None
        misses = 0 if found else misses + 1
        if found:
            yield found
