"""更正: a new row supersedes; the old one stays to be seen, struck through."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import flet as ft

from records.base import InvalidRecord
from records.volunteering import Volunteer, VolunteerSession
from views import roster
from views import widgets as ui
from views.attendance import corrected, first_refusal
from views.days import clock_words, day_words
from views.frame import part
from views.hours_desk import look, my_volunteer
from views.inputs import text_field
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens

FIELDS = ("came", "left", "rest")
AT_FAULT = {"in_at": "came", "out_at": "left", "break_minutes": "rest"}


@part
def Correct(session_id: UUID, on_close: ui.Press) -> ft.Control:
    """A dialog over the list: the real times, and what is wrong with them."""
    t, app = use_tokens(), use_app()
    old = app.get(session_id)
    values, set_values = ft.use_state(_beginning(old))
    wrong, set_wrong = ft.use_state(("", ""))

    def type_in(name: str, text: str) -> None:
        set_wrong(("", ""))
        set_values(lambda now: {**now, name: text})

    def save() -> None:
        try:
            new, replaced = _made(app, old, values)
            saved = app.save(new, replaced)
        except InvalidRecord as invalid:
            set_wrong((AT_FAULT.get(invalid.field, "left"), _said(app, invalid)))
        except SaveFailed as failure:
            set_wrong(("left", app.say(f"error.{failure.key}.what")))
        else:
            on_close()
            app.toast("hours_desk.corrected", undo=saved, name=app.name_of(new.volunteer_id))

    fields = [
        text_field(
            t,
            f"correct-{name}",
            app.say(f"hours_desk.field.{name}"),
            values[name],
            partial(type_in, name),
            hint="" if name == "rest" else app.say("day.time_hint"),
            error=wrong[1] if wrong[0] == name else "",
            keyboard=ft.KeyboardType.DATETIME,
        )
        for name in FIELDS
    ]
    about = app.name_of(old.volunteer_id) if isinstance(old, VolunteerSession) else ""
    day = day_words(app.say, old.served_on, app.today()) if isinstance(old, VolunteerSession) else ""
    note = ui.words(t, app.say("hours_desk.correct_note", name=about, day=day), color=t.ink2)
    ft.use_dialog(
        ft.AlertDialog(
            title=ui.words(t, app.say("hours_desk.correct"), t.section, strong=True),
            content=ft.Container(ui.stack(note, *fields, gap=16), width=min(440 * t.scale, t.width - 64)),
            actions=[
                ui.quiet(t, "correct-cancel", app.say("action.cancel"), on_close),
                ui.primary(t, "correct-save", app.say("action.save"), save),
            ],
            bgcolor=t.card,
            scrollable=True,
            on_dismiss=on_close,
        )
    )
    return ft.Container()


def _beginning(old: object) -> dict[str, str]:
    if not isinstance(old, VolunteerSession):
        return dict.fromkeys(FIELDS, "")
    return {
        "came": clock_words(old.in_at) if old.in_at else "",
        "left": clock_words(old.out_at) if old.out_at else "",
        "rest": str(old.break_minutes or ""),
    }


def _made(app: AppState, old: object, values: dict[str, str]) -> tuple[VolunteerSession, VolunteerSession]:
    """The row that supersedes, and the old one.

    Raises:
        InvalidRecord: the times cannot be, or the rules refuse them.
    """
    if not isinstance(old, VolunteerSession):
        raise InvalidRecord("in_at", "required")
    activity, volunteer = roster.activity_of(app, old.activity_id), app.get(old.volunteer_id)
    if activity is None or not isinstance(volunteer, Volunteer):
        raise InvalidRecord("in_at", "required")
    rest = values["rest"].strip() or "0"
    if not rest.isdigit():
        raise InvalidRecord("break_minutes", "bad_form")
    new, replaced = corrected(old, activity, values["came"], values["left"], int(rest), app.born)
    seen = look(app, new, activity, volunteer, my_volunteer(app))
    if refusal := first_refusal(seen.refused):
        raise InvalidRecord(refusal.field, f"hours.{refusal.key}", **dict(refusal.about))
    return seen.session, replaced


def _said(app: AppState, invalid: InvalidRecord) -> str:
    key = invalid.reason if invalid.reason.startswith("hours.") else f"error.{invalid.reason}"
    return app.say(key, **invalid.about)
