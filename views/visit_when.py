"""When a visit was: now unless said otherwise, at most thirty days ago; and what else there is to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import flet as ft

from records.rules.calendar import SHANGHAI
from views import widgets as ui
from views.answers import pill
from views.day_field import MomentField
from views.days import at, clock_words, read_day, read_time
from views.frame import part
from views.inputs import text_field
from views.state.window import use_app, use_tokens

NOW, TODAY, YESTERDAY, OTHER = "now", "today", "yesterday", "other"
CHOICES: Final = (NOW, TODAY, YESTERDAY, OTHER)
DAYS_BACK: Final = {TODAY: 0, YESTERDAY: 1, OTHER: 2}
LONGEST_NOTE: Final = 1000


@part
def When(
    began_at: datetime | None,
    note: str,
    on_at: Callable[[datetime | None], object],
    on_note: Callable[[str], object],
    *,
    error: str = "",
    note_label: str = "",
) -> ft.Control:
    """Pills for the day, a field for the time once it is not now; a field for a note."""
    t, app = use_tokens(), use_app()
    chosen, set_chosen = ft.use_state(_choice(began_at, app.now()))
    day, set_day = ft.use_state(_day(began_at or app.now()))
    clock, set_clock = ft.use_state(clock_words(began_at or app.now()))

    def put(new_day: str, new_clock: str) -> None:
        set_day(new_day)
        set_clock(new_clock)
        found_day, found_time = read_day(new_day), read_time(new_clock)
        if found_day and found_time:
            on_at(at(found_day, found_time))

    def pick(choice: str) -> None:
        set_chosen(choice)
        if choice == NOW:
            on_at(None)
            return
        put(_day(app.now() - timedelta(days=DAYS_BACK[choice])), clock_words(app.now()))

    pills = [
        pill(t, f"when-{each}", app.say(f"visit.when.{each}"), chosen == each, ui.bind(pick, each)) for each in CHOICES
    ]
    fields: list[ft.Control] = [ui.line(*pills, wrap=True)]
    if chosen != NOW:
        fields.append(MomentField("when", app.say("visit.when"), day, clock, put, error=error))
    label = note_label or app.say("visit.note")
    fields.append(text_field(t, "note", label, note, on_note, tall=True, limit=LONGEST_NOTE))
    return ui.section(t, app.say("visit.when_title"), None, ui.stack(*fields, gap=12))


def _choice(began_at: datetime | None, now: datetime) -> str:
    if began_at is None:
        return NOW
    apart = (now.astimezone(SHANGHAI).date() - began_at.astimezone(SHANGHAI).date()).days
    return {0: TODAY, 1: YESTERDAY}.get(apart, OTHER)


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat()
