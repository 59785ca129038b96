"""Digits: the PIN pad of the lock screen and the day number of the kiosk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from views.tokens import Tokens
from views.widgets import PILL, RADIUS_CARD, bind, hook, line, stack, words

ERASE: Final = "erase"
DONE: Final = "done"


def typed_boxes(t: Tokens, typed: str, length: int, *, secret: bool, size: float = 56) -> ft.Row:
    """What has been typed so far: dots for a PIN, digits for a day number."""
    boxes: list[ft.Control] = []
    for index in range(length):
        filled = index < len(typed)
        if secret:
            side = ft.BorderSide(2, t.brand if filled else t.edge)
            boxes.append(
                ft.Container(
                    width=18,
                    height=18,
                    border_radius=PILL,
                    bgcolor=t.brand if filled else None,
                    border=ft.Border(side, side, side, side),
                )
            )
        else:
            side = ft.BorderSide(2, t.brand if index == len(typed) else t.edge)
            boxes.append(
                ft.Container(
                    words(t, typed[index] if filled else "", 32, strong=True),
                    width=size,
                    height=size + 8,
                    border_radius=RADIUS_CARD,
                    border=ft.Border(side, side, side, side),
                    alignment=ft.Alignment.CENTER,
                )
            )
    return ft.Row(boxes, spacing=20 if secret else 12, alignment=ft.MainAxisAlignment.CENTER)


def pad(
    t: Tokens,
    on_key: Callable[[str], object],
    *,
    width: float,
    erase_word: str,
    done_word: str = "",
    key_height: float = 64,
    disabled: bool = False,
) -> ft.Container:
    """Twelve keys. A digit comes as itself, the others as `ERASE` and `DONE`.

    `done_word` names the last key; without it the pad acts by itself on the last digit.
    """

    def key(mark: str) -> ft.Control:
        if not mark:
            return ft.Container(expand=True, height=key_height)
        main = mark == DONE
        ink = t.on_brand if main else t.ink2 if disabled else t.ink
        face: ft.Control = words(
            t, done_word if main else mark, 20 if main else 28, strong=True, color=ink, leading=1.2
        )
        if mark == ERASE:
            face = ft.Icon(ft.Icons.BACKSPACE_OUTLINED, size=26, color=ink)
        side = ft.BorderSide(1, t.line if disabled else t.edge)
        body = ft.Container(
            face,
            expand=True,
            height=key_height,
            alignment=ft.Alignment.CENTER,
            border_radius=RADIUS_CARD,
            ink=not disabled,
            bgcolor=t.brand if main else t.card,
            border=ft.Border(side, side, side, side),
            on_click=None if disabled else bind(on_key, mark),
        )
        named = hook(f"key-{mark}", body, label=erase_word if mark == ERASE else done_word if main else mark)
        named.button = True
        return named

    lines = [line(*(key(mark) for mark in each)) for each in ("123", "456", "789")]
    lines.append(line(key(ERASE), key("0"), key(DONE)) if done_word else line(key(""), key("0"), key(ERASE)))
    return ft.Container(stack(*lines), width=width)


def typed_more(typed: str, mark: str, length: int) -> str:
    """What has been typed after one more key."""
    return typed[:-1] if mark == ERASE else (typed + mark)[:length] if mark.isdigit() else typed
