"""What the kiosk shows besides its cards: the bar with what was just done, somebody's own hours, the way out.

Text of 18 and more, targets of 60 and more, whatever the window's setting: these people have old eyes and hands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import flet as ft

from records.rules.hours import shown
from views import widgets as ui
from views.days import clock_words
from views.keypad import DONE, pad, typed_boxes, typed_more
from views.kiosk_board import Board, Face, Said, Told
from views.state.app_state import AppState
from views.tokens import Tokens

NAME, TEXT, NUMBER = 24, 18, 64
TARGET: Final = 60
HEAD: Final = 84
DIGITS: Final = 3
BAR: Final = 72


def large_button(
    t: Tokens,
    ident: str,
    label: str,
    on_click: ui.Press,
    *,
    icon: ft.IconData | None = None,
    filled: bool = False,
    expand: bool | None = None,
) -> ft.Semantics:
    """A button of 60 and more with text of 18 and more."""
    make = ui.primary if filled else ui.quiet
    big = t.larger(1.2)
    return make(big, ident, label, on_click, icon=icon, height=TARGET / 1.2 + 4, expand=expand)


def head_bar(
    t: Tokens, app: AppState, board: Board, on_leave: ui.Press, *, hint: str = "", told: ft.Control | None = None
) -> ft.Control:
    """A quiet bar: which activity, how many are here, and the worker's way out; for some seconds what was just done."""
    when = app.say("kiosk.when", time=clock_words(board.activity.occurred_at), place=board.activity.place)
    count = app.say("kiosk.count", inside=board.inside_count, came=board.came_count)
    first = ui.words(t, hint or board.activity.title, NAME, strong=True, lines=1)
    quiet = ui.stack(
        first, ui.words(t, count if t.phone else ui.joined(when, count), TEXT, color=t.ink2, lines=1), gap=0
    )
    text = ft.Container(told or quiet, expand=True)
    leave = large_button(t, "leave", app.say("kiosk.leave"), on_leave, icon=ft.Icons.LOCK_OUTLINE)
    return ft.Container(ui.line(text, leave, gap=16), height=HEAD, padding=ft.Padding.symmetric(horizontal=t.margin))


def told_bar(
    t: Tokens, app: AppState, told: Told, on_undo: ui.Press, on_again: ui.Press, on_close: ui.Press
) -> ft.Control:
    """What was just done, in words, and the way to take it back."""
    asks = told.said is Said.AGAIN
    look = t.tint("medium" if told.said in (Said.AGAIN, Said.JUST_IN, Said.JUST_OUT) else "low")
    icon = (
        ft.Icons.HELP
        if asks
        else ft.Icons.INFO
        if told.said in (Said.JUST_IN, Said.JUST_OUT)
        else ft.Icons.CHECK_CIRCLE
    )
    text = ui.words(
        t,
        told_words(app, told),
        NAME if not t.phone else 20,
        strong=True,
        color=look.fg,
        lines=2,
        expand=True,
        leading=1.2,
    )
    buttons: list[ft.Control] = []
    if asks:
        buttons.append(_tinted(t, "again", app.say("kiosk.again"), on_again, look.fg))
        buttons.append(_tinted(t, "told-close", app.say("kiosk.not_again"), on_close, look.fg))
    elif told.can_undo:
        buttons.append(_tinted(t, "undo", app.say("action.undo"), on_undo, look.fg))
    row = ui.line(ft.Icon(icon, size=32, color=look.fg), text, *buttons, gap=12)
    bar = ft.Container(
        row,
        height=BAR,
        padding=ft.Padding.only(left=16, right=8),
        bgcolor=look.bg,
        border_radius=ui.RADIUS_CARD,
    )
    named = ui.hook("told", bar)
    named.live_region = True
    return named


def _tinted(t: Tokens, ident: str, label: str, on_click: ui.Press, colour: str) -> ft.Semantics:
    side = ft.BorderSide(2, colour)
    face = ui.words(t, label, 20, strong=True, color=colour, leading=ui.CENTRED)
    body = ft.Container(
        face,
        height=TARGET,
        padding=ft.Padding.symmetric(horizontal=20),
        border_radius=ui.PILL,
        ink=True,
        border=ft.Border(side, side, side, side),
        alignment=ft.Alignment.CENTER,
        on_click=on_click,
    )
    named = ui.hook(ident, ft.Row([body], tight=True))
    named.button = True
    return named


def told_words(app: AppState, told: Told) -> str:
    """What was just done, to be read aloud."""
    name = told.face.name if told.face else ""
    return app.say(
        f"kiosk.said.{told.said.value}",
        name=name,
        time=clock_words(told.at),
        hours=shown(told.minutes),
        count=len(told.before),
    )


def number_pad(
    t: Tokens,
    app: AppState,
    board: Board,
    typed: str,
    on_typed: Callable[[str], object],
    on_done: ui.Press,
    *,
    width: float,
    key: float = 72,
) -> ft.Control:
    """Three digits; whose number it is stands above before the last key is pressed."""
    found = board.numbered(typed) if len(typed) == DIGITS else ()
    face = found[0] if found else None
    head = (
        face.name
        if face
        else app.say("kiosk.no_number", number=typed)
        if len(typed) == DIGITS
        else app.say("kiosk.number")
    )
    done = app.say("kiosk.sign_out" if face and board.inside(face.id) else "kiosk.sign_in")

    def press(mark: str) -> None:
        if mark == DONE:
            on_done()
        else:
            on_typed(typed_more(typed, mark, DIGITS))

    colour = t.brand if face else t.alarm if len(typed) == DIGITS else t.ink
    return ft.Column(
        [
            ui.hook("number-name", ui.words(t, head, NAME, strong=True, lines=1, color=colour)),
            typed_boxes(t, typed, DIGITS, secret=False, size=key),
            pad(t, press, width=width, erase_word=app.say("lock.erase"), done_word=done, key_height=key),
        ],
        spacing=16,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def page_bar(t: Tokens, app: AppState, page: int, pages: int, on_page: Callable[[int], object]) -> ft.Control:
    """The pages of the board."""
    said = ui.words(t, app.say("kiosk.page", page=page + 1, pages=pages), TEXT, color=t.ink2, align=ft.TextAlign.CENTER)
    before = large_button(t, "previous", app.say("kiosk.previous"), ui.bind(on_page, (page - 1) % pages))
    after = large_button(t, "next", app.say("kiosk.next"), ui.bind(on_page, (page + 1) % pages))
    return ui.line(before, ft.Container(said, expand=True), after)


def card_status(app: AppState, board: Board, face: Face) -> tuple[str, bool]:
    """What stands under a name, and whether the card is filled."""
    session = board.session(face.id)
    if session is None:
        return app.say("kiosk.card.open"), False
    if session.out_at is None:
        return app.say("kiosk.card.inside", time=clock_words(session.in_at or session.occurred_at)), True
    return app.say("kiosk.card.left", time=clock_words(session.out_at)), False


def in_rows(cards: Sequence[ft.Control], per_row: int) -> ft.Control:
    """Cards in rows of the same widths."""
    lines = []
    for start in range(0, len(cards), per_row):
        each = list(cards[start : start + per_row])
        each += [ft.Container(expand=True) for _ in range(per_row - len(each))]
        lines.append(ui.line(*each, gap=12))
    return ui.stack(*lines, gap=12)
