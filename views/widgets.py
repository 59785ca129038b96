"""The pieces that screens are made of. Plain functions: tokens, a name and words in, one control out, no state inside.

A screen asks for the tokens once (`use_tokens()`) and hands them down, so a piece can be drawn and tested alone.
Every piece that can be pressed takes an `ident`: the name by which tests and screen readers find it.
This module has words, layout, buttons and status; beside it stand `rows` (people, records, timelines, long lists),
`answers` (check lists and toggles), `inputs` (fields of a form), `messages` (alerts, errors, empty states),
`keypad` (PIN and day number) and `board` (the kiosk's cards).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final, ParamSpec

import flet as ft

from views.tokens import Status, Tint, Tokens

Press = Callable[[], object]
RADIUS_CARD: Final = 12
RADIUS_SHEET: Final = 28
PILL: Final = 100
TOUCH: Final = 48
READING: Final = 1.35
CENTRED: Final = 1.2
"""Line heights: the first to read; the second puts Chinese in the true middle of a chip or a button."""
P = ParamSpec("P")


# --- words and layout -------------------------------------------------------------------------------------------
def bind(action: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Press:
    """A handler without parameters. Coroutine functions stay such.

    Flet hands the event to any handler that accepts one, so the usual `lambda i=i: pick(i)` would be called with an
    event in place of `i`.
    """
    if inspect.iscoroutinefunction(action):

        async def later() -> None:
            await action(*args, **kwargs)

        return later
    return lambda: action(*args, **kwargs)


def joined(*parts: str) -> str:
    """Facts on one line. The dot is full-width in the Chinese font, so no spaces round it."""
    return "·".join(part for part in parts if part)


def words(
    t: Tokens,
    value: str,
    size: float | None = None,
    *,
    strong: bool = False,
    color: str | None = None,
    lines: int | None = None,
    expand: bool | None = None,
    align: ft.TextAlign | None = None,
    leading: float = READING,
) -> ft.Text:
    """Text in one of the five sizes; 400 or 600, nothing else. `lines` cuts with an ellipsis."""
    return ft.Text(
        value,
        size=size or t.body,
        weight=ft.FontWeight.W_600 if strong else ft.FontWeight.W_400,
        color=color or t.ink,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.CLIP,
        expand=expand,
        text_align=align or ft.TextAlign.START,
        style=ft.TextStyle(height=leading),
    )


def second(
    t: Tokens, value: str, *, color: str | None = None, lines: int | None = None, expand: bool | None = None
) -> ft.Text:
    """A second line: 14, softer ink."""
    return words(t, value, t.second, color=color or t.ink2, lines=lines, expand=expand)


def hook(ident: str, control: ft.Control, *, label: str | None = None) -> ft.Semantics:
    """Give a control a stable name. It takes over `expand`, which would be lost inside the wrapper."""
    expand, control.expand = control.expand, None
    return ft.Semantics(identifier=ident, label=label, content=control, expand=expand)


def hidden(control: ft.Control) -> ft.Semantics:
    """A control that a screen reader passes over: a scrim, a page under a sheet."""
    return ft.Semantics(exclude_semantics=True, content=control, expand=control.expand)


def stack(*controls: ft.Control, gap: float = 8, stretch: bool = True, expand: bool | int | None = None) -> ft.Column:
    """Controls under each other. Stretched unless said otherwise, so that cards and rows share both edges."""
    cross = ft.CrossAxisAlignment.STRETCH if stretch else ft.CrossAxisAlignment.START
    return ft.Column(list(controls), spacing=gap, tight=True, horizontal_alignment=cross, expand=expand)


def line(*controls: ft.Control, gap: float = 8, wrap: bool = False, expand: bool | int | None = None) -> ft.Row:
    """Controls beside each other, centred on one axis."""
    return ft.Row(
        list(controls),
        spacing=gap,
        run_spacing=gap,
        wrap=wrap,
        expand=expand,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def card(
    t: Tokens,
    *controls: ft.Control,
    gap: float = 12,
    padding: float = 16,
    tint: Tint | None = None,
    edge: str | None = None,
) -> ft.Container:
    """A card: one step off the page, a hairline, no shadow. `tint` fills it, `edge` draws a 2 dp line round it."""
    side = ft.BorderSide(2 if edge else 1, edge or (tint.bg if tint else t.line))
    return ft.Container(
        stack(*controls, gap=gap),
        padding=padding,
        bgcolor=tint.bg if tint else t.card,
        border_radius=RADIUS_CARD,
        border=ft.Border(side, side, side, side),
    )


def section(
    t: Tokens, title: str, count: int | None = None, *controls: ft.Control, trailing: ft.Control | None = None
) -> ft.Column:
    """A head of 20/600 with its number, then what belongs to it."""
    head: list[ft.Control] = [ft.Semantics(header=True, content=words(t, title, t.section, strong=True))]
    if count is not None:
        head.append(words(t, str(count), t.section, color=t.ink2))
    if trailing:
        head += [ft.Container(expand=True), trailing]
    return stack(line(*head), *controls, gap=12)


# --- buttons ----------------------------------------------------------------------------------------------------
def _style(t: Tokens, fg: str, bg: str | None, side: str | None, padding: float) -> ft.ButtonStyle:
    return ft.ButtonStyle(
        color=fg,
        bgcolor=bg,
        icon_color=fg,
        icon_size=20 * t.scale,
        padding=ft.Padding.symmetric(horizontal=padding),
        side=ft.BorderSide(1, side) if side else None,
        elevation=0,
        text_style=ft.TextStyle(size=t.body, weight=ft.FontWeight.W_600, height=CENTRED),
    )


def primary(
    t: Tokens,
    ident: str,
    label: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    tint: Tint | None = None,
    height: float = TOUCH,
    expand: bool | int | None = None,
    disabled: bool = False,
) -> ft.Semantics:
    """The one filled button of a screen or card."""
    fg, bg = (tint.bg, tint.fg) if tint else (t.on_brand, t.brand)
    style = _style(t, t.ink2, t.well, None, 20) if disabled else _style(t, fg, bg, None, 20)
    button = ft.FilledButton(
        label, icon=icon, height=height * t.scale, expand=expand, on_click=on_click, style=style, disabled=disabled
    )
    return hook(ident, button)


def quiet(
    t: Tokens,
    ident: str,
    label: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    tint: Tint | None = None,
    height: float = TOUCH,
    expand: bool | int | None = None,
) -> ft.Semantics:
    """Any other button: outlined."""
    fg = tint.fg if tint else t.brand
    style = _style(t, fg, None, fg if tint else t.edge, 16)
    button = ft.OutlinedButton(label, icon=icon, height=height * t.scale, expand=expand, on_click=on_click, style=style)
    return hook(ident, button)


def text_button(t: Tokens, ident: str, label: str, on_click: Press, *, icon: ft.IconData | None = None) -> ft.Semantics:
    """The quietest button: words in the brand colour, for what is seldom pressed."""
    style = _style(t, t.brand, None, None, 12)
    return hook(ident, ft.TextButton(label, icon=icon, height=TOUCH * t.scale, on_click=on_click, style=style))


def icon_button(
    t: Tokens, ident: str, icon: ft.IconData, label: str, on_click: Press, *, color: str | None = None
) -> ft.Semantics:
    """An icon that says its name to screen readers; 48 square."""
    side = TOUCH * t.scale
    button = ft.IconButton(
        icon,
        icon_color=color or t.ink,
        icon_size=24 * t.scale,
        width=side,
        height=side,
        tooltip=label,
        on_click=on_click,
    )
    return hook(ident, button, label=label)


# --- status -----------------------------------------------------------------------------------------------------
def chip(t: Tokens, status: Status, word: str, *, large: bool = False) -> ft.Container:
    """Icon, word and tint of a status, as in `chip(t, "high", say("status.high"))`."""
    look = t.look(status)
    size = t.body if large else t.second
    face = words(t, word, size, strong=True, color=look.tint.fg, leading=CENTRED, lines=1)
    return ft.Container(
        ft.Row([ft.Icon(look.icon, size=size + 2, color=look.tint.fg), face], spacing=4, tight=True),
        bgcolor=look.tint.bg,
        border_radius=PILL,
        height=(36 if large else 24) * t.scale,
        padding=ft.Padding.symmetric(horizontal=12 if large else 8),
    )


def tags(t: Tokens, *reasons: str) -> ft.Row:
    """Short reasons as separate tags: they wrap between reasons, never inside one."""
    pad = ft.Padding.symmetric(horizontal=10, vertical=6)
    return line(
        *(
            ft.Container(words(t, each, leading=CENTRED), bgcolor=t.well, border_radius=8, padding=pad)
            for each in reasons
        ),
        wrap=True,
    )


def avatar(t: Tokens, name: str, *, size: float = 40, tint: Tint | None = None) -> ft.Container:
    """The first character of the surname in a circle."""
    look = tint or t.brand_tint
    side = size * t.scale
    return ft.Container(
        words(t, name[:1] or "·", side * 0.45, strong=True, color=look.fg, leading=CENTRED),
        width=side,
        height=side,
        border_radius=PILL,
        bgcolor=look.bg,
        alignment=ft.Alignment.CENTER,
    )
