"""The menu: what this visitor may open, with how much waits behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from centre.duties import Act, Area
from centre.pages import alert_rows, hours_rows
from centre.pages.standings import Standings
from centre.pages.tablets import is_stale
from centre.pages.visitor import Visitor
from centre.tables import standing, table_of
from records.alert import Alert
from records.conflict import ConflictRecord
from records.kinds import kind_name
from records.person import Person
from records.visit import Visit
from records.volunteering import VolunteerSession


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    label: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True)
class Group:
    """Some lines under a heading."""

    key: str
    entries: list[Entry]


@dataclass(frozen=True)
class Navigation:
    """The menu, and the visitor's first post."""

    post: str
    groups: list[Group]


def navigation(visitor: Visitor) -> Navigation:
    """The menu for a visitor."""
    groups = [Group("today", _today(visitor)), Group("work", _work(visitor)), Group("manage", _manage(visitor))]
    return Navigation(_post(visitor), [group for group in groups if group.entries])


def _today(visitor: Visitor) -> list[Entry]:
    sight, reader = visitor.sight, visitor.reader
    alerts = sight.count(Alert, alert_rows.is_open(), alert_rows.is_urgent()) if sight.reader.lists(Alert) else 0
    found = [_entry(visitor, "today", "/", alerts, also=("/alert", "/station"))]
    if reader.reads(Area.PEOPLE):
        late = Standings(sight).count(standing.c.due_on < visitor.today.isoformat())
        found.append(_entry(visitor, "due", "/due", late))
    if visitor.may(Act.CONFIRM_HOURS):
        waiting = sight.count(VolunteerSession, hours_rows.waits())
        found.append(_entry(visitor, "hours", "/hours", waiting))
    if reader.reads(Area.CONFLICTS):
        undecided = sight.count(ConflictRecord, table_of(ConflictRecord).c.resolution.is_(None))
        found.append(_entry(visitor, "conflicts", "/conflicts", undecided, also=("/conflict",)))
    silent = sum(1 for tablet in visitor.tablets if is_stale(tablet, visitor.now) or tablet.waiting_for_person)
    return [*found, _entry(visitor, "sync", "/sync", silent)]


def _work(visitor: Visitor) -> list[Entry]:
    """The kinds people look for most, and the way to all of them."""
    often = (Person, Visit, VolunteerSession)
    open_kinds = [kind for kind in often if visitor.reader.lists(kind)]
    found = []
    for kind in open_kinds:
        href = f"/records/{kind_name(kind)}"
        also = ("/person",) if kind is Person else ()
        found.append(_entry(visitor, "", href, 0, label=visitor.say.kind(kind), also=also))
    if visitor.reader.reads(Area.PEOPLE):
        found.insert(0, _entry(visitor, "find", "/find", 0))
    among = visitor.request.url.path.startswith(("/record", "/history/"))
    every = _entry(visitor, "records", "/records", 0)
    return [*found, replace(every, current=among and not any(entry.current for entry in found))]


def _manage(visitor: Visitor) -> list[Entry]:
    return [_entry(visitor, "users", "/users", 0)] if visitor.may(Act.USERS) else []


def _entry(
    visitor: Visitor,
    key: str,
    href: str,
    count: int,
    *,
    label: str = "",
    also: tuple[str, ...] = (),
) -> Entry:
    path = visitor.request.url.path
    here = path == href or (href != "/" and path.startswith(href + "/"))
    near = any(path.startswith(f"{other}/") for other in also)
    return Entry(label or visitor.say(f"centre.nav.{key}"), href, count, here or near)


def _post(visitor: Visitor) -> str:
    """The visitor's widest role at its site, in words."""
    post = min(visitor.reader.posts, key=lambda p: len(p.code))
    return visitor.say.code(post.role)
