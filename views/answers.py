"""Answers: check lists, toggles, pills; and the bar that shows what the answers come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from views.tokens import Level, Tokens
from views.widgets import CENTRED as CENTRED_LEADING
from views.widgets import PILL, RADIUS_CARD, TOUCH, Press, bind, card, chip, hook, line, primary, second, stack, words


@dataclass(frozen=True)
class Answer:
    """One thing a person may answer, in words, and the level it points to (None: nothing wrong).

    A label of more than four characters says with a line break where it may be cut; a wide button drops the break
    up to six.
    """

    label: str
    points_to: Level | None = None


def answer_button(
    t: Tokens,
    ident: str,
    answer: Answer,
    chosen: bool,
    on_click: Press,
    *,
    height: float = 56,
    narrow: bool = False,
) -> ft.Semantics:
    """One answer. Untouched: an empty outline. Chosen: tint, tick and weight, so colour is not the only sign."""
    tint = (t.tint(answer.points_to) if answer.points_to else t.brand_tint) if chosen else None
    side = ft.BorderSide(2 if chosen else 1, tint.fg if tint else t.edge)
    tick = [ft.Icon(ft.Icons.CHECK, size=18 * t.scale, color=tint.fg)] if tint else []
    unbroken = answer.label.replace("\n", "")
    label = ft.Text(
        answer.label if narrow or len(unbroken) > 6 else unbroken,
        size=t.body,
        weight=ft.FontWeight.W_600 if chosen else ft.FontWeight.W_400,
        color=tint.fg if tint else t.ink,
        max_lines=2,
        text_align=ft.TextAlign.CENTER,
        style=ft.TextStyle(height=1.25),
        expand=True,
        expand_loose=True,
    )
    body = ft.Container(
        ft.Row([*tick, label], spacing=4, tight=True, alignment=ft.MainAxisAlignment.CENTER),
        height=height * t.scale,
        expand=True,
        border_radius=RADIUS_CARD,
        bgcolor=tint.bg if tint else t.card,
        border=ft.Border(side, side, side, side),
        padding=ft.Padding.symmetric(horizontal=6),
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=on_click,
    )
    return _choosable(ident, body, chosen=chosen)


def _choosable(ident: str, body: ft.Control, *, chosen: bool) -> ft.Semantics:
    """A control that a screen reader calls a button, chosen or not."""
    named = hook(ident, body)
    named.selected = chosen
    named.button = True
    return named


def answer_row(
    t: Tokens,
    ident: str,
    question: str,
    answers: Sequence[Answer],
    value: int | None,
    on_pick: Callable[[int], object],
    *,
    hint: str = "",
    follow: ft.Control | None = None,
) -> ft.Container:
    """A question and its answers. A red answer turns the edge red and opens `follow`.

    On a phone the question stands above, and four answers make two lines; on a tablet it stands at the left.
    """
    narrow = t.room < 600 or len(answers) > 3
    buttons = [
        answer_button(t, f"{ident}-{index}", answer, value == index, bind(on_pick, index), narrow=narrow)
        for index, answer in enumerate(answers)
    ]
    ask = stack(words(t, question, strong=True), *([second(t, hint)] if hint else []), gap=2)
    red = value is not None and answers[value].points_to == "critical"
    if t.room < 600:
        lines = [buttons] if len(buttons) < 4 else [buttons[:2], buttons[2:]]
        body: ft.Control = stack(ask, *(line(*each) for each in lines))
    else:
        body = line(ft.Container(ask, width=168 * t.scale), line(*buttons, expand=True), gap=16)
    return card(t, body, *([follow] if red and follow else []), padding=12, edge=t.alarm if red else None)


def answer_lines(buttons: Sequence[ft.Control], per_row: int) -> ft.Column:
    """Equal buttons in lines of `per_row`; a short last line keeps the same width."""
    lines = []
    for start in range(0, len(buttons), per_row):
        each = list(buttons[start : start + per_row])
        each += [ft.Container(expand=True) for _ in range(per_row - len(each) if start else 0)]
        lines.append(line(*each))
    return stack(*lines)


def pill(t: Tokens, ident: str, word: str, chosen: bool, on_click: Press, *, count: int | None = None) -> ft.Semantics:
    """One filter, or one entry of a code list: as wide as its word, ticked when chosen."""
    tint = t.brand_tint
    side = ft.BorderSide(2 if chosen else 1, tint.fg if chosen else t.edge)
    colour = tint.fg if chosen else t.ink
    face: list[ft.Control] = [ft.Icon(ft.Icons.CHECK, size=18 * t.scale, color=tint.fg)] if chosen else []
    face.append(words(t, word, strong=chosen, color=colour, leading=CENTRED_LEADING))
    if count is not None:
        face.append(words(t, str(count), t.second, color=colour if chosen else t.ink2, leading=CENTRED_LEADING))
    body = ft.Container(
        ft.Row(face, spacing=6, tight=True),
        height=TOUCH * t.scale,
        padding=ft.Padding.symmetric(horizontal=14),
        border_radius=PILL,
        bgcolor=tint.bg if chosen else t.card,
        border=ft.Border(side, side, side, side),
        ink=True,
        on_click=on_click,
    )
    return _choosable(ident, body, chosen=chosen)


def level_bar(
    t: Tokens,
    level: Level,
    level_word: str,
    why: str,
    progress: str,
    save_word: str,
    on_save: Press,
    *,
    on_why: Press | None = None,
) -> ft.Container:
    """Stays at the bottom of a check: the level now, why in one line, and save. Never covers an answer.

    `why` begins with the heaviest reason; the screen shortens the rest to a number.
    """
    narrow = t.room < 600
    button = primary(t, "save", save_word, on_save, icon=ft.Icons.SAVE_OUTLINED)
    reason = words(t, why, t.second if narrow else t.body, lines=1, expand=None if narrow else True)
    badge = chip(t, level, level_word, large=True)
    if narrow:
        text: ft.Control = stack(line(badge, second(t, progress, lines=1, expand=True)), reason, gap=4)
    else:
        text = line(badge, reason, second(t, progress), gap=16)
    pressed = hook("level", ft.Container(text, expand=True, on_click=on_why, ink=on_why is not None), label=why)
    return ft.Container(
        line(pressed, button, gap=16),
        bgcolor=t.card,
        padding=ft.Padding.symmetric(horizontal=t.margin, vertical=12),
        border=ft.Border(top=ft.BorderSide(1, t.line)),
    )
