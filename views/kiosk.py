"""志愿签到台: a board for people of 65 and more. One tap in, one tap out, or three digits.

It stands open while the vault is locked: it holds no keys and shows nothing of residents. Only a worker's PIN ends it.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import flet as ft

from views import pieces_kiosk as pieces
from views import roster
from views import widgets as ui
from views.frame import VOLUNTEERS, frame, screen
from views.kiosk_board import Face
from views.kiosk_layout import head, upright, wide
from views.kiosk_page import KioskPage, use_silence
from views.messages import empty_state
from views.pieces_failed import no_activity
from views.pieces_kiosk_hours import hours_page
from views.pin_entry import PinEntry
from views.state.app_state import AppState
from views.state.kiosk import Desk, leave_desk, open_desk
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

WIDE_FROM = 900
"""Width from which the number pad stands beside the cards."""


@ft.component
def Kiosk() -> Any:  # noqa: ANN401 - a component
    """The board while it stands open; the door to it while it does not."""
    return KioskBoard() if use_app().kiosk is not None else KioskDoor()


@screen
def KioskDoor() -> ft.View:
    """The address of a kiosk: one tap stands it up. Never by itself, or leaving it would open it again."""
    t, app = use_tokens(), use_app()
    activity = roster.activity_of(app, UUID(str(ft.use_route_params()["activity"])))
    back = ui.bind(app.back, "/volunteers")
    if activity is None:
        return frame(app.say("place.volunteers"), no_activity(t, app), on_back=back)
    opened = empty_state(
        t,
        "kiosk",
        ft.Icons.TOUCH_APP_OUTLINED,
        app.say("kiosk.door"),
        app.say("activity.kiosk"),
        ui.bind(open_desk, app, activity.id),
        button_icon=ft.Icons.TOUCH_APP_OUTLINED,
    )
    return frame(activity.title, opened, place=VOLUNTEERS, on_back=back)


@screen
def KioskBoard() -> ft.View:
    """Cards, number pad, somebody's own hours, or the way out."""
    t, app = use_tokens(), use_app()
    desk: Desk = app.kiosk
    _, set_turn = ft.use_state(0)
    page = ft.use_memo(lambda: KioskPage(app, desk), [])
    page.redraw = lambda: set_turn(lambda turn: turn + 1)
    use_silence(page)
    if page.mode == "leave":
        body = _leaving(t, app, page)
    elif page.mode == "hours" and page.face:
        body = ft.Column([head(t, app, page), _hours(t, app, page, page.face)], spacing=0, expand=True)
    else:
        body = upright(t, app, page) if t.width < WIDE_FROM else wide(t, app, page)
    return ft.View(route="/kiosk", padding=0, bgcolor=t.page, can_pop=False, controls=[ft.SafeArea(body, expand=True)])


def _hours(t: Tokens, app: AppState, page: KioskPage, face: Face) -> ft.Control:
    back = ui.bind(page.show, mode="board", face=None, claiming=None)
    return hours_page(t, app, face, page.claiming, lambda each: page.show(claiming=each), page.claim, back)


def _leaving(t: Tokens, app: AppState, page: KioskPage) -> ft.Control:
    """Only a worker's PIN ends the kiosk; anybody may go back to the board."""
    users = app.unlocking.users()
    who = next((u for u in users if u.staff_id == page.who), users[0] if users else None)
    picks = [
        ui.quiet(
            t,
            f"user-{u.staff_id}",
            u.name,
            ui.bind(page.show, who=u.staff_id),
            tint=t.brand_tint if u is who else None,
            icon=ft.Icons.CHECK if u is who else None,
            height=56,
        )
        for u in users
    ]
    entry: ft.Control = ft.Container()
    if who:
        key_height = 64 if t.height >= 760 else 56
        leave = partial(leave_desk, app, who.staff_id)
        ask = app.say("lock.ask", name=who.name)
        entry = PinEntry(ask, leave, width=300, key_height=key_height, key=str(who.staff_id))
    back = pieces.large_button(
        t,
        "back-to-board",
        app.say("kiosk.back_to_board"),
        ui.bind(page.show, mode="board"),
        icon=ft.Icons.ARROW_BACK,
        filled=True,
    )
    title = ui.words(t, app.say("kiosk.leave_title"), pieces.NAME, strong=True, align=ft.TextAlign.CENTER)
    column = ft.Column(
        [title, ui.line(*picks, wrap=True), entry, back],
        spacing=20,
        tight=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(column, padding=t.margin, expand=True, alignment=ft.Alignment.CENTER)
