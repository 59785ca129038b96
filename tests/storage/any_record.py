"""Records of every kind, made by Hypothesis from the kinds' declarations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from records.base import BORN, Record, Shape
from records.fields import Field, fields_of
from records.kinds import KINDS

WORDS = st.text(alphabet="曾国强abcXYZ 0·19é", max_size=20)
MOMENTS = st.integers(0, 60 * 24 * 400).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
DAYS = st.integers(0, 40000).map(lambda n: date(1930, 1, 1) + timedelta(days=n))


def records(born: dict[str, Any]) -> st.SearchStrategy[Record]:
    """A record of any kind that its own bytes can hold; `born` without the times of the moment."""
    return st.sampled_from(list(KINDS.values())).flatmap(lambda kind: of_kind(kind, born))


def of_kind(kind: type[Record], born: dict[str, Any]) -> st.SearchStrategy[Record]:
    given = {field.name: value_of(field, kind) for field in fields_of(kind)}
    birth = {name: st.just(born[name]) for name in BORN} | {"id": st.uuids()}
    return st.fixed_dictionaries({**birth, **given}).map(lambda values: made(kind, values)).filter(bool)


def made(kind: type[Record], values: dict[str, Any]) -> Record | None:
    """The record; None when what was drawn breaks the declaration (a pattern, mostly)."""
    named = {name: value for name, value in values.items() if value is not ...}
    try:
        return msgspec.convert({**named, "kind": kind.__struct_config__.tag}, kind)
    except msgspec.ValidationError:
        return None


def value_of(field: Field, kind: type[Record]) -> st.SearchStrategy[Any]:
    value = shaped(field, kind)
    return value if field.required else st.one_of(st.just(...), value)


def shaped(field: Field, kind: type[Record]) -> st.SearchStrategy[Any]:
    spec, low, high = field.spec, field.low or 0, field.high
    match spec.shape:
        case Shape.WHOLE:
            return st.integers(low, high)
        case Shape.FLAG:
            return st.booleans()
        case Shape.DAY:
            return DAYS
        case Shape.MOMENT:
            return MOMENTS
        case Shape.CODE:
            return st.sampled_from(list(field.options))
        case Shape.CODES:
            options = list(field.options) if field.options else ["alone", "age80"]
            return st.sets(st.sampled_from(options), max_size=3).map(lambda found: tuple(sorted(found)))
        case Shape.REF:
            return st.uuids()
        case Shape.REFS:
            return st.sets(st.uuids(), min_size=1, max_size=3).map(lambda found: tuple(sorted(found, key=str)))
        case Shape.ANSWERS:
            return st.dictionaries(st.sampled_from(["E01", "E02", "E03"]), st.integers(0, 3))
        case Shape.BYTES:
            return st.binary(max_size=min(high or 16, 16))
        case Shape.PART:
            return part_of(field, kind)
    return named_text(field)


def named_text(field: Field) -> st.SearchStrategy[str]:
    known = {"phone": "13800001234", "code": "370299001003", "duty_phone": "", "entity": "visit"}
    if field.name in known:
        return st.just(known[field.name])
    return WORDS.map(lambda text: text.ljust(field.low or 0, "河"))


def part_of(field: Field, kind: type[Record]) -> st.SearchStrategy[Any]:
    """Parts are left out where that is allowed; what must be there is given one fixed content."""
    from records.conflict import ConflictRecord, Side
    from records.platform import Staff

    if kind is Staff:
        return st.just(())
    if kind is ConflictRecord:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        import uuid

        return st.just(Side(b"\xa1x", bytes(16), uuid.UUID(int=1), uuid.UUID(int=2), moment))
    return st.just(()) if field.many else st.just(...)
