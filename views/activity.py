"""One volunteer activity: who was there, the kiosk, who forgot to sign out, the team that leaves together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import flet as ft

from records.codes import VerifyMethod
from records.rules.calendar import day_of
from records.volunteering import VolunteerActivity, VolunteerSession
from views import places, roster
from views import widgets as ui
from views.activity_repair import Repair
from views.activity_rows import facts_card, session_rows
from views.activity_signing import SignIn, SignOut
from views.attendance import signed_out
from views.frame import VOLUNTEERS, frame, screen
from views.pieces_failed import failed_card, no_activity
from views.pieces_panes import main_and_side
from views.state.app_state import AppState, SaveFailed
from views.state.kiosk import open_desk
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

LIST, SIGN_IN, SIGN_OUT = "list", "sign_in", "sign_out"
Keep = Callable[..., None]


@screen
def ActivityScreen() -> ft.View:
    """The list, with the few things a recorder does about it."""
    t, app = use_tokens(), use_app()
    activity = roster.activity_of(app, UUID(str(ft.use_route_params()["id"])))
    mode, set_mode = ft.use_state(LIST)
    failed, set_failed = ft.use_state("")
    leave = ui.bind(app.back, "/volunteers")
    if activity is None:
        return frame(app.say("place.volunteers"), no_activity(t, app), on_back=leave)

    def keep(key: str, *sessions: VolunteerSession) -> None:
        set_failed("")
        try:
            saved = app.save(*sessions)
        except SaveFailed as failure:
            set_failed(failure.key)
            return
        set_mode(LIST)
        app.toast(key, undo=saved, count=len(sessions), name=app.name_of(sessions[0].volunteer_id))

    here = roster.sessions_of(app, activity.id)
    forgot = [each for each in here if roster.has_forgotten(each, activity, app.now())]
    facts = facts_card(t, app, activity, here)
    buttons = _buttons(t, app, activity, here, mode, set_mode)
    parts: list[ft.Control] = []
    if mode == SIGN_IN:
        parts.append(
            SignIn(activity.id, partial(_sign_in, app, activity, keep), ui.bind(set_mode, LIST), key="sign-in")
        )
    elif mode == SIGN_OUT:
        parts.append(SignOut(activity.id, partial(_sign_out, app, activity, keep), ui.bind(set_mode, LIST), key="out"))
    elif forgot:
        parts.append(Repair(activity.id, partial(keep, "activity.repaired"), key="repair"))
    parts.append(session_rows(t, app, activity, [each for each in here if each not in forgot]))
    body = main_and_side(t, [*failed_card(t, app, failed), *parts], [facts, *buttons], side_first=True)
    return frame(activity.title, body, place=VOLUNTEERS, on_back=leave)


def _sign_in(app: AppState, activity: VolunteerActivity, keep: Keep, volunteer: UUID) -> None:
    """A recorder taps for somebody who cannot: the method says so."""
    now = app.now()
    session = VolunteerSession(
        **app.born(now),
        volunteer_id=volunteer,
        activity_id=activity.id,
        served_on=day_of(now),
        in_at=now,
        verify_method=VerifyMethod.WITNESS,
    )
    keep("activity.signed_in", session)


def _sign_out(app: AppState, activity: VolunteerActivity, keep: Keep, chosen: list[VolunteerSession]) -> None:
    """The whole team leaves now."""
    now = app.now()
    left = [signed_out(each, activity, now) for each in chosen if each.in_at is not None and now > each.in_at]
    if left:
        keep("activity.signed_out", *left)


def _buttons(
    t: Tokens,
    app: AppState,
    activity: VolunteerActivity,
    here: list[VolunteerSession],
    mode: str,
    set_mode: Callable[[str], None],
) -> list[ft.Control]:
    """The kiosk on its day; a tap for somebody; all out; the paper sheet."""
    today = day_of(activity.occurred_at) == app.today()
    first: list[ft.Control] = []
    more: list[ft.Control] = []
    if today:
        open_it = ui.bind(open_desk, app, activity.id)
        icon = ft.Icons.TOUCH_APP_OUTLINED
        first.append(ui.primary(t, "kiosk", app.say("activity.kiosk"), open_it, icon=icon, height=56, expand=True))
        toggle = ui.bind(set_mode, LIST if mode == SIGN_IN else SIGN_IN)
        icon = ft.Icons.PERSON_ADD_ALT_OUTLINED
        more.append(ui.quiet(t, "sign-in", app.say("activity.sign_in"), toggle, icon=icon))
    inside = [each for each in here if each.out_at is None and not roster.has_forgotten(each, activity, app.now())]
    if inside:
        toggle = ui.bind(set_mode, LIST if mode == SIGN_OUT else SIGN_OUT)
        more.append(ui.quiet(t, "sign-out", app.say("activity.all_out"), toggle, icon=ft.Icons.LOGOUT))
    if activity.occurred_at <= app.now():
        go = ui.bind(app.go, f"{places.activity(activity.id)}/sheet")
        more.append(ui.quiet(t, "sheet", app.say("activity.sheet"), go, icon=ft.Icons.GRID_ON))
    edit = ui.bind(app.go, places.edit("volunteer_activity", activity.id))
    more.append(ui.quiet(t, "edit", app.say("action.edit"), edit, icon=ft.Icons.EDIT_OUTLINED))
    return [ui.stack(*([ui.line(*first)] if first else []), ui.line(*more, wrap=True), gap=12)]
