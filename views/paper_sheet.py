"""录纸质签到表: number, in, out, line by line with the tab key; nothing is saved while a line is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import flet as ft

from records.volunteering import VolunteerActivity
from views import places, roster
from views import widgets as ui
from views.attendance import Faulty, Line, line_of, sheet_sessions
from views.draft_values import use_draft_values
from views.frame import VOLUNTEERS, foot_bar, frame, screen, scroll
from views.inputs import text_field
from views.pieces_failed import failed_card, no_activity
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

FORM = "volunteer_session"
LINES, MORE_LINES = 10, 5
NO_FAULTS: Final[tuple[Faulty, ...]] = ()
NUMBER_DIGITS = 3


@screen
def PaperSheet() -> ft.View:
    """The grid of one sheet of one activity."""
    t, app = use_tokens(), use_app()
    activity_id = UUID(str(ft.use_route_params()["id"]))
    activity = roster.activity_of(app, activity_id)
    held = use_draft_values(app, FORM, activity_id, lambda: {"sheet": "", "lines": [{} for _ in range(LINES)]})
    faulty, set_faulty = ft.use_state(NO_FAULTS)
    failed, set_failed = ft.use_state("")
    leave = ui.bind(app.back, places.activity(activity_id))
    title = app.say("paper.title")
    if activity is None:
        return frame(title, no_activity(t, app), on_back=leave)

    def put_line(place: int, name: str, text: str) -> None:
        lines = [dict(each) for each in held.now()["lines"]]
        lines[place] = {**lines[place], name: text}
        held.put(lines=lines)
        set_faulty(())

    def save() -> None:
        values = held.now()
        if not values["sheet"].strip():
            set_faulty((Faulty(-1, "paper.sheet_needed"),))
            return
        made, wrong = sheet_sessions(
            activity,
            values["sheet"].strip(),
            read_lines(app, values["lines"]),
            roster.sessions_of(app, activity_id),
            app.born,
        )
        if wrong or not made:
            set_faulty(tuple(wrong) or (Faulty(-1, "paper.empty"),))
            return
        try:
            saved = app.save(*made)
        except SaveFailed as failure:
            set_failed(failure.key)
            return
        held.drop()
        app.back(places.activity(activity_id))
        app.toast("paper.saved", undo=saved, count=len(made))

    grid = _grid(t, app, activity, held.values, put_line, faulty)
    more = ui.text_button(
        t,
        "more-lines",
        app.say("paper.more", count=MORE_LINES),
        ui.bind(_add_lines, held.now, held.put),
        icon=ft.Icons.ADD,
    )
    above = failed_card(t, app, failed)
    head = ui.stack(ui.words(t, activity.title, t.section, strong=True), ui.second(t, app.say("paper.note")), gap=2)
    sheet = text_field(
        t,
        "sheet",
        app.say("paper.sheet"),
        held.values["sheet"],
        lambda text: held.put(sheet=text),
        limit=20,
        error=_fault_words(app, faulty, -1),
    )
    body = scroll(
        t,
        *above,
        head,
        ft.Row([ft.Container(sheet, width=min(280 * t.scale, t.width - 2 * t.margin))]),
        grid,
        ui.line(more),
        gap=16,
        width=None if t.room < 900 else 860 * t.scale,
    )
    note = ui.second(t, app.say("form.keeps"), expand=True)
    if faulty:
        note = ui.words(t, app.say("paper.wrong", count=len(faulty)), t.second, strong=True, color=t.alarm, expand=True)
    button = ui.primary(t, "save", app.say("action.save"), save, icon=ft.Icons.SAVE_OUTLINED)
    return frame(title, body, place=None if t.phone else VOLUNTEERS, on_back=leave, foot=foot_bar(t, note, button))


def _add_lines(now: Callable[[], dict[str, Any]], put: Callable[..., None]) -> None:
    put(lines=[*now()["lines"], *({} for _ in range(MORE_LINES))])


def read_lines(app: AppState, lines: list[dict[str, str]]) -> list[Line]:
    """What was typed, with the volunteer behind each number."""
    by_number = {number: volunteer for volunteer, number in roster.numbers(app).items()}
    made = []
    for each in lines:
        number = each.get("number", "").strip()
        found = by_number.get(number)
        line = line_of({**each, "volunteer": str(found) if found else ""})
        typed = any(each.get(name, "").strip() for name in ("number", "came", "left", "hours"))
        made.append(line if typed else Line())
    return made


def _fault_words(app: AppState, faulty: tuple[Faulty, ...], place: int) -> str:
    return next((app.say(each.key) for each in faulty if each.line == place), "")


def _grid(
    t: Tokens,
    app: AppState,
    activity: VolunteerActivity,
    values: dict[str, Any],
    put_line: Callable[[int, str, str], None],
    faulty: tuple[Faulty, ...],
) -> ft.Control:
    by_number = {number: volunteer for volunteer, number in roster.numbers(app).items()}
    lines = [
        _line(
            t,
            app,
            place,
            each,
            app.name_of(by_number.get(each.get("number", "").strip())),
            put_line,
            _fault_words(app, faulty, place),
        )
        for place, each in enumerate(values["lines"])
    ]
    return ui.hook("grid", ui.stack(*lines, gap=12 if t.room < 600 else 8), label=activity.title)


def _line(
    t: Tokens,
    app: AppState,
    place: int,
    values: dict[str, str],
    name: str,
    put_line: Callable[[int, str, str], None],
    fault: str,
) -> ft.Control:
    def field(what: str, hint: str) -> ft.Control:
        made = text_field(
            t,
            f"{what}-{place}",
            app.say(f"paper.field.{what}"),
            values.get(what, ""),
            lambda text: put_line(place, what, text),
            hint=hint,
            keyboard=ft.KeyboardType.DATETIME,
        )
        return ft.Container(made, expand=True)

    number_typed = values.get("number", "").strip()
    who = name or (app.say("paper.who") if len(number_typed) >= NUMBER_DIGITS else "")
    label = ui.words(t, who, strong=bool(name), lines=1, color=t.ink if name else t.alarm)
    mark = ui.second(t, str(place + 1))
    fields = [field("number", "101"), field("came", "8:30"), field("left", "11:00"), field("hours", "2.5")]
    wrong = [ui.words(t, fault, t.second, strong=True, color=t.alarm)] if fault else []
    if t.room < 600:
        head = ui.line(mark, ft.Container(label, expand=True))
        return ui.card(
            t, head, ui.line(*fields[:2]), ui.line(*fields[2:]), *wrong, padding=12, edge=t.alarm if fault else None
        )
    row = ft.Row(
        [ft.Container(mark, width=24 * t.scale), fields[0], ft.Container(label, width=112 * t.scale), *fields[1:]],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ui.stack(row, *wrong, gap=2)
