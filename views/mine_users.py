"""Who may open this tablet: who has a PIN, and giving one to a colleague."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from records.platform import Staff
from views import widgets as ui
from views.frame import MINE, frame, part, screen, scroll
from views.inputs import choices, switch_row
from views.messages import hint_card
from views.pin_entry import PinEntry
from views.rows import record_row, rows
from views.state.app_state import AppState
from views.state.unlocking import Refused
from views.state.window import use_app, use_tokens
from views.tokens import Tokens


@screen
def Users() -> ft.View:
    """The list, and a form for one more."""
    app = use_app()
    return frame(app.say("mine.users"), UserList(), place=MINE, on_back=ui.bind(app.back, "/mine"))


@part
def UserList() -> ft.Control:
    """Everybody with a PIN; adding needs the tablet open by somebody who holds the same keys."""
    t, app = use_tokens(), use_app()
    adding, set_adding = ft.use_state(False)
    users = app.unlocking.users()
    lines = [_line(t, app, user.staff_id, user.name, protection=user.has_protection) for user in users]
    known = {user.staff_id for user in users}
    others = [each for each in app.records(Staff, "void_reason = ''", order="name") if each.id not in known]
    others = [each for each in others if each.roles_at(app.site_id, app.today())]
    parts: list[ft.Control] = [rows(t, *lines)]
    if adding:
        parts.append(NewUser([(each.id, each.name) for each in others], ui.bind(set_adding, False)))
    elif others:
        add = ui.primary(t, "add-user", app.say("users.add"), ui.bind(set_adding, True), icon=ft.Icons.PERSON_ADD_ALT_1)
        parts.append(ui.line(add))
    else:
        parts.append(ui.second(t, app.say("users.nobody")))
    return scroll(t, *parts, width=t.form_width)


def _line(t: Tokens, app: AppState, staff_id: UUID, name: str, *, protection: bool) -> ft.Control:
    note = ui.joined(app.unlocking.post_of(staff_id), app.say("users.protection") if protection else "")
    if staff_id == app.me:
        return record_row(t, f"user-{staff_id}", ft.Icons.PERSON, name, ui.joined(note, app.say("users.you")))

    def remove() -> None:
        app.unlocking.remove_user(staff_id)
        app.toast("users.removed", name=name)

    drop = ui.icon_button(
        t, f"remove-{staff_id}", ft.Icons.PERSON_REMOVE_OUTLINED, app.say("users.remove", name=name), remove
    )
    return record_row(t, f"user-{staff_id}", ft.Icons.PERSON_OUTLINE, name, note, trailing=drop)


@part
def NewUser(others: list[tuple[UUID, str]], on_done: ui.Press) -> ft.Control:
    """Who, with or without the keys of child protection, and the PIN twice, typed by that person."""
    t, app = use_tokens(), use_app()
    who, set_who = ft.use_state(others[0][0])
    protection, set_protection = ft.use_state(False)
    pin, set_pin = ft.use_state("")

    async def first(typed: str) -> None:
        app.unlocking.refuse_weak(typed)
        set_pin(typed)

    async def second(typed: str) -> None:
        if typed != pin:
            set_pin("")
            raise Refused("lock.not_same")
        name = dict(others)[who]
        await app.unlocking.add_user(who, name, typed, protection=protection)
        on_done()
        app.toast("users.added", name=name)

    parts: list[ft.Control] = [choices(t, "who", app.say("users.who"), others, (who,), set_who)]
    if app.sees_protection:
        parts.append(
            switch_row(
                t,
                "protection",
                app.say("users.give_protection"),
                protection,
                set_protection,
                note=app.say("users.protection_note"),
            )
        )
    parts.append(hint_card(t, ft.Icons.VISIBILITY_OFF_OUTLINED, app.say("users.look_away")))
    step, try_pin = ("new", first) if not pin else ("again", second)
    entry = PinEntry(app.say(f"mine.pin_{step}"), try_pin, key_height=64)
    cancel = ui.quiet(t, "cancel", app.say("action.cancel"), on_done)
    return ui.card(t, *parts, ft.Row([entry], alignment=ft.MainAxisAlignment.CENTER), ui.line(cancel), gap=16)
