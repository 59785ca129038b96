"""Who is to be seen, and who should have been seen already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response

from centre.duties import Area
from centre.pages import moments, site_choice
from centre.pages.paging import pager, with_query
from centre.pages.standings import LATE_STEPS, PersonStanding, Standings, late_between
from centre.pages.tablets import stale_sites
from centre.pages.visitor import Guest, Visitor
from centre.tables import standing
from records.codes import RiskLevel
from records.person import Person
from records.rules.calendar import day_of

router = APIRouter()

WEEK: Final = 7
WHENS: Final = ("late", "today", "week", "all")


@dataclass(frozen=True)
class DueRow:
    """One person as lists of due visits show them."""

    id: UUID
    name: str
    age: str
    site: str
    stale: bool
    level: str
    due_on: str
    due: str
    mark: str
    why: str
    last: str


@router.get("/due")
def due(visitor: Guest) -> Response:
    """The list, by when, site and level."""
    visitor.must(visitor.reader.reads(Area.PEOPLE))
    code, level = site_choice.chosen(visitor, Area.PEOPLE), visitor.query("level")
    when = visitor.query("when") if visitor.query("when") in WHENS else "late"
    where = [*_of_site(visitor, code), *_of_level(level)]
    standings = Standings(visitor.sight)
    chosen = [*where, *_when(visitor, when)]
    page = pager(visitor.request, standings.count(*chosen))
    people = standings.people(*chosen, limit=page.per_page, offset=page.offset)
    return visitor.page(
        "due.html",
        wide=True,
        period=site_choice.name_of(visitor, code),
        rows=rows_of(visitor, people),
        pager=page,
        when=when,
        site_code=code,
        level=level,
        summary=site_choice.name_of(visitor, code) if code else "",
        site_options=site_choice.options(visitor, Area.PEOPLE),
        level_options=[("", visitor.say("centre.ui.all")), *((x.value, visitor.say.code(x)) for x in RiskLevel)],
        tabs=[
            (
                visitor.say(f"centre.due.{key}"),
                standings.count(*where, *_tab(visitor, key)),
                with_query(visitor.request, when=key, late=""),
                key == when,
            )
            for key in WHENS
        ],
    )


def rows_of(visitor: Visitor, people: list[PersonStanding]) -> list[DueRow]:
    """Rows for some standings, in their order."""
    visitor.sight.read.load(one.person_id for one in people)
    stale = stale_sites(visitor.tablets, visitor.now)
    return [_row(visitor, one, stale) for one in people]


def _row(visitor: Visitor, one: PersonStanding, stale: frozenset[str]) -> DueRow:
    say, labels = visitor.say, visitor.labels
    person = visitor.sight.known(one.person_id)
    words, mark = due_words(visitor, one)
    return DueRow(
        id=one.person_id,
        name=labels.of(one.person_id),
        age=labels.age(person) if isinstance(person, Person) else "",
        site=labels.site(one.site_id),
        stale=visitor.sight.code(one.site_id) in stale,
        level=one.level.value,
        due_on=moments.day(say, one.due_on, visitor.today) if one.due_on else "–",
        due=words,
        mark=mark,
        why=why_words(visitor, one),
        last=moments.day(say, day_of(one.last_contact_at), visitor.today)
        if one.last_contact_at
        else say("centre.due.never"),
    )


def due_words(visitor: Visitor, one: PersonStanding) -> tuple[str, str]:
    """When the next contact is due, and its mark."""
    if one.due_on is None:
        return (visitor.say("due.paused") if one.paused else "–"), ""
    return moments.due_on(visitor.say, one.due_on, visitor.today)


def why_words(visitor: Visitor, one: PersonStanding) -> str:
    """Why then."""
    key = f"due.{one.why_due}"
    return visitor.say(key, days=one.interval_days) if key in visitor.say else ""


def _of_site(visitor: Visitor, code: str) -> list[sa.ColumnElement[bool]]:
    if not code:
        return []
    below = [s.id.bytes for s in visitor.sight.sites.values() if s.code.startswith(code)]
    return [standing.c.site_id.in_(below)]


def _of_level(level: str) -> list[sa.ColumnElement[bool]]:
    return [standing.c.level == level] if level in {x.value for x in RiskLevel} else []


def _when(visitor: Visitor, when: str) -> list[sa.ColumnElement[bool]]:
    steps = {f"{low}-{high}": (low, high) for low, high in LATE_STEPS}
    if when == "late" and visitor.query("late") in steps:
        return [late_between(visitor.today, *steps[visitor.query("late")])]
    return _tab(visitor, when)


def _tab(visitor: Visitor, when: str) -> list[sa.ColumnElement[bool]]:
    column, today = standing.c.due_on, visitor.today
    if when == "late":
        return [column < today.isoformat()]
    if when == "today":
        return [column == today.isoformat()]
    return [column.between(today.isoformat(), _in_a_week(today))] if when == "week" else []


def _in_a_week(today: date) -> str:
    return (today + timedelta(days=WEEK)).isoformat()
