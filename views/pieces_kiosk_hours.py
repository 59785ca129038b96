"""我的时长 at the kiosk: the sum, the last activities, and the way to say that one is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from records.rules.hours import shown
from views import widgets as ui
from views.days import calendar_day
from views.kiosk_board import Face, Served
from views.pieces_kiosk import NAME, NUMBER, TEXT, large_button
from views.state.app_state import AppState
from views.tokens import Tokens

CLAIMS: Final = ("less", "more", "not_me")
"""What can be wrong with a line of somebody's hours; words under `kiosk.claim.<key>`."""


def hours_page(
    t: Tokens,
    app: AppState,
    face: Face,
    claiming: Served | None,
    on_wrong: Callable[[Served], object],
    on_claim: Callable[[str], object],
    on_close: ui.Press,
) -> ft.Control:
    """我的时长: the sum in large type, the last five activities, and the way to say that one is wrong."""
    training = [ui.words(t, app.say("kiosk.training", hours=shown(face.training_minutes)), TEXT, color=t.ink2)]
    top = ui.stack(
        ui.words(t, face.name, NAME, strong=True),
        ui.hook(
            "total",
            ui.words(
                t,
                app.say("kiosk.total", hours=shown(face.confirmed_minutes)),
                NUMBER if not t.phone else 44,
                strong=True,
                color=t.brand,
                leading=1.2,
            ),
        ),
        *(training if face.training_minutes else []),
        gap=4,
    )
    lines = [_served(t, app, each, each is claiming, on_wrong, on_claim) for each in face.lines]
    if not lines:
        lines = [ui.words(t, app.say("kiosk.no_hours"), TEXT, color=t.ink2)]
    close = large_button(t, "hours-close", app.say("kiosk.back"), on_close, filled=True, icon=ft.Icons.ARROW_BACK)
    body = ft.Column([ui.stack(top, *lines, gap=16)], scroll=ft.ScrollMode.AUTO, expand=True)
    inner = ft.Column(
        [body, ui.line(close)], spacing=16, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ui.hook(
        "my-hours-page",
        ft.Container(
            ft.Container(inner, width=min(720, t.width - 2 * t.margin)),
            padding=t.margin,
            expand=True,
            alignment=ft.Alignment.TOP_CENTER,
        ),
    )


def _served(
    t: Tokens,
    app: AppState,
    each: Served,
    opened: bool,
    on_wrong: Callable[[Served], object],
    on_claim: Callable[[str], object],
) -> ft.Control:
    state = "kiosk.disputed" if each.disputed else "kiosk.confirmed" if each.confirmed else "kiosk.unconfirmed"
    text = ui.stack(
        ui.words(t, each.title, 20, strong=True, lines=1),
        ui.words(
            t,
            ui.joined(calendar_day(app.say, each.served_on, app.today()), app.say(state)),
            TEXT,
            color=t.ink2,
            lines=1,
        ),
        gap=2,
        expand=True,
    )
    hours = ui.words(t, app.say("kiosk.hours", hours=shown(each.minutes)), NAME, strong=True)
    wrong = (
        []
        if each.disputed
        else [large_button(t, f"wrong-{each.session_id}", app.say("kiosk.wrong"), ui.bind(on_wrong, each))]
    )
    parts: list[ft.Control] = [ui.line(text, hours, *wrong, gap=16)]
    if opened:
        parts.append(ui.words(t, app.say("kiosk.what_wrong"), TEXT))
        keys = [
            large_button(t, f"claim-{key}", app.say(f"kiosk.claim.{key}"), ui.bind(on_claim, key)) for key in CLAIMS
        ]
        parts.append(ui.line(*keys, wrap=True))
    return ui.card(t, *parts)
