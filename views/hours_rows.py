"""One activity's hours that wait: a row for each volunteer, with what is odd about it in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import flet as ft

from records.rules.calendar import day_of
from records.rules.hours import shown, total
from views import roster
from views import widgets as ui
from views.activity_rows import times_words
from views.days import day_words
from views.hours_desk import Waiting
from views.rows import rows
from views.state.app_state import AppState
from views.tokens import Tokens

NARROW = 330
"""Room below which the hours stand under the name: large text on a phone."""


def activity_card(
    t: Tokens,
    app: AppState,
    waiting: Sequence[Waiting],
    chosen: frozenset[UUID],
    toggle: Callable[..., None],
    correct: Callable[[UUID], object],
    *,
    odd: bool,
) -> ft.Control:
    """The activity, all of it in one tap, and its rows."""
    activity = waiting[0].activity
    day = day_words(app.say, day_of(activity.occurred_at), app.today())
    hours = app.say("kiosk.hours", hours=total(each.minutes for each in waiting))
    head = ui.stack(
        ui.words(t, activity.title, strong=True, lines=1),
        ui.second(t, ui.joined(day, app.say("volunteers.came", count=len(waiting)), hours), lines=1),
        gap=2,
        expand=True,
    )
    ids = [each.id for each in waiting]
    whole = (
        []
        if odd
        else [
            ui.text_button(
                t, f"choose-{activity.id}", app.say("hours_desk.whole"), ui.bind(toggle, *ids), icon=ft.Icons.DONE_ALL
            )
        ]
    )
    top = ft.Container(ui.line(head, *whole, gap=12), padding=ft.Padding.only(left=16, right=8, top=12, bottom=8))
    lines = [_row(t, app, each, each.id in chosen, toggle, correct) for each in waiting]
    return rows(t, top, *lines)


def _row(
    t: Tokens,
    app: AppState,
    each: Waiting,
    ticked: bool,
    toggle: Callable[..., None],
    correct: Callable[[UUID], object],
) -> ft.Control:
    """A tick, who, from when to when, how long; below it what is odd and what one can do."""
    box = ft.Icons.CHECK_BOX if ticked else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    icon = ft.Icon(box if each.confirmable else ft.Icons.BLOCK, size=24 * t.scale, color=t.brand if ticked else t.ink2)
    number = roster.numbers(app).get(each.volunteer.id, "")
    served = app.say("kiosk.hours", hours=shown(each.minutes))
    times = times_words(app, each.session)
    narrow = t.room < NARROW
    text = ft.Column(
        [
            ui.words(t, ui.joined(each.volunteer.name, number), strong=True, lines=2 if narrow else 1),
            ui.second(t, ui.joined(times, served) if narrow else times, lines=2 if narrow else 1),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )
    hours = [] if narrow else [ui.words(t, served, strong=True)]
    fix = ui.icon_button(
        t, f"correct-{each.id}", ft.Icons.EDIT_OUTLINED, app.say("hours_desk.correct"), ui.bind(correct, each.id)
    )
    press = ui.bind(toggle, each.id) if each.confirmable else None
    reach = ft.Container(
        ui.line(icon, text, *hours, gap=12),
        expand=True,
        ink=press is not None,
        on_click=press,
        padding=ft.Padding.symmetric(vertical=8),
    )
    named = ui.hook(f"hours-{each.id}", reach)
    named.selected = ticked
    parts: list[ft.Control] = [ui.line(named, fix, gap=4)]
    if said := why_words(app, each):
        parts.append(
            ft.Container(
                ui.line(*(ui.chip(t, "high", word) for word in said), wrap=True, gap=6),
                padding=ft.Padding.only(left=36, bottom=8),
            )
        )
    return ft.Container(ui.stack(*parts, gap=0), padding=ft.Padding.only(left=16, right=4))


def why_words(app: AppState, each: Waiting) -> list[str]:
    """Everything that is odd, refused or not for the present user to confirm."""
    said = [app.say(f"hours.{key}") for key in each.odd]
    said += [app.say(f"hours.{refusal.key}", **refusal.about) for refusal in each.refused]
    if each.not_me and each.not_me != "confirm_refused":
        said.append(app.say(f"hours.{each.not_me}"))
    return list(dict.fromkeys(said))
