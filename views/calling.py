"""Telephone: dial where the device can, show the number large where it cannot."""

from __future__ import annotations

from typing import Final

import flet as ft

from views import widgets as ui
from views.frame import part
from views.rows import record_row, rows
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens

EMERGENCY: Final = (
    ("120", ft.Icons.LOCAL_HOSPITAL_OUTLINED),
    ("110", ft.Icons.LOCAL_POLICE_OUTLINED),
    ("119", ft.Icons.LOCAL_FIRE_DEPARTMENT_OUTLINED),
    ("12345", ft.Icons.SUPPORT_AGENT),
)
"""National numbers; 12345 also takes reports about minors. Their words stand under `call.<number>`."""

SHORT: Final = 5
"""Digits of a number that stands large at the end of its line; a longer one stands under the name."""


async def dial(app: AppState, number: str, name: str) -> None:
    """Call somebody; where nothing can dial, the number is shown to be read across a room."""
    window = app.window()
    if window.can_dial:
        await window.dial(number)
        return
    t = window.tokens
    close = ui.primary(t, "call-close", app.say("action.close"), window.close_dialog)
    body = ui.stack(
        ui.words(t, number, 40 * t.scale, strong=True, align=ft.TextAlign.CENTER),
        ui.words(t, app.say("call.by_hand"), color=t.ink2, align=ft.TextAlign.CENTER),
    )
    title = ui.words(t, name, t.section, strong=True, align=ft.TextAlign.CENTER)
    window.show(ft.AlertDialog(title=title, content=body, actions=[close], bgcolor=t.card))


@part
def EmergencyNumbers(on_close: ui.Press) -> ft.Control:
    """Over the lock screen: whom to call when somebody is in danger. Needs no PIN and no network."""
    t, app = use_tokens(), use_app()
    duty = str(app.setting("duty_phone", "") or "")
    numbers = [(number, icon, number) for number, icon in EMERGENCY]
    if duty:
        numbers.append(("duty", ft.Icons.PHONE_IN_TALK_OUTLINED, duty))
    red = t.tint("critical")
    lines = []
    for name, icon, number in numbers:
        press = ui.bind(dial, app, number, app.say(f"call.{name}"))
        short = len(number) <= SHORT
        end = ui.words(t, number, t.section, strong=True) if short else None
        note = app.say(f"call.{name}_note") if short else number
        lines.append(
            record_row(
                t,
                f"call-{name}",
                icon,
                app.say(f"call.{name}"),
                note,
                press,
                trailing=end,
                tint=red,
            )
        )
    close = ui.icon_button(t, "close", ft.Icons.CLOSE, app.say("action.close"), on_close)
    head = ui.line(ui.words(t, app.say("call.title"), t.section, strong=True, expand=True), close)
    first = ui.words(t, app.say("call.first"), color=t.ink2)
    card = ft.Container(
        ft.Column([ui.stack(head, first, rows(t, *lines), gap=12)], scroll=ft.ScrollMode.AUTO, tight=True),
        bgcolor=t.page,
        border_radius=ui.RADIUS_SHEET,
        padding=20,
        width=min(520 * t.scale, t.width - 24),
    )
    shade = ui.hidden(ft.Container(bgcolor="#99000000", on_click=on_close))
    middle = ft.Column(
        [card], alignment=ft.MainAxisAlignment.CENTER, horizontal_alignment=ft.CrossAxisAlignment.CENTER, expand=True
    )
    whole = ft.Row([middle], alignment=ft.MainAxisAlignment.CENTER)
    return ft.Stack(
        [
            ft.Container(shade, left=0, right=0, top=0, bottom=0),
            ft.Container(whole, left=0, right=0, top=24, bottom=24),
        ],
        expand=True,
    )
