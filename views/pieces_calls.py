"""Telephone numbers inside a form: dialled or shown large by `views.calling`, and noted with the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import flet as ft

from views import widgets as ui
from views.calling import dial
from views.rows import disc
from views.state.app_state import AppState
from views.tokens import Tint, Tokens

OnCall = Callable[[str], object]


@dataclass(frozen=True)
class Reach:
    """Somebody to call: a contact, the committee, the station's duty phone."""

    name: str
    role: str
    phone: str


def calling(app: AppState, number: str, name: str, on_call: OnCall) -> Callable[[], object]:
    """A handler that notes the call and dials."""

    async def call() -> None:
        on_call(number)
        await dial(app, number, name)

    return call


def emergency_buttons(
    t: Tokens, app: AppState, ident: str, numbers: Sequence[str], called: Mapping[str, str], on_call: OnCall
) -> ft.Control:
    """The numbers of a red answer, the first one filled; what was called says so with its time."""
    red = t.tint("critical")
    buttons: list[ft.Control] = []
    for index, number in enumerate(numbers):
        make = ui.primary if index == 0 else ui.quiet
        word = app.say(f"emergency.{number}")
        press = calling(app, number, word, on_call)
        buttons.append(make(t, f"{ident}-call-{number}", word, press, icon=ft.Icons.CALL, tint=red, height=52))
    lines: list[ft.Control] = [ui.line(*buttons, wrap=True)]
    done = [app.say("calls.done", number=number, time=called[number]) for number in numbers if number in called]
    if done:
        tick = ft.Icon(ft.Icons.CHECK, size=18 * t.scale, color=red.fg)
        lines.append(ui.line(tick, ui.words(t, app.say("value.and").join(done), t.second, color=red.fg, expand=True)))
    return ui.stack(*lines)


def reach_row(t: Tokens, app: AppState, ident: str, reach: Reach, on_call: OnCall, *, called: str = "") -> ft.Control:
    """Somebody to call: name and number to be read, a button that dials and notes the time."""
    name = ui.joined(reach.name, reach.role)
    note = app.say("calls.done", number=reach.phone, time=called) if called else reach.phone
    text = ft.Column(
        [ui.words(t, name, strong=True, lines=1), ui.second(t, note, lines=1)], spacing=2, tight=True, expand=True
    )
    press = calling(app, reach.phone, name, on_call)
    call = ui.quiet(t, f"{ident}-call", app.say("calls.call"), press, icon=ft.Icons.CALL)
    body = ui.line(disc(t, ft.Icons.PERSON_OUTLINE, Tint(t.ink2, t.well)), text, call, gap=12)
    return ui.hook(ident, ft.Container(body, padding=ft.Padding.symmetric(horizontal=16, vertical=8)))
