"""Records as events: one line each, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from centre.pages import moments
from centre.pages.shown import address
from centre.pages.sight import kind_of
from centre.pages.visitor import Visitor
from records.alert import Alert
from records.base import Record
from records.person import Consent, PersonCategory
from records.visit import Visit, VisitPerson
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment

ONE_LINE: Final = 80
"""Characters of what somebody wrote that a timeline shows."""


@dataclass(frozen=True)
class Event:
    """One line of a timeline."""

    icon: str
    when: str
    iso: str
    title: str
    text: str
    href: str
    level: str
    void: bool


def events(visitor: Visitor, records: list[Record]) -> list[Event]:
    """The lines for some records, as far as the reader may see them."""
    visitor.sight.read.load_named_in(records)
    return [_event(visitor, record) for record in records if visitor.sight.opens(record)]


def _event(visitor: Visitor, record: Record) -> Event:
    say = visitor.say
    hidden = visitor.sight.hides(record)
    said = "" if hidden else _said(record)
    who = visitor.labels.staff(record.actor_id)
    return Event(
        icon=kind_of(record),
        when=moments.moment(say, record.occurred_at, visitor.now),
        iso=moments.iso(record.occurred_at),
        title=_title(visitor, record),
        text=say("centre.ui.list_mark").join(part for part in (who, said) if part),
        href=address(record) if not isinstance(record, Alert) else f"/alert/{record.id}",
        level=_level(record),
        void=record.is_void,
    )


def _title(visitor: Visitor, record: Record) -> str:
    say = visitor.say
    kind = say.kind(type(record))
    detail = ""
    if isinstance(record, Visit):
        detail = say("centre.ui.list_mark").join((say.code(record.mode), say.code(record.outcome)))
    elif isinstance(record, VisitPerson):
        detail = say.code(record.outcome)
    elif isinstance(record, Alert):
        detail = say.code(record.alert_type)
    elif isinstance(record, PersonCategory):
        detail = say.code(record.category)
    elif isinstance(record, Consent):
        detail = say.code(record.scope)
    elif isinstance(record, RiskAssessment):
        detail = say.code(record.source)
    return kind + (say("centre.ui.colon") + detail if detail else "")


def _level(record: Record) -> str:
    if isinstance(record, Alert | RiskAssessment):
        return record.level.value
    if isinstance(record, ElderCheck | ChildCheck) and record.level_confirmed:
        return record.level_confirmed.value
    return ""


def _said(record: Record) -> str:
    """What somebody wrote, shortened for one line."""
    for name in ("content", "reason", "answer", "note"):
        text = getattr(record, name, "")
        if text:
            return text if len(text) <= ONE_LINE else text[: ONE_LINE - 1] + "…"
    return ""
