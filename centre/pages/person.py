"""One person: risk with its reasons in words, what happened, what is known, and setting a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from centre.looked import Deed
from centre.pages import alert_rows, risk_card
from centre.pages.address import id_in
from centre.pages.shown import address
from centre.pages.timeline import events
from centre.pages.visitor import Guest, Posted, Visitor
from centre.tables import table_of
from records.alert import Alert
from records.base import Record
from records.codes import RiskLevel, RiskSource
from records.conflict import ConflictRecord
from records.person import Consent, Person, PersonCategory, Relation
from records.visit import VisitPlan
from records.welfare_check import RiskAssessment

router = APIRouter()

SHOWN: Final = 30
"""Events on the page; the rest is one click away."""

SETTABLE: Final = (RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)
LONGEST_REASON: Final = 200
MOST_WORDS: Final = 4
"""Values on the second line of a card's row."""

_BESIDE: Final = (PersonCategory, Relation, Consent, VisitPlan)
"""Kinds that stand beside the timeline, not in it."""


@dataclass(frozen=True)
class Line:
    """One line of a card."""

    href: str
    title: str
    text: str
    chip: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Part:
    """A card of lines."""

    key: str
    title: str
    rows: list[Line]


@router.get("/person/{record_id}")
def person(visitor: Guest, record_id: str) -> Response:
    """A person's page."""
    return _page(visitor, visitor.sight.one(Person, id_in(record_id)), {}, {})


@router.post("/person/{record_id}/risk")
def set_risk(visitor: Guest, form: Posted, record_id: str) -> Response:
    """Set a risk level by hand; the tablet reads it with its next sync."""
    found = visitor.sight.one(Person, id_in(record_id))
    visitor.must(risk_card.may_set(visitor, found))
    values = {name: form.one(name) for name in ("level", "reason")}
    errors = _errors(visitor, found, values)
    if errors:
        return _page(visitor, found, values, errors)
    level = RiskLevel(values["level"])
    leaving = risk_card.leaves_critical(visitor, found, level)
    archive, me = visitor.office.archive, visitor.reader.staff_id
    assessment = RiskAssessment(
        **archive.born(found.site_id, me),
        person_id=found.id,
        level=level,
        source=RiskSource.MANUAL,
        reason=values["reason"],
        confirmed_by=me if leaving else None,
    )
    assessment.check()
    visitor.write(assessment)
    return RedirectResponse(f"/person/{found.id}?done=level", 303)


def _errors(visitor: Visitor, found: Person, values: dict[str, str]) -> dict[str, str]:
    say, errors = visitor.say, {}
    if values["level"] not in {level.value for level in SETTABLE}:
        errors["level"] = say("centre.ui.choose")
    elif risk_card.needs_other(visitor, found, RiskLevel(values["level"])):
        errors["level"] = say("centre.person.needs_second")
    if not values["reason"]:
        errors["reason"] = say("error.required")
    elif len(values["reason"]) > LONGEST_REASON:
        errors["reason"] = say("error.too_long", limit=LONGEST_REASON)
    return errors


def _page(visitor: Visitor, found: Person, values: dict[str, str], errors: dict[str, str]) -> Response:
    say, labels, sight = visitor.say, visitor.labels, visitor.sight
    visitor.note(Deed.PERSON, found.id)
    records = _records(visitor, found)
    told = [r for r in records if not isinstance(r, (*_BESIDE, Person))]
    alerts = [r for r in told if isinstance(r, Alert) and r.is_open and sight.opens(r)]
    return visitor.page(
        "person.html",
        422 if errors else 200,
        person=found,
        name=labels.person(found),
        meta=_meta(visitor, found),
        crumb=_crumb(visitor, found),
        risk=risk_card.card(visitor, found, records) if sight.sees_care(found) else None,
        open_alerts=alert_rows.rows_of(visitor, sorted(alerts, key=lambda a: a.due_at)),
        timeline=events(visitor, told[:SHOWN]),
        more_href=f"/person/{found.id}/all" if len(told) > SHOWN else "",
        facts=visitor.shown.fields(found, skip=("name", "gender", "status", "occurred_at", "void_reason")),
        parts=_parts(visitor, records),
        conflicts=_conflicts(visitor, found),
        may_set_risk=risk_card.may_set(visitor, found),
        level_options=[(level.value, say.code(level)) for level in SETTABLE],
        values=values,
        errors=errors,
        done=say("centre.person.done") if visitor.query("done") == "level" else "",
    )


@router.get("/person/{record_id}/all")
def all_events(visitor: Guest, record_id: str) -> Response:
    """Everything that is known about a person, the newest first."""
    found = visitor.sight.one(Person, id_in(record_id))
    visitor.note(Deed.PERSON, found.id)
    told = [r for r in _records(visitor, found, limit=2000) if not isinstance(r, Person)]
    return visitor.page(
        "timeline.html",
        name=visitor.labels.person(found),
        meta=_meta(visitor, found),
        href=address(found),
        timeline=events(visitor, told),
    )


def _records(visitor: Visitor, found: Person, limit: int = 200) -> list[Record]:
    """What is known about a person and open to this reader."""
    about = visitor.office.archive.timeline(found.id, visitor.sight.all_scopes, limit)
    visitor.sight.read.load_named_in(about)
    return [record for record in about if visitor.sight.opens(record)]


def _meta(visitor: Visitor, found: Person) -> str:
    say, labels = visitor.say, visitor.labels
    parts = [
        say.code(found.gender) if found.gender else "",
        labels.age(found),
        labels.site(found.site_id),
        say.code(found.status),
    ]
    return " · ".join(part for part in parts if part)


def _crumb(visitor: Visitor, found: Person) -> list[tuple[str, str]]:
    code = visitor.sight.code(found.site_id)
    kind = (visitor.say.kind(Person), "/records/person")
    return [kind, (visitor.labels.site(found.site_id), f"/station/{code}")]


def _parts(visitor: Visitor, records: list[Record]) -> list[Part]:
    """Categories, relations, consents and plans, each in a card of its own."""
    found = []
    for kind in _BESIDE:
        rows = [_line(visitor, record) for record in records if isinstance(record, kind) and not record.is_void]
        if rows:
            found.append(Part(kind.__name__.lower(), visitor.say.kind(kind), rows))
    return found


def _line(visitor: Visitor, record: Record) -> Line:
    say, shown = visitor.say, visitor.shown
    skip = ("person_id", "occurred_at", *record.about.named_by)
    mark = say("centre.ui.list_mark")
    words = mark.join(shown.brief(record, skip=skip)[:MOST_WORDS])
    chip = None
    if isinstance(record, Consent):
        withdrawn = record.withdrawn_at is not None
        key = "withdrawn" if withdrawn else "given" if record.given else "refused"
        chip = (
            ("ok", say(f"centre.person.{key}"), "low")
            if key == "given"
            else ("unknown", say(f"centre.person.{key}"), "off")
        )
        words = f"{record.occurred_at:%Y-%m-%d}{mark}{say.code(record.by_whom)}{mark}{say.code(record.method)}"
    return Line(address(record), visitor.labels.record(record), words, chip)


def _conflicts(visitor: Visitor, found: Person) -> list[dict[str, object]]:
    c = table_of(ConflictRecord).c
    mine = visitor.sight.records(ConflictRecord, c.record_id == found.id.bytes, c.resolution.is_(None))
    return [{"id": one.id, "field": visitor.labels.field(Person, one.field)} for one in mine]
