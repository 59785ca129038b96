"""What needs action today, by station: alerts with their clocks, and the counts with the tablets behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response

from centre.duties import Act, Area
from centre.pages import alert_rows, hours_rows, moments
from centre.pages.standings import LATE_STEPS, SiteStanding, Standings
from centre.pages.tablets import stale_sites
from centre.pages.visitor import Guest, Visitor
from centre.tables import table_of
from centre.tablets import TabletStanding
from records.alert import Alert
from records.base import Record
from records.codes import SiteLevel
from records.conflict import ConflictRecord
from records.platform import Site
from records.sites import covers
from records.volunteering import VolunteerSession

router = APIRouter()

QUEUE = 10
"""Alerts on the first page; the rest is one click away."""


@dataclass(frozen=True)
class Figure:
    """A count and the address of the records behind it.

    No address when the records are not open to this reader, no count when not even that is.
    """

    n: int | None = 0
    href: str = ""


@dataclass(frozen=True)
class StationRow:
    """One station's line of the board."""

    name: str
    href: str
    alerts: Figure
    people: Figure
    late: Figure
    parts: tuple[Figure, ...]
    hours: Figure
    conflicts: Figure
    seen: str
    stale: bool


@router.get("/")
def today(visitor: Guest) -> Response:
    """The first page after signing in."""
    sight = visitor.sight
    alerts = None
    total = 0
    if visitor.reader.lists(Alert):
        urgent = (alert_rows.is_open(), alert_rows.is_urgent())
        alerts = alert_rows.rows_of(visitor, sight.records(Alert, *urgent, order="due_at", limit=QUEUE))
        total = sight.count(Alert, *urgent)
    stations = board(visitor) if visitor.reader.reads(Area.TOTALS) else None
    return visitor.page(
        "today.html",
        wide=True,
        day=moments.long_day(visitor.say, visitor.now),
        alerts=alerts,
        alert_total=total,
        alerts_href="/records/alert?" + urlencode({"open": "1", "sort": "due_at"}),
        stations=stations,
        total=_sum(stations or []),
        most_late=max((row.late.n or 0 for row in stations or []), default=0) or 1,
        late_words=[visitor.say(f"centre.today.late_{step}") for step in ("3", "7", "more")],
    )


def board(visitor: Visitor) -> list[StationRow]:
    """A line for every station of this reader, the most overdue first."""
    counts = _Counts(visitor)
    codes = visitor.reader.codes(Area.TOTALS)
    stations = [
        site
        for site in visitor.sight.sites.values()
        if site.level is SiteLevel.STATION and any(covers(code, site.code) for code in codes)
    ]
    rows = [counts.row(site) for site in stations]
    return sorted(rows, key=lambda row: (-(row.late.n or 0), -(row.alerts.n or 0), row.href))


class _Counts:
    """Every count of the board, each read in one query for all stations."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._standings = Standings(visitor.sight).by_site()
        self._alerts = self._by_site(Alert, alert_rows.is_open(), alert_rows.is_urgent())
        self._hours = self._by_site(VolunteerSession, hours_rows.waits())
        self._conflicts = self._by_site(ConflictRecord, table_of(ConflictRecord).c.resolution.is_(None))
        self._stale = stale_sites(visitor.tablets, visitor.now)

    def row(self, site: Site) -> StationRow:
        """One station's line."""
        visitor, code = self._visitor, site.code
        people = self._standings.get(site.id, SiteStanding())
        named, hours = visitor.reader.reads(Area.PEOPLE, code), visitor.may(Act.CONFIRM_HOURS, code)
        due = f"/due?site={code}" if named else ""
        tablets = [t for t in visitor.tablets if t.site_code == code]
        return StationRow(
            name=site.name,
            href=f"/station/{code}",
            alerts=Figure(self._count(self._alerts, site), f"/records/alert?site={code}&open=1&sort=due_at"),
            people=Figure(people.people, f"/due?site={code}&when=all" if named else ""),
            late=Figure(people.late, due),
            parts=tuple(
                Figure(n, f"{due}&late={low}-{high}" if due else "")
                for n, (low, high) in zip(people.parts, LATE_STEPS, strict=True)
            ),
            hours=Figure(self._count(self._hours, site), f"/hours?site={code}" if hours else ""),
            conflicts=Figure(self._count(self._conflicts, site), f"/conflicts?site={code}"),
            seen=_seen(visitor, tablets),
            stale=code in self._stale,
        )

    def _by_site(self, kind: type[Record], *where: sa.ColumnElement[bool]) -> dict[UUID, int] | None:
        lists = self._visitor.reader.lists(kind)
        return self._visitor.sight.count_by_site(kind, *where) if lists else None

    @staticmethod
    def _count(counts: dict[UUID, int] | None, site: Site) -> int | None:
        return None if counts is None else counts.get(site.id, 0)


def _seen(visitor: Visitor, tablets: list[TabletStanding]) -> str:
    """When the station's tablets were last heard of; the one silent longest is what matters."""
    if not tablets:
        return visitor.say("centre.today.no_tablet")
    if any(t.last_seen_at is None for t in tablets):
        return visitor.say("centre.sync.never")
    oldest = min(t.last_seen_at for t in tablets if t.last_seen_at)
    return moments.moment(visitor.say, oldest, visitor.now)


def added(figures: Iterable[Figure]) -> int | None:
    """Counts together; None when none of them is open."""
    counts = [figure.n for figure in figures if figure.n is not None]
    return sum(counts) if counts else None


def _sum(rows: Iterable[StationRow]) -> StationRow:
    """The last line: sums, with the addresses that show all stations."""
    rows = list(rows)
    named = any(row.late.href for row in rows)

    def total(figures: Iterable[Figure], href: str) -> Figure:
        return Figure(added(figures), href)

    return StationRow(
        name="",
        href="",
        alerts=total((r.alerts for r in rows), "/records/alert?open=1&sort=due_at"),
        people=total((r.people for r in rows), "/due?when=all" if named else ""),
        late=total((r.late for r in rows), "/due" if named else ""),
        parts=tuple(
            total((r.parts[i] for r in rows), f"/due?late={low}-{high}" if named else "")
            for i, (low, high) in enumerate(LATE_STEPS)
        ),
        hours=total((r.hours for r in rows), "/hours" if any(r.hours.href for r in rows) else ""),
        conflicts=total((r.conflicts for r in rows), "/conflicts"),
        seen="",
        stale=False,
    )
