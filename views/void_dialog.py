"""Voiding a record: never without a reason, never a deletion; ten seconds to take it back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import flet as ft

from views import widgets as ui
from views.answers import pill
from views.frame import part
from views.inputs import text_field
from views.said import record_title_of
from views.state.app_state import SaveFailed
from views.state.window import use_app, use_tokens

REASONS: Final = ("wrong_person", "twice", "wrong_content", "not_happened")
"""The usual reasons, under `void.reason`; anything else is typed."""
LONGEST: Final = 200


@part
def VoidDialog(record_id: UUID, on_close: ui.Press) -> ft.Control:
    """Ask for the reason, void, and say where to take it back."""
    t, app = use_tokens(), use_app()
    reason, set_reason = ft.use_state("")
    failed, set_failed = ft.use_state("")
    told, set_told = ft.use_state(False)

    def confirm() -> None:
        if not reason.strip():
            set_told(True)
            return
        try:
            saved = app.void(record_id, reason.strip())
        except SaveFailed as error:
            set_failed(error.key)
        else:
            on_close()
            app.toast("saved.voided", undo=saved)

    words = [app.say(f"void.reason.{each}") for each in REASONS]
    pills = [
        pill(t, f"void-reason-{key}", word, reason == word, ui.bind(set_reason, word))
        for key, word in zip(REASONS, words, strict=True)
    ]
    error = app.say(f"error.{failed}.what") if failed else app.say("void.needs_reason") if told and not reason else ""
    field = text_field(t, "void-reason", app.say("void.other"), reason, set_reason, error=error, limit=LONGEST)
    body = ui.stack(
        ui.words(t, app.say("void.explain", title=record_title_of(app, record_id)), color=t.ink2),
        ui.line(*pills, wrap=True),
        field,
        gap=16,
    )
    red = t.tint("critical")
    actions: list[ft.Control] = [
        ui.quiet(t, "void-cancel", app.say("action.cancel"), on_close),
        ui.primary(t, "void-confirm", app.say("void.confirm"), confirm, tint=red),
    ]
    ft.use_dialog(
        ft.AlertDialog(
            title=ui.words(t, app.say("void.title"), t.section, strong=True),
            content=ft.Container(body, width=min(480 * t.scale, t.width - 64)),
            actions=actions,
            bgcolor=t.card,
            on_dismiss=on_close,
            scrollable=True,
        )
    )
    return ft.Container()
