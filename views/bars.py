"""The bars around a screen: where am I, at which station, who is signed in, what has not gone out yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from views import widgets as ui
from views.state.app_state import AppState
from views.tokens import LARGE, NORMAL, Tokens

PLACES: Final = (
    ("/", "today", ft.Icons.TODAY_OUTLINED, ft.Icons.TODAY),
    ("/people", "people", ft.Icons.PEOPLE_OUTLINE, ft.Icons.PEOPLE),
    ("/records", "records", ft.Icons.ARTICLE_OUTLINED, ft.Icons.ARTICLE),
    ("/volunteers", "volunteers", ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED, ft.Icons.VOLUNTEER_ACTIVISM),
    ("/mine", "mine", ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
)
"""Address, word, icon, icon when chosen."""
LATIN: Final = 0x2E80
"""Below this code point characters are about half as wide as they are high."""


def sync_badge(t: Tokens, app: AppState) -> ft.Semantics:
    """How many records wait on this tablet; a press opens the sync page. 48 to the finger, 36 to the eye.

    A phone has room for one pill: there it also says that the network is away.
    """
    count = app.waiting
    look = t.look("here" if count else "centre")
    icon = ft.Icons.CLOUD_UPLOAD_OUTLINED if count else ft.Icons.CLOUD_DONE
    word = app.say("frame.waiting", count=count) if count else app.say("frame.all_sent")
    if t.phone and not app.online:
        look, icon = t.look("offline"), ft.Icons.CLOUD_OFF
    short = short_badge(t, app)
    text = ui.words(t, short if t.phone else word, t.second, strong=True, color=look.tint.fg, leading=ui.CENTRED)
    go = ui.bind(app.go, "/sync")
    pill = ft.Container(
        ft.Row([ft.Icon(icon, size=20 * t.scale, color=look.tint.fg), text], spacing=6, tight=True),
        height=36 * t.scale,
        padding=ft.Padding.symmetric(horizontal=12),
        bgcolor=look.tint.bg,
        border_radius=ui.PILL,
    )
    reach = ft.Container(pill, height=ui.TOUCH * t.scale, padding=ft.Padding.symmetric(vertical=6), on_click=go)
    return ui.hook("sync-badge", reach, label=word)


def short_badge(t: Tokens, app: AppState) -> str:
    """What the badge says on a phone; with large text the icon alone says that the network is away."""
    if not app.waiting:
        return app.say("status.centre" if app.online else "status.offline")
    if app.online or t.scale > NORMAL:
        return str(app.waiting)
    return app.say("frame.offline_waiting", count=app.waiting)


def title_size(t: Tokens, title: str, badge: str, *, back: bool) -> float:
    """A phone's title is set smaller rather than cut: what the badge, the face and the arrow leave is shared out."""
    if not t.phone:
        return t.title
    taken = 24 + 20 + _width(badge) * t.second + 26 + 48 * t.scale + (52 * t.scale if back else t.margin) + 24
    return max(t.second, min(t.title, (t.width - taken) / max(1, _width(title))))


def _width(text: str) -> float:
    """The width of a text in its own size: Chinese characters are square, Latin ones about half as wide."""
    return sum(1.0 if ord(each) > LATIN else 0.58 for each in text)


def top_bar(t: Tokens, app: AppState, title: str, beside: str, on_back: ui.Press | None) -> ft.Container:
    """56 high: where am I, at which station, who is signed in, what has not gone out yet."""
    left: list[ft.Control] = []
    if on_back:
        left.append(ui.icon_button(t, "back", ft.Icons.ARROW_BACK, app.say("action.back"), on_back))
    size = title_size(t, title, short_badge(t, app), back=on_back is not None)
    head = ft.Semantics(header=True, content=ui.words(t, title, size, strong=True, lines=1))
    head.expand = t.phone or None
    left.append(head)
    if not t.phone:
        pad = ft.Padding.only(top=8 * t.scale, left=8)
        left.append(ft.Container(ui.second(t, beside, lines=1), expand=True, padding=pad))
    offline = [] if app.online or t.phone else [ui.chip(t, "offline", app.say("status.offline"))]
    face = ui.avatar(t, app.my_name, size=36)
    name = [] if t.phone else [ui.words(t, app.my_name, strong=True, lines=1)]
    who = ft.Container(
        ft.Row([face, *name], spacing=8, tight=True),
        height=ui.TOUCH * t.scale,
        border_radius=ui.PILL,
        padding=ft.Padding.symmetric(horizontal=6),
        ink=True,
        on_click=app.lock,
    )
    worker = ui.hook("worker", who, label=app.say("frame.worker", name=app.my_name))
    edge = ft.Padding.only(left=4 if on_back else t.margin, right=10 if t.phone else t.margin)
    row = ui.line(*left, *offline, sync_badge(t, app), worker)
    return ft.Container(row, height=56 * t.scale, padding=edge, bgcolor=t.page)


def _go_to_place(app: AppState) -> Callable[[ft.Event[Any]], None]:
    def chosen(event: ft.Event[Any]) -> None:
        app.go(PLACES[int(event.control.selected_index)][0])

    return chosen


def rail(t: Tokens, app: AppState, place: int | None) -> ft.Control:
    """The five places at the left edge of a tablet."""
    label = ft.TextStyle(size=t.second, color=t.ink2)
    chosen = ft.TextStyle(size=t.second, weight=ft.FontWeight.W_600, color=t.brand_tint.fg)
    pad = ft.Padding.symmetric(vertical=6)
    return ft.NavigationRail(
        selected_index=place,
        label_type=ft.NavigationRailLabelType.ALL,
        min_width=88 * t.scale,
        bgcolor=t.page,
        group_alignment=-0.96,
        unselected_label_text_style=label,
        selected_label_text_style=chosen,
        indicator_color=t.brand_tint.bg,
        on_change=_go_to_place(app),
        destinations=[
            ft.NavigationRailDestination(
                icon=ft.Icon(icon, size=24 * t.scale),
                selected_icon=ft.Icon(full, size=24 * t.scale),
                label=app.say(f"place.{word}"),
                padding=pad,
            )
            for _, word, icon, full in PLACES
        ],
    )


def bottom_bar(t: Tokens, app: AppState, place: int) -> ft.NavigationBar:
    """The five places under a phone's screen."""
    return ft.NavigationBar(
        selected_index=place,
        bgcolor=t.card,
        indicator_color=t.brand_tint.bg,
        height=72 * min(t.scale, LARGE),
        elevation=0,
        on_change=_go_to_place(app),
        destinations=[
            ft.NavigationBarDestination(
                icon=ft.Icon(icon, size=24 * min(t.scale, LARGE)),
                selected_icon=ft.Icon(full, size=24 * min(t.scale, LARGE)),
                label=app.say(f"place.{word}"),
            )
            for _, word, icon, full in PLACES
        ],
    )
