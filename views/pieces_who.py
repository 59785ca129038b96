"""Whom a screen is about: face, facts, level; what was found last; who may do what one may not."""

from __future__ import annotations

import flet as ft

from views import places
from views import widgets as ui
from views.days import due_words, moment_words
from views.messages import hint_card
from views.pieces_calls import Reach, emergency_buttons, reach_row
from views.rows import rows
from views.said import code_word, person_facts, reason_words
from views.state.app_state import AppState
from views.subject import Subject
from views.tokens import Tokens

SHOWN_REASONS = 3


def who(t: Tokens, app: AppState, about: Subject, *, level: bool = False) -> ft.Control:
    """The first thing on the page: is this the right person."""
    text = ui.stack(
        ui.words(t, about.person.name, t.section, strong=True, lines=1),
        ui.second(t, person_facts(app, about.card), lines=1),
        gap=2,
        expand=True,
    )
    chip = []
    if level and about.level:
        chip = [ui.chip(t, about.level.value, app.say(f"status.{about.level.value}"))]
    return ui.line(ui.avatar(t, about.person.name, size=48), text, *chip, gap=12)


def talk_hint(t: Tokens, about: Subject) -> list[ft.Control]:
    """Hearing, dialect, best time: before one rings."""
    hint = about.person.talk_hint
    return [hint_card(t, ft.Icons.RECORD_VOICE_OVER_OUTLINED, hint)] if hint else []


def level_card(t: Tokens, app: AppState, about: Subject) -> ft.Control:
    """Who it is, the level that stands and why: what a worker should have in mind at the door."""
    parts: list[ft.Control] = [who(t, app, about, level=True)]
    check = about.check or "elder"
    reasons = [reason_words(app, check, each) for each in about.standing.reasons]
    more = [app.say("person.more_reasons", n=len(reasons))] if len(reasons) > SHOWN_REASONS else []
    if reasons:
        parts.append(ui.tags(t, *reasons[:SHOWN_REASONS], *more))
    if about.standing.due_on:
        late = about.card.over > 0
        icon = ft.Icon(ft.Icons.EVENT_OUTLINED, size=20 * t.scale, color=t.alarm if late else t.ink2)
        due = ui.words(
            t,
            due_words(app.say, about.standing.due_on, app.today()),
            strong=late,
            color=t.alarm if late else t.ink2,
            expand=True,
        )
        parts.append(ui.line(icon, due))
    return ui.card(t, *parts)


def phones_card(t: Tokens, app: AppState, about: Subject) -> list[ft.Control]:
    """Whom to call about the person."""
    own = [Reach(about.person.name, "", about.person.phone)] if about.person.phone else []
    found = [*own, *about.reach]
    if not found:
        return []
    lines = [reach_row(t, app, f"phone-{n}", each, lambda _number: None) for n, each in enumerate(found)]
    return [ui.section(t, app.say("calls.title"), None, rows(t, *lines))]


def last_card(t: Tokens, app: AppState, about: Subject) -> ft.Control:
    """What the last check or visit found."""
    check = about.checks[0] if about.checks else None
    visit = next((each for each in about.visits if not each.is_void), None)
    record = check if check and (visit is None or check.occurred_at >= visit.occurred_at) else visit
    title = app.say("check.last")
    if record is None:
        return ui.section(t, title, None, ui.card(t, ui.second(t, app.say("check.never"))))
    lines: list[ft.Control] = []
    if record is check and check is not None:
        kind = "child" if check.__struct_config__.tag == "child_check" else "elder"
        lines += [ui.words(t, reason_words(app, kind, each)) for each in check.reasons[:SHOWN_REASONS]]
        lines = lines or [ui.words(t, app.say("check.nothing_found"))]
    elif visit is not None:
        lines.append(ui.words(t, ui.joined(code_word(app.say, visit.mode), code_word(app.say, visit.outcome))))
        if visit.content:
            lines.append(ui.words(t, visit.content, lines=3))
    said = app.say(
        "said.who_when", who=app.name_of(record.actor_id), when=moment_words(app.say, record.occurred_at, app.now())
    )
    return ui.section(t, title, None, ui.card(t, *lines, ui.second(t, said), gap=4))


def no_right(t: Tokens, app: AppState, about: Subject) -> ft.Control:
    """A child's check is for named people only: who they are, and what one can do meanwhile."""
    able = [user.name for user in app.unlocking.users() if user.has_protection]
    names = app.say("value.and").join(able) or app.say("protection.nobody")
    lock = ft.Icon(ft.Icons.LOCK_OUTLINE, size=28 * t.scale, color=t.brand)
    head = ui.line(lock, ui.words(t, app.say("protection.title"), t.section, strong=True, expand=True), gap=12)
    visit = ui.quiet(
        t,
        "to-visit",
        app.say("protection.visit"),
        ui.bind(app.go, places.visit(about.id)),
        icon=ft.Icons.DIRECTIONS_WALK,
    )
    numbers = emergency_buttons(t, app, "protection", ("110", "120", "12345"), {}, lambda _number: None)
    danger = ui.card(
        t,
        ui.words(t, app.say("protection.danger"), strong=True, color=t.tint("critical").fg),
        numbers,
        tint=t.tint("critical"),
    )
    explain = ui.card(t, head, ui.words(t, app.say("protection.who", names=names)), ui.line(visit))
    return ui.hook("no-right", ui.stack(who(t, app, about), explain, danger, gap=24))
