"""Joining a station: address and code, six words to compare, the people and their PINs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from views import widgets as ui
from views.enrol_users import ChooseUsers
from views.frame import part, screen
from views.hooks import use_made, use_newest
from views.inputs import text_field
from views.messages import error_card, hint_card
from views.said import problem_words
from views.state.app_state import AppState
from views.state.opening import Enrolment, JoinFailed
from views.state.window import use_app, use_tokens, use_window
from views.tokens import Tokens

SCHEMES = ("https://", "http://")


@screen
def Enrol() -> ft.View:
    """The first thing a tablet shows."""
    t, app = use_tokens(), use_app()
    window = use_window()
    joining, _ = use_made(lambda: Enrolment(app, window))
    words, set_words = ft.use_state(())
    agreed, set_agreed = ft.use_state(False)
    stopped, set_stopped = ft.use_state(False)

    def start_over() -> None:
        set_words(())
        set_stopped(True)

    if not words:
        step: ft.Control = AskCode(joining, set_words, stopped=stopped)
    elif not agreed:
        step = CompareWords(words, ui.bind(set_agreed, True), start_over)
    else:
        step = ChooseUsers(joining)
    width = min(640 * t.scale, t.width - 2 * t.margin)
    middle = ft.Row([ft.Container(step, width=width)], alignment=ft.MainAxisAlignment.CENTER)
    column = ft.Column([middle], scroll=ft.ScrollMode.AUTO, expand=True)
    column.horizontal_alignment = ft.CrossAxisAlignment.STRETCH
    body = ft.Container(column, padding=ft.Padding.only(top=24 if t.phone else 48, bottom=24), expand=True)
    return ft.View(route="/enrol", padding=0, bgcolor=t.page, can_pop=False, controls=[ft.SafeArea(body, expand=True)])


def head(t: Tokens, app: AppState, title: str, note: str) -> ft.Control:
    """The name of the product, the step, what it is for."""
    name = ui.words(t, app.say("app.name"), t.body, strong=True, color=t.brand)
    return ui.stack(name, ui.words(t, title, t.title, strong=True), ui.words(t, note, color=t.ink2), gap=4)


@part
def AskCode(joining: Enrolment, on_words: Callable[[tuple[int, ...]], object], *, stopped: bool = False) -> ft.Control:
    """Address, code, a name for the tablet."""
    t, app = use_tokens(), use_app()
    typed, set_typed = use_made(lambda: {"url": "", "code": "", "label": ""})
    newest = use_newest(typed)
    failed, set_failed = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def change(name: str) -> Callable[[str], None]:
        def put(text: str) -> None:
            newest.now = {**newest.now, name: text}
            set_typed(newest.now)

        return put

    async def ask() -> None:
        now = newest.now
        url, code = now["url"].strip().rstrip("/"), now["code"].strip()
        scanned = len(code) > 40
        if not scanned and not url.startswith(SCHEMES):
            set_failed("address")
            return
        set_busy(True)
        try:
            words = await joining.join(url, code, now["label"].strip() or app.say("enrol.label_hint"))
        except JoinFailed as error:
            set_failed(error.key)
        else:
            on_words(words)
        finally:
            set_busy(False)

    notes = [hint_card(t, ft.Icons.PAN_TOOL_OUTLINED, app.say("enrol.stopped"), tint=t.tint("high"))] if stopped else []
    if failed:
        notes.append(error_card(t, "join-failed", *problem_words(app, failed)))
    fields = [
        _text(t, app, "url", typed, change, keyboard=ft.KeyboardType.URL, icon=ft.Icons.DNS_OUTLINED),
        _text(t, app, "code", typed, change, icon=ft.Icons.KEY_OUTLINED, helper=app.say("enrol.scanned")),
        _text(t, app, "label", typed, change, icon=ft.Icons.TABLET_ANDROID),
    ]
    word = app.say("enrol.asking" if busy else "enrol.next")
    button = ui.primary(t, "join", word, ask, icon=ft.Icons.ARROW_FORWARD, height=56, expand=True, disabled=busy)
    return ui.stack(
        head(t, app, app.say("enrol.title"), app.say("enrol.intro")), *notes, *fields, ui.line(button), gap=20
    )


def _text(t: Tokens, app: AppState, name: str, typed: dict[str, str], change: Any, **more: Any) -> ft.Control:  # noqa: ANN401
    hint = app.say(f"enrol.{name}_hint")
    return text_field(t, f"enrol-{name}", app.say(f"enrol.{name}"), typed[name], change(name), hint=hint, **more)


@part
def CompareWords(words: tuple[int, ...], on_same: ui.Press, on_different: ui.Press) -> ft.Control:
    """Six words that the street's screen must show, too."""
    t, app = use_tokens(), use_app()
    cards = []
    for number, word in enumerate(words, 1):
        face = ui.words(t, app.say(f"pairing.{word}"), t.section, strong=True, align=ft.TextAlign.CENTER)
        mark = ui.second(t, str(number))
        card = ui.card(t, ft.Column([mark, face], horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True))
        card.expand = True
        cards.append(ui.hook(f"word-{number}", card))
    lines = [ui.line(*cards[i : i + 3], gap=12) for i in range(0, len(cards), 3)]
    same = ui.primary(t, "same", app.say("enrol.same_yes"), on_same, icon=ft.Icons.CHECK, height=56, expand=True)
    different = ui.quiet(
        t, "different", app.say("enrol.same_no"), on_different, tint=t.tint("critical"), height=56, expand=True
    )
    top = head(t, app, app.say("enrol.same"), app.say("enrol.same_note"))
    return ui.stack(top, ui.stack(*lines, gap=12), ui.line(same), ui.line(different), gap=20)
