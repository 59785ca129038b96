"""Changing one's PIN: the old one, the new one twice."""

from __future__ import annotations

import flet as ft

from views import widgets as ui
from views.frame import MINE, frame, part, screen
from views.pin_entry import PinEntry
from views.state.unlocking import Refused
from views.state.window import use_app, use_tokens


@screen
def ChangePin() -> ft.View:
    """Three times six digits."""
    app = use_app()
    back = ui.bind(app.back, "/mine")
    return frame(app.say("mine.pin"), PinChange(back), place=MINE, on_back=back)


@part
def PinChange(on_done: ui.Press) -> ft.Control:
    """Asks step by step; what was typed is forgotten when the page is left."""
    app, t = use_app(), use_tokens()
    old, set_old = ft.use_state("")
    new, set_new = ft.use_state("")

    async def first(pin: str) -> None:
        set_old(pin)

    async def second(pin: str) -> None:
        app.unlocking.refuse_weak(pin)
        set_new(pin)

    async def third(pin: str) -> None:
        if pin != new:
            set_new("")
            raise Refused("lock.not_same")
        try:
            await app.unlocking.change_pin(old, new)
        except Refused:
            set_old("")
            set_new("")
            raise
        on_done()
        app.toast("mine.pin_changed")

    step, try_pin = ("old", first) if not old else ("new", second) if not new else ("again", third)
    entry = PinEntry(app.say(f"mine.pin_{step}"), try_pin)
    box = ft.Container(entry, bgcolor=t.card, border_radius=ui.RADIUS_SHEET, padding=24)
    note = ft.Container(ui.second(t, app.say("mine.pin_rules")), width=360 * t.scale)
    column = ft.Column([box, note], spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)
    return ft.Container(column, alignment=ft.Alignment.CENTER, expand=True, padding=t.margin)
