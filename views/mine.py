"""Mine: how the app looks and speaks on this tablet, who uses it, and the lock."""

from __future__ import annotations

from typing import Final

import flet as ft

from records.words import LANGUAGES
from views import widgets as ui
from views.frame import MINE, frame, screen, scroll
from views.inputs import choices, switch_row
from views.rows import record_row, rows
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import ELDER, LARGE, NORMAL, Tokens

SIZES: Final = ((NORMAL, "normal"), (LARGE, "large"), (ELDER, "elder"))


@screen
def Mine() -> ft.View:
    """Settings of this tablet; every one works at once."""
    t, app = use_tokens(), use_app()
    look = ui.section(t, app.say("mine.look"), None, ui.card(t, *_look(t, app), gap=16))
    tablet = ui.section(t, app.say("mine.tablet"), None, rows(t, *_tablet(t, app)))
    me = ui.section(t, app.my_name, None, rows(t, *_me(t, app)))
    if not t.two_panes:
        return frame(app.say("place.mine"), scroll(t, me, look, tablet), place=MINE)
    left = ft.Container(ui.stack(me, tablet, gap=24), expand=True)
    right = ft.Container(look, expand=True)
    panes = ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START)
    return frame(app.say("place.mine"), scroll(t, panes), place=MINE)


def _look(t: Tokens, app: AppState) -> list[ft.Control]:
    languages = [(each, app.say(f"mine.language.{each}")) for each in LANGUAGES]
    sizes = [(scale, app.say(f"mine.size.{word}")) for scale, word in SIZES]
    change = app.change_look
    return [
        choices(t, "language", app.say("mine.language"), languages, (app.language,), lambda key: change(language=key)),
        choices(
            t,
            "size",
            app.say("mine.size"),
            sizes,
            (app.scale,),
            lambda key: change(scale=key),
            note=app.say("mine.size_note"),
        ),
        switch_row(
            t, "dark", app.say("mine.dark"), app.dark, lambda now: change(dark=now), note=app.say("mine.dark_note")
        ),
    ]


def _me(t: Tokens, app: AppState) -> list[ft.Control]:
    pin, lock = app.say("mine.pin"), app.say("mine.lock")
    return [
        record_row(t, "change-pin", ft.Icons.PIN_OUTLINED, pin, app.say("mine.pin_note"), ui.bind(app.go, "/mine/pin")),
        record_row(t, "lock", ft.Icons.LOCK_OUTLINE, lock, app.say("mine.lock_note"), app.lock),
    ]


def _tablet(t: Tokens, app: AppState) -> list[ft.Control]:
    sync = app.say("frame.waiting", count=app.waiting) if app.waiting else app.say("frame.all_sent")
    users = app.say("value.and").join(user.name for user in app.unlocking.users())
    return [
        record_row(t, "sync", ft.Icons.SYNC, app.say("mine.sync"), sync, ui.bind(app.go, "/sync")),
        record_row(t, "users", ft.Icons.GROUP_OUTLINED, app.say("mine.users"), users, ui.bind(app.go, "/mine/users")),
        record_row(
            t,
            "about",
            ft.Icons.INFO_OUTLINE,
            app.say("mine.about"),
            app.say("mine.about_note"),
            ui.bind(app.go, "/mine/about"),
        ),
    ]
