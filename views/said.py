"""Records in words: how a value, a reason, a person's facts and a line of a timeline are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import flet as ft
import msgspec

from records.base import BORN, EMPTY, Record, Shape
from records.codes import VisitMode
from records.fields import Field, field_of
from records.kinds import kind_name
from records.person import Person
from records.rules.lunar import lunar_day
from records.visit import Visit
from records.welfare_check import ChildCheck, ElderCheck
from records.words import list_name
from views import widgets as ui
from views.days import age_words, calendar_day, moment_words
from views.state.app_state import AppState
from views.state.people import PersonCard

Say = Callable[..., str]

ICONS: Final[Mapping[str, ft.IconData]] = {
    "person": ft.Icons.PERSON_OUTLINE,
    "household": ft.Icons.HOME_OUTLINED,
    "person_category": ft.Icons.LABEL_OUTLINE,
    "relation": ft.Icons.GROUP_OUTLINED,
    "consent": ft.Icons.HANDSHAKE_OUTLINED,
    "visit": ft.Icons.DIRECTIONS_WALK,
    "visit_person": ft.Icons.DIRECTIONS_WALK,
    "visit_plan": ft.Icons.EVENT_REPEAT,
    "elder_check": ft.Icons.FACT_CHECK_OUTLINED,
    "child_check": ft.Icons.FACT_CHECK_OUTLINED,
    "risk_assessment": ft.Icons.SPEED_OUTLINED,
    "alert": ft.Icons.CRISIS_ALERT,
    "volunteer": ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
    "volunteer_activity": ft.Icons.EVENT_AVAILABLE_OUTLINED,
    "volunteer_session": ft.Icons.TIMER_OUTLINED,
    "hours_dispute": ft.Icons.RULE_OUTLINED,
    "conflict": ft.Icons.COMPARE_ARROWS,
    "site": ft.Icons.LOCATION_CITY_OUTLINED,
    "staff": ft.Icons.BADGE_OUTLINED,
    "device": ft.Icons.TABLET_ANDROID,
}
UNDONE: Final = "undo"
"""The reason of a void that an undo made."""
MASKED_TAIL: Final = 4
"""Digits of a phone or an ID number that lists may show."""


def icon_of(kind: str, mode: VisitMode | None = None) -> ft.IconData:
    """The icon of a kind of record; a visit by telephone has its own."""
    if mode in (VisitMode.PHONE, VisitMode.VIDEO, VisitMode.MESSAGE):
        return ft.Icons.CALL_OUTLINED
    return ICONS.get(kind, ft.Icons.ARTICLE_OUTLINED)


def code_word(say: Say, entry: StrEnum) -> str:
    """The word of a code."""
    return say(f"code.{list_name(type(entry))}.{entry.value}")


def masked(number: str) -> str:
    """A number of which only the end is shown where others may look on."""
    return number if len(number) <= MASKED_TAIL else f"{number[:3]}****{number[-MASKED_TAIL:]}"


def person_facts(app: AppState, card: PersonCard, *, category: bool = True, gender: bool = False) -> str:
    """The second line of a person's row: age, lane, why on the list."""
    first = code_word(app.say, card.gender) if gender and card.gender else ""
    why = code_word(app.say, card.categories[0]) if category and card.categories else ""
    return ui.joined(first, age_words(app.say, card.birth_date, app.today()), card.lane or card.address, why)


def reason_words(app: AppState, check: str, reason: str) -> str:
    """A reason of a level: an answer (`E02=2`), a flag (`flag:alone`), a composite; `check`: whose questions."""
    name, _, rest = reason.partition("=")
    if rest:
        asked = app.say(f"check.{check}.{name}")
        return app.say(
            "reason.answer", question=asked, answer=app.say(f"check.{check}.{name}.{rest}").replace("\n", "")
        )
    area, _, word = reason.partition(":")
    key = f"{area}.{word}"
    return app.say(key) if key in app.words else app.say(f"why.{reason}") if f"why.{reason}" in app.words else reason


def why_due_words(app: AppState, card: PersonCard) -> str:
    """What sets a person's due day: the rule, a plan, a follow-up."""
    return app.say(f"due.{card.why_due}", days=card.interval) if card.why_due else ""


def note_words(app: AppState, card: PersonCard) -> str:
    """Why somebody is urgent, for the middle of a wide row: the heaviest reason, or what set the day.

    A child's reasons stay on the child's own page: a list is seen by whoever stands beside the worker.
    """
    for reason in card.reasons[:1]:
        return reason_words(app, card.check, reason)
    return why_due_words(app, card)


def lunar_words(app: AppState, day: date) -> str:
    """A day in the lunar calendar, as said beside birthdays and festivals."""
    found = lunar_day(day)
    month = app.say(f"lunar.month.{found.month}")
    if found.is_leap:
        month = app.say("lunar.leap", month=month)
    return app.say("lunar.date", month=month, day=app.say(f"lunar.day.{found.day}"))


def problem_words(app: AppState, key: str, **about: object) -> tuple[str, str, str]:
    """What happened, whether the data is safe, what to do: for an error card."""
    told = {"when": "", "count": app.waiting, **about}
    what, safe, todo = (app.say(f"error.{key}.{each}", **told).strip() for each in ("what", "safe", "do"))
    return what, safe, todo


def void_words(app: AppState, reason: str) -> str:
    """Why a record is void; what was taken back at once says so."""
    return app.say("void.undo") if reason == UNDONE else reason


def value_words(app: AppState, kind: type[Record], name: str, value: object) -> str:
    """A field's value as a person reads it; empty when it was not filled."""
    if value in EMPTY:
        return ""
    if name in BORN:
        return plain_words(app, None, value)
    field = field_of(kind, name)
    if field.spec.shape is Shape.FLAG:
        return app.say("action.yes" if value else "action.no")
    if field.spec.shape is Shape.WHOLE and field.spec.unit:
        return app.say("value.with_unit", value=value, unit=app.say(f"unit.{field.spec.unit}"))
    if field.spec.shape is Shape.ANSWERS and isinstance(value, Mapping):
        check = "child" if kind is ChildCheck else "elder"
        return "\n".join(reason_words(app, check, f"{item}={chosen}") for item, chosen in value.items())
    if name == "reasons" and isinstance(value, tuple):
        check = "child" if kind is ChildCheck else "elder"
        return app.say("value.and").join(reason_words(app, check, str(each)) for each in value)
    if field.spec.shape is Shape.BYTES:
        return ""
    return plain_words(app, field, value)


def plain_words(app: AppState, field: Field | None, value: object) -> str:
    """A value by its own type: codes, days, moments, names behind ids, parts."""
    if isinstance(value, StrEnum):
        return code_word(app.say, value)
    if isinstance(value, bool):
        return app.say("action.yes" if value else "action.no")
    if isinstance(value, datetime):
        return moment_words(app.say, value, app.now())
    if isinstance(value, date):
        return calendar_day(app.say, value, app.today())
    if isinstance(value, UUID):
        return app.name_of(value) or record_title_of(app, value) or app.say("value.not_here")
    if isinstance(value, tuple):
        words = [plain_words(app, field, each) for each in value]
        return app.say("value.and").join(word for word in words if word)
    if isinstance(value, msgspec.Struct):
        shown = [getattr(value, f.name) for f in msgspec.structs.fields(type(value))]
        words = [plain_words(app, None, each) for each in shown if each not in EMPTY and each is not False]
        return " ".join(word for word in words if word)
    if isinstance(value, str) and field and field.options is None and f"hours.{value}" in app.words:
        return app.say(f"hours.{value}")
    return str(value)


def record_title_of(app: AppState, record_id: UUID) -> str:
    """The title of a record behind an id."""
    record = app.get(record_id)
    return record_title(app, record) if record else ""


def record_title(app: AppState, record: Record) -> str:
    """How a record is called in a list: its kind's `named_by`, said in words."""
    kind = type(record)
    if isinstance(record, Visit):
        return app.say("said.visit", mode=code_word(app.say, record.mode), outcome=code_word(app.say, record.outcome))
    named = [value_words(app, kind, name, getattr(record, name)) for name in record.about.named_by if name != "id"]
    title = ui.joined(*named)
    if isinstance(record, ElderCheck | ChildCheck):
        return app.say("said.with", what=app.words.kind(kind), name=title) if title else app.words.kind(kind)
    return title or app.words.kind(kind)


def names_of(app: AppState, record: Record) -> str:
    """The persons a record is about."""
    return app.say("value.and").join(name for each in app.about(record) if (name := app.name_of(each)))


def title_with_names(app: AppState, record: Record) -> str:
    """A record's title where nothing around it says whom it is about."""
    names, title = names_of(app, record), record_title(app, record)
    return title if names in title else ui.joined(names, title)


def timeline_title(app: AppState, record: Record) -> str:
    """What a line of a timeline begins with: the kind where the title alone would not say it."""
    if isinstance(record, Person):
        return app.say("said.made_person")
    kind = app.words.kind(type(record))
    title = record_title(app, record)
    if isinstance(record, Visit | ElderCheck | ChildCheck) or title == kind:
        return title
    return app.say("said.with", what=kind, name=title)


def record_note(app: AppState, record: Record) -> str:
    """The second line of a record in a timeline: what a worker wrote, or why the level is what it is."""
    for name in ("content", "note", "child_words", "reason", "answer", "claim"):
        if text := str(getattr(record, name, "") or ""):
            return text.replace("\n", " ")
    reasons: tuple[str, ...] = getattr(record, "reasons", ())
    check = "child" if isinstance(record, ChildCheck) else "elder"
    if reasons:
        return app.say("value.and").join(reason_words(app, check, each) for each in reasons[:2])
    if isinstance(record, Visit) and record.actions:
        return app.say("value.and").join(code_word(app.say, action.kind) for action in record.actions)
    return ""


def who_when(app: AppState, record: Record) -> str:
    """The last line: who wrote it and when it happened."""
    when = moment_words(app.say, record.occurred_at, app.now())
    return app.say("said.who_when", who=app.name_of(record.actor_id) or app.say("value.not_here"), when=when)


def kind_of(record: Record) -> str:
    """The name of a record's kind, as addresses use it."""
    return kind_name(type(record))
