"""From what a form holds to a record, or to the name of the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from records.base import EMPTY, InvalidRecord, Need, Record, Shape
from records.fields import fields_of

R = TypeVar("R", bound=Record)


def complete(kind: type[R], values: Mapping[str, object]) -> R:
    """Turn form values into a record.

    Args:
        kind: the kind to make.
        values: field -> value, as Python values or as text the way a form holds it.

    Raises:
        InvalidRecord: naming the first field that breaks a rule of `kind`.
    """
    filled = {name: tidy for name, value in values.items() if (tidy := _tidy(value)) not in EMPTY}
    for field in fields_of(kind):
        if field.spec.need is Need.SAVE and field.required and field.name not in filled:
            raise InvalidRecord(field.name, "required")
        if field.spec.shape in (Shape.CODES, Shape.REFS) and field.name in filled:
            filled[field.name] = tuple(sorted(set(filled[field.name]), key=str))  # type: ignore[call-overload]
    try:
        record = msgspec.convert({**filled, "kind": kind.__struct_config__.tag}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _named(error) from error
    record.check()
    return record


def unfinished(record: Record) -> tuple[str, ...]:
    """Fields still needed before `record` is complete, in the order of the form."""
    needed = (f.name for f in fields_of(type(record)) if f.spec.need is Need.COMPLETE)
    return tuple(name for name in needed if getattr(record, name) in EMPTY)


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


_REASONS: Final = (
    ("missing required field", "required"),
    ("length <=", "too_long"),
    ("length >=", "too_short"),
    (">=", "too_small"),
    ("<=", "too_large"),
    ("enum value", "not_in_list"),
    ("matching regex", "bad_form"),
)


def _named(error: msgspec.ValidationError) -> InvalidRecord:
    """Say in our words which field msgspec objects to, and why."""
    said, _, place = str(error).partition(" - at `$.")
    if "missing required field" in said and not place:
        return InvalidRecord(said.split("`")[1], "required")
    field = place.rstrip("`").split("[")[0].split(".")[0] or "record"
    reason = next((word for mark, word in _REASONS if mark in said), "bad_form")
    return InvalidRecord(field, reason, limit=next((w.strip("`") for w in said.split() if w.strip("`").isdigit()), ""))
