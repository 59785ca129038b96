"""A day: typed, because a birth in 1942 is far down a calendar, or picked from one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

import flet as ft

from views import widgets as ui
from views.days import age_words, calendar_day, picked_day, read_day, weekday
from views.frame import part
from views.inputs import text_field
from views.state.window import use_app, use_tokens

FIRST: Final = date(1900, 1, 1)
AHEAD_YEARS: Final = 10


@part
def DayField(
    ident: str,
    label: str,
    value: str,
    on_change: Callable[[str], object],
    *,
    error: str = "",
    with_age: bool = False,
) -> ft.Control:
    """A text field with a calendar beside it. What was understood stands below: 1942年5月13日, 84岁."""
    app, t = use_app(), use_tokens()
    picking, set_picking = ft.use_state(False)
    today, day = app.today(), read_day(value)
    said = ""
    if day:
        said = calendar_day(app.say, day)
        said = ui.joined(said, age_words(app.say, day, today) if with_age else weekday(app.say, day))

    def picked(event: ft.Event[ft.DatePicker]) -> None:
        chosen: datetime | date | None = event.control.value
        set_picking(False)
        if chosen:
            on_change(picked_day(chosen).isoformat())

    calendar = ft.DatePicker(
        value=day or today,
        first_date=FIRST,
        last_date=date(today.year + AHEAD_YEARS, 12, 31),
        on_change=picked,
        on_dismiss=ui.bind(set_picking, False),
    )
    ft.use_dialog(calendar if picking else None)
    field = text_field(
        t,
        ident,
        label,
        value,
        on_change,
        error=error,
        hint=app.say("day.hint"),
        helper=said,
        keyboard=ft.KeyboardType.DATETIME,
    )
    field.expand = True
    open_calendar = ui.icon_button(
        t, f"{ident}-pick", ft.Icons.CALENDAR_MONTH_OUTLINED, app.say("day.pick"), ui.bind(set_picking, True)
    )
    lift = ft.Container(open_calendar, padding=ft.Padding.only(top=4))
    return ft.Row([field, lift], spacing=4, vertical_alignment=ft.CrossAxisAlignment.START)


@part
def MomentField(
    ident: str, label: str, day: str, clock: str, on_change: Callable[[str, str], object], *, error: str = ""
) -> ft.Control:
    """A day and a time of day."""
    app, t = use_app(), use_tokens()
    left = ft.Container(DayField(ident, label, day, lambda text: on_change(text, clock), error=error), expand=3)
    right = text_field(
        t,
        f"{ident}-time",
        app.say("day.time"),
        clock,
        lambda text: on_change(day, text),
        hint=app.say("day.time_hint"),
        keyboard=ft.KeyboardType.DATETIME,
    )
    return ft.Row([left, ft.Container(right, expand=2)], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
