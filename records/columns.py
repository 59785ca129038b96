"""A kind as a table: what a tablet's working set and a centre's database keep of a record to filter and sort by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec

from records.base import BORN, Record, Shape
from records.fields import fields_of

Cell = str | int | bytes | None

_TYPES: Final = {
    Shape.TEXT: "TEXT",
    Shape.LONG_TEXT: "TEXT",
    Shape.WHOLE: "INTEGER",
    Shape.FLAG: "INTEGER",
    Shape.DAY: "TEXT",
    Shape.MOMENT: "INTEGER",
    Shape.CODE: "TEXT",
    Shape.CODES: "TEXT",
    Shape.REF: "BLOB",
    Shape.REFS: "BLOB",
}
"""Parts, answers and raw bytes are not columns: they are read from the record itself."""


class Column(msgspec.Struct, frozen=True):
    """A column: its name, its SQLite type, and whether lists filter by it."""

    name: str
    sql: str
    indexed: bool


@cache
def columns_of(kind: type[Record]) -> tuple[Column, ...]:
    """The columns of a kind: the record's birth, then its fields; long texts and sealed classes stay out.

    Days are ISO text, moments milliseconds since 1970 in UTC, ids 16 bytes, several ids one after the other,
    several codes as ` a b `.
    """
    born = [Column(n, "INTEGER" if n == "recorded_at" else "BLOB", False) for n in BORN]
    indexed = {*kind.about.filters, *kind.about.person_fields, "occurred_at"} - {"id"}
    own = [Column(f.name, _TYPES[f.spec.shape], f.name in indexed) for f in fields_of(kind) if f.spec.shape in _TYPES]
    return (*born, *own)


def cells_of(record: Record) -> tuple[Cell, ...]:
    """The record's values for `columns_of` its kind, in that order."""
    read, conversions = _reader(type(record))
    cells = list(read(record))
    for place, convert in conversions:
        if cells[place] is not None:
            cells[place] = convert(cells[place])
    return tuple(cells)


@cache
def _reader(
    kind: type[Record],
) -> tuple[Callable[[Record], tuple[Any, ...]], tuple[tuple[int, Callable[[Any], Cell]], ...]]:
    """What takes a record's values out, and which of them SQLite does not take as they are."""
    columns = columns_of(kind)
    shapes = {name: Shape.MOMENT if name == "recorded_at" else Shape.REF for name in BORN}
    shapes |= {field.name: field.spec.shape for field in fields_of(kind)}
    conversions = ((place, CELL_OF.get(shapes[column.name])) for place, column in enumerate(columns))
    return attrgetter(*(column.name for column in columns)), tuple((p, c) for p, c in conversions if c)


def cell(value: object) -> Cell:
    """One value as a column holds it; what SQL compares with must pass through here too."""
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        ids = bool(value) and isinstance(value[0], UUID)
        return b"".join(v.bytes for v in value) if ids else f" {' '.join(map(str, value))} "
    return int(value) if isinstance(value, bool | int) else str(value)


CELL_OF: Final[dict[Shape, Callable[[Any], Cell]]] = {
    Shape.FLAG: int,
    Shape.DAY: date.isoformat,
    Shape.MOMENT: lambda value: int(value.timestamp() * 1000),
    Shape.CODE: str,
    Shape.CODES: lambda value: f" {' '.join(value)} ",
    Shape.REF: attrgetter("bytes"),
    Shape.REFS: lambda value: b"".join(each.bytes for each in value),
}
"""`cell` by shape rather than by value: a tablet fills its working set with tens of thousands of records."""
