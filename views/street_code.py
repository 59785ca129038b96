"""After ten wrong PINs: what to read to the street on the telephone, and the field for what they answer."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from views import widgets as ui
from views.frame import part
from views.inputs import text_field
from views.state.unlocking import Refused
from views.state.window import use_app, use_tokens


@part
def StreetCode(staff_id: UUID, challenge: str, on_right: ui.Press) -> ft.Control:
    """The challenge large, the code typed; nothing on the tablet is lost meanwhile, and it goes on syncing."""
    t, app = use_tokens(), use_app()
    typed, set_typed = ft.use_state("")
    told, set_told = ft.use_state("")

    async def attempt() -> None:
        try:
            await app.unlocking.give_street_code(staff_id, typed.strip())
        except Refused as refused:
            set_told(app.say(refused.key, left=refused.left, code=refused.code))
        else:
            on_right()

    field = text_field(
        t, "street-code", app.say("lock.street_code_field"), typed, set_typed, error=told, icon=ft.Icons.KEY_OUTLINED
    )
    button = ui.primary(
        t, "street-code-try", app.say("lock.street_code_try"), attempt, icon=ft.Icons.LOCK_OPEN, expand=True
    )
    parts = [
        ui.words(t, app.say("lock.street_code_title"), t.section, strong=True),
        ui.words(t, app.say("lock.street_code_read"), color=t.ink2),
        ui.hook("challenge", ui.words(t, challenge, 28 * t.scale, strong=True), label=challenge),
        field,
        ui.line(button),
        ui.second(t, app.say("lock.street_code_safe")),
    ]
    return ft.Container(ui.stack(*parts, gap=16), padding=24)
