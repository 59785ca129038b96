"""What a screen shows when a save failed, or when its record is not here."""

from __future__ import annotations

import flet as ft

from views import widgets as ui
from views.messages import empty_state, error_card
from views.state.app_state import AppState
from views.tokens import Tokens


def failed_card(t: Tokens, app: AppState, key: str, on_again: ui.Press | None = None) -> list[ft.Control]:
    """What happened, that nothing is lost, what to do; nothing at all when nothing failed."""
    if not key:
        return []
    what, safe, todo = (app.say(f"error.{key}.{part}") for part in ("what", "safe", "do"))
    return [error_card(t, "save-again", what, safe, todo, app.say("action.again") if on_again else "", on_again)]


def above_foot(t: Tokens, foot: ft.Control, *controls: ft.Control) -> ft.Control:
    """Cards that stand above the bar at the bottom, so that they are seen wherever the page is scrolled to."""
    if not controls:
        return foot
    pad = ft.Padding.only(left=t.margin, right=t.margin, top=12)
    return ui.stack(ft.Container(ui.stack(*controls), padding=pad, bgcolor=t.page), foot, gap=0)


def no_activity(t: Tokens, app: AppState) -> ft.Control:
    """The activity of an address is not on this tablet."""
    return empty_state(
        t,
        "to-volunteers",
        ft.Icons.EVENT_BUSY,
        app.say("activity.gone"),
        app.say("place.volunteers"),
        ui.bind(app.go, "/volunteers"),
        button_icon=ft.Icons.VOLUNTEER_ACTIVISM,
    )


def no_person(t: Tokens, app: AppState) -> ft.Control:
    """The person of an address is not on this tablet, or not read yet."""
    if app.progress:
        return ft.Container(expand=True)
    return empty_state(
        t,
        "to-people",
        ft.Icons.PERSON_OFF_OUTLINED,
        app.say("visit.no_person"),
        app.say("visit.to_people"),
        ui.bind(app.go, "/people"),
        button_icon=ft.Icons.PEOPLE,
    )
