"""Lock: who are you, six digits; and the one thing that must work without them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import flet as ft

from views import widgets as ui
from views.calling import EmergencyNumbers
from views.days import clock_words, with_weekday
from views.frame import screen
from views.pin_entry import PinEntry
from views.state.app_state import AppState
from views.state.unlocking import Refused, TabletUser
from views.state.window import use_app, use_tokens
from views.street_code import StreetCode
from views.tokens import Tint, Tokens

ROOMY_HEIGHT = 700
"""From this height a phone shows keys of 64; below, the pad must not push the report button off the screen."""


TIGHT = 330
"""Room below which two names stand beside each other only without their faces."""


def _user(t: Tokens, name: str, post: str, ident: str, chosen: bool, on_click: ui.Press) -> ft.Control:
    tint = t.brand_tint
    side = ft.BorderSide(2 if chosen else 1, tint.fg if chosen else t.edge)
    ink, soft = (tint.fg, tint.fg) if chosen else (t.ink, t.ink2)
    text = ft.Column(
        [ui.words(t, name, t.section, strong=True, color=ink, lines=1), ui.second(t, post, color=soft, lines=1)],
        spacing=0,
        tight=True,
        expand=True,
    )
    tight = t.room < TIGHT  # large text on a phone: the name is worth more than its first character in a circle
    face = [] if tight else [ui.avatar(t, name, size=48, tint=Tint(t.on_brand, t.brand) if chosen else None)]
    body = ft.Container(
        ui.line(*face, text, gap=12),
        height=80 if tight else 80 * t.scale,
        padding=ft.Padding.symmetric(horizontal=16),
        border_radius=ui.RADIUS_CARD,
        expand=True,
        bgcolor=tint.bg if chosen else t.card,
        border=ft.Border(side, side, side, side),
        ink=True,
        on_click=on_click,
    )
    named = ui.hook(ident, body, label=ui.joined(name, post))
    named.button, named.selected = True, chosen
    return named


def _station(t: Tokens, app: AppState, *, centred: bool) -> ft.Control:
    cross = ft.CrossAxisAlignment.CENTER if centred else ft.CrossAxisAlignment.START
    now = app.now()
    when = app.say("lock.now", day=with_weekday(app.say, app.today(), app.today()), time=clock_words(now))
    room = t.width - 2 * t.margin if centred else min(360 * t.scale, t.width * 0.42)
    size = max(
        t.second, min(t.title, 0.96 * room / max(1, len(app.site_name)))
    )  # one line: a name is not cut or broken
    parts: list[ft.Control] = [ui.words(t, app.site_name, size, strong=True), ui.words(t, when, color=t.ink2)]
    if app.waiting:
        here = ui.chip(t, "here", app.say("lock.kept_here", count=app.waiting))
        parts.append(ft.Container(here, padding=ft.Padding.only(top=8)))
    return ft.Column(parts, spacing=4, tight=True, horizontal_alignment=cross)


def _report(t: Tokens, app: AppState, on_report: ui.Press) -> ft.Control:
    red = t.tint("critical")
    button = ui.primary(
        t,
        "urgent-report",
        app.say("lock.report"),
        on_report,
        icon=ft.Icons.CAMPAIGN,
        tint=red,
        height=56,
        expand=True,
    )
    note = ft.Row([ui.second(t, app.say("lock.report_note"))], alignment=ft.MainAxisAlignment.CENTER)
    return ui.stack(ui.line(button), note)


@screen
def Lock() -> ft.View:
    """One tap and a PIN."""
    t, app = use_tokens(), use_app()
    users = app.unlocking.users()
    who, set_who = ft.use_state(app.unlocking.last_user)
    calling, set_calling = ft.use_state(False)
    blocked, set_blocked = ft.use_state("")
    chosen = next((user for user in users if user.staff_id == who), users[0] if users else None)

    def choose(staff_id: UUID) -> None:
        set_who(staff_id)
        set_blocked("")

    faces = [
        _user(
            t,
            user.name,
            app.unlocking.post_of(user.staff_id),
            f"user-{user.staff_id}",
            user is chosen,
            ui.bind(choose, user.staff_id),
        )
        for user in users
    ]
    entry = _entry(t, app, chosen, blocked, set_blocked)
    draw = _upright if t.phone else _beside
    body = draw(t, app, faces, entry, _report(t, app, ui.bind(set_calling, True)))
    if calling:
        sheet = EmergencyNumbers(ui.bind(set_calling, False))
        body = ft.Stack([ui.hidden(body), sheet], fit=ft.StackFit.EXPAND, expand=True)
    return ft.View(route="/lock", padding=0, bgcolor=t.page, can_pop=False, controls=[ft.SafeArea(body, expand=True)])


def _entry(
    t: Tokens, app: AppState, chosen: TabletUser | None, blocked: str, set_blocked: Callable[[str], None]
) -> ft.Control:
    if chosen is None:
        return ft.Container()
    if blocked:
        return StreetCode(chosen.staff_id, blocked, ui.bind(set_blocked, ""))

    def refused(why: Refused) -> None:
        if why.code:
            set_blocked(why.code)

    roomy = t.height >= ROOMY_HEIGHT and t.room >= TIGHT
    height = 72 if not t.phone else 64 if roomy else 52
    ask = app.say("lock.ask", name=chosen.name)
    try_pin = partial(app.unlocking.unlock, chosen.staff_id)
    return PinEntry(
        ask,
        try_pin,
        width=300 if t.phone else 320,
        key_height=height,
        on_refused=refused,
        key=str(chosen.staff_id),
    )


def _upright(t: Tokens, app: AppState, faces: list[ft.Control], entry: ft.Control, report: ft.Control) -> ft.Control:
    pairs = [ui.line(*faces[i : i + 2], gap=12) for i in range(0, len(faces), 2)]
    inner = ft.Column(
        [_station(t, app, centred=True), ui.stack(*pairs, gap=12), entry, report],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=8 if t.room < TIGHT else 20,
        expand=True,
    )
    high = 12 if t.room < TIGHT else 32
    return ft.Container(inner, padding=ft.Padding.only(left=16, right=16, top=high, bottom=16), expand=True)


def _beside(t: Tokens, app: AppState, faces: list[ft.Control], entry: ft.Control, report: ft.Control) -> ft.Control:
    height = min(560 * t.scale, t.height - 48)
    stretch = ft.CrossAxisAlignment.STRETCH
    names = ft.Column(
        [ui.line(face) for face in faces], spacing=12, scroll=ft.ScrollMode.AUTO, horizontal_alignment=stretch
    )
    middle = ft.Container(names, expand=True, padding=ft.Padding.symmetric(vertical=24))
    column = ft.Column([_station(t, app, centred=False), middle, report], horizontal_alignment=stretch)
    left = ft.Container(column, width=min(360 * t.scale, t.width * 0.42), height=height)
    right = ft.Container(
        entry,
        width=min(440, t.width * 0.5),
        height=height,
        bgcolor=t.card,
        border_radius=ui.RADIUS_SHEET,
        alignment=ft.Alignment.CENTER,
    )
    row = ft.Row(
        [left, right],
        spacing=min(64, t.width * 0.05),
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(row, expand=True, alignment=ft.Alignment.CENTER)
