"""One field of a form, drawn from its declaration; and the way between what a form holds and what a record says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import flet as ft
import msgspec

from records.base import EMPTY, InvalidRecord, Need, Record, Shape
from records.fields import Field, field_of, fields_of
from records.rules.calendar import SHANGHAI
from views.day_field import DayField, MomentField
from views.days import at, clock_words, read_day, read_time
from views.inputs import choices, switch_row, text_field, toggled
from views.part_field import PartField, can_ask
from views.ref_field import RefField
from views.state.app_state import AppState
from views.tokens import Tokens

Values = dict[str, Any]
Put = Callable[[object], None]
PutFields = Callable[..., None]
"""Takes any fields of a form by their names."""

NEVER_ASKED: Final = frozenset({Shape.BYTES, Shape.ANSWERS})
PHONE_FIELDS: Final = frozenset({"phone", "duty_phone"})


def is_asked(field: Field) -> bool:
    """Whether a person can fill the field in the generic form."""
    if (
        field.spec.need is Need.COMPUTED
        or field.spec.shape in NEVER_ASKED
        or field.name in ("void_reason", "canonical_id")
    ):
        return False
    return field.spec.shape is not Shape.PART or (field.part is not None and can_ask(field.part))


# --- between a record and a form ----------------------------------------------------------------------------------
def form_values(record: Record) -> Values:
    """What the form holds of a record: texts, lists and flags."""
    values: Values = {}
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if is_asked(field) and value not in EMPTY:
            values[field.name] = _held(field, value)
    return values


def _held(field: Field, value: Any) -> Any:  # noqa: ANN401 - a field's value
    shape = field.spec.shape
    if shape is Shape.MOMENT:
        return held_moment(value)
    if shape is Shape.PART:
        return msgspec.to_builtins(list(value) if field.many else [value], builtin_types=(UUID,))
    if shape in (Shape.REF, Shape.REFS):
        return list(value) if isinstance(value, tuple) else [value]
    if shape is Shape.CODES:
        return [each.value for each in value]
    return value if isinstance(value, bool) else str(value)


def held_moment(moment: datetime) -> Values:
    """A moment as a form holds it: a day and a time."""
    return {"day": moment.astimezone(SHANGHAI).date().isoformat(), "time": clock_words(moment)}


def record_values(kind: type[Record], values: Mapping[str, Any]) -> Values:
    """What `complete` takes, from what the form holds; text that is no day or time is left to be refused there."""
    found: Values = {}
    for field in fields_of(kind):
        if field.name in values and values[field.name] not in EMPTY:
            found[field.name] = _said(field, values[field.name])
    return found


def _said(field: Field, value: Any) -> Any:  # noqa: ANN401 - a field's value
    match field.spec.shape:
        case Shape.DAY:
            return read_day(str(value)) or str(value)
        case Shape.MOMENT:
            day, clock = read_day(str(value.get("day", ""))), read_time(str(value.get("time", "") or "0:00"))
            return at(day, clock) if day and clock else f"{value.get('day')} {value.get('time')}"
        case Shape.REF:
            return value[0] if value else None
        case Shape.PART:
            groups = [{k: _part_value(v) for k, v in each.items() if v not in EMPTY} for each in value]
            filled = [each for each in groups if each]
            return filled if field.many else (filled[0] if filled else None)
        case _:
            return value


def _part_value(value: Any) -> Any:  # noqa: ANN401
    day = read_day(value) if isinstance(value, str) and not value.isalpha() else None
    return day.isoformat() if day else value


# --- drawing ------------------------------------------------------------------------------------------------------
def draw(
    t: Tokens, app: AppState, kind: type[Record], field: Field, values: Mapping[str, Any], put: Put, error: str
) -> ft.Control:
    """The control for one field."""
    ident, label = f"field-{field.name}", label_of(app, kind, field)
    value = values.get(field.name)
    match field.spec.shape:
        case Shape.FLAG if field.required:
            options = [(True, app.say("action.yes")), (False, app.say("action.no"))]
            return choices(t, ident, label, options, () if value is None else (value,), put, error=error)
        case Shape.FLAG:
            return switch_row(t, ident, label, bool(value if value is not None else field.default), put)
        case Shape.CODE | Shape.CODES:
            return _codes(t, app, field, label, value, put, error)
        case Shape.DAY:
            return DayField(ident, label, str(value or ""), put, error=error, with_age=field.name == "birth_date")
        case Shape.MOMENT:
            held = value or {}
            return MomentField(
                ident,
                label,
                held.get("day", ""),
                held.get("time", ""),
                lambda day, clock: put({"day": day, "time": clock}),
                error=error,
            )
        case Shape.REF | Shape.REFS:
            many = field.spec.shape is Shape.REFS
            return RefField(ident, label, field.spec.refers_to, list(value or ()), put, many=many, error=error)
        case Shape.PART if field.part is not None:
            return PartField(ident, label, field.part, list(value or ()), put, many=field.many, error=error)
    return _text(t, field, label, str(value if value is not None else ""), put, error)


def label_of(app: AppState, kind: type[Record], field: Field) -> str:
    """The field's name, with its unit."""
    name = app.words.field(kind, field.name)
    return app.say("form.with_unit", name=name, unit=app.say(f"unit.{field.spec.unit}")) if field.spec.unit else name


def _codes(
    t: Tokens,
    app: AppState,
    field: Field,
    label: str,
    value: Any,  # noqa: ANN401 - what the form holds
    put: Put,
    error: str,
) -> ft.Control:
    if field.options is None:  # codes without a list of their own are not asked for
        return ft.Container()
    options = [(each.value, app.words.code(each)) for each in field.options]
    ident = f"field-{field.name}"
    if field.spec.shape is Shape.CODES:
        held = list(value or ())
        return choices(t, ident, label, options, held, lambda key: put(toggled(held, key)), error=error)
    now = value or (field.default.value if field.default else None)  # type: ignore[attr-defined]
    needed = field.spec.need is Need.SAVE or field.default is not None
    return choices(
        t, ident, label, options, (now,), lambda key: put(key if needed or now != key else None), error=error
    )


def _text(t: Tokens, field: Field, label: str, value: str, put: Put, error: str) -> ft.Control:
    number = field.spec.shape is Shape.WHOLE
    keyboard = ft.KeyboardType.NUMBER if number else ft.KeyboardType.TEXT
    if field.name in PHONE_FIELDS:
        keyboard = ft.KeyboardType.PHONE
    return text_field(
        t,
        f"field-{field.name}",
        label,
        value,
        put,
        error=error,
        tall=field.spec.shape is Shape.LONG_TEXT,
        keyboard=keyboard,
        limit=None if number else field.high,
    )


def error_words(app: AppState, reason: str, about: Mapping[str, object]) -> str:
    """What is wrong with a field."""
    return app.say(f"error.{reason}", **about)


def error_of(app: AppState, wrong: InvalidRecord | None, name: str) -> str:
    """What is wrong with the field of that name; empty when nothing is."""
    return error_words(app, wrong.reason, wrong.about) if wrong is not None and wrong.field == name else ""


def draw_named(
    t: Tokens,
    app: AppState,
    kind: type[Record],
    name: str,
    values: Mapping[str, Any],
    put: PutFields,
    wrong: InvalidRecord | None,
) -> ft.Control:
    """The control for one field of a screen that puts its fields together by hand."""
    error = error_of(app, wrong, name)
    return draw(t, app, kind, field_of(kind, name), values, lambda value: put(**{name: value}), error)
