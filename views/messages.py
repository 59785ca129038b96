"""Messages: the red alert, an error with its way out, an empty place, a saved record, a bar of progress."""

from __future__ import annotations

import flet as ft

from views.tokens import Tint, Tokens
from views.widgets import PILL, Press, card, hook, line, primary, second, stack, words


def alert_card(
    t: Tokens,
    ident: str,
    title: str,
    facts: str,
    clock: str,
    *buttons: ft.Control,
    answer: str = "",
    on_open: Press | None = None,
) -> ft.Semantics:
    """The one filled red card, above everything else: who, what is known, how long, what to press.

    `answer` is what the street has said to it; a press on the words opens the alert itself.
    """
    tint = t.tint("critical")
    icon = ft.Icon(ft.Icons.CRISIS_ALERT, size=28 * t.scale, color=tint.fg)
    more = [ft.Icon(ft.Icons.CHEVRON_RIGHT, size=24 * t.scale, color=tint.fg)] if on_open else []
    head = line(icon, words(t, title, t.section, strong=True, color=tint.fg, expand=True), *more, gap=12)
    told: list[ft.Control] = [words(t, facts, color=tint.fg)] if facts else []
    told.append(words(t, clock, strong=True, color=tint.fg))
    if answer:
        said = ft.Icon(ft.Icons.FORUM_OUTLINED, size=20 * t.scale, color=tint.fg)
        told.append(line(said, words(t, answer, color=tint.fg, expand=True)))
    text = stack(head, stack(*told, gap=4), gap=8)
    body = hook("alert-open", ft.Container(text, on_click=on_open, ink=on_open is not None), label=title)
    if t.room >= 900:
        body.expand = True
        return hook(ident, card(t, line(body, *buttons, gap=12), tint=tint))
    return hook(ident, card(t, body, line(*buttons), tint=tint))


def error_card(
    t: Tokens, ident: str, what: str, safe: str, todo: str, button: str = "", on_click: Press | None = None
) -> ft.Container:
    """What happened, whether the data is safe, what to do: in this order, with one button."""
    tint = t.tint("high")

    def point(icon: ft.IconData, text: str) -> ft.Row:
        parts: list[ft.Control] = [ft.Icon(icon, size=24, color=tint.fg), words(t, text, color=tint.fg, expand=True)]
        return ft.Row(parts, spacing=12, vertical_alignment=ft.CrossAxisAlignment.START)

    head = line(
        ft.Icon(ft.Icons.ERROR, size=24, color=tint.fg),
        words(t, what, strong=True, color=tint.fg, expand=True),
        gap=12,
    )
    points = [point(i, s) for i, s in ((ft.Icons.SHIELD_OUTLINED, safe), (ft.Icons.ARROW_FORWARD, todo)) if s]
    parts: list[ft.Control] = [head, stack(*points, gap=8)]
    if button and on_click:
        parts.append(ft.Row([primary(t, ident, button, on_click, tint=tint)], alignment=ft.MainAxisAlignment.START))
    return card(t, *parts, tint=tint)


def hint_card(
    t: Tokens, icon: ft.IconData, sentence: str, *buttons: ft.Control, tint: Tint | None = None
) -> ft.Container:
    """Something worth knowing, not an error: an icon, a sentence, perhaps a button."""
    look = tint or t.brand_tint
    head = ft.Row(
        [ft.Icon(icon, size=24, color=look.fg), words(t, sentence, color=look.fg, expand=True)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(t, head, *([line(*buttons, wrap=True)] if buttons else []), tint=look)


def empty_state(
    t: Tokens,
    ident: str,
    icon: ft.IconData,
    sentence: str,
    button: str = "",
    on_click: Press | None = None,
    *,
    button_icon: ft.IconData = ft.Icons.ADD,
) -> ft.Container:
    """One icon, one sentence that says what to do first, one button."""
    disc = ft.Container(
        ft.Icon(icon, size=48, color=t.brand_tint.fg),
        width=96,
        height=96,
        border_radius=PILL,
        bgcolor=t.brand_tint.bg,
        alignment=ft.Alignment.CENTER,
    )
    text = ft.Container(words(t, sentence, align=ft.TextAlign.CENTER), width=min(320 * t.scale, t.width - 2 * t.margin))
    act = [primary(t, ident, button, on_click, icon=button_icon)] if button and on_click else []
    column = ft.Column(
        [disc, text, *act],
        spacing=24,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(column, alignment=ft.Alignment.CENTER, expand=True, padding=t.margin)


def snackbar(t: Tokens, sentence: str, action: str = "", on_action: Press | None = None) -> ft.SnackBar:
    """What was done and where it is, for ten seconds when it can be undone. Shown by `state.toast` only."""
    tint = t.snack
    press = ft.SnackBarAction(action, text_color=t.snack_action, on_click=on_action) if on_action else None
    return ft.SnackBar(
        words(t, sentence, color=tint.fg),
        bgcolor=tint.bg,
        behavior=ft.SnackBarBehavior.FLOATING,
        duration=10_000 if on_action else 4_000,
        persist=False,  # Flutter keeps a bar with an action for ever otherwise
        action=press,
        width=None if t.phone else 520,
        margin=ft.Margin.only(left=16, right=16, bottom=88) if t.phone else None,  # clear of the bottom bar
    )


def progress_strip(t: Tokens, ident: str, sentence: str, done: float) -> ft.Semantics:
    """A bar with a number for long work; everything else goes on meanwhile."""
    bar = ft.ProgressBar(value=done, bar_height=6, color=t.brand, bgcolor=t.well, border_radius=3)
    pad = ft.Padding.only(left=t.margin, right=t.margin, top=4, bottom=8)
    return hook(ident, ft.Container(stack(second(t, sentence), bar, gap=4), padding=pad), label=sentence)
