"""走访谁: whoever is due stands first; everybody else is found by name, pinyin or the last digits."""

from __future__ import annotations

import flet as ft

from views import places
from views import widgets as ui
from views.days import due_words
from views.frame import TODAY, frame, screen, scroll
from views.inputs import search_field
from views.messages import empty_state
from views.rows import person_row, rows
from views.said import code_word, person_facts
from views.state.app_state import AppState
from views.state.people import PersonCard
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

SHOWN = 30


@screen
def ChooseVisit() -> ft.View:
    """One tap, or a few letters and one tap."""
    t, app = use_tokens(), use_app()
    text, set_text = ft.use_state("")
    board = app.today_board()
    title, leave = app.say("visit.choose.title"), ui.bind(app.back, "/")
    if not board.people_count:
        go = ui.bind(app.go, "/people/new")
        first = empty_state(
            t,
            "first-person",
            ft.Icons.GROUP_ADD_OUTLINED,
            app.say("visit.choose.empty"),
            app.say("visit.choose.new"),
            go,
        )
        return frame(title, first, on_back=leave)
    find = search_field(t, "find", app.say("visit.choose.hint"), text, set_text, clear_word=app.say("action.clear"))
    body = scroll(t, find, *_listed(t, app, text), gap=16, width=None if t.room < 900 else 860 * t.scale)
    return frame(title, body, place=None if t.phone else TODAY, on_back=leave)


def _listed(t: Tokens, app: AppState, text: str) -> list[ft.Control]:
    if text.strip():
        found = [card for each in app.search(text, SHOWN) if (card := app.person_card(each)) is not None]
        if found:
            return [rows(t, *(_row(t, app, card) for card in found))]
        new = ui.quiet(t, "new-person", app.say("visit.choose.new"), ui.bind(app.go, "/people/new"), icon=ft.Icons.ADD)
        return [ui.words(t, app.say("visit.choose.none", text=text), color=t.ink2), ui.line(new)]
    board = app.today_board()
    due = [*board.overdue, *board.due, *board.soon][:SHOWN]
    return (
        [ui.section(t, app.say("visit.choose.due"), None, rows(t, *(_row(t, app, card) for card in due)))]
        if due
        else []
    )


def _row(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    level = card.level
    return person_row(
        t,
        f"person-{card.id}",
        card.name,
        person_facts(app, card),
        level.value if level else None,
        code_word(app.say, level) if level else "",
        due_words(app.say, card.due_on, app.today()) if card.due_on else "",
        ui.bind(app.go, places.visit(card.id)),
        late=card.over > 0,
    )
