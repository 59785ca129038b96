"""The board on a tablet and on a phone."""

from __future__ import annotations

from functools import partial

import flet as ft

from views import pieces_kiosk as pieces
from views import widgets as ui
from views.board import kiosk_card
from views.kiosk_board import Face
from views.kiosk_page import KioskPage
from views.messages import error_card
from views.state.app_state import AppState
from views.tokens import Tokens

PER_ROW, PER_ROW_PHONE = 4, 2
SIDE_WIDTH = 352


def head(t: Tokens, app: AppState, page: KioskPage) -> ft.Control:
    """The quiet bar, or what was just done, or why it could not be kept."""
    board = page.desk.board
    if page.failed:
        what, safe, todo = (app.say(f"error.{page.failed}.{part}") for part in ("what", "safe", "do"))
        return ft.Container(error_card(t, "failed", what, safe, todo), padding=t.margin)
    hint = app.say("kiosk.pick") if page.mode == "pick" else ""
    told = None if t.phone else _told(t, app, page)
    return pieces.head_bar(t, app, board, ui.bind(page.show, mode="leave"), hint=hint, told=told)


def _told(t: Tokens, app: AppState, page: KioskPage) -> ft.Control | None:
    told = page.desk.board.told
    undo = ui.bind(page.act, page.desk.board.undo)
    return pieces.told_bar(t, app, told, undo, page.again, page.hush) if told else None


def _cards(t: Tokens, app: AppState, page: KioskPage, faces: tuple[Face, ...], height: float) -> list[ft.Control]:
    made: list[ft.Control] = []
    for face in faces:
        status, inside = pieces.card_status(app, page.desk.board, face)
        made.append(
            kiosk_card(
                t,
                f"volunteer-{face.number}",
                face.number,
                face.name,
                status,
                ui.bind(page.tap, face),
                inside=inside,
                height=height,
            )
        )
    return made


def wide(t: Tokens, app: AppState, page: KioskPage) -> ft.Control:
    """A tablet: three rows of four cards fill what head and page buttons leave; the number pad stands beside."""
    board = page.desk.board
    rows_height = t.height - pieces.HEAD - 24 - 64 - 16 - 16
    height = min(200, max(132, (rows_height - 24) / 3))
    cards = _cards(t, app, page, board.page(page.number), height)
    pages = (
        pieces.page_bar(t, app, page.number, board.pages, lambda n: page.show(number=n)) if board.pages > 1 else None
    )
    left: ft.Control = ui.stack(pieces.in_rows(cards, PER_ROW), *([pages] if pages else []), gap=16, expand=True)
    if not cards:
        left = ft.Container(ui.words(t, app.say("kiosk.nobody"), pieces.NAME, color=t.ink2), expand=True)
    key = min(72, max(56, (t.height - 430) / 4))
    pad = pieces.number_pad(
        t, app, board, page.typed, lambda typed: page.show(typed=typed), page.done, width=304, key=key
    )
    side = ft.Column(
        [pad, ui.stack(*_beside_pad(t, app, page), gap=12)],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    right = ft.Container(
        side,
        width=SIDE_WIDTH,
        height=t.height - pieces.HEAD - 24,
        bgcolor=t.card,
        border_radius=ui.RADIUS_SHEET,
        padding=24,
    )
    row = ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START)
    inner = ft.Container(row, padding=ft.Padding.only(left=24, right=24, top=0, bottom=24), expand=True)
    return ft.Column([head(t, app, page), inner], spacing=0, expand=True)


def _beside_pad(t: Tokens, app: AppState, page: KioskPage) -> list[ft.Control]:
    asked = page.mode == "all_out"
    return [*([] if asked else [_mine(t, app, page)]), *_everybody(t, app, page)]


def _mine(t: Tokens, app: AppState, page: KioskPage, *, expand: bool | None = None) -> ft.Control:
    """我的时长, and back from choosing a name."""
    picking = page.mode == "pick"
    word = app.say("kiosk.back") if picking else app.say("kiosk.my_hours")
    icon = ft.Icons.ARROW_BACK if picking else ft.Icons.SCHEDULE
    return pieces.large_button(t, "my-hours", word, page.pick, icon=icon, expand=expand)


def _everybody(t: Tokens, app: AppState, page: KioskPage) -> list[ft.Control]:
    """For the leader: everybody signs out, after being asked."""
    count = page.desk.board.inside_count
    if not count:
        return []
    if page.mode == "all_out":
        sure = app.say("kiosk.all_out_sure", count=count)
        return [
            pieces.large_button(t, "all-out-yes", sure, partial(_all_out, page), filled=True),
            pieces.large_button(t, "all-out-no", app.say("action.cancel"), ui.bind(page.show, mode="board")),
        ]
    ask = ui.bind(page.show, mode="all_out")
    return [pieces.large_button(t, "all-out", app.say("kiosk.all_out"), ask, icon=ft.Icons.GROUPS)]


def _all_out(page: KioskPage) -> None:
    page.mode = "board"
    page.act(page.desk.board.everybody_out)


def upright(t: Tokens, app: AppState, page: KioskPage) -> ft.Control:
    """A phone: names under each other, or the number pad."""
    board = page.desk.board
    if page.mode == "pad":
        pad = pieces.number_pad(
            t,
            app,
            board,
            page.typed,
            lambda typed: page.show(typed=typed),
            page.done_on_phone,
            width=min(320, t.width - 32),
        )
        body: ft.Control = ft.Container(pad, padding=t.margin, expand=True, alignment=ft.Alignment.CENTER)
    else:
        cards = _cards(t, app, page, board.faces, 112)
        rows = pieces.in_rows(cards, PER_ROW_PHONE if t.phone else 3)
        more = ft.Container(ui.stack(*_everybody(t, app, page), gap=12), padding=ft.Padding.only(top=16, bottom=24))
        inside = ft.Container(ui.stack(rows, more, gap=0), padding=ft.Padding.symmetric(horizontal=t.margin))
        body = ft.Column(
            [inside], scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    word, icon = ("kiosk.names", ft.Icons.PEOPLE) if page.mode == "pad" else ("kiosk.by_number", ft.Icons.DIALPAD)
    swap = pieces.large_button(
        t,
        "swap",
        app.say(word),
        ui.bind(page.show, mode="board" if page.mode == "pad" else "pad"),
        icon=icon,
        filled=page.mode != "pad",
        expand=True,
    )
    buttons = [swap] if page.mode == "pad" else [_mine(t, app, page, expand=True), swap]
    foot = ft.Container(
        _told(t, app, page) or ui.line(*buttons, gap=12),
        padding=ft.Padding.symmetric(horizontal=t.margin, vertical=12),
        bgcolor=t.card,
        border=ft.Border(top=ft.BorderSide(1, t.line)),
    )
    return ft.Column([head(t, app, page), body, foot], spacing=0, expand=True)
