"""What can still be read is saved: from rows that open, and from a file whose pages do not hang together."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from records.op import State
from sealing.boxes import SealBroken
from storage.errors import FileDamaged
from storage.file import MEMORY, new_file
from storage.migrations import migrations
from storage.unlocked import Unlocked
from storage.vault import Opaque

TABLES: Final = (
    ("meta", "name, box"),
    ("spare", "name, box"),
    ("rows", "place, record_id, revision, box"),
    ("head", "id, box"),
    ("log", "number, hash, mark, box"),
    ("inbox", "place, box"),
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
    aside = _free(path.with_name(path.name + ".damaged"))
    fresh, working = aside.with_name(aside.name + "-fresh"), aside.with_name(aside.name + "-working")
    for end in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(path.with_name(path.name + end), working.with_name(working.name + end))
    try:
        _put_schema_back(working)
        _copy(working, fresh)
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
        fresh.rename(path)
    finally:
        for left in path.parent.glob(f"{aside.name}-*"):
            if not left.name.endswith(f"{aside.name}-wal"):
                left.unlink()
    return aside


def _copy(working: Path, fresh: Path) -> None:
    file = new_file(fresh)
    try:
        with closing(_damaged(working)) as damaged, file.writing():
            for table, columns in TABLES:
                values = ", ".join("?" * (columns.count(",") + 1))
                for row in _readable(damaged, table, columns):
                    with suppress(sqlite3.IntegrityError):  # a value of another type, or none
                        file.execute(f"insert or ignore into {table} ({columns}) values ({values})", row)
        if not file.execute("select exists (select 1 from meta) or exists (select 1 from spare)").fetchone()[0]:
            raise FileDamaged("nothing of the tablet's own keys can be read")
    finally:
        file.close()


def _put_schema_back(working: Path) -> None:
    """The tables' names and columns are known and always stand in the same order; only their pages differ."""
    with closing(sqlite3.connect(MEMORY)) as ideal:
        migrations.apply(Database(ideal, execute_plugins=False))
        schema = ideal.execute("select type, name, tbl_name, sql, rowid from sqlite_master").fetchall()
    with suppress(sqlite3.DatabaseError), closing(_damaged(working)) as damaged:
        damaged.execute("pragma writable_schema = on")
        damaged.executemany(
            "update sqlite_master set type = ?, name = ?, tbl_name = ?, sql = ? where rowid = ?", schema
        )


def _damaged(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = bytes
    return connection


def _free(path: Path) -> Path:
    """`path`, or with a number when there is one already: nothing is written over."""
    tries = (path if n == 0 else path.with_name(f"{path.name}{n}") for n in range(1000))
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
        if found[0] <= place:  # a damaged page leads back to where we have been
            break
        place = found[0]
        yield _typed(found[1:], columns)
    while misses < _PATIENCE:
        place += 1
        try:
            found = damaged.execute(f"select {columns} from {table} where rowid = ?", (place,)).fetchone()
        except sqlite3.DatabaseError:
            found = None
        misses = 0 if found else misses + 1
        if found:
            yield _typed(found, columns)


def _typed(row: tuple[Any, ...], columns: str) -> tuple[Any, ...]:
    """Only names are texts; whatever else reads as one is bytes whose type was damaged."""
    if not columns.startswith("name"):
        return row
    name, *others = row
    return (name.decode(errors="replace") if isinstance(name, bytes) else name, *others)
