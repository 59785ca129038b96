"""忘了签退: the recorder asks, and writes down what was said. No time is ever filled in by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID

import flet as ft
import msgspec

from records.base import InvalidRecord
from records.codes import VerifyMethod
from records.volunteering import VolunteerActivity, VolunteerSession
from views import roster
from views import widgets as ui
from views.answers import pill
from views.attendance import out_time, signed_out
from views.days import clock_words, day_words
from views.frame import part
from views.inputs import text_field
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

NOTHING: Final[Mapping[UUID, str]] = {}


@part
def Repair(activity_id: UUID, on_save: Callable[..., object]) -> ft.Control:
    """One card for each who is still signed in long after the end."""
    t, app = use_tokens(), use_app()
    typed, set_typed = ft.use_state(NOTHING)
    wrong, set_wrong = ft.use_state("")
    activity = roster.activity_of(app, activity_id)
    if activity is None:
        return ft.Container()
    forgot = [s for s in roster.sessions_of(app, activity_id) if roster.has_forgotten(s, activity, app.now())]

    def type_time(session: VolunteerSession, text: str) -> None:
        set_wrong("")
        set_typed(lambda now: {**now, session.id: text})

    def save(session: VolunteerSession) -> None:
        try:
            repaired = mended(session, activity, typed.get(session.id, ""))
        except InvalidRecord as invalid:
            set_wrong(f"{session.id} {invalid.reason}")
        else:
            on_save(repaired)

    cards = [
        _card(
            t,
            app,
            activity,
            each,
            typed.get(each.id, ""),
            wrong,
            ui.bind(save, each),
            partial(type_time, each),
        )
        for each in forgot
    ]
    note = ui.second(t, app.say("repair.note"))
    return ui.hook("repair", ui.section(t, app.say("repair.title"), len(forgot), note, ui.stack(*cards, gap=12)))


def mended(session: VolunteerSession, activity: VolunteerActivity, text: str) -> VolunteerSession:
    """The session with the time that somebody said.

    Raises:
        InvalidRecord: no time was typed, or it lies before the time in.
    """
    moment = out_time(session, text)
    if moment is None:
        raise InvalidRecord("out_at", "bad_form")
    return msgspec.structs.replace(signed_out(session, activity, moment), verify_method=VerifyMethod.WITNESS)


def _card(
    t: Tokens,
    app: AppState,
    activity: VolunteerActivity,
    session: VolunteerSession,
    typed: str,
    wrong: str,
    on_save: ui.Press,
    on_type: Callable[[str], object],
) -> ft.Control:
    came = clock_words(session.in_at) if session.in_at else ""
    day = day_words(app.say, session.served_on, app.today())
    head = ui.stack(
        ui.words(t, app.name_of(session.volunteer_id), strong=True),
        ui.second(t, app.say("repair.came", day=day, time=came)),
        gap=2,
        expand=True,
    )
    ends = clock_words(activity.planned_end)
    end = pill(
        t, f"repair-end-{session.id}", app.say("repair.at_end", time=ends), typed == ends, ui.bind(on_type, ends)
    )
    which, _, reason = wrong.partition(" ")
    error = app.say(f"error.{reason}") if which == str(session.id) else ""
    field = text_field(
        t,
        f"repair-time-{session.id}",
        app.say("repair.left"),
        typed,
        on_type,
        hint=app.say("day.time_hint"),
        keyboard=ft.KeyboardType.DATETIME,
        error=error,
        on_submit=on_save,
    )
    button = ui.primary(t, f"repair-save-{session.id}", app.say("action.save"), on_save)
    if t.room < 600:
        return ui.card(t, head, ui.line(end), field, ui.line(button))
    box = ft.Container(field, width=200 * t.scale)
    return ui.card(t, ft.Row([head, end, box, button], spacing=12, vertical_alignment=ft.CrossAxisAlignment.START))
