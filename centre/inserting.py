"""Inserting many rows at once. SQLAlchemy's own way copies every row several times; this compiles once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Row = tuple[Any, ...]


def insert_rows(db: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows whose values stand in the order of `names`, as the database's driver takes them."""
    if not rows:
        return
    statement, order = _compiled(db.dialect, table, tuple(names))
    if order is None:
        db.exec_driver_sql(statement, [dict(zip(names, row, strict=True)) for row in rows])
    else:
        places = [names.index(name) for name in order]
        same = places == list(range(len(names)))
        db.exec_driver_sql(statement, list(rows) if same else [tuple(row[i] for i in places) for row in rows])


@lru_cache(maxsize=256)
def _compiled(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> tuple[str, list[str] | None]:
    """The statement, and the order of its parameters where they have no names."""
    insert = sa.insert(table).values({name: sa.bindparam(name) for name in names})
    compiled = insert.compile(dialect=dialect)
    return str(compiled), getattr(compiled, "positiontup", None)
