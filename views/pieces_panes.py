"""A form with what one should know beside it: on a tablet the width carries reasons, it does not stretch fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from views import widgets as ui
from views.frame import scroll
from views.tokens import Tokens

SIDE_FROM: Final = 1000
"""Room from which facts stand beside the questions."""


def beside(t: Tokens, form: ft.Control, side: ft.Control) -> ft.Control:
    """Two columns that scroll each for itself."""
    stretch = ft.CrossAxisAlignment.STRETCH
    left = ft.Container(form, padding=ft.Padding.only(left=t.margin, top=8, bottom=24, right=12))
    right = ft.Container(side, padding=ft.Padding.only(left=12, top=8, bottom=24, right=t.margin))
    return ft.Row(
        [
            ft.Column([left], scroll=ft.ScrollMode.AUTO),
            ft.Column([right], scroll=ft.ScrollMode.AUTO, expand=True, horizontal_alignment=stretch),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=stretch,
    )


def main_and_side(
    t: Tokens, main: Sequence[ft.Control], side: Sequence[ft.Control], *, side_first: bool = False
) -> ft.Control:
    """A list with what belongs to it at the right from 840; on a phone one under the other."""
    if not t.two_panes:
        return scroll(t, *((*side, *main) if side_first else (*main, *side)))
    left = ft.Container(ui.stack(*main, gap=24), expand=True)
    right = ft.Container(ui.stack(*side, gap=24), width=min(400 * t.scale, t.width * 0.36))
    return scroll(t, ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START))
