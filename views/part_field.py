"""Nested parts of a record (a contact, a disability): a small group of fields, or a list of such groups."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

import flet as ft
import msgspec

from records.words import list_name
from views import widgets as ui
from views.day_field import DayField
from views.frame import part
from views.inputs import choices, labelled, switch_row, text_field
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

Values = dict[str, Any]
ASKED: Final = (str, bool, date)
"""Types of which a field can be asked here; ids and moments of a part are filled by its own screen."""


@cache
def part_fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """Name and bare type of a part's fields that a person can fill."""
    hints = typing.get_type_hints(kind)
    found = [(f.name, _bare(hints[f.name])) for f in msgspec.structs.fields(kind)]
    return tuple((name, hint) for name, hint in found if hint in ASKED or _is_code(hint))


def can_ask(kind: type[msgspec.Struct]) -> bool:
    """Whether a part can be filled in a form at all: none of its required fields is left to a screen of its own."""
    asked = {name for name, _ in part_fields(kind)}
    return all(f.name in asked for f in msgspec.structs.fields(kind) if f.required)


def _bare(hint: object) -> object:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _bare(next(each for each in typing.get_args(hint) if each is not type(None)))
    return typing.get_args(hint)[0] if typing.get_origin(hint) is typing.Annotated else hint


def _is_code(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


@part
def PartField(
    ident: str,
    label: str,
    kind: type[msgspec.Struct],
    value: list[Values],
    on_change: Callable[[list[Values]], object],
    *,
    many: bool,
    error: str = "",
) -> ft.Control:
    """The groups there are, each with its fields, and a button for one more."""
    t, app = use_tokens(), use_app()

    def put(index: int, name: str, now: object) -> None:
        on_change([{**each, name: now} if i == index else each for i, each in enumerate(value)])

    def drop(index: int) -> None:
        on_change([each for i, each in enumerate(value) if i != index])

    parts: list[ft.Control] = []
    for index, each in enumerate(value):
        fields = [
            _field(t, app, f"{ident}-{index}-{name}", kind, name, hint, each, _put(put, index, name))
            for name, hint in part_fields(kind)
        ]
        remove = ui.text_button(
            t, f"{ident}-{index}-remove", app.say("ref.remove"), ui.bind(drop, index), icon=ft.Icons.CLOSE
        )
        parts.append(ui.card(t, *fields, ui.line(remove)))
    if many or not value:
        add = ui.quiet(
            t, f"{ident}-add", app.say("form.add", what=label), ui.bind(on_change, [*value, {}]), icon=ft.Icons.ADD
        )
        parts.append(ui.line(add))
    return labelled(t, label, *parts, error=error, ident=ident)


def _put(put: Callable[[int, str, object], None], index: int, name: str) -> Callable[[object], None]:
    return lambda now: put(index, name, now)


def _field(
    t: Tokens,
    app: AppState,
    ident: str,
    kind: type[msgspec.Struct],
    name: str,
    hint: Any,  # noqa: ANN401 - a type
    values: Mapping[str, Any],
    put: Callable[[object], None],
) -> ft.Control:
    label = app.say(f"part.{part_name(kind)}.{name}")
    value = values.get(name)
    if hint is bool:
        return switch_row(t, ident, label, bool(value), put)
    if hint is date:
        return DayField(ident, label, str(value or ""), put)
    if _is_code(hint):
        options = [(each.value, app.words.code(each)) for each in hint]
        return choices(t, ident, label, options, (value,), lambda key: put(None if value == key else key))
    keyboard = ft.KeyboardType.PHONE if name == "phone" else ft.KeyboardType.TEXT
    return text_field(t, ident, label, str(value or ""), put, keyboard=keyboard)


def part_name(kind: type[msgspec.Struct]) -> str:
    """The name of a part in the locale files: `OtherPerson` -> `other_person`."""
    return list_name(kind)  # type: ignore[arg-type]  # the same rule as for code lists


__all__ = ["UUID", "PartField", "can_ask", "part_fields", "part_name"]
