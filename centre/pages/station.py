"""One station: what waits there, who is due, what came in, its tablets and its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from centre.duties import Act, Area
from centre.pages import alert_rows, site_choice
from centre.pages.due import rows_of
from centre.pages.standings import Standings
from centre.pages.tablets import row_of
from centre.pages.timeline import Event, events
from centre.pages.today import StationRow, added, board
from centre.pages.visitor import Guest, Visitor
from centre.tables import standing
from records.alert import Alert
from records.base import Record
from records.platform import Site, Staff
from records.sites import covers
from records.visit import Visit
from records.welfare_check import ElderCheck

router = APIRouter()

FEW: Final = 8


@dataclass(frozen=True)
class Tile:
    """One figure at the head of the page."""

    label: str
    n: int | None
    href: str


@router.get("/station/{code}")
def station(visitor: Guest, code: str) -> Response:
    """A station's page."""
    site = visitor.sight.site_called(code)
    visitor.must(any(covers(own, code) for own in visitor.reader.codes()))
    due, due_total = _due(visitor, site)
    return visitor.page(
        "station.html",
        wide=True,
        station=site,
        tiles=_tiles(visitor, code),
        alerts=_alerts(visitor, code),
        due=due,
        due_total=due_total,
        recent=_recent(visitor, code),
        facts=_facts(visitor, site),
        tablets=[
            row_of(visitor.say, t, visitor.labels.site(t.site_id), visitor.now)
            for t in visitor.tablets
            if covers(code, t.site_code)
        ],
        staff=_staff(visitor, site),
        may_enrol=visitor.may(Act.ENROL, code),
    )


def _tiles(visitor: Visitor, code: str) -> list[Tile]:
    """The station's line of the board, as figures; of a street the sums of its stations."""
    if not visitor.reader.reads(Area.TOTALS, code):
        return []
    rows = [row for row in board(visitor) if covers(code, row.href.rpartition("/")[2])]
    return [Tile(visitor.say(f"centre.today.{key}"), n, href) for key, n, href in _figures(rows, code)]


def _figures(rows: list[StationRow], code: str) -> list[tuple[str, int | None, str]]:
    named = any(row.late.href for row in rows)
    hours = any(row.hours.href for row in rows)
    return [
        ("open_alerts", added(r.alerts for r in rows), f"/records/alert?site={code}&open=1&sort=due_at"),
        ("late", added(r.late for r in rows), f"/due?site={code}" if named else ""),
        ("people", added(r.people for r in rows), f"/due?site={code}&when=all" if named else ""),
        ("hours", added(r.hours for r in rows), f"/hours?site={code}" if hours else ""),
        ("conflicts", added(r.conflicts for r in rows), f"/conflicts?site={code}"),
    ]


def _alerts(visitor: Visitor, code: str) -> list[alert_rows.AlertRow]:
    scopes = site_choice.narrowed(visitor.reader.reach(Alert).scopes, code)
    if not scopes:
        return []
    found = visitor.sight.records(Alert, alert_rows.is_open(), order="due_at", limit=FEW, scopes=scopes)
    return alert_rows.rows_of(visitor, found)


def _due(visitor: Visitor, site: Site) -> tuple[list[object] | None, int]:
    if not visitor.reader.reads(Area.PEOPLE, site.code):
        return None, 0
    here = [s.id.bytes for s in visitor.sight.sites.values() if covers(site.code, s.code)]
    where = (standing.c.site_id.in_(here), standing.c.due_on <= visitor.today.isoformat())
    standings = Standings(visitor.sight)
    return list(rows_of(visitor, standings.people(*where, limit=FEW))), standings.count(*where)


def _recent(visitor: Visitor, code: str) -> list[Event] | None:
    """The newest visits and checks."""
    kinds: tuple[type[Record], ...] = (Visit, ElderCheck)
    if not all(visitor.reader.lists(kind) for kind in kinds):
        return None
    found: list[Record] = []
    for kind in kinds:
        scopes = site_choice.narrowed(visitor.reader.reach(kind).scopes, code)
        found += visitor.sight.records(kind, limit=FEW, scopes=scopes) if scopes else []
    found.sort(key=lambda record: record.occurred_at, reverse=True)
    return events(visitor, found[:FEW])


def _facts(visitor: Visitor, site: Site) -> list[tuple[str, object]]:
    skip = ("name", "code", "level", "occurred_at", "parent_id")
    return list(visitor.shown.fields(site, skip=skip))


def _staff(visitor: Visitor, site: Site) -> list[tuple[str, str]]:
    """Who holds a post there today."""
    mark = visitor.say("centre.ui.list_mark")
    found = []
    for person in visitor.sight.records(Staff, order="name"):
        roles = person.roles_at(site.id, visitor.today)
        if roles and not person.is_void:
            found.append((person.name, mark.join(sorted(visitor.say.code(role) for role in roles))))
    return found
