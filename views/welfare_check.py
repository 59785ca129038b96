"""探访关爱检查: sixteen questions about an elder, seventeen about a child, one tap each.

What can be dangerous stands on top. The level runs along at the bottom with its reasons; what was not asked does not
count as normal. A red answer opens telephone numbers at once, and they work without any network.
"""

from __future__ import annotations

from uuid import UUID

import flet as ft

from records.base import InvalidRecord
from records.rules.ruleset import CheckKind
from views import pieces_level, places
from views import widgets as ui
from views.answers import level_bar
from views.check_page import body
from views.check_progress import draft_of, progress
from views.check_records import records_of
from views.check_sheet import Sheet
from views.frame import PEOPLE, frame, screen, scroll
from views.held import use_held
from views.pieces_failed import above_foot, failed_card, no_person
from views.pieces_panes import SIDE_FROM
from views.pieces_who import no_right
from views.state.app_state import SaveFailed
from views.state.window import use_app, use_tokens
from views.subject import subject_of


@screen
def ElderCheckScreen() -> ft.View:
    """老人探访检查."""
    return _check("elder")


@screen
def ChildCheckScreen() -> ft.View:
    """儿童关爱检查: only for people who hold the protection ring."""
    return _check("child")


def _check(kind: CheckKind) -> ft.View:
    t, app = use_tokens(), use_app()
    person_id = UUID(str(ft.use_route_params()["person"]))
    held = use_held(f"{kind}_check", person_id, draft_of)
    wrong, set_wrong = ft.use_state("")
    failed, set_failed = ft.use_state("")
    opened, set_opened = ft.use_state(False)
    about = subject_of(app, person_id)
    leave = ui.bind(app.back, places.person(person_id))
    title = app.say(f"check.{kind}")
    if about is None:
        return frame(title, no_person(t, app), on_back=leave)
    if kind == "child" and not app.sees_protection:
        return frame(title, scroll(t, no_right(t, app, about), width=t.form_width), on_back=leave)
    found = progress(kind, held.now, about.flags(kind), about.level)
    sheet = Sheet(t, app, kind, about, held, found, wrong)

    def save() -> None:
        set_failed("")
        if problem := sheet.problem():
            set_wrong(problem)
            return
        try:
            saved = app.save(*records_of(app, about, kind, held.now, found))
        except SaveFailed as failure:
            set_failed(failure.key)
            return
        except InvalidRecord as invalid:
            set_wrong(invalid.field)
            return
        held.finish()
        app.toast("check.saved", undo=saved, name=about.person.name, level=app.say(f"status.{found.level.value}"))
        leave()

    foot = _foot(sheet, save, ui.bind(set_opened, not opened), failed, opened)
    return frame(title, body(sheet), place=None if t.phone else PEOPLE, on_back=leave, foot=foot)


def _foot(sheet: Sheet, save: ui.Press, on_why: ui.Press, failed: str, opened: bool) -> ft.Control:
    t, app, found = sheet.t, sheet.app, sheet.found
    narrow = t.room < 600
    progress_key = "check.progress_short" if narrow else "check.progress"
    bar = level_bar(
        t,
        found.level.value,
        app.say(f"status.{found.level.value}"),
        pieces_level.known_words(found, app, 1 if narrow else 3),
        app.say(progress_key, answered=found.answered, total=found.total),
        app.say("action.save"),
        save,
        on_why=on_why,
    )
    above = failed_card(t, app, failed, save)
    if opened and t.room < SIDE_FROM:
        above.append(
            ui.hook(
                "reasons",
                ui.card(t, ui.words(t, app.say("check.why"), strong=True), pieces_level.why_card(t, app, found)),
            )
        )
    return above_foot(t, bar, *above)
