"""Writing what a transaction changed: typed rows, links, search text, standings, and last of all the change numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from centre.inserting import Row, insert_rows
from centre.merging import Batch, Changed, slices
from centre.standing import refresh
from centre.tables import batch as batch_table
from centre.tables import counter, link, moved, name, table_of
from centre.tables import record as record_table
from centre.times import ms_of
from records.base import Record
from records.columns import cells_of, columns_of
from records.kinds import about_persons, kind_name
from records.op import encode_state
from records.rules.finding import found_by, searched_fields

TAG_BYTES: Final = 8

RECORD_COLUMNS: Final = ("id", "kind", "site_id", "scope", "number", "known_to", "state")


def write(batch: Batch) -> None:
    """Write everything that `batch` changed. Called once, as the last thing before the commit."""
    if not batch.changed:
        return
    by_kind: dict[type[Record], list[Changed]] = {}
    for changed in batch.changed.values():
        by_kind.setdefault(type(changed.record), []).append(changed)
    for kind, rows in by_kind.items():
        _write_kind(batch, kind, rows)
    _write_links(batch)
    refresh(batch)
    _write_numbered(batch)


def _write_kind(batch: Batch, kind: type[Record], rows: Sequence[Changed]) -> None:
    table = table_of(kind)
    columns = [*(c.name for c in columns_of(kind)), "in_scope"]
    fresh: list[Row] = []
    known: list[Row] = []
    for changed in rows:
        cells = (*cells_of(changed.record), changed.scope)
        (known if batch.stored.get(changed.state.id) else fresh).append(cells)
    insert_rows(batch.db, table, columns, fresh)
    _update(batch.db, table, columns, known)
    _write_names(batch, kind, rows)


def _update(db: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Replace rows by their id."""
    if rows:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in columns if name != "id"}
        update = sa.update(table).where(table.c.id == sa.bindparam("which")).values(values)
        named = (dict(zip(columns, row, strict=True)) for row in rows)
        db.execute(update, [{**row, "which": row.pop("id")} for row in named])


def _write_names(batch: Batch, kind: type[Record], rows: Sequence[Changed]) -> None:
    if not searched_fields(kind):
        return
    texts = [(changed, found_by(changed.record)) for changed in rows]
    found = [
        {"record_id": c.state.id.bytes, "kind": kind_name(kind), "scope": c.scope, "text": text}
        for c, text in texts
        if text
    ]
    _delete(batch.db, name, name.c.record_id, [c.state.id for c in rows if batch.stored.get(c.state.id)])
    if found:
        batch.db.execute(sa.insert(name), found)


def _write_links(batch: Batch) -> None:
    _delete(batch.db, link, link.c.record_id, [i for i in batch.changed if batch.stored.get(i)])
    rows = [
        (person.bytes, i.bytes, changed.state.kind, changed.scope, ms_of(changed.record.occurred_at))
        for i, changed in batch.changed.items()
        for person in about_persons(changed.record)
    ]
    insert_rows(batch.db, link, ("person_id", "record_id", "kind", "scope", "occurred_at"), rows)


def _delete(db: sa.Connection, table: sa.Table, column: sa.Column[Any], ids: Sequence[UUID]) -> None:
    for some in slices(ids):
        db.execute(sa.delete(table).where(column.in_([i.bytes for i in some])))


def _write_numbered(batch: Batch) -> None:
    """Give each changed record the next number of its scope.

    The counter rows are locked from here to the commit: readers that see a number see all lower ones too.
    """
    leaving = {i: s.scope for i, c in batch.changed.items() if (s := batch.stored.get(i)) and s.scope != c.scope}
    wanted: dict[str, int] = {}
    for scope in [*(c.scope for c in batch.changed.values()), *leaving.values()]:
        wanted[scope] = wanted.get(scope, 0) + 1
    tag = os.urandom(TAG_BYTES)
    free = {scope: _take(batch.db, scope, wanted[scope], tag) for scope in sorted(wanted)}
    fresh: list[Row] = []
    known: list[Row] = []
    for record_id, changed in batch.changed.items():
        row = _record_row(changed, next(free[changed.scope]))
        (known if batch.stored.get(record_id) else fresh).append(row)
    insert_rows(batch.db, record_table, RECORD_COLUMNS, fresh)
    _update(batch.db, record_table, RECORD_COLUMNS, known)
    if leaving:
        left = [
            {"scope": s, "number": next(free[s]), "record_id": i.bytes, "kind": batch.changed[i].state.kind}
            for i, s in leaving.items()
        ]
        batch.db.execute(sa.insert(moved), left)


def _take(db: sa.Connection, scope: str, count: int, tag: bytes) -> Iterator[int]:
    """An iterator over the next `count` numbers of a scope, which from now on end in a batch with `tag`."""
    raised = sa.update(counter).where(counter.c.scope == scope).values(number=counter.c.number + count)
    last = db.scalar(raised.returning(counter.c.number))
    if last is None:
        last = count
        db.execute(sa.insert(counter).values(scope=scope, number=count))
    db.execute(sa.insert(batch_table).values(scope=scope, last=last, tag=tag))
    return iter(range(last - count + 1, last + 1))


def _record_row(changed: Changed, number: int) -> Row:
    """In the order of `RECORD_COLUMNS`."""
    s = changed.state
    return s.id.bytes, s.kind, s.site_id.bytes, changed.scope, number, changed.known_to, encode_state(s)
