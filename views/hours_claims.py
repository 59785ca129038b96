"""申诉: somebody finds hours wrong; another person than the recorder decides within fifteen days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import flet as ft
import msgspec

from records.codes import DisputeDecision
from records.volunteering import HoursDispute, VolunteerSession
from views import roster
from views import widgets as ui
from views.activity_rows import times_words
from views.days import day_words, due_words
from views.frame import part
from views.inputs import text_field
from views.messages import empty_state
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

NOTHING: Final[Mapping[UUID, str]] = {}


@part
def Claims(on_correct: Callable[[UUID], object]) -> ft.Control:
    """Open claims, the oldest first."""
    t, app = use_tokens(), use_app()
    notes, set_notes = ft.use_state(NOTHING)
    failed, set_failed = ft.use_state("")
    claims = roster.open_disputes(app)
    if not claims:
        return empty_state(t, "no-claims", ft.Icons.TASK_ALT, app.say("claims.none"))

    def decide(claim: HoursDispute, decision: DisputeDecision) -> None:
        note = notes.get(claim.id, "").strip()
        if decision is DisputeDecision.REJECTED and not note:
            set_failed(f"{claim.id} claims.why")
            return
        try:
            saved = app.save(msgspec.structs.replace(claim, decision=decision, decided_by=app.me, decision_note=note))
        except SaveFailed as failure:
            set_failed(f"{claim.id} error.{failure.key}.what")
            return
        app.toast("claims.decided", undo=saved, name=app.name_of(claim.volunteer_id))

    def type_note(claim: HoursDispute, text: str) -> None:
        set_failed("")
        set_notes(lambda now: {**now, claim.id: text})

    cards = []
    for each in claims:
        which, _, key = failed.partition(" ")
        error = app.say(key) if which == str(each.id) else ""
        cards.append(_card(t, app, each, notes.get(each.id, ""), error, decide, type_note, on_correct))
    return ui.stack(*cards, gap=12)


def may_decide(app: AppState, claim: HoursDispute) -> bool:
    """Not the one who recorded the hours (report 3.3)."""
    session = app.get(claim.session_id) if claim.session_id else None
    return not isinstance(session, VolunteerSession) or session.actor_id != app.me


def _card(
    t: Tokens,
    app: AppState,
    claim: HoursDispute,
    note: str,
    error: str,
    decide: Callable[[HoursDispute, DisputeDecision], None],
    type_note: Callable[[HoursDispute, str], None],
    on_correct: Callable[[UUID], object],
) -> ft.Control:
    session = app.get(claim.session_id) if claim.session_id else None
    about = ""
    if isinstance(session, VolunteerSession):
        activity = roster.activity_of(app, session.activity_id)
        day = day_words(app.say, session.served_on, app.today())
        about = ui.joined(activity.title if activity else "", day, times_words(app, session))
    due = [ui.second(t, due_words(app.say, claim.due_on, app.today()))] if claim.due_on else []
    asked = day_words(app.say, app.day(claim.occurred_at), app.today())
    head = ui.line(ui.words(t, app.name_of(claim.volunteer_id), t.section, strong=True, expand=True), *due)
    parts: list[ft.Control] = [head, ui.words(t, app.say("claims.says", day=asked, words=claim.claim))]
    if about:
        parts.append(ui.second(t, about))
    if not may_decide(app, claim):
        parts.append(ui.words(t, app.say("claims.not_me"), t.second, strong=True, color=t.tint("high").fg))
        return ui.hook(f"claim-{claim.id}", ui.card(t, *parts))
    parts.append(
        text_field(
            t,
            f"claim-note-{claim.id}",
            app.say("claims.note"),
            note,
            lambda text: type_note(claim, text),
            error=error,
            limit=300,
        )
    )
    buttons = []
    if isinstance(session, VolunteerSession):
        buttons.append(
            ui.primary(
                t,
                f"claim-correct-{claim.id}",
                app.say("hours_desk.correct"),
                ui.bind(on_correct, session.id),
                icon=ft.Icons.EDIT_OUTLINED,
            )
        )
    buttons.append(
        ui.quiet(
            t, f"claim-accept-{claim.id}", app.say("claims.accepted"), ui.bind(decide, claim, DisputeDecision.ACCEPTED)
        )
    )
    buttons.append(
        ui.quiet(
            t, f"claim-reject-{claim.id}", app.say("claims.rejected"), ui.bind(decide, claim, DisputeDecision.REJECTED)
        )
    )
    return ui.hook(f"claim-{claim.id}", ui.card(t, *parts, ui.line(*buttons, wrap=True)))
