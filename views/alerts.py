"""Alerts on Today: the red ones as cards with what to press, the street's answers as rows."""

from __future__ import annotations

from collections.abc import Iterable

import flet as ft
import msgspec

from records.alert import Alert
from records.codes import AlertStatus, AlertType, RiskLevel
from records.person import Person
from views import places
from views import widgets as ui
from views.calling import dial
from views.days import elapsed_words, moment_words
from views.frame import part
from views.messages import alert_card
from views.person_phones import first_number
from views.rows import record_row, rows
from views.said import code_word, person_facts
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

MET_BY_VISIT = frozenset(
    {AlertType.NO_CONTACT, AlertType.ELDER_CRITICAL, AlertType.CHILD_CRITICAL, AlertType.OVERDUE_VISIT}
)
"""Alerts that a visit answers."""


def is_red(alert: Alert) -> bool:
    """Whether an alert gets a card of its own above everything else."""
    return alert.level is RiskLevel.CRITICAL


@part
def AlertCards() -> ft.Control:
    """The red alerts, each with the two things one does first."""
    t, app = use_tokens(), use_app()
    return ui.stack(*(_card(t, app, alert) for alert in app.today_board().alerts), gap=12)


def _card(t: Tokens, app: AppState, alert: Alert) -> ft.Control:
    subject = app.person_card(alert.subject_id)
    name = subject.name if subject else app.name_of(alert.subject_id) or app.say("value.not_here")
    title = app.say("alert.title", name=name, what=code_word(app.say, alert.alert_type))
    facts = person_facts(app, subject) if subject else ""
    clock = app.say("alert.since", time=elapsed_words(app.say, alert.occurred_at, app.now()))
    if alert.status is not AlertStatus.OPEN:
        clock = app.say("alert.since_status", since=clock, status=code_word(app.say, alert.status))
    answer = answer_words(app, alert) if alert.answer else ""
    go = ui.bind(app.go, places.record("alert", alert.id))
    buttons = _buttons(t, app, alert)
    return alert_card(t, f"alert-{alert.id}", title, facts, clock, *buttons, answer=answer, on_open=go)


def _buttons(t: Tokens, app: AppState, alert: Alert) -> list[ft.Control]:
    red, wide = t.tint("critical"), t.room < 900 or None
    person = app.get(alert.subject_id)
    found: list[ft.Control] = []
    if isinstance(person, Person) and alert.alert_type in MET_BY_VISIT:
        go, word = ui.bind(app.go, places.visit(person.id)), app.say("alert.met")
        found.append(ui.primary(t, "alert-visit", word, go, icon=ft.Icons.CHECK, tint=red, expand=wide))
        if whom := first_number(app, person):
            call = ui.bind(dial, app, *whom)
            found.append(
                ui.quiet(t, "alert-call", app.say("alert.call"), call, icon=ft.Icons.CALL, tint=red, expand=wide)
            )
    if not found:
        handle = ui.bind(app.go, places.record("alert", alert.id))
        found.append(ui.primary(t, "alert-handle", app.say("alert.handle"), handle, tint=red, expand=wide))
    return found


def answer_words(app: AppState, alert: Alert) -> str:
    """What the street or the district says, and who says it."""
    who = app.name_of(alert.answered_by) or app.say("alert.street")
    return app.say("alert.answer", who=who, answer=alert.answer)


def answered_rows(t: Tokens, app: AppState, alerts: Iterable[Alert]) -> list[ft.Control]:
    """Answers to alerts that are not red: one line each, the answer itself in it."""
    lines = []
    for alert in alerts:
        name = app.name_of(alert.subject_id) or code_word(app.say, alert.alert_type)
        title = app.say("alert.title", name=name, what=code_word(app.say, alert.alert_type))
        note = answer_words(app, alert) if alert.answer else _due(app, alert)
        tint = t.tint(alert.level.value)
        go = ui.bind(app.go, places.record("alert", alert.id))
        icon = ft.Icons.FORUM_OUTLINED if alert.answer else ft.Icons.NOTIFICATIONS_ACTIVE_OUTLINED
        lines.append(record_row(t, f"alert-{alert.id}", icon, title, note, go, tint=tint))
    return [ui.section(t, app.say("alert.section"), len(lines), rows(t, *lines))] if lines else []


def _due(app: AppState, alert: Alert) -> str:
    if alert.due_at < app.now():
        return app.say("alert.late", time=elapsed_words(app.say, alert.due_at, app.now()))
    return app.say("alert.due", when=moment_words(app.say, alert.due_at, app.now()))


@part
def AlertActions(alert: Alert) -> ft.Control:
    """On an alert's own page: take it on, or close it with a reason."""
    t, app = use_tokens(), use_app()
    failed, set_failed = ft.use_state("")

    def take_on() -> None:
        try:
            saved = app.save(msgspec.structs.replace(alert, status=AlertStatus.IN_PROGRESS, assignee_id=app.me))
        except SaveFailed as error:
            set_failed(error.key)
        else:
            app.toast("alert.taken", undo=saved)

    buttons = []
    if alert.status in (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.ESCALATED):
        buttons.append(ui.primary(t, "alert-take", app.say("alert.take"), take_on, icon=ft.Icons.CHECK))
    go = ui.bind(app.go, places.edit("alert", alert.id))
    buttons.append(ui.quiet(t, "alert-close", app.say("alert.close"), go, icon=ft.Icons.DONE_ALL))
    told = [ui.words(t, app.say(f"error.{failed}.what"), color=t.alarm)] if failed else []
    return ui.stack(ui.line(*buttons, wrap=True), *told)
