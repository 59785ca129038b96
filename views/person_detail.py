"""Everything about a person: facts, the level with its reasons, what to do, whom to call, what was done."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from records.codes import PersonStatus, RiskLevel
from records.person import Person
from views import places
from views import widgets as ui
from views.days import due_words, moment_words
from views.frame import part, scroll
from views.messages import empty_state, hint_card
from views.person_papers import categories_section, consent_section, household_section, plan_section, relations_section
from views.person_phones import contacts_section
from views.said import code_word, person_facts, reason_words, why_due_words
from views.state.app_state import AppState
from views.state.people import PersonCard
from views.state.window import use_app, use_tokens
from views.timeline import Timeline
from views.tokens import Tokens

TWO_COLUMNS_FROM = 1100
REASONS = 4


@part
def PersonDetail(person_id: UUID) -> ft.Control:
    """The person, or a word that the record is not here."""
    t, app = use_tokens(), use_app()
    card, person = app.person_card(person_id), app.get(person_id)
    if card is None or not isinstance(person, Person):
        go = ui.bind(app.go, "/people")
        gone = app.say("person.loading" if app.progress else "person.gone")
        return empty_state(t, "to-people", ft.Icons.PERSON_OFF_OUTLINED, gone, app.say("people.all"), go)
    facts = _facts(t, app, card, person)
    timeline = Timeline(person_id, key=f"timeline-{person_id}")
    papers = [
        *household_section(t, app, person),
        relations_section(t, app, person),
        categories_section(t, app, person),
        consent_section(t, app, person),
        plan_section(t, app, person),
    ]
    contacts = contacts_section(t, app, person)
    if t.room < TWO_COLUMNS_FROM:
        return scroll(t, facts, contacts, timeline, *papers)
    left = ft.Container(ui.stack(facts, timeline, gap=24), expand=5)
    right = ft.Container(ui.stack(contacts, *papers, gap=24), expand=4)
    return scroll(t, ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START))


def _facts(t: Tokens, app: AppState, card: PersonCard, person: Person) -> ft.Control:
    """Who this is, the level with its reasons, and the things one does most."""
    said = ui.words(t, person_facts(app, card, gender=True), color=t.ink2)
    name = [] if t.phone else [ui.words(t, card.name, t.title, strong=True)]  # a phone has the name in its top bar
    edit = ui.icon_button(
        t,
        "edit-person",
        ft.Icons.EDIT_OUTLINED,
        app.say("person.edit"),
        ui.bind(app.go, places.edit("person", card.id)),
    )
    face = ui.avatar(t, card.name, size=40 if t.phone else 64)
    head = ui.line(face, ui.stack(*name, said, gap=2, expand=True), edit, gap=12 if t.phone else 16)
    ear = ft.Icon(ft.Icons.RECORD_VOICE_OVER_OUTLINED, size=20 * t.scale, color=t.brand)
    hint = [ui.line(ear, ui.words(t, person.talk_hint, expand=True))] if person.talk_hint else []
    if card.status is not PersonStatus.ACTIVE:
        return ui.stack(head, _gone(t, app, card), gap=16)
    return ui.stack(head, _risk(t, app, card), *hint, _buttons(t, app, card), gap=16)


def _gone(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    said = app.say("person.stopped", status=code_word(app.say, card.status))
    return hint_card(t, ft.Icons.INFO_OUTLINE, said, tint=t.tint("unknown"))


def _risk(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    level = card.level or RiskLevel.UNKNOWN
    word = app.say("person.level", level=code_word(app.say, level))
    who = _since(app, card)
    head = ui.line(ui.chip(t, level.value, word, large=True), ui.second(t, who, lines=2, expand=True), gap=12)
    reasons = [reason_words(app, card.check, each) for each in app.reasons_of(card)]
    more = [app.say("person.more_reasons", n=len(reasons))] if len(reasons) > REASONS else []
    tags = [ui.tags(t, *reasons[:REASONS], *more)] if reasons else []
    return ui.card(t, head, *tags, _due(t, app, card))


def _since(app: AppState, card: PersonCard) -> str:
    risk = app.newest_risk(card.id)
    if risk is None:
        return app.say("person.no_check")
    when, who = moment_words(app.say, risk.occurred_at, app.now()), app.name_of(risk.actor_id)
    return app.say("person.level_by", when=when, who=who, source=code_word(app.say, risk.source))


def _due(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    late = card.over > 0
    if card.paused:
        icon, said = ft.Icons.PAUSE_CIRCLE_OUTLINED, app.say("due.paused")
    elif card.due_on is None:
        icon, said = ft.Icons.EVENT_AVAILABLE_OUTLINED, app.say("person.not_due")
    else:
        icon = ft.Icons.EVENT_BUSY if late else ft.Icons.EVENT_OUTLINED
        due, why = due_words(app.say, card.due_on, app.today()), why_due_words(app, card)
        said = app.say("person.due", due=due, why=why) if why else due
    colour = t.tint("high").fg if late else t.ink
    text = ui.words(t, said, strong=late, color=colour, expand=True)
    return ft.Row(
        [ft.Icon(icon, size=20 * t.scale, color=colour), text],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _buttons(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    wide = t.phone or None
    visit = ui.primary(
        t,
        "visit",
        app.say("person.visit"),
        ui.bind(app.go, places.visit(card.id)),
        icon=ft.Icons.DIRECTIONS_WALK,
        expand=wide,
    )
    if card.is_child and not app.sees_protection:  # child protection is for named people only
        return ui.line(visit)
    check = ui.quiet(
        t,
        "check",
        app.say("person.check"),
        ui.bind(app.go, places.check(card.id, child=card.is_child)),
        icon=ft.Icons.FACT_CHECK_OUTLINED,
        expand=wide,
    )
    return ui.line(visit, check)
