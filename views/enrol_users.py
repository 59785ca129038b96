"""The last step of joining: who uses the tablet, each with a PIN typed by that person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import flet as ft

from records.codes import Role
from records.platform import Staff
from views import widgets as ui
from views.frame import part
from views.hooks import use_made, use_optional
from views.inputs import switch_row
from views.messages import empty_state, error_card, hint_card
from views.pin_entry import PinEntry
from views.rows import record_row, rows
from views.said import problem_words
from views.state.app_state import AppState
from views.state.opening import Enrolment, JoinFailed
from views.state.unlocking import Refused
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

Chosen = dict[UUID, tuple[str, bool]]
"""Who has been given a PIN: the PIN, and whether with the keys of child protection."""


def _nobody() -> Chosen:
    return {}


@part
def ChooseUsers(joining: Enrolment) -> ft.Control:
    """The station's staff; a press opens the pad for one of them."""
    t, app = use_tokens(), use_app()
    chosen, set_chosen = use_made(_nobody)
    who, set_who = use_optional(UUID)
    failed, set_failed = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    staff = joining.staff
    if not staff:
        return empty_state(t, "no-staff", ft.Icons.PERSON_OFF_OUTLINED, app.say("enrol.none"))
    if who is not None:
        person = next(each for each in staff if each.id == who)

        def done(pin: str, protection: bool) -> None:
            set_chosen(lambda now: {**now, person.id: (pin, protection)})
            set_who(None)

        keys = holds_keys(person, staff)
        return SetPin(person, joining, done, ui.bind(set_who, None), suggest=keys, key=str(who))

    async def finish() -> None:
        set_busy(True)
        try:
            await joining.finish([(staff_id, pin, protection) for staff_id, (pin, protection) in chosen.items()])
        except JoinFailed as error:
            set_failed(error.key)
        finally:
            set_busy(False)

    notes = _notes(t, app, chosen, failed)
    lines = [_line(t, app, each, chosen, ui.bind(set_who, each.id)) for each in staff]
    word = app.say("enrol.making" if busy else "enrol.finish")
    button = ui.primary(
        t, "finish", word, finish, icon=ft.Icons.CHECK, height=56, expand=True, disabled=busy or not chosen
    )
    title = ui.words(t, joining.site_name, t.title, strong=True)
    top = ui.stack(
        title, ui.words(t, app.say("enrol.who"), t.section, strong=True), ui.second(t, app.say("enrol.who_note"))
    )
    return ui.stack(top, rows(t, *lines), *notes, ui.line(button), gap=20)


def _notes(t: Tokens, app: AppState, chosen: Chosen, failed: str) -> list[ft.Control]:
    notes: list[ft.Control] = []
    if chosen and not any(protection for _, protection in chosen.values()):
        notes.append(hint_card(t, ft.Icons.SHIELD_OUTLINED, app.say("enrol.need_protection"), tint=t.tint("high")))
    if failed:
        notes.append(error_card(t, "finish-failed", *problem_words(app, failed)))
    secret = "about.secret_keystore" if app.secret_in_keystore else "about.secret_file"
    notes.append(hint_card(t, ft.Icons.KEY_OUTLINED, app.say(secret), tint=t.tint("unknown")))
    return notes


def _line(t: Tokens, app: AppState, person: Staff, chosen: Chosen, on_click: ui.Press) -> ft.Control:
    posts = app.say("value.and").join(app.words.code(role) for role in _roles(person))
    if person.id not in chosen:
        return record_row(t, f"staff-{person.id}", ft.Icons.PERSON_OUTLINE, person.name, posts, on_click)
    _, protection = chosen[person.id]
    note = ui.joined(app.say("enrol.has_pin"), app.say("users.protection") if protection else "")
    again = ui.second(t, app.say("enrol.change_pin"), color=t.brand)
    icon, tint = ft.Icons.CHECK, t.tint("low")
    return record_row(t, f"staff-{person.id}", icon, person.name, note, on_click, trailing=again, tint=tint)


def _roles(person: Staff) -> list[Role]:
    return sorted({post.role for post in person.posts if post.to_on is None}, key=list(Role).index)


def holds_keys(person: Staff, staff: Sequence[Staff]) -> bool:
    """Whether somebody is proposed for the keys of child protection: the child director, or else the chief."""
    directors = [each for each in staff if Role.CHILD_DIRECTOR in _roles(each)]
    return person in directors if directors else Role.CHIEF_SOCIAL_WORKER in _roles(person)


@part
def SetPin(
    person: Staff, joining: Enrolment, on_done: Callable[[str, bool], None], on_cancel: ui.Press, *, suggest: bool
) -> ft.Control:
    """Twice six digits, and whether with the keys of child protection."""
    t, app = use_tokens(), use_app()
    protection, set_protection = ft.use_state(suggest)
    pin, set_pin = ft.use_state("")

    async def first(typed: str) -> None:
        if reason := joining.weak(typed):
            raise Refused(f"error.pin.{reason}")
        set_pin(typed)

    async def second(typed: str) -> None:
        if typed != pin:
            set_pin("")
            raise Refused("lock.not_same")
        on_done(pin, protection)

    ask = app.say("mine.pin_again") if pin else app.say("enrol.set_pin", name=person.name)
    entry = PinEntry(ask, second if pin else first, key_height=60)
    keys = switch_row(
        t,
        "protection",
        app.say("enrol.protection"),
        protection,
        set_protection,
        note=app.say("users.protection_note"),
    )
    box = ui.card(t, keys, ft.Row([entry], alignment=ft.MainAxisAlignment.CENTER), gap=16)
    rules = ui.second(t, app.say("mine.pin_rules"))
    cancel = ui.quiet(t, "cancel", app.say("action.cancel"), on_cancel)
    return ui.stack(
        hint_card(t, ft.Icons.VISIBILITY_OFF_OUTLINED, app.say("users.look_away")), box, rules, ui.line(cancel), gap=16
    )
