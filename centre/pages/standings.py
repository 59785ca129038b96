"""The table of standings as pages ask it: who is due when, at which level, one by one or counted by site."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.duties import Area, Narrow
from centre.pages.sight import Sight
from centre.places import Places
from centre.tables import standing, table_of
from centre.times import moment_of_ms
from records.base import Ring
from records.codes import RiskLevel
from records.columns import cell
from records.person import Person
from records.sites import scope

LATE_STEPS: Final = ((1, 3), (4, 7), (8, 100_000))
"""Days overdue, in the three steps of the board."""


class PersonStanding(msgspec.Struct, frozen=True):
    """One person's row."""

    person_id: UUID
    site_id: UUID
    level: RiskLevel
    reasons: tuple[str, ...]
    level_since: datetime | None
    last_contact_at: datetime | None
    due_on: date | None
    why_due: str
    interval_days: int
    paused: bool


class SiteStanding(msgspec.Struct, frozen=True):
    """A site's counts of people: all, overdue, overdue by step, and overdue at critical or high."""

    people: int = 0
    late: int = 0
    parts: tuple[int, int, int] = (0, 0, 0)
    serious: int = 0


def late_between(today: date, low: int, high: int) -> sa.ColumnElement[bool]:
    """Overdue by `low` to `high` days."""
    newest, oldest = today - timedelta(days=low), today - timedelta(days=min(high, 3650))
    return sa.and_(standing.c.due_on <= newest.isoformat(), standing.c.due_on >= oldest.isoformat())


class Standings:
    """What one reader may see of the table."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def people(self, *where: sa.ColumnElement[bool], limit: int | None = None, offset: int = 0) -> list[PersonStanding]:
        """Rows of persons this reader may see, longest overdue first."""
        order = (standing.c.due_on.is_(None), standing.c.due_on, standing.c.person_id)
        with self._sight.archive.reading() as db:
            query = sa.select(standing).where(*self._mine(db, by_name=True), *where).order_by(*order)
            return [_row(row) for row in db.execute(query.limit(limit).offset(offset)).mappings()]

    def count(self, *where: sa.ColumnElement[bool]) -> int:
        """How many there are."""
        with self._sight.archive.reading() as db:
            query = sa.select(sa.func.count()).select_from(standing).where(*self._mine(db, by_name=True), *where)
            return db.scalar(query) or 0

    def of(self, person_id: UUID) -> PersonStanding | None:
        """One person's row; whether it may be shown has been asked before."""
        with self._sight.archive.reading() as db:
            row = db.execute(sa.select(standing).where(standing.c.person_id == person_id.bytes)).mappings().first()
        return _row(row) if row else None

    def by_site(self) -> dict[UUID, SiteStanding]:
        """Counts for every site whose totals are open."""
        today, one = self._sight.today, sa.literal(1)
        parts = [sa.func.count(sa.case((late_between(today, *step), one))) for step in LATE_STEPS]
        serious = standing.c.level.in_((RiskLevel.CRITICAL.value, RiskLevel.HIGH.value))
        late = standing.c.due_on < today.isoformat()
        columns = [
            standing.c.site_id,
            sa.func.count(),
            sa.func.count(sa.case((late, one))),
            *parts,
            sa.func.count(sa.case((sa.and_(late, serious), one))),
        ]
        with self._sight.archive.reading() as db:
            query = sa.select(*columns).where(*self._mine(db, by_name=False)).group_by(standing.c.site_id)
            rows = db.execute(query).all()
        return {UUID(bytes=r[0]): SiteStanding(r[1], r[2], (r[3], r[4], r[5]), r[6]) for r in rows}

    def _mine(self, db: sa.Connection, *, by_name: bool) -> list[sa.ColumnElement[bool]]:
        reader = self._sight.reader
        area = Area.PEOPLE if by_name else Area.TOTALS
        scopes = Places.read(db).expand(scope(code, Ring.STATION) for code in reader.codes(area))
        found: list[sa.ColumnElement[bool]] = [standing.c.scope.in_(scopes)]
        if by_name and Narrow.CHILDREN in reader.reach(Person).narrow:
            born = table_of(Person).c.birth_date
            children = sa.select(table_of(Person).c.id).where(born > cell(self._sight.born_after))
            found.append(standing.c.person_id.in_(children))
        return found


def _row(row: sa.RowMapping) -> PersonStanding:
    return PersonStanding(
        person_id=UUID(bytes=row["person_id"]),
        site_id=UUID(bytes=row["site_id"]),
        level=RiskLevel(row["level"]),
        reasons=tuple(row["reasons"].split()),
        level_since=_moment(row["level_since"]),
        last_contact_at=_moment(row["last_contact_at"]),
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        why_due=row["why_due"],
        interval_days=row["interval_days"],
        paused=row["paused"],
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else moment_of_ms(milliseconds)
