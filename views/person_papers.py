"""What goes with a person: the household, relatives, why on the list, consent, the plan. Each with its own plus."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from records.base import Record
from records.columns import cell
from records.person import Consent, Household, Person, PersonCategory, Relation
from records.visit import VisitPlan
from views import places
from views import widgets as ui
from views.days import calendar_day, day_words
from views.messages import hint_card
from views.rows import person_row, record_row, rows
from views.said import code_word, icon_of, person_facts, value_words
from views.state.app_state import AppState
from views.tokens import Tokens


def _about(app: AppState, kind: type[Record], person: Person) -> list[Record]:
    found: list[Record] = app.records(kind, "person_id = ? and void_reason = ''", [cell(person.id)])
    return found


def _section(
    t: Tokens, app: AppState, title: str, kind: str, person: Person, lines: Sequence[ft.Control]
) -> ft.Control:
    """The rows, and one more that adds; without rows a word of what that means."""
    press = ui.bind(app.go, places.new(kind, person.id))
    add = ui.text_button(t, f"add-{kind}", app.say(f"person.add.{kind}"), press, icon=ft.Icons.ADD)
    last = ft.Container(ui.line(add), padding=ft.Padding.symmetric(horizontal=8, vertical=4))
    none = ft.Container(ui.words(t, app.say(f"person.none.{kind}"), color=t.ink2), padding=16)
    return ui.section(t, title, None, rows(t, *(lines or [none]), last))


def _row(t: Tokens, app: AppState, record: Record, title: str, note: str) -> ft.Control:
    kind = record.__struct_config__.tag
    go = ui.bind(app.go, places.record(str(kind), record.id))
    return record_row(t, f"{kind}-{record.id}", icon_of(str(kind)), title, note, go)


def household_section(t: Tokens, app: AppState, person: Person) -> list[ft.Control]:
    """The house and who else lives there; nothing when no household is known."""
    home = app.get(person.household_id) if person.household_id else None
    if not isinstance(home, Household):
        return []
    others = app.members(home.id, but=person.id)
    title = home.address if home.lane in home.address else ui.joined(home.lane, home.address)
    note = value_words(app, Household, "hazards", home.hazards)
    lines = [_row(t, app, home, title, note)]
    lines += [
        person_row(
            t,
            f"member-{card.id}",
            card.name,
            person_facts(app, card),
            card.level.value if card.level else None,
            code_word(app.say, card.level) if card.level else "",
            "",
            ui.bind(app.go, places.person(card.id)),
        )
        for card in others
    ]
    mind = [hint_card(t, ft.Icons.DOORBELL_OUTLINED, home.notes_access)] if home.notes_access else []
    return [ui.section(t, app.say("person.household"), None, rows(t, *lines), *mind)]


def relations_section(t: Tokens, app: AppState, person: Person) -> ft.Control:
    """Relatives and carers."""
    lines = []
    for relation in app.records(
        Relation, "(person_id = ? or other_person_id = ?) and void_reason = ''", [cell(person.id), cell(person.id)]
    ):
        theirs = relation.person_id != person.id
        other = relation.person_id if theirs else relation.other_person_id
        name = app.name_of(other) or (relation.other.name if relation.other else app.say("value.not_here"))
        word = code_word(app.say, relation.relation)
        title = app.say("person.relation_of" if theirs else "person.relation", name=name, relation=word)
        marks = [m for m in ("is_guardian", "is_actual_carer") if getattr(relation, m)]
        where = relation.other.works_in if relation.other else ""
        note = ui.joined(*(app.say(f"kind.relation.{mark}") for mark in marks), where)
        lines.append(_row(t, app, relation, title, note))
    return _section(t, app, app.say("person.relations"), "relation", person, lines)


def categories_section(t: Tokens, app: AppState, person: Person) -> ft.Control:
    """Why the person is on the list, now and before."""
    lines = []
    for each in _about(app, PersonCategory, person):
        if not isinstance(each, PersonCategory):
            continue
        start = calendar_day(app.say, each.from_on)
        end = calendar_day(app.say, each.to_on) if each.to_on else ""
        note = app.say("person.from_to", start=start, end=end) if end else app.say("person.from", start=start)
        lines.append(_row(t, app, each, code_word(app.say, each.category), note))
    return _section(t, app, app.say("person.categories"), "person_category", person, lines)


def consent_section(t: Tokens, app: AppState, person: Person) -> ft.Control:
    """What was told and answered; a refusal is kept and shown, too."""
    lines = []
    for each in _about(app, Consent, person):
        if not isinstance(each, Consent):
            continue
        answer = (
            "person.consent.withdrawn"
            if each.withdrawn_at
            else "person.consent.yes"
            if each.given
            else "person.consent.no"
        )
        title = ui.joined(code_word(app.say, each.scope), app.say(answer))
        when = day_words(app.say, app.day(each.occurred_at), app.today())
        lines.append(_row(t, app, each, title, ui.joined(code_word(app.say, each.by_whom), when)))
    return _section(t, app, app.say("person.consents"), "consent", person, lines)


def plan_section(t: Tokens, app: AppState, person: Person) -> ft.Control:
    """How often the person is seen, where it differs from the rule."""
    lines = []
    for each in _about(app, VisitPlan, person):
        if not isinstance(each, VisitPlan):
            continue
        title = code_word(app.say, each.purpose)
        often = app.say("due.plan", days=each.interval_days) if each.interval_days else ""
        paused = code_word(app.say, each.paused_reason) if each.paused_reason else ""
        early = day_words(app.say, each.bring_forward_to, app.today()) if each.bring_forward_to else ""
        who = app.name_of(each.assignee_id)
        lines.append(_row(t, app, each, title, ui.joined(often, paused, early, who)))
    return _section(t, app, app.say("person.plan"), "visit_plan", person, lines)
