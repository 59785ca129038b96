"""Answers that fit: how many stand side by side follows from their words, so that nothing is ever cut.

A chosen answer has its tick in the corner, where it takes no room from the words: choosing never makes them jump.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import flet as ft

from views import widgets as ui
from views.answers import Answer
from views.check_progress import broken
from views.tokens import Level, Tokens

GAP: Final = 8
PADDING: Final = 7
LINE: Final = 20
"""Height of a line of an answer at the normal text size."""
LEAST_HEIGHT: Final = 56
MOST_LINES: Final = 2
EVEN: Final = 4
LATIN: Final = 0.54
"""Width of a letter against that of a Chinese character."""
_WIDE_FROM: Final = 0x2E80


def width_of(text: str, size: float) -> float:
    """About how wide a text is drawn."""
    return sum(size if ord(c) >= _WIDE_FROM else size * LATIN for c in text)


def lines_in(text: str, width: float, size: float) -> int:
    """Into how many lines a text falls; words of languages that write spaces stay whole."""
    lines = 0
    for part in text.split("\n"):
        lines += 1
        at = 0.0
        for word in _pieces(part):
            wide = width_of(word, size)
            if at and at + wide > width:
                lines, at = lines + 1, 0.0
            at += wide
    return lines


def _pieces(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")] if " " in text else list(text)


def fitted(label: str, width: float, size: float) -> str:
    """The label with a line break where it reads best, when one line is too narrow for it."""
    return label if width_of(label, size) <= width else broken(label, 1)


def per_row(labels: Sequence[str], width: float, size: float) -> int:
    """How many answers stand side by side: as many as keep their words in two lines; four fall into two and two."""
    count = len(labels)
    for each in range(count, 1, -1):
        cell = (width - GAP * (each - 1)) / each - 2 * PADDING
        lines = max(lines_in(fitted(label, cell, size), cell, size) for label in labels)
        if lines <= MOST_LINES and not (count == EVEN and each == EVEN - 1):
            return each
    return 1


def answer_cell(
    t: Tokens, ident: str, words: str, points_to: Level | None, chosen: bool, on_click: ui.Press, height: float
) -> ft.Control:
    """One answer. Untouched: an empty outline. Chosen: tint, tick and weight, so colour is not the only sign."""
    tint = (t.tint(points_to) if points_to else t.brand_tint) if chosen else None
    side = ft.BorderSide(2 if chosen else 1, tint.fg if tint else t.edge)
    label = ft.Text(
        words,
        size=t.body,
        weight=ft.FontWeight.W_600 if chosen else ft.FontWeight.W_400,
        color=tint.fg if tint else t.ink,
        text_align=ft.TextAlign.CENTER,
        style=ft.TextStyle(height=1.25),
    )
    middle = ft.Container(label, alignment=ft.Alignment.CENTER, padding=ft.Padding.symmetric(horizontal=PADDING - 2))
    layers: list[ft.Control] = [middle]
    if tint:
        layers.append(ft.Container(ft.Icon(ft.Icons.CHECK, size=14 * t.scale, color=tint.fg), left=2, top=1))
    body = ft.Container(
        ft.Stack(layers, fit=ft.StackFit.EXPAND),
        height=height,
        expand=True,
        border_radius=ui.RADIUS_CARD,
        bgcolor=tint.bg if tint else t.card,
        border=ft.Border(side, side, side, side),
        ink=True,
        on_click=on_click,
    )
    named = ui.hook(ident, body)
    named.selected, named.button = chosen, True
    return named


def answer_block(
    t: Tokens,
    idents: Sequence[str],
    answers: Sequence[Answer],
    chosen: int | None,
    on_pick: Callable[[int], object],
    width: float,
    *,
    least: float = LEAST_HEIGHT,
) -> ft.Control:
    """All answers of a question, in as many lines as their words need.

    Args:
        t: the look.
        idents: the name of each.
        answers: from good to bad.
        chosen: the place of the chosen one.
        on_pick: told the place that was tapped.
        width: what there is for all of them.
        least: the least height of an answer at the normal text size.
    """
    labels = [answer.label for answer in answers]
    across = per_row(labels, width, t.body)
    cell = (width - GAP * (across - 1)) / across - 2 * PADDING
    lines = []
    for start in range(0, len(answers), across):
        places = range(start, min(start + across, len(answers)))
        across_here = len(places)
        room = (width - GAP * (across_here - 1)) / across_here - 2 * PADDING if across_here < across else cell
        said = {place: fitted(labels[place], room, t.body) for place in places}
        tall = max(lines_in(words, room, t.body) for words in said.values())
        height = max(least * t.scale, tall * LINE * t.scale + 16)
        cells = [
            answer_cell(
                t,
                idents[place],
                said[place],
                answers[place].points_to,
                chosen == place,
                ui.bind(on_pick, place),
                height,
            )
            for place in places
        ]
        lines.append(ui.line(*cells, gap=GAP))
    return ui.stack(*lines, gap=GAP)
