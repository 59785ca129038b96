"""志愿: today's activity and its kiosk in one tap, who forgot to sign out, everybody's hours."""

from __future__ import annotations

import flet as ft

from records.rules.hours import shown
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from views import hours_desk, places, roster
from views import widgets as ui
from views.days import clock_words, day_words
from views.frame import VOLUNTEERS, frame, part, screen
from views.inputs import search_field
from views.messages import empty_state
from views.pieces_panes import main_and_side
from views.rows import pressable_row, record_row, rows
from views.said import code_word
from views.state.app_state import AppState
from views.state.kiosk import open_desk
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

SHOWN = 30
"""Volunteers listed; the rest are found by typing."""
SHOWN_PAST = 6


@screen
def Volunteers() -> ft.View:
    """Activities at the left, people at the right; under each other on a phone."""
    t, app = use_tokens(), use_app()
    title = app.say("place.volunteers")
    if not roster.volunteers(app) and not _any_activity(app):
        go = ui.bind(app.go, places.new("volunteer"))
        first = empty_state(
            t,
            "first-volunteer",
            ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
            app.say("volunteers.empty"),
            app.say("volunteers.new"),
            go,
        )
        return frame(title, first, place=VOLUNTEERS)
    activities = ui.stack(*_todays(t, app), *_forgotten(t, app), *_soon(t, app), *_past(t, app), gap=24)
    people = ui.stack(*_to_confirm(t, app), People(), gap=24)
    return frame(title, main_and_side(t, [activities], [people]), place=VOLUNTEERS)


def _any_activity(app: AppState) -> bool:
    return bool(roster.today(app) or roster.soon(app) or roster.past(app))


def _todays(t: Tokens, app: AppState) -> list[ft.Control]:
    new = ui.text_button(
        t,
        "new-activity",
        app.say("volunteers.new_activity"),
        ui.bind(app.go, "/volunteers/activity/new"),
        icon=ft.Icons.ADD,
    )
    cards = [_today_card(t, app, each, main=n == 0) for n, each in enumerate(roster.today(app))]
    if not cards:
        cards = [ui.card(t, ui.words(t, app.say("volunteers.none_today"), color=t.ink2))]
    return [ui.section(t, app.say("volunteers.today"), None, ui.stack(*cards, gap=12), trailing=new)]


def _today_card(t: Tokens, app: AppState, activity: VolunteerActivity, *, main: bool) -> ft.Control:
    """What, when, where, how many; the kiosk in one tap."""
    came, inside = roster.count_by_status(roster.sessions_of(app, activity.id))
    when = app.say("activity.span", start=clock_words(activity.occurred_at), end=clock_words(activity.planned_end))
    facts = ui.joined(when, activity.place, code_word(app.say, activity.field))
    count = app.say("kiosk.count", inside=inside, came=came)
    make = ui.primary if main else ui.quiet
    wide = t.phone or None
    kiosk = make(
        t,
        f"kiosk-{activity.id}",
        app.say("activity.kiosk"),
        ui.bind(open_desk, app, activity.id),
        icon=ft.Icons.TOUCH_APP_OUTLINED,
        expand=wide,
    )
    listed = ui.quiet(
        t, f"list-{activity.id}", app.say("activity.list"), ui.bind(app.go, places.activity(activity.id)), expand=wide
    )
    head = ui.stack(ui.words(t, activity.title, t.section, strong=True), ui.words(t, facts, color=t.ink2), gap=2)
    people = ui.line(
        ft.Icon(ft.Icons.GROUPS_OUTLINED, size=20 * t.scale, color=t.brand), ui.words(t, count, strong=True), gap=8
    )
    if t.room < 600:
        return ui.card(t, head, people, ui.line(kiosk, listed))
    head.expand = True
    return ui.card(t, ui.line(head, people, gap=16), ui.line(kiosk, listed))


def _forgotten(t: Tokens, app: AppState) -> list[ft.Control]:
    """Still signed in long after the end: somebody asks them, and nobody guesses."""
    found = roster.forgotten(app)
    if not found:
        return []
    by_activity: dict[object, list[VolunteerSession]] = {}
    for each in found:
        by_activity.setdefault(each.activity_id, []).append(each)
    lines = []
    for sessions in by_activity.values():
        first = sessions[0]
        activity = roster.activity_of(app, first.activity_id)
        names = app.say("value.and").join(app.name_of(s.volunteer_id) for s in sessions[:4])
        title = app.say("volunteers.forgot", title=activity.title if activity else "", count=len(sessions))
        note = ui.joined(day_words(app.say, first.served_on, app.today()), names)
        go = ui.bind(app.go, places.activity(first.activity_id))
        tint = t.look("needs_you").tint
        lines.append(record_row(t, f"forgot-{first.activity_id}", ft.Icons.MORE_TIME, title, note, go, tint=tint))
    return [ui.section(t, app.say("volunteers.forgotten"), len(found), rows(t, *lines))]


def _activity_row(t: Tokens, app: AppState, activity: VolunteerActivity, note: str) -> ft.Control:
    go = ui.bind(app.go, places.activity(activity.id))
    day = day_words(app.say, app.day(activity.occurred_at), app.today())
    second = ui.joined(app.say("day.at", day=day, time=clock_words(activity.occurred_at)), activity.place, note)
    return record_row(t, f"activity-{activity.id}", ft.Icons.EVENT_AVAILABLE_OUTLINED, activity.title, second, go)


def _soon(t: Tokens, app: AppState) -> list[ft.Control]:
    found = roster.soon(app)
    lines = [_activity_row(t, app, each, "") for each in found]
    return [ui.section(t, app.say("volunteers.soon"), None, rows(t, *lines))] if lines else []


def _past(t: Tokens, app: AppState) -> list[ft.Control]:
    lines = []
    for each in roster.past(app)[:SHOWN_PAST]:
        came, _ = roster.count_by_status(roster.sessions_of(app, each.id))
        lines.append(_activity_row(t, app, each, app.say("volunteers.came", count=came)))
    return [ui.section(t, app.say("volunteers.past"), None, rows(t, *lines))] if lines else []


def _to_confirm(t: Tokens, app: AppState) -> list[ft.Control]:
    waiting, claims = hours_desk.waiting(app), roster.open_disputes(app)
    odd = sum(not each.ordinary for each in waiting)
    title = app.say("volunteers.confirm", count=len(waiting)) if waiting else app.say("volunteers.confirm_none")
    notes = [app.say("volunteers.odd", count=odd)] if odd else []
    notes += [app.say("volunteers.claims", count=len(claims))] if claims else []
    look = t.look("needs_you").tint if odd or claims else None
    note = ui.joined(*notes) or app.say("volunteers.confirm_note")
    return [rows(t, record_row(t, "to-hours", ft.Icons.RULE, title, note, ui.bind(app.go, "/hours"), tint=look))]


@part
def People() -> ft.Control:
    """Everybody with their number and hours; found by name, pinyin or number."""
    t, app = use_tokens(), use_app()
    text, set_text = ft.use_state("")
    listed = _found(app, text)
    new = ui.text_button(
        t,
        "new-volunteer",
        app.say("volunteers.new"),
        ui.bind(app.go, places.new("volunteer")),
        icon=ft.Icons.PERSON_ADD_ALT_OUTLINED,
    )
    find = search_field(
        t, "find-volunteer", app.say("volunteers.find"), text, set_text, clear_word=app.say("action.clear")
    )
    lines = [_person(t, app, each) for each in listed[:SHOWN]]
    parts: list[ft.Control] = [find]
    if lines:
        parts.append(rows(t, *lines))
    else:
        parts.append(ui.second(t, app.say("volunteers.not_found", text=text)))
    if len(listed) > SHOWN:
        parts.append(ui.second(t, app.say("volunteers.more", count=len(listed) - SHOWN)))
    return ui.section(t, app.say("volunteers.people"), len(roster.volunteers(app)), *parts, trailing=new)


def _found(app: AppState, text: str) -> list[Volunteer]:
    everybody = roster.in_order(app)
    if not text.strip():
        return everybody
    given = roster.numbers(app)
    hits = set(app.search_kinds(("volunteer",), text, SHOWN))
    return [each for each in everybody if each.id in hits or given[each.id].startswith(text.strip())]


def _person(t: Tokens, app: AppState, volunteer: Volunteer) -> ft.Control:
    added = roster.sums(app).get(volunteer.id, roster.Sums())
    parts = [app.say("volunteers.hours", hours=shown(added.confirmed))]
    if added.waiting:
        parts.append(app.say("volunteers.waiting_hours", hours=shown(added.waiting)))
    if added.training:
        parts.append(app.say("volunteers.training_hours", hours=shown(added.training)))
    number = ui.words(
        t, roster.numbers(app)[volunteer.id], t.second, strong=True, color=t.brand_tint.fg, leading=ui.CENTRED
    )
    face = ft.Container(
        number,
        width=48 * t.scale,
        height=40 * t.scale,
        border_radius=ui.PILL,
        bgcolor=t.brand_tint.bg,
        alignment=ft.Alignment.CENTER,
    )
    text = ft.Column(
        [ui.words(t, volunteer.name, strong=True, lines=1), ui.second(t, ui.joined(*parts), lines=1)],
        spacing=2,
        tight=True,
        expand=True,
    )
    chevron = ft.Icon(ft.Icons.CHEVRON_RIGHT, size=24, color=t.ink2)
    go = ui.bind(app.go, places.record("volunteer", volunteer.id))
    return pressable_row(t, f"volunteer-{volunteer.id}", ui.line(face, text, chevron, gap=12), go)
