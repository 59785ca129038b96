"""Six digits: dots, a pad, and in words what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from views import widgets as ui
from views.days import wait_words
from views.frame import part
from views.hooks import use_newest
from views.keypad import pad, typed_boxes, typed_more
from views.state.app_state import AppState
from views.state.unlocking import PIN_DIGITS, Refused
from views.state.window import use_app, use_tokens

TryPin = Callable[[str], Awaitable[object]]
"""What is done with six digits; raises `Refused` to say why they will not do."""


@part
def PinEntry(
    ask: str,
    try_pin: TryPin,
    *,
    width: float = 320,
    key_height: float = 72,
    on_refused: Callable[[Refused], object] | None = None,
) -> ft.Control:
    """Takes six digits and tries them; while it waits, the pad is grey and the seconds count down."""
    app, t = use_app(), use_tokens()
    typed, set_typed = ft.use_state("")
    newest = use_newest("")  # two quick taps may come before the first is drawn
    busy, set_busy = ft.use_state(False)
    told, set_told = ft.use_state("")
    waits, set_waits = ft.use_state(0)

    async def count_down() -> None:
        if waits > 0:
            await asyncio.sleep(1)
            set_waits(lambda left: max(0, left - 1))

    ft.use_effect(count_down, [waits])

    def show(now: str) -> None:
        newest.now = now
        set_typed(now)

    async def press(mark: str) -> None:
        if busy or waits or len(newest.now) == PIN_DIGITS:
            return
        show(typed_more(newest.now, mark, PIN_DIGITS))
        set_told("")
        if len(newest.now) == PIN_DIGITS:
            await attempt()

    async def attempt() -> None:
        set_busy(True)
        try:
            await try_pin(newest.now)
        except Refused as refused:
            set_told(app.say(refused.key, left=refused.left, code=refused.code))
            set_waits(refused.seconds)
            if on_refused:
                on_refused(refused)
        finally:
            set_busy(False)
            show("")

    keys = pad(
        t, press, width=width, erase_word=app.say("lock.erase"), key_height=key_height, disabled=busy or waits > 0
    )
    parts = [
        ui.words(t, ask, strong=True, align=ft.TextAlign.CENTER),
        typed_boxes(t, typed, PIN_DIGITS, secret=True),
        _told(app, told, waits, busy=busy),
        keys,
    ]
    return ft.Column(parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)


def _told(app: AppState, told: str, waits: int, *, busy: bool) -> ft.Control:
    t = use_tokens()
    said = app.say("lock.wait", time=wait_words(app.say, waits)) if waits else told
    text = ui.words(
        t,
        app.say("lock.checking") if busy else said,
        t.second,
        strong=bool(said) and not busy,
        color=t.ink2 if busy else t.alarm,
        align=ft.TextAlign.CENTER,
        lines=2,
    )
    box = ui.hook("pin-said", ft.Container(text, height=44, alignment=ft.Alignment.CENTER))
    box.live_region = True
    return box
