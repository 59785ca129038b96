"""What every record has, and how a kind of record describes itself.

A kind is declared once, as a frozen msgspec struct. What a form, a check, a column, a merge, an export
or a word needs to know about a field stands in the field's annotation; what they need to know about the
kind stands in its `about`. Nothing else may repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import msgspec
from msgspec import Meta


class InvalidRecord(Exception):
    """A value breaks a rule of its kind.

    Attributes:
        field: name of the field, or "record" when no single field is to blame.
        reason: a key below `error.` in the locale files, e.g. "required", "too_long".
        about: values for the placeholders of that sentence.
    """

    def __init__(self, field: str, reason: str, **about: object) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.about = about


class Level(StrEnum):
    """Who owns a kind of record: the level whose word counts."""

    STATION = "station"
    STREET = "street"
    DISTRICT = "district"


class Conflict(StrEnum):
    """What a centre does when two people changed the same thing without seeing each other (report 3.2)."""

    APPEND = "append"
    FIELD_MERGE = "field_merge"
    OWNER = "owner"
    SERVER = "server"


class Sensitivity(StrEnum):
    """Data classes of report 3.1; the order is the order of protection."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"


class Ring(StrEnum):
    """Who holds the keys to a kind of record, on a tablet and in a scope on the wire."""

    ROSTER = "r"
    """Sites, staff, devices: no data of residents."""
    STATION = "s"
    """The station's own work, L0 to L2: every worker of the station."""
    PROTECTION = "p"
    """L3, child protection: named people only."""


class Need(StrEnum):
    """When a field must be filled."""

    SAVE = "save"
    """Nothing is saved without it."""
    COMPLETE = "complete"
    """May be saved without it; the record then counts as unfinished."""
    OPTIONAL = "optional"
    COMPUTED = "computed"
    """The program fills it; a form shows it and never asks."""


class Shape(StrEnum):
    """How a value is asked for, shown and kept."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    WHOLE = "whole"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    REF = "ref"
    REFS = "refs"
    PART = "part"
    """A nested struct, or a list of them."""
    ANSWERS = "answers"
    """Item code -> chosen value; items not asked are absent."""
    BYTES = "bytes"


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """What an annotation says about a field beyond its type."""

    shape: Shape
    need: Need = Need.OPTIONAL
    sens: Sensitivity | None = None
    guarded: bool = False
    """Two unseen edits of a guarded field are never resolved by a machine."""
    union: bool = False
    """A set: concurrent edits add and remove elements instead of replacing the whole."""
    unit: str | None = None
    refers_to: tuple[str, ...] = ()
    search: bool = False
    """Found by the search box."""


def _meta(spec: Spec, **limits: object) -> Meta:
    make: Any = Meta  # Meta checks at run time which limits go together; its overloads cannot say so for **limits
    meta: Meta = make(extra={"spec": spec}, **limits)
    return meta


def text(low: int = 0, high: int = 200, *, pattern: str | None = None, long: bool = False, **more: object) -> Meta:
    """A text of `low` to `high` characters; `long` asks for several lines."""
    shape = Shape.LONG_TEXT if long else Shape.TEXT
    return _meta(_spec(shape, more), min_length=low or None, max_length=high, pattern=pattern)


def whole(low: int = 0, high: int = 2**31, *, unit: str | None = None, **more: object) -> Meta:
    """A whole number with both limits included; `unit` is a key below `unit.` in the locale files."""
    return _meta(_spec(Shape.WHOLE, more | {"unit": unit}), ge=low, le=high)


def flag(**more: object) -> Meta:
    """Yes or no."""
    return _meta(_spec(Shape.FLAG, more))


def day(**more: object) -> Meta:
    """A calendar day in Asia/Shanghai."""
    return _meta(_spec(Shape.DAY, more))


def moment(**more: object) -> Meta:
    """A point in time, kept in UTC."""
    return _meta(_spec(Shape.MOMENT, more), tz=True)


def code(**more: object) -> Meta:
    """One entry of the code list that is the field's type."""
    return _meta(_spec(Shape.CODE, more))


def codes(**more: object) -> Meta:
    """Several entries of a code list, kept sorted."""
    return _meta(_spec(Shape.CODES, more), max_length=60)


def ref(*kinds: str, **more: object) -> Meta:
    """The id of a record of one of `kinds`."""
    return _meta(_spec(Shape.REF, more | {"refers_to": kinds}))


def refs(*kinds: str, **more: object) -> Meta:
    """Ids of several records of `kinds`, kept sorted."""
    return _meta(_spec(Shape.REFS, more | {"refers_to": kinds}), max_length=200)


def part(**more: object) -> Meta:
    """A nested struct of this package, or a tuple of them."""
    return _meta(_spec(Shape.PART, more))


def answers(**more: object) -> Meta:
    """The answers of a check list: item code -> value. What was not asked is absent, never 0."""
    return _meta(_spec(Shape.ANSWERS, more), max_length=60)


def octets(high: int = 1024, **more: object) -> Meta:
    """Raw bytes, never shown."""
    return _meta(_spec(Shape.BYTES, more), max_length=high)


def _spec(shape: Shape, more: Mapping[str, object]) -> Spec:
    return Spec(shape=shape, **{name: value for name, value in more.items() if value is not None})  # type: ignore[arg-type]


SAVE, COMPLETE, COMPUTED = Need.SAVE, Need.COMPLETE, Need.COMPUTED


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of all records of a kind."""

    owner: Level
    conflict: Conflict
    sens: Sensitivity
    ring: Ring = Ring.STATION
    writers: frozenset[Level]
    """Levels at which the kind may be written."""
    named_by: tuple[str, ...]
    """Fields whose values, in this order, name a record in a list."""
    listed: tuple[str, ...] = ()
    """Columns of a list, after the name."""
    filters: tuple[str, ...] = ()
    """Fields a list can be filtered by, and the columns that get an index."""
    person_fields: tuple[str, ...] = ()
    """Fields that say whom the record is about; a person's timeline follows them."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Base of all kinds. A record never changes: an edit is another value with the same id.

    The first five fields are the record's birth and are never edited.
    """

    about: ClassVar[About]

    id: UUID
    """UUIDv7, made where the record is made; never used again."""
    site_id: UUID
    """The owning site: its data scope."""
    actor_id: UUID
    """The member of staff who wrote it first."""
    device_id: UUID
    """The tablet or centre it was written on."""
    recorded_at: Annotated[datetime, Meta(tz=True)]
    """That device's clock at the first save. Never used to order anything."""
    occurred_at: Annotated[datetime, moment(need=SAVE)]
    """When it happened, as a person says; all statistics use it."""
    void_reason: Annotated[str, text(0, 200)] = ""
    """Not empty: the record is void. It stays visible with its reason and is never counted."""

    @property
    def is_void(self) -> bool:
        """Whether somebody has voided the record."""
        return bool(self.void_reason)

    def check(self) -> None:
        """Refuse what no single field can refuse alone; asked when a form is completed, not when bytes are read.

        Raises:
            InvalidRecord: naming the field to mend.
        """


EMPTY: Final[tuple[object, ...]] = (None, "", (), {})
"""Values that mean: not filled."""

BORN: Final = ("id", "site_id", "actor_id", "device_id", "recorded_at")
"""The fields of a record's birth; they travel in an op's head, not among its fields."""
