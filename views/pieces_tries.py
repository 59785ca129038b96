"""When nobody opens: other ways to find out how somebody is, each noted with its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from records.codes import VisitMode
from views import widgets as ui
from views.answers import Answer, answer_button
from views.days import clock_words
from views.pieces_calls import Reach, calling
from views.rows import disc, rows
from views.state.app_state import AppState
from views.tokens import Tokens
from views.visit_draft import TRY_AGAIN, ForOne, Try


class Ways:
    """Other ways to find out how somebody is: by telephone, from the family, from a neighbour."""

    def __init__(self, own_phone: str, reach: Sequence[Reach], helpers: Sequence[Reach]) -> None:
        self.own_phone, self.reach, self.helpers = own_phone, reach, helpers

    def all(self, app: AppState) -> list[tuple[str, VisitMode, str, str, str]]:
        """Ident, mode, whom (as it is kept), the name on the row, the number."""
        found = []
        if self.own_phone:
            found.append(("phone", VisitMode.PHONE, "", app.say("visit.way.phone"), self.own_phone))
        for n, each in enumerate(self.reach):
            found.append((f"reach-{n}", VisitMode.PROXY, each.name, ui.joined(each.name, each.role), each.phone))
        found.append(("neighbour", VisitMode.PROXY, app.say("visit.way.neighbour"), app.say("visit.way.neighbour"), ""))
        for n, each in enumerate(self.helpers[:1]):
            found.append((f"helper-{n}", VisitMode.PROXY, each.name, ui.joined(each.name, each.role), each.phone))
        return found


def try_list(
    t: Tokens,
    app: AppState,
    one: ForOne,
    prefix: str,
    ways: Ways,
    clock: str,
    on_try: Callable[[VisitMode, bool, str], object],
) -> list[ft.Control]:
    """What to try next, with the time that has run since the first knock."""
    if one.why not in TRY_AGAIN:
        return []
    done = {(each.mode, each.whom): each for each in one.tries}
    lines = [
        _way(
            t,
            app,
            f"{prefix}try-{ident}",
            name,
            phone,
            done.get((mode, whom)),
            mode,
            ui.bind(on_try, mode, True, whom),
            ui.bind(on_try, mode, False, whom),
        )
        for ident, mode, whom, name, phone in ways.all(app)
    ]
    timer = ui.line(
        ft.Icon(ft.Icons.TIMER_OUTLINED, size=20 * t.scale, color=t.ink2),
        ui.hook(f"{prefix}try-timer", ui.second(t, clock, expand=True)),
        gap=8,
    )
    return [ui.section(t, app.say("visit.try"), None, timer, rows(t, *lines))]


def _way(
    t: Tokens,
    app: AppState,
    ident: str,
    name: str,
    phone: str,
    tried: Try | None,
    mode: VisitMode,
    ok: ui.Press,
    failed: ui.Press,
) -> ft.Control:
    note = phone or app.say("visit.way.ask")
    if tried:
        key = "visit.tried.ok" if tried.ok else "visit.tried.no"
        note = ui.joined(phone, app.say(key, time=clock_words(tried.at)))
    text = ft.Column(
        [ui.words(t, name, strong=True, lines=1), ui.second(t, note, lines=1)], spacing=2, tight=True, expand=True
    )
    icon = ft.Icons.CALL_OUTLINED if phone else ft.Icons.DOOR_FRONT_DOOR_OUTLINED
    face: ft.Control = disc(t, icon, t.brand_tint)
    if phone:
        press = calling(app, phone, name, lambda _number: None)
        face = ui.hook(
            f"{ident}-call",
            ft.Container(face, on_click=press, tooltip=app.say("calls.call")),
            label=app.say("calls.call"),
        )
    words = (
        ("visit.result.answered", "visit.result.unanswered")
        if mode is VisitMode.PHONE
        else ("visit.result.fine", "visit.result.unknown")
    )
    buttons = [
        answer_button(t, f"{ident}-ok", Answer(app.say(words[0])), tried is not None and tried.ok, ok, height=ui.TOUCH),
        answer_button(
            t,
            f"{ident}-no",
            Answer(app.say(words[1]), "high"),
            tried is not None and not tried.ok,
            failed,
            height=ui.TOUCH,
        ),
    ]
    pad = ft.Padding.symmetric(horizontal=16, vertical=8)
    if t.room < 600:
        return ft.Container(ui.stack(ui.line(face, text, gap=12), ui.line(*buttons)), padding=pad)
    return ft.Container(ui.line(face, text, ft.Container(ui.line(*buttons), width=240 * t.scale), gap=12), padding=pad)
