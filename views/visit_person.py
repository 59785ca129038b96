"""The questions of a quick visit: about one person, and about the home of several."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import flet as ft

from records.codes import ActionType, VisitMode, VisitOutcome
from records.rules.ruleset import CheckKind
from views import pieces_visit as pieces
from views import widgets as ui
from views.answers import Answer, answer_button
from views.pieces_calls import emergency_buttons
from views.pieces_check import follow_card
from views.pieces_tries import Ways, try_list
from views.problems import HOME_ITEMS, ProblemKind, items_of
from views.subject import Subject
from views.visit_draft import Met
from views.visit_missing import Missing
from views.visit_trip import Trip

NOTED_AS = {"120": ActionType.CALL_120, "110": ActionType.CALL_110}
"""Calling these numbers is itself something that was done."""


def person_questions(trip: Trip, about: Subject) -> ft.Control:
    """见到了吗, 情况怎么样; or why not, and what to try."""
    t, app, person = trip.t, trip.app, about.id
    one = trip.draft.of(person)
    place = list(trip.people).index(person)
    ident = f"{place}-" if place else ""

    def met(chosen: Met) -> None:
        trip.change(lambda draft: draft.met(person, chosen))

    def mode(chosen: VisitMode) -> None:
        trip.change(lambda draft: draft.mode(person, chosen))

    title = app.say("visit.met")
    if len(trip.people) > 1:
        title = app.say("visit.met_whom", name=about.person.name)
    first = ui.section(
        t,
        title,
        None,
        pieces.met_row(t, app, one, f"{ident}met", met),
        *_alarm(trip, trip.told(person, Missing.MET), Missing.MET),
    )
    rest = _missed(trip, about, ident) if one.met is Met.MISSED else _state(trip, about, ident)
    return ui.stack(first, *rest, *pieces.mode_pills(t, app, one, ident, mode), gap=24)


def _alarm(trip: Trip, told: bool, what: Missing) -> list[ft.Control]:
    if not told:
        return []
    said = trip.app.say(f"visit.missing.{what.value}")
    return [ui.words(trip.t, said, trip.t.second, strong=True, color=trip.t.alarm)]


def _state(trip: Trip, about: Subject, ident: str) -> list[ft.Control]:
    """全部正常 in one tap, or what is wrong."""
    t, app, person = trip.t, trip.app, about.id
    one, kind = trip.draft.of(person), about.problems

    def well() -> None:
        trip.change(lambda draft: draft.well(person))

    def item(code: str) -> None:
        trip.change(lambda draft: draft.problem(person, code))

    def degree(code: str, value: int) -> None:
        trip.change(lambda draft: draft.degree(person, code, value))

    fine = answer_button(t, f"{ident}all-well", Answer(app.say("visit.all_well")), one.well, well, height=56)
    items = items_of(kind, together=trip.together)

    def card(code: str) -> ft.Control:
        return _card(trip, ident, kind, code, one.problems[code], partial(degree, code), about)

    grid = pieces.problem_grid(t, app, kind, items, one.problems, f"{ident}problem", item, card)
    missed = trip.told(person, Missing.STATE, Missing.DEGREE)
    what = trip.wrong[1] if trip.wrong else Missing.STATE
    hint = ui.second(t, app.say("visit.tap_problem"))
    note = [ui.second(t, app.say("visit.child_note"))] if about.check == "child" and kind == "general" else []
    return [ui.section(t, app.say("visit.state"), None, ui.line(fine), hint, grid, *note, *_alarm(trip, missed, what))]


def _card(
    trip: Trip,
    ident: str,
    kind: ProblemKind,
    code: str,
    value: int,
    on_degree: Callable[[int], object],
    about: Subject,
) -> ft.Control:
    follow = None
    if pieces.is_red(kind, code, value):
        check: CheckKind = "child" if kind == "child" else "elder"
        item = code if kind != "general" else "general"
        follow = follow_card(trip.t, trip.app, check, item, about.reach, {}, partial(_called, trip))
    return pieces.problem_card(
        trip.t,
        trip.app,
        ident,
        kind,
        code,
        value,
        trip.draft.actions,
        on_degree,
        lambda action: trip.change(lambda draft: draft.did(action)),
        follow,
    )


def _called(trip: Trip, number: str) -> None:
    action = NOTED_AS.get(number)
    if action and action not in trip.draft.actions:
        trip.change(lambda draft: draft.did(action))


def home_questions(trip: Trip) -> ft.Control:
    """The home, asked once for everybody."""
    t, app, draft = trip.t, trip.app, trip.draft
    elder = next(about for about in trip.people.values() if about.problems == "elder")
    fine = answer_button(
        t,
        "home-well",
        Answer(app.say("visit.home_well")),
        draft.home_well,
        ui.bind(trip.change, lambda now: now.well_at_home()),
        height=56,
    )

    def item(code: str) -> None:
        trip.change(lambda now: now.home_problem(code))

    def degree(code: str, value: int) -> None:
        trip.change(lambda now: now.home_degree(code, value))

    def card(code: str) -> ft.Control:
        return _card(trip, "home-", "elder", code, draft.home[code], partial(degree, code), elder)

    grid = pieces.problem_grid(t, app, "elder", HOME_ITEMS, draft.home, "home-problem", item, card)
    return ui.section(t, app.say("visit.home"), None, ui.line(fine), grid)


def _missed(trip: Trip, about: Subject, ident: str) -> list[ft.Control]:
    """Why nobody was met, and other ways to find out how they are."""
    t, app, person = trip.t, trip.app, about.id
    one = trip.draft.of(person)

    def why(chosen: VisitOutcome) -> None:
        trip.change(lambda draft: draft.why(person, chosen))

    def tried(mode: VisitMode, ok: bool, whom: str) -> None:
        trip.change(lambda draft: draft.tried(person, mode, ok, app.now(), whom))

    reason = ui.section(
        t,
        app.say("visit.why"),
        None,
        pieces.why_grid(t, app, one, ident, why),
        *_alarm(trip, trip.told(person, Missing.WHY), Missing.WHY),
    )
    ways = Ways(about.person.phone, about.reach, about.helpers)
    tries = try_list(t, app, one, ident, ways, trip.since_words(about), tried)
    return [reason, *tries, *_danger(trip, about)]


def _danger(trip: Trip, about: Subject) -> list[ft.Control]:
    """Alone, at high risk, and nobody knows: what the second failure will set off, before it does."""
    one = trip.draft.of(about.id)
    failed = sum(not each.ok for each in one.tries)
    if one.reached or not pieces.worries(about.standing) or one.why is None or not failed:
        return []
    red = trip.t.tint("critical")
    said = ui.words(trip.t, trip.app.say("visit.no_contact"), strong=True, color=red.fg)
    numbers = emergency_buttons(trip.t, trip.app, "no-contact", ("110", "120"), {}, partial(_called, trip))
    return [ui.hook("no-contact", ui.card(trip.t, said, numbers, tint=red))]
