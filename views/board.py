"""The kiosk's cards: text and targets large enough for old hands and eyes (report 4.3)."""

from __future__ import annotations

import flet as ft

from views.tokens import Tint, Tokens
from views.widgets import RADIUS_CARD, Press, avatar, hook, line, words

LOW_BELOW = 150
"""A card lower than this has no face."""


def kiosk_card(
    t: Tokens, ident: str, number: str, name: str, status: str, on_click: Press, *, inside: bool, height: float = 160
) -> ft.Semantics:
    """A volunteer: name to be read from a metre away. Signed in: filled and ticked, with the time in `status`."""
    tint = t.tint("low") if inside else None
    side = ft.BorderSide(2 if inside else 1, tint.fg if tint else t.edge)
    ink = tint.fg if tint else t.ink
    tick = [ft.Icon(ft.Icons.CHECK_CIRCLE, size=24, color=ink)] if inside else []
    told = line(
        *tick, words(t, status, 18, strong=inside, color=ink if inside else t.ink2, lines=1, expand=True), gap=6
    )
    mark = words(t, number, 18, color=ink if inside else t.ink2)
    who = words(t, name, 24, strong=True, color=ink, lines=1)
    if height < LOW_BELOW:
        who.expand = True
        parts: list[ft.Control] = [line(who, mark), told]
    else:
        face = avatar(t, name, size=52, tint=Tint(tint.bg, tint.fg) if tint else None)
        parts = [ft.Row([face, mark], alignment=ft.MainAxisAlignment.SPACE_BETWEEN), who, told]
    body = ft.Container(
        ft.Column(parts, spacing=4, alignment=ft.MainAxisAlignment.SPACE_BETWEEN),
        height=height,
        padding=16,
        expand=True,
        bgcolor=tint.bg if tint else t.card,
        border=ft.Border(side, side, side, side),
        border_radius=RADIUS_CARD,
        ink=True,
        on_click=on_click,
    )
    return hook(ident, body)
