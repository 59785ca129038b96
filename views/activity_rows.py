"""The facts of an activity, and one row for everybody who was there."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from records.codes import SessionStatus
from records.rules.calendar import day_of
from records.rules.hours import minutes_of, shown, total
from records.volunteering import VolunteerActivity, VolunteerSession
from views import places, roster
from views import widgets as ui
from views.days import clock_words, day_words
from views.messages import hint_card
from views.rows import pressable_row, rows
from views.said import code_word
from views.state.app_state import AppState
from views.tokens import Status, Tokens

_LOOKS: dict[SessionStatus, Status] = {
    SessionStatus.IN: "medium",
    SessionStatus.CONFIRMED: "low",
    SessionStatus.DISPUTED: "high",
}


def facts_card(t: Tokens, app: AppState, activity: VolunteerActivity, here: Sequence[VolunteerSession]) -> ft.Control:
    """When, where, what, who leads; what recruiting has to say about risks."""
    day = day_words(app.say, day_of(activity.occurred_at), app.today())
    span = app.say("activity.span", start=clock_words(activity.occurred_at), end=clock_words(activity.planned_end))
    came, inside = roster.count_by_status(here)
    sums = total(minutes_of(each, activity) for each in here if each.status is not SessionStatus.CORRECTED)
    facts = [
        (ft.Icons.SCHEDULE, ui.joined(f"{day} {span}", activity.place)),
        (ft.Icons.PERSON_OUTLINE, app.say("activity.led", name=app.name_of(activity.leader_id))),
        (ft.Icons.LABEL_OUTLINE, ui.joined(code_word(app.say, activity.field), activity.content)),
        (ft.Icons.GROUPS_OUTLINED, app.say("activity.count", came=came, inside=inside, hours=sums)),
    ]
    lines: list[ft.Control] = [
        ui.line(ft.Icon(icon, size=20 * t.scale, color=t.brand), ui.words(t, said, expand=True), gap=12)
        for icon, said in facts
    ]
    if activity.is_training:
        lines.append(ui.line(ui.chip(t, "unknown", app.say("hours.training"))))
    card = ui.card(t, *lines, gap=8)
    if not activity.risk_note:
        return card
    return ui.stack(card, hint_card(t, ft.Icons.WARNING_AMBER, activity.risk_note, tint=t.tint("medium")), gap=12)


def session_rows(t: Tokens, app: AppState, activity: VolunteerActivity, here: Sequence[VolunteerSession]) -> ft.Control:
    """Everybody who was there, in the order of their numbers; corrected rows stay, struck through."""
    given = roster.numbers(app)
    ordered = sorted(here, key=lambda each: (given.get(each.volunteer_id, "999"), each.in_at or each.occurred_at))
    lines = [_row(t, app, activity, each) for each in ordered]
    title = app.say("activity.people")
    if not lines:
        return ui.section(t, title, 0, ui.card(t, ui.words(t, app.say("activity.nobody"), color=t.ink2)))
    return ui.section(t, title, len(lines), rows(t, *lines))


def times_words(app: AppState, session: VolunteerSession) -> str:
    """From when to when, or the total of a paper sheet."""
    if session.paper_minutes is not None:
        return app.say("activity.paper", ref=session.paper_ref)
    if session.in_at is None:
        return ""
    start = clock_words(session.in_at)
    if session.out_at is None:
        return app.say("activity.still_here", start=start)
    key = "activity.span" if day_of(session.out_at) == day_of(session.in_at) else "activity.span_over"
    span = app.say(key, start=start, end=clock_words(session.out_at))
    return ui.joined(span, app.say("activity.paper", ref=session.paper_ref) if session.paper_ref else "")


def _row(t: Tokens, app: AppState, activity: VolunteerActivity, session: VolunteerSession) -> ft.Control:
    old = session.status is SessionStatus.CORRECTED
    name = ui.words(t, app.name_of(session.volunteer_id), strong=True, lines=1, color=t.ink2 if old else None)
    if old:
        name.style = ft.TextStyle(height=ui.READING, decoration=ft.TextDecoration.LINE_THROUGH)
    text = ft.Column([name, ui.second(t, times_words(app, session), lines=1)], spacing=2, tight=True, expand=True)
    minutes = minutes_of(session, activity)
    hours = ui.words(
        t, app.say("kiosk.hours", hours=shown(minutes)) if minutes else "", strong=True, color=t.ink2 if old else None
    )
    word = code_word(app.say, session.status)
    look = _LOOKS.get(session.status)
    chip = ui.chip(t, look, word) if look else ui.second(t, word)
    go = ui.bind(app.go, places.record("volunteer_session", session.id))
    number = ui.second(t, roster.numbers(app).get(session.volunteer_id, ""))
    body = ui.line(ft.Container(number, width=36 * t.scale), text, hours, chip, gap=12)
    return pressable_row(t, f"session-{session.id}", body, go)
