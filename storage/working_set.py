"""What is read, filtered and searched while the tablet is unlocked: a database in memory, gone at the lock.

One typed table per kind (`records.columns`), a link table for timelines, a narrow table of what people search by,
and each person's standing. Whole records are not in it; they are opened from their rows when somebody looks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from sqlite_utils import Database

from records.base import Record
from records.columns import cell, columns_of
from records.kinds import KINDS, about_persons, kind_name
from storage.lines import Line

LINK: Final = "link"
TEXT: Final = "text"


class Wanted(msgspec.Struct, frozen=True):
    """Which records of a kind, in which order: SQL over the kind's columns."""

    where: str = ""
    params: Sequence[object] = ()
    order: str = "occurred_at desc"
    limit: int | None = None


class WorkingSet:
    """The tables of an unlocked notebook."""

    def __init__(self) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("pragma temp_store = memory")  # without it a sort may write plaintext to the disk
        self.db = Database(connection, execute_plugins=False)
        self.execute = connection.execute
        self._executemany = connection.executemany
        self.db.executescript(";".join((_LINKS, _TEXTS, *map(_table, KINDS.values()))))

    def close(self) -> None:
        """Forget everything."""
        self.db.close()

    def add(self, lines: Iterable[Line]) -> None:
        """Take in records that are not here yet."""
        by_kind: dict[type[Record], list[Line]] = {}
        for line in lines:
            by_kind.setdefault(line.kind, []).append(line)
        with self.db.atomic():
            for kind, some in by_kind.items():
                self._insert(kind, some)

    def show(self, line: Line) -> None:
        """Take in a record as it is now; `hide` what was here of it first."""
        self._insert(line.kind, [line])

    def hide(self, record: Record) -> None:
        """A record is no longer shown, or no longer so."""
        record_id, at = record.id.bytes, cell(record.occurred_at)
        self.execute(f'delete from "{kind_name(type(record))}" where id = ?', (record_id,))
        self.execute(f"delete from {TEXT} where record_id = ?", (record_id,))
        for person in about_persons(record):
            self.execute(_UNLINKING, (person.bytes, at, record_id))

    def make_indexes(self) -> Iterator[None]:
        """Make the indexes, one at a time: quicker than to keep them up while everything is read."""
        for sql in (sql for kind in KINDS.values() for sql in _indexes(kind)):
            self.execute(sql)
            yield

    def query(self, sql: str, params: Iterable[object] = ()) -> list[dict[str, Any]]:
        """Rows as dicts; parameters may be ids, days, moments or codes as records hold them."""
        found = self.execute(sql, [cell(value) for value in params])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found]

    def ids(self, kind: type[Record], wanted: Wanted) -> list[bytes]:
        """Ids of the records of a kind that fit, in order; of equals the newest first."""
        condition = f" where {wanted.where}" if wanted.where else ""
        sql = f'select id from "{kind_name(kind)}"{condition} order by {wanted.order}, id desc limit ?'
        limit = -1 if wanted.limit is None else wanted.limit
        return [row[0] for row in self.execute(sql, [*(cell(value) for value in wanted.params), limit])]

    def timeline(self, person_id: bytes, limit: int) -> list[bytes]:
        """Ids of what has been recorded about a person, newest first."""
        sql = f"select record_id from {LINK} where person_id = ? order by occurred_at desc, record_id desc limit ?"
        return [row[0] for row in self.execute(sql, (person_id, limit))]

    def linked(self, person_id: bytes, kinds: Sequence[str]) -> list[bytes]:
        """Ids of a person's records of some kinds."""
        marks = ", ".join("?" * len(kinds))
        sql = f"select record_id from {LINK} where person_id = ? and kind in ({marks}) order by occurred_at"
        return [row[0] for row in self.execute(sql, (person_id, *kinds))]

    def _insert(self, kind: type[Record], lines: Sequence[Line]) -> None:
        name = kind_name(kind)
        self._executemany(_insertion(kind), [line.cells for line in lines])
        if kind.about.person_fields:
            links = ((p, name, line.record_id, line.occurred_at) for line in lines for p in line.persons)
            self._executemany(_LINKING, links)
        if texts := [(line.record_id, name, line.found_by) for line in lines if line.found_by]:
            self._executemany(_TEXTING, texts)


_LINKS: Final = (
    f"create table {LINK} (person_id BLOB, kind TEXT, record_id BLOB, occurred_at INTEGER,"
    " primary key (person_id, occurred_at, record_id)) without rowid"
)
_TEXTS: Final = f"create table {TEXT} (record_id BLOB primary key, kind TEXT, words TEXT)"
_LINKING: Final = f"insert into {LINK} values (?, ?, ?, ?)"
_UNLINKING: Final = f"delete from {LINK} where person_id = ? and occurred_at = ? and record_id = ?"
_TEXTING: Final = f"insert into {TEXT} values (?, ?, ?)"


@cache
def _table(kind: type[Record]) -> str:
    columns = ", ".join(f'"{c.name}" {c.sql}' for c in columns_of(kind))
    return f'create table "{kind_name(kind)}" ({columns}, primary key (id))'


def _indexes(kind: type[Record]) -> Iterator[str]:
    name = kind_name(kind)
    for column in columns_of(kind):
        if column.indexed:
            newest = "" if column.name == "occurred_at" else ", occurred_at"  # a filtered list has the newest first
            yield f'create index "{name}_{column.name}" on "{name}" ("{column.name}"{newest})'


@cache
def _insertion(kind: type[Record]) -> str:
    return f'insert into "{kind_name(kind)}" values ({", ".join("?" * len(columns_of(kind)))})'
