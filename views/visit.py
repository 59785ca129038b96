"""快速走访: three taps when all is well, two more for each problem; nobody opens, and it says what to try next."""

from __future__ import annotations

import asyncio
from typing import Final
from uuid import UUID

import flet as ft

from records.base import InvalidRecord
from views import places
from views import widgets as ui
from views.answers import pill
from views.days import moment_words
from views.frame import TODAY, foot_bar, frame, screen, scroll
from views.held import use_held
from views.pieces_failed import above_foot, failed_card, no_person
from views.pieces_panes import SIDE_FROM, beside
from views.pieces_who import last_card, level_card, phones_card, talk_hint, who
from views.state.app_state import SaveFailed
from views.state.window import use_app, use_tokens
from views.subject import Subject, subject_of
from views.visit_draft import TRY_AGAIN, Met, VisitDraft, draft_of
from views.visit_missing import Missing
from views.visit_person import home_questions, person_questions
from views.visit_records import records_of
from views.visit_trip import Trip
from views.visit_when import When

NOTHING_WRONG: Final[tuple[UUID, Missing] | None] = None
TICK_SECONDS = 20
"""How often the time since the first knock is written anew."""


@screen
def QuickVisit() -> ft.View:
    """One person, or several of one household."""
    t, app = use_tokens(), use_app()
    person = UUID(str(ft.use_route_params()["person"]))
    held = use_held("visit", person, lambda values: draft_of(values, person))
    wrong, set_wrong = ft.use_state(NOTHING_WRONG)
    failed, set_failed = ft.use_state("")
    title, leave = app.say("visit.title"), ui.bind(app.back, "/")
    found = {each: subject_of(app, each) for each in held.now.ids}
    people = {each: about for each, about in found.items() if about is not None}
    _use_clock(held.now)
    if person not in people:
        return frame(title, no_person(t, app), on_back=leave)
    trip = Trip(t, app, held, people, wrong)

    def save() -> None:
        set_failed("")
        if problem := trip.first_missing():
            set_wrong(problem)
            return
        try:
            made = records_of(app, held.now, people)
            saved = app.save(*made)
        except SaveFailed as failure:
            set_failed(failure.key)
            return
        except InvalidRecord:
            set_failed("invalid")
            return
        held.finish()
        names = app.say("value.and").join(about.person.name for about in people.values())
        app.toast("visit.saved", undo=saved, name=names)
        leave()

    foot = _foot(trip, save, failed)
    return frame(title, _body(trip), place=None if t.phone else TODAY, on_back=leave, foot=foot)


def _use_clock(draft: VisitDraft) -> None:
    """While somebody is being looked for, the time since the first knock goes on."""
    turn, set_turn = ft.use_state(0)
    waiting = any(one.met is Met.MISSED and one.why in TRY_AGAIN for one in draft.people.values())

    async def tick() -> None:
        if waiting:
            await asyncio.sleep(TICK_SECONDS)
            set_turn(lambda n: n + 1)

    ft.use_effect(tick, [waiting, turn])


# --- the page -----------------------------------------------------------------------------------------------------
def _body(trip: Trip) -> ft.Control:
    t, app = trip.t, trip.app
    about = next(iter(trip.people.values()))
    questions: list[ft.Control] = [*_resumed(trip), *_household(trip, about)]
    for each in trip.people.values():
        questions.append(person_questions(trip, each))
    if trip.together:
        questions.append(home_questions(trip))
    questions.append(_when(trip))
    if t.room < SIDE_FROM:
        head = who(t, app, about, level=True)
        return scroll(t, head, *talk_hint(t, about), *questions, *_to_check(trip, about), width=t.form_width)
    side = ui.stack(
        ui.stack(level_card(t, app, about), *talk_hint(t, about), gap=12),
        last_card(t, app, about),
        *phones_card(t, app, about),
        *_to_check(trip, about),
        gap=24,
    )
    form = ft.Container(ui.stack(*questions, gap=24), width=t.form_width)
    return beside(t, form, side)


def _resumed(trip: Trip) -> list[ft.Control]:
    """The form goes on from a draft: say so, and let it be thrown away."""
    if trip.held.resumed_from is None:
        return []
    when = moment_words(trip.app.say, trip.held.resumed_from, trip.app.now())
    again = ui.text_button(trip.t, "begin-again", trip.app.say("visit.begin_again"), trip.held.begin_again)
    icon = ft.Icon(ft.Icons.EDIT_NOTE, size=24 * trip.t.scale, color=trip.t.ink2)
    said = ui.second(trip.t, trip.app.say("visit.resumed", when=when), expand=True)
    return [ui.line(icon, said, again, gap=8)]


def _household(trip: Trip, about: Subject) -> list[ft.Control]:
    """Others at home who are on the list: one tap, and they are on the same screen."""
    if not about.home:
        return []
    t, app = trip.t, trip.app
    pills = [
        pill(
            t,
            f"with-{card.id}",
            card.name,
            card.id in trip.people,
            ui.bind(_with, trip, card.id),
        )
        for card in about.home
    ]
    return [ui.stack(ui.second(t, app.say("visit.together")), ui.line(*pills, wrap=True))]


def _when(trip: Trip) -> ft.Control:
    wrong = trip.wrong[1] if trip.wrong else None
    error = trip.app.say(f"visit.missing.{wrong.value}") if wrong in (Missing.TOO_OLD, Missing.FUTURE) else ""
    return When(
        trip.draft.began_at,
        trip.draft.note,
        lambda moment: trip.change(lambda draft: draft.dated(moment)),
        lambda text: trip.change(lambda draft: draft.noting(text)),
        error=error,
    )


def _with(trip: Trip, person: UUID) -> None:
    trip.change(lambda draft: draft.with_person(person))


def _to_check(trip: Trip, about: Subject) -> list[ft.Control]:
    """The full check, for those it fits and whoever may make it."""
    kind = about.check
    if kind is None or (kind == "child" and not about.sees_protection):
        return []
    go = ui.bind(trip.app.go, places.check(about.id, child=kind == "child"))
    return [
        ui.line(ui.quiet(trip.t, "to-check", trip.app.say("visit.to_check"), go, icon=ft.Icons.FACT_CHECK_OUTLINED))
    ]


def _foot(trip: Trip, save: ui.Press, failed: str) -> ft.Control:
    t, app = trip.t, trip.app
    note = ui.second(t, app.say("visit.undo_note"), expand=True)
    if trip.wrong and trip.wrong == trip.first_missing():
        person, problem = trip.wrong
        name = trip.people[person].person.name if len(trip.people) > 1 else ""
        said = ui.joined(name, app.say(f"visit.missing.{problem.value}"))
        note = ui.words(t, said, t.second, strong=True, color=t.alarm, expand=True)
    bar = foot_bar(
        t, ui.hook("foot-note", note), ui.primary(t, "save", app.say("action.save"), save, icon=ft.Icons.SAVE_OUTLINED)
    )
    return above_foot(t, bar, *failed_card(t, app, failed, save))
