"""A record as the working set takes it: the values of its columns, whom it is about, what it is found by.

At an unlock tens of thousands of rows become lines. They are read straight from the rows' bytes by structs made from
the kinds' declarations, with ids left as bytes: the same checks as for whole records, in a quarter of the time.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec

from records.base import BORN, Record, Shape
from records.columns import CELL_OF, Cell, cells_of, columns_of
from records.fields import fields_of
from records.kinds import KINDS, about_persons, kind_name


class Line(msgspec.Struct, frozen=True, gc=False):
    """A record on its way into the working set."""

    kind: type[Record]
    cells: tuple[Cell, ...]
    persons: tuple[bytes, ...]
    found_by: str

    @property
    def record_id(self) -> bytes:
        """The record's id; the first column of every kind."""
        return self.cells[0]  # type: ignore[return-value]

    @property
    def occurred_at(self) -> Cell:
        """When it happened."""
        return self.cells[_place_of_time(self.kind)]


class Glance(msgspec.Struct, frozen=True, gc=False):
    """What is read of a row's content without making its record; a `storage.rows.Kept`, read by other eyes."""

    kind: type[Record]
    content: Any

    @property
    def record_id(self) -> bytes:
        """The record's id."""
        return bytes(self.content.state.id)

    @property
    def unsent(self) -> dict[str, int]:
        """As in `Kept`."""
        return dict(self.content.unsent)

    @property
    def leaving(self) -> bool:
        """As in `Kept`."""
        return bool(self.content.leaving)

    def line(self) -> Line:
        """The line."""
        state = self.content.state
        read, conversions, persons = _columns(self.kind)
        cells = list(read(state))
        for place, convert in conversions:
            if cells[place] is not None:
                cells[place] = convert(cells[place])
        return Line(self.kind, tuple(cells), persons(state), self.content.found_by)


def line_of(record: Record, found_by: str) -> Line:
    """The line of a record that is at hand."""
    persons = tuple(person.bytes for person in about_persons(record))
    return Line(type(record), cells_of(record), persons, found_by)


def get_ready() -> None:
    """Make the readers of all kinds: it takes longer than opening the first rows, and can be done before the PIN."""
    kinds = tuple(KINDS.values())
    _decoder(kinds)
    for kind in kinds:
        _columns(kind)


def glance(plain: bytes) -> Glance | None:
    """Look at a row's content; None for what only a newer version of the program understands, or is damaged."""
    try:
        content = _decoder(tuple(KINDS.values())).decode(plain)
    except msgspec.DecodeError:
        return None
    return Glance(KINDS[content.state.__struct_config__.tag], content)


_SHAPES: Final[dict[Shape, Callable[[Any], Cell]]] = {
    **{shape: convert for shape, convert in CELL_OF.items() if shape not in (Shape.REF, Shape.CODE)},
    Shape.REFS: b"".join,
}
"""Ids and single codes are read as SQLite takes them."""


@cache
def _columns(kind: type[Record]) -> tuple[Any, ...]:
    """What takes the columns' values out of a state, which of them are converted, and whom the record is about."""
    shapes = {name: Shape.MOMENT if name == "recorded_at" else Shape.REF for name in BORN}
    shapes |= {field.name: field.spec.shape for field in fields_of(kind)}
    names = [column.name for column in columns_of(kind)]
    read = attrgetter(*(name if name in BORN else f"fields.{name}" for name in names))
    conversions = tuple((place, _SHAPES[shapes[name]]) for place, name in enumerate(names) if shapes[name] in _SHAPES)
    return read, conversions, _persons(kind)


def _persons(kind: type[Record]) -> Callable[[Any], tuple[bytes, ...]]:
    """What reads from a state whom it is about; most kinds have one such field."""
    paths = [name if name in BORN else f"fields.{name}" for name in kind.about.person_fields]
    read = attrgetter(*paths) if paths else None

    def one(state: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - a struct made below
        value = read(state) if read else None
        return value if isinstance(value, tuple) else (value,) if value else ()

    def several(state: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - a struct made below
        values = read(state) if read else ()
        return tuple(dict.fromkeys(each for value in values if value for each in _many(value)))

    return several if len(paths) > 1 else one


def _many(value: bytes | tuple[bytes, ...]) -> tuple[bytes, ...]:
    return value if isinstance(value, tuple) else (value,)


@cache
def _place_of_time(kind: type[Record]) -> int:
    return [column.name for column in columns_of(kind)].index("occurred_at")


@cache
def _decoder(kinds: tuple[type[Record], ...]) -> msgspec.msgpack.Decoder[Any]:
    """Reads a `Kept` whose state is told apart by its kind, the first thing in it."""
    states: Any = typing.Union[tuple(_state(kind) for kind in kinds)]  # noqa: UP007 - made at run time
    fields: list[Any] = [
        ("state", states),
        ("unsent", dict[str, int], {}),
        ("found_by", str, ""),
        ("leaving", bool, False),
    ]
    return msgspec.msgpack.Decoder(msgspec.defstruct("KeptAtAGlance", fields, array_like=True, gc=False))


@cache
def _state(kind: type[Record]) -> type[msgspec.Struct]:
    """A `State` of one kind; only what lines need of it."""
    born = [(name, datetime if name == "recorded_at" else bytes) for name in BORN]
    fields = [*born, ("fields", _fields(kind))]
    return msgspec.defstruct(f"{kind.__name__}State", fields, array_like=True, tag=kind_name(kind), gc=False)


def _fields(kind: type[Record]) -> type[msgspec.Struct]:
    hints = typing.get_type_hints(kind, include_extras=True)
    fields: list[Any] = []
    for each in msgspec.structs.fields(kind):
        if each.name not in BORN:
            hint = _plainly(hints[each.name])
            default = each.default_factory if each.default is msgspec.NODEFAULT else each.default
            if each.default_factory is not msgspec.NODEFAULT:
                default = msgspec.field(default_factory=each.default_factory)
            fields.append((each.name, hint) if default is msgspec.NODEFAULT else (each.name, hint, default))
    return msgspec.defstruct(f"{kind.__name__}Fields", fields, kw_only=True, gc=False)


def _plainly(hint: Any) -> Any:  # noqa: ANN401 - a type
    """The same type with ids as bytes and entries of code lists as texts."""
    if hint is UUID:
        return bytes
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return typing.Literal[tuple(entry.value for entry in hint)]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        return hint
    if origin is typing.Annotated:
        return typing.Annotated[(_plainly(arguments[0]), *arguments[1:])]
    inner = tuple(_plainly(each) for each in arguments)
    if origin in (types.UnionType, typing.Union):
        return typing.Union[inner]  # noqa: UP007 - made at run time
    return origin[inner]
