"""Rows: people, records, a timeline; all 64 high at the normal text size, all with the same edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from views.tokens import Level, Tint, Tokens
from views.widgets import PILL, RADIUS_CARD, READING, Press, avatar, chip, hook, line, second, stack, words

ROW_HEIGHT: Final = 64
SPARE: Final = 14
"""Rows of a long list that are alive above and below those in sight; the rest is empty space of the right height."""
STEP: Final = 7
"""The rows that are alive change when a list has moved so far: more seldom than every row, before one is missing."""


def rows(t: Tokens, *controls: ft.Control) -> ft.Container:
    """Rows in one card with hairlines between; the hairline starts at the text, not at the edge."""
    parts: list[ft.Control] = []
    for index, control in enumerate(controls):
        if index:
            parts.append(ft.Divider(height=1, thickness=1, color=t.line, leading_indent=16, trailing_indent=16))
        parts.append(control)
    side = ft.BorderSide(1, t.line)
    return ft.Container(
        stack(*parts, gap=0),
        bgcolor=t.card,
        border_radius=RADIUS_CARD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=ft.Border(side, side, side, side),
    )


def row_height(t: Tokens) -> float:
    """The height of a row of two lines in this window."""
    return ROW_HEIGHT * t.scale


def person_row(
    t: Tokens,
    ident: str,
    name: str,
    facts: str,
    level: Level | None,
    level_word: str,
    due: str,
    on_click: Press,
    *,
    late: bool = False,
    selected: bool = False,
    note: str = "",
) -> ft.Semantics:
    """One person: who and where on the left, how urgent and by when on the right.

    `note` (why) fills the middle where the row is wide; a phone leaves it out. Without a level (somebody who is not
    on the visiting list) the right side is empty.
    """
    with_note = bool(note) and t.room >= 900
    right_parts: list[ft.Control] = [chip(t, level, level_word)] if level else []
    if due:
        right_parts.append(words(t, due, t.second, strong=late, color=t.alarm if late else t.ink2, lines=1))
    right = ft.Column(
        right_parts,
        spacing=2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.END,
        width=112 * t.scale if with_note else None,
    )
    left = ft.Column(
        [words(t, name, strong=True, lines=1), second(t, facts, lines=1)],
        spacing=2,
        tight=True,
        width=208 * t.scale if with_note else None,
        expand=not with_note,
    )
    middle = [words(t, note, lines=1, expand=True)] if with_note else []
    face = avatar(t, name, tint=Tint(t.on_brand, t.brand) if selected else None)
    return pressable_row(t, ident, line(face, left, *middle, right, gap=12), on_click, selected=selected)


def pressable_row(
    t: Tokens, ident: str, content: ft.Control, on_click: Press | None, *, selected: bool = False
) -> ft.Semantics:
    """The body every row shares: height, edges, ink."""
    body = ft.Container(
        content,
        height=row_height(t),
        padding=ft.Padding.symmetric(horizontal=16),
        bgcolor=t.brand_tint.bg if selected else None,
        ink=on_click is not None,
        on_click=on_click,
    )
    return hook(ident, body)


def disc(t: Tokens, icon: ft.IconData, tint: Tint | None = None, *, size: float = 40) -> ft.Container:
    """An icon in a quiet circle, where a person's row has the avatar."""
    look = tint or Tint(t.ink2, t.well)
    side = size * t.scale
    return ft.Container(
        ft.Icon(icon, size=side * 0.55, color=look.fg),
        width=side,
        height=side,
        border_radius=PILL,
        bgcolor=look.bg,
        alignment=ft.Alignment.CENTER,
    )


def record_row(
    t: Tokens,
    ident: str,
    icon: ft.IconData,
    title: str,
    note: str,
    on_click: Press | None = None,
    *,
    trailing: ft.Control | None = None,
    tint: Tint | None = None,
) -> ft.Semantics:
    """One thing that is not a person: a draft, a queue, a contact. Same height and edges as a person row."""
    lines_of_text: list[ft.Control] = [
        words(t, title, strong=True, lines=1),
        *([second(t, note, lines=1)] if note else []),
    ]
    text = ft.Column(lines_of_text, spacing=2, tight=True, expand=True)
    parts: list[ft.Control] = [disc(t, icon, tint), text, *([trailing] if trailing else [])]
    if on_click and not trailing:
        parts.append(ft.Icon(ft.Icons.CHEVRON_RIGHT, size=24, color=t.ink2))
    return pressable_row(t, ident, line(*parts, gap=12), on_click)


def timeline_row(
    t: Tokens,
    ident: str,
    icon: ft.IconData,
    what: str,
    who_when: str,
    note: str = "",
    *,
    last: bool = False,
    status: ft.Control | None = None,
    trailing: ft.Control | None = None,
    on_click: Press | None = None,
    void: bool = False,
) -> ft.Semantics:
    """One event: icon on a thread, what happened, who and when with the chip that says where the record is."""
    bead = disc(t, icon, Tint(t.ink2, t.well) if void else t.brand_tint, size=32)
    thread_height = (46 if note else 24) * t.scale
    thread = ft.Column(
        [bead, ft.Container(width=2, height=thread_height, bgcolor=None if last else t.line)],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    title = words(t, what, strong=True, lines=1, color=t.ink2 if void else None)
    if void:
        title.style = ft.TextStyle(height=READING, decoration=ft.TextDecoration.LINE_THROUGH)
    foot = line(second(t, who_when, lines=1, expand=True), *([status] if status else []))
    text = stack(title, *([words(t, note, lines=2)] if note else []), foot, gap=2, expand=True)
    body = ft.Row(
        [thread, ft.Container(text, expand=True, padding=ft.Padding.only(top=4))],
        spacing=12,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    pressed = hook(ident, ft.Container(body, expand=True, ink=on_click is not None, on_click=on_click))
    whole = ft.Row(
        [pressed, *([trailing] if trailing else [])], spacing=4, vertical_alignment=ft.CrossAxisAlignment.START
    )
    side = 8 if trailing else 16
    return ft.Semantics(content=ft.Container(whole, padding=ft.Padding.only(left=16, right=side, bottom=4)))


def window_of(count: int, pixels: float, height: float, sight: int) -> tuple[int, int]:
    """The rows to keep alive, from and up to, when a list of `count` rows has been scrolled to `pixels`."""
    top = int(max(0.0, pixels) // height)
    first = max(0, min(top - SPARE, count - sight - 2 * SPARE))
    first -= first % STEP
    return first, min(count, max(top, first) + sight + SPARE + STEP)


def windowed(
    t: Tokens,
    count: int,
    start: int,
    set_start: Callable[[int], object],
    row_at: Callable[[int], ft.Control],
    *,
    above: ft.Control | None = None,
    padding: ft.PaddingValue | None = None,
) -> ft.Column:
    """A list of any length: some fifty rows exist, spacers keep the scrollbar honest.

    It must be a scrolling Column: the same spacers in a ListView show blank. `start` (the row at the top) is state of
    the screen.
    """
    height = row_height(t)
    sight = int(t.height // height) + 1
    first, end = window_of(count, start * height, height, sight)

    def scrolled(event: ft.OnScrollEvent) -> None:
        if window_of(count, event.pixels, height, sight) != (first, end):
            set_start(int(event.pixels // height))

    alive = [ft.Container(_with_hairline(t, row_at(i), last=i == count - 1), height=height) for i in range(first, end)]
    box = ft.Container(
        ft.Column(
            [ft.Container(height=first * height), *alive, ft.Container(height=(count - end) * height)],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=t.card,
        border_radius=RADIUS_CARD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        border=ft.Border.all(1, t.line),
    )
    body = ft.Container(stack(*([above] if above else []), box), padding=padding)
    return ft.Column(
        [body],
        spacing=0,
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        on_scroll=scrolled,
        scroll_interval=60,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _with_hairline(t: Tokens, row: ft.Control, *, last: bool) -> ft.Control:
    """Over the row's lower edge, so that a selected row's fill and the hairline do not add up to another height."""
    if last:
        return row
    hair = ft.Container(height=1, bgcolor=t.line, left=16, right=16, bottom=0)
    return ft.Stack([row, hair])
