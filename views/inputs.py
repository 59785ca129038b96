"""Fields of a form: text, pills for code lists, yes and no, a switch. Plain functions; days and pickers stand apart.

Each takes its value and tells a change at once; nothing is remembered here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import flet as ft

from views import widgets as ui
from views.answers import pill
from views.tokens import Tokens

Change = Callable[[str], object]
TALL_LINES: Final = 3


def text_field(
    t: Tokens,
    ident: str,
    label: str,
    value: str,
    on_change: Change,
    *,
    error: str = "",
    hint: str = "",
    helper: str = "",
    tall: bool = False,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    secret: bool = False,
    icon: ft.IconData | None = None,
    suffix: ft.Control | None = None,
    limit: int | None = None,
    on_submit: ui.Press | None = None,
) -> ft.Semantics:
    """One line, or several when `tall`. The label moves above once something is typed, so it never disappears."""
    side = ft.BorderSide(2 if error else 1, t.alarm if error else t.edge)

    def typed(event: ft.Event[ft.TextField]) -> None:
        on_change(event.control.value or "")

    field = ft.TextField(
        label=label,
        value=value,
        on_change=typed,
        on_submit=on_submit,
        error=error or None,
        hint_text=hint or None,
        helper=helper or None,
        multiline=tall,
        min_lines=TALL_LINES if tall else None,
        max_lines=8 if tall else 1,
        max_length=limit,
        counter="" if limit else None,
        keyboard_type=ft.KeyboardType.MULTILINE if tall else keyboard,
        password=secret,
        text_size=t.body,
        filled=True,
        fill_color=t.card,
        border=ft.OutlineInputBorder(border_radius=ui.RADIUS_CARD, side=side),
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        label_style=ft.TextStyle(size=t.body, color=t.alarm if error else t.ink2),
        hint_style=ft.TextStyle(size=t.body, color=t.ink2),
        helper_style=ft.TextStyle(size=t.second, color=t.ink2),
        error_style=ft.TextStyle(size=t.second, color=t.alarm, weight=ft.FontWeight.W_600),
        error_max_lines=3,
        helper_max_lines=3,
        prefix_icon=icon,
        suffix=suffix,
    )
    return ui.hook(ident, field)


def search_field(
    t: Tokens, ident: str, hint: str, value: str, on_change: Change, *, clear_word: str = ""
) -> ft.Semantics:
    """The box at the top of a list."""

    def typed(event: ft.Event[ft.TextField]) -> None:
        on_change(event.control.value or "")

    clear = ft.IconButton(
        ft.Icons.CLOSE, icon_color=t.ink2, icon_size=20, tooltip=clear_word, on_click=ui.bind(on_change, "")
    )
    field = ft.TextField(
        value=value,
        hint_text=hint,
        on_change=typed,
        prefix_icon=ft.Icon(ft.Icons.SEARCH, color=t.ink2),
        suffix_icon=clear if value else None,
        text_size=t.body,
        filled=True,
        fill_color=t.card,
        border=ft.OutlineInputBorder(border_radius=ui.RADIUS_SHEET, side=ft.BorderSide(1, t.edge)),
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        hint_style=ft.TextStyle(size=t.body, color=t.ink2),
        enable_suggestions=False,
        autocorrect=False,
    )
    return ui.hook(ident, field, label=hint)


def labelled(
    t: Tokens, label: str, *controls: ft.Control, error: str = "", note: str = "", ident: str = ""
) -> ft.Control:
    """A label above something that is no text field, and what is wrong below it."""
    parts: list[ft.Control] = [ui.words(t, label, strong=True)] if label else []
    parts += controls
    if error:
        mark = ft.Icon(ft.Icons.ERROR_OUTLINE, size=20, color=t.alarm)
        parts.append(ui.line(mark, ui.words(t, error, t.second, strong=True, color=t.alarm, expand=True), gap=6))
    elif note:
        parts.append(ui.second(t, note))
    column = ui.stack(*parts)
    return ui.hook(ident, column) if ident else column


def choices(
    t: Tokens,
    ident: str,
    label: str,
    options: Sequence[tuple[Any, str]],
    chosen: Collection[Any],
    on_pick: Callable[[Any], object],
    *,
    error: str = "",
    note: str = "",
) -> ft.Control:
    """Entries of a code list as pills: one tap each, wrapping, none hidden in a menu.

    `on_pick` gets the key that was pressed; whether that adds, replaces or takes away is the caller's.
    """
    pills = [pill(t, f"{ident}-{key}", word, key in chosen, ui.bind(on_pick, key)) for key, word in options]
    return labelled(t, label, ui.line(*pills, wrap=True), error=error, note=note, ident=ident)


def toggled(chosen: Collection[str], key: str) -> list[str]:
    """A set of codes after one pill was pressed, in a steady order."""
    return sorted(set(chosen) ^ {key})


def switch_row(
    t: Tokens, ident: str, label: str, value: bool, on_change: Callable[[bool], object], *, note: str = ""
) -> ft.Semantics:
    """Yes or no where no is the usual answer; the whole row is the target."""
    text = ui.stack(ui.words(t, label), *([ui.second(t, note)] if note else []), gap=2, expand=True)
    switch = ft.Switch(value=value, on_change=ui.bind(on_change, not value))
    body = ft.Container(
        ui.line(text, switch, gap=12),
        height=(64 if note else 56) * t.scale,
        on_click=ui.bind(on_change, not value),
    )
    named = ui.hook(ident, body, label=label)
    named.toggled = value
    return named
