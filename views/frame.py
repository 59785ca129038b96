"""The frame of a screen: bar or rail, top bar, and the guards that turn a fault into an error card."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import flet as ft

from views import widgets as ui
from views.bars import bottom_bar, rail, top_bar
from views.messages import error_card, progress_strip
from views.state.window import Window, use_app, use_changes, use_tokens, use_window
from views.tokens import Tokens

log = logging.getLogger(__name__)

LOCK = "views.lock"
"""The one screen that is drawn while the tablet is locked and no kiosk stands open."""
TODAY, PEOPLE, RECORDS, VOLUNTEERS, MINE = range(5)
"""The five places, for `frame(place=...)`."""


# --- guards -----------------------------------------------------------------------------------------------------
def screen(draw: Callable[..., ft.View]) -> Callable[..., Any]:
    """Make a component of a function that draws a whole screen.

    A fault while drawing would end Flet's update task and freeze the window without a word; here it becomes an
    error card, and the rest of the app goes on. Hooks are counted by Flet, so the guard calls its own before anything
    can go wrong, and none afterwards.
    """

    @functools.wraps(draw)
    def guarded(*args: Any, **kwargs: Any) -> ft.View:  # noqa: ANN401 - whatever the screen takes
        use_changes()
        window, path = use_window(), ft.use_view_path()
        if window.door.stage == "lock" and draw.__module__ != LOCK:
            return ft.View(route=path or "/", padding=0)  # asked for once more in the moment of locking
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("screen %s could not be drawn", draw.__name__)
            t = window.tokens
            body = ft.SafeArea(ft.Container(_broken(window), padding=t.margin), expand=True)
            return ft.View(route=path or "/broken", padding=0, bgcolor=t.page, controls=[body])

    return ft.component(guarded)


def part(draw: Callable[..., ft.Control]) -> Callable[..., Any]:
    """Make a component of a function that draws a part of a screen; a fault stays inside the part.

    It is drawn again with its screen, and by itself when its own state changes.
    """

    @functools.wraps(draw)
    def guarded(*args: Any, **kwargs: Any) -> ft.Control:  # noqa: ANN401
        window = use_window()
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("part %s could not be drawn", draw.__name__)
            return _broken(window)

    return ft.component(guarded)


def _broken(window: Window) -> ft.Control:
    app, t = window.app, window.tokens
    what, safe, todo = (app.say(f"error.broken.{key}") for key in ("what", "safe", "do"))
    return error_card(t, "home", what, safe, todo, app.say("error.broken.button"), ui.bind(app.go, "/"))


# --- the frame --------------------------------------------------------------------------------------------------
def frame(
    title: str,
    body: ft.Control,
    *,
    place: int | None = None,
    on_back: ui.Press | None = None,
    foot: ft.Control | None = None,
    over: ft.Control | None = None,
    beside: str | None = None,
) -> ft.View:
    """A screen inside the rail (tablet) or above the bar (phone); called by a screen, it uses hooks.

    Args:
        title: what the screen is.
        body: `scroll(...)` or anything that expands.
        place: one of the five places; None (a form, a sheet) hides the bar of a phone.
        on_back: shows the arrow.
        foot: stays at the bottom.
        over: lies above everything, as a sheet does.
        beside: stands next to the title on a tablet; the station's name when not said.
    """
    t, app = use_tokens(), use_app()
    bar = top_bar(t, app, title, app.site_name if beside is None else beside, on_back)
    busy = []
    if app.progress:
        done, total = app.progress
        said = app.say("frame.loading", done=f"{done:,}", total=f"{total:,}")
        busy.append(progress_strip(t, "loading", said, done / max(total, 1)))
    column = ft.Column([bar, *busy, body, *([foot] if foot else [])], spacing=0, expand=True)
    if t.phone:
        below: list[ft.Control] = [bottom_bar(t, app, place)] if place is not None else []
        inner: ft.Control = ft.Column([column, *below], spacing=0, expand=True)
    else:
        edge = ft.VerticalDivider(width=1, thickness=1, color=t.line)
        cross = ft.CrossAxisAlignment.STRETCH
        inner = ft.Row([rail(t, app, place), edge, column], spacing=0, expand=True, vertical_alignment=cross)
    if over:  # what lies under a sheet is not there for a screen reader
        inner = ft.Stack([ui.hidden(inner), over], fit=ft.StackFit.EXPAND, expand=True)
    return ft.View(route=ft.use_view_path(), padding=0, bgcolor=t.page, controls=[ft.SafeArea(inner, expand=True)])


def scroll(t: Tokens, *controls: ft.Control, gap: float = 24, width: float | None = None) -> ft.Column:
    """The page body: one scrolling column inside the page margin; `width` for a form, which does not stretch."""
    pad = ft.Padding.only(left=t.margin, right=t.margin, top=8, bottom=24)
    column: ft.Control = ui.stack(*controls, gap=gap)
    if width:
        column = ft.Row([ft.Container(column, width=width)])
    body = ft.Container(column, padding=pad)
    return ft.Column([body], scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def sheet(t: Tokens, head: ft.Control, body: ft.Control, foot: ft.Control, on_close: ui.Press) -> ft.Control:
    """For `frame(over=...)`: from the bottom on a phone, from the right edge on a tablet; the page stays in sight."""
    radius = ft.BorderRadius.only(
        top_left=ui.RADIUS_SHEET,
        top_right=ui.RADIUS_SHEET if t.phone else 0,
        bottom_left=0 if t.phone else ui.RADIUS_SHEET,
    )
    pad = ft.Padding.only(left=t.margin, right=t.margin, top=12, bottom=16)
    stretch = ft.CrossAxisAlignment.STRETCH
    inner = ft.Column(
        [ft.Container(body, padding=pad)], scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=stretch
    )
    top = ft.Container(head, padding=ft.Padding.only(left=t.margin, right=8, top=16, bottom=8))
    column = ft.Column([top, inner, foot], spacing=0, expand=True, horizontal_alignment=stretch)
    box = ft.Container(column, bgcolor=t.page, border_radius=radius, clip_behavior=ft.ClipBehavior.ANTI_ALIAS)
    box.right, box.bottom, box.top = 0, 0, 28 if t.phone else 0
    if t.phone:
        box.left = 0
    else:
        box.width = min(560 * t.scale, t.width - 88)
    # The scrim covers the window; without its own place outside the semantics tree it would take every press.
    shade = ui.hidden(ft.Container(bgcolor="#66000000", on_click=on_close))
    return ft.Stack([ft.Container(shade, left=0, right=0, top=0, bottom=0), box], expand=True)


def foot_bar(t: Tokens, *controls: ft.Control) -> ft.Container:
    """A bar that stays at the bottom: a note at the left, the one filled button at the right."""
    return ft.Container(
        ui.line(*controls, gap=12),
        bgcolor=t.card,
        padding=ft.Padding.symmetric(horizontal=t.margin, vertical=12),
        border=ft.Border(top=ft.BorderSide(1, t.line)),
    )
