"""A new activity: most are held again and again, so one tap takes over the last one, and the date is today's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import flet as ft

from records.base import InvalidRecord
from records.codes import VolunteerField
from records.complete import complete
from records.volunteering import VolunteerActivity
from views import places, roster
from views import widgets as ui
from views.answers import pill
from views.day_field import DayField
from views.days import at, clock_words, read_day, read_time
from views.draft_values import Values, use_draft_values
from views.form_fields import error_words
from views.frame import VOLUNTEERS, foot_bar, frame, screen, scroll
from views.inputs import choices, labelled, switch_row, text_field
from views.pieces_failed import failed_card
from views.ref_field import RefField
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

Put = Callable[[str, object], None]
PutMany = Callable[..., None]
FORM = "volunteer_activity"
USUAL = timedelta(hours=2)
TEXTS = (("title", 60, False), ("place", 60, False), ("content", 500, True))
MORE = (("service_object", 60, False), ("risk_note", 200, True))
TAKEN_OVER = ("title", "field", "place", "content", "service_object", "risk_note")
FLAGS = ("is_dangerous", "insured", "is_training")


@screen
def NewActivity() -> ft.View:
    """What, when, where, who leads; the rest may wait."""
    t, app = use_tokens(), use_app()
    held = use_draft_values(app, FORM, None, lambda: beginning(app))
    wrong, set_wrong = ft.use_state(("", ""))
    failed, set_failed = ft.use_state("")
    leave = ui.bind(app.back, "/volunteers")

    def put(name: str, value: object) -> None:
        held.put(**{name: value})
        set_wrong(("", ""))

    def save() -> None:
        try:
            made = activity_from(app, held.now())
            saved = app.save(made)
        except InvalidRecord as invalid:
            set_wrong((invalid.field, error_words(app, invalid.reason, invalid.about)))
        except SaveFailed as failure:
            set_failed(failure.key)
        else:
            held.drop()
            app.go(places.activity(made.id))
            app.toast("activity.saved", undo=saved, title=made.title)

    values = held.values
    head = failed_card(t, app, failed)
    body = scroll(
        t,
        *head,
        *_again(t, app, held.put),
        *_first(t, app, values, put, wrong),
        *_when(t, app, values, put, wrong),
        *_more(t, app, values, put, wrong),
        gap=16,
        width=t.form_width,
    )
    said = ui.second(t, app.say("form.keeps"), expand=True, lines=2)
    if wrong[0]:
        name = app.words.field(VolunteerActivity, wrong[0])
        text = app.say("form.wrong", field=name, error=wrong[1])
        said = ui.words(t, text, t.second, strong=True, color=t.alarm, expand=True, lines=2)
    button = ui.primary(t, "save", app.say("action.save"), save, icon=ft.Icons.SAVE_OUTLINED)
    return frame(
        app.say("activity.new"),
        body,
        place=None if t.phone else VOLUNTEERS,
        on_back=leave,
        foot=foot_bar(t, said, button),
    )


def beginning(app: AppState) -> Values:
    """Today, from the next full hour for two hours, led and recorded by whoever enters it."""
    starts = (app.now() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return {
        "day": app.today().isoformat(),
        "start": clock_words(starts),
        "end": clock_words(starts + USUAL),
        "leader_id": [app.me] if app.me else [],
    }


def activity_from(app: AppState, values: Values) -> VolunteerActivity:
    """The activity that the form says.

    Raises:
        InvalidRecord: naming the field that is wrong.
    """
    day, start, end = (
        read_day(values.get("day", "")),
        read_time(values.get("start", "")),
        read_time(values.get("end", "")),
    )
    if day is None or start is None:
        raise InvalidRecord("occurred_at", "bad_form")
    if end is None:
        raise InvalidRecord("planned_end", "bad_form")
    said: dict[str, Any] = {name: values.get(name) for name, _, _ in (*TEXTS, *MORE)}
    said |= {name: bool(values.get(name)) for name in FLAGS}
    leader = values.get("leader_id") or [None]
    more = {"field": values.get("field"), "leader_id": leader[0], "recorder_id": app.me, "planned_end": at(day, end)}
    return complete(VolunteerActivity, {**app.born(at(day, start)), **said, **more})


def _again(t: Tokens, app: AppState, put: PutMany) -> list[ft.Control]:
    """The last activities of different names: one tap takes one over."""
    seen: dict[str, VolunteerActivity] = {}
    for each in roster.past(app, 120):
        seen.setdefault(each.title, each)
    if not seen:
        return []

    def take(old: VolunteerActivity) -> None:
        told = {name: getattr(old, name) for name in TAKEN_OVER}
        length = old.planned_end - old.occurred_at
        start = read_time(clock_words(old.occurred_at))
        end = clock_words(old.occurred_at + length)
        put(**told | {"field": old.field.value, "leader_id": [old.leader_id], "start": f"{start:%H:%M}", "end": end})

    pills = [
        pill(t, f"again-{n}", each.title, False, ui.bind(take, each)) for n, each in enumerate(list(seen.values())[:4])
    ]
    return [labelled(t, app.say("activity.again"), ui.line(*pills, wrap=True))]


def _text(
    t: Tokens, app: AppState, values: Values, put: Put, wrong: tuple[str, str], name: str, high: int, tall: bool
) -> ft.Control:
    label = app.words.field(VolunteerActivity, name)
    error = wrong[1] if wrong[0] == name else ""
    value = str(values.get(name) or "")
    return text_field(
        t, f"field-{name}", label, value, lambda text: put(name, text), error=error, tall=tall, limit=high
    )


def _first(t: Tokens, app: AppState, values: Values, put: Put, wrong: tuple[str, str]) -> list[ft.Control]:
    options = [(each.value, app.words.code(each)) for each in VolunteerField]
    error = wrong[1] if wrong[0] == "field" else ""
    field = choices(
        t,
        "field-field",
        app.words.field(VolunteerActivity, "field"),
        options,
        (values.get("field"),),
        lambda key: put("field", key),
        error=error,
    )
    title, place, content = (_text(t, app, values, put, wrong, *each) for each in TEXTS)
    return [title, field, place, content]


def _when(t: Tokens, app: AppState, values: Values, put: Put, wrong: tuple[str, str]) -> list[ft.Control]:
    errors = {wrong[0]: wrong[1]}
    day = DayField(
        "field-day",
        app.say("activity.day"),
        values.get("day", ""),
        lambda text: put("day", text),
        error=errors.get("occurred_at", ""),
    )
    clocks: list[ft.Control] = []
    for name, label, about in (("start", "activity.start", "occurred_at"), ("end", "activity.end", "planned_end")):
        field = text_field(
            t,
            f"field-{name}",
            app.say(label),
            values.get(name, ""),
            partial(put, name),
            hint=app.say("day.time_hint"),
            keyboard=ft.KeyboardType.DATETIME,
            error=errors.get(about, ""),
        )
        clocks.append(ft.Container(field, expand=True))
    leader = RefField(
        "field-leader_id",
        app.words.field(VolunteerActivity, "leader_id"),
        ("staff", "volunteer"),
        [UUID(str(each)) for each in values.get("leader_id") or ()],
        lambda chosen: put("leader_id", chosen),
        error=errors.get("leader_id", ""),
    )
    return [day, ft.Row(clocks, spacing=12, vertical_alignment=ft.CrossAxisAlignment.START), leader]


def _more(t: Tokens, app: AppState, values: Values, put: Put, wrong: tuple[str, str]) -> list[ft.Control]:
    fields: list[ft.Control] = [_text(t, app, values, put, wrong, *each) for each in MORE]
    for name in FLAGS:
        note = wrong[1] if wrong[0] == name else ""
        label = app.words.field(VolunteerActivity, name)
        fields.append(switch_row(t, f"field-{name}", label, bool(values.get(name)), partial(put, name), note=note))
    return fields
