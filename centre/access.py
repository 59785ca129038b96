"""Who may read and do what at a centre: roles x sites x data classes (domain report 3.11). The only module for rights.

A role at a site opens some areas of the records at that site and below. A page asks a `Reader`; the archive is
asked only with the scopes that the reader has for the kind in question. A scope covers its site and every site
below it: `370299001/s` opens the station rings of all stations of that street.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from centre.duties import DUTIES, Act, Area, Duties, Narrow
from records.alert import Alert
from records.base import Record, Ring, Sensitivity
from records.codes import AlertType, RiskLevel, Role
from records.conflict import ConflictRecord
from records.person import Person
from records.platform import Staff
from records.sites import covers, scope
from records.volunteering import HoursDispute, Volunteer, VolunteerActivity, VolunteerSession

_HOURS_KINDS: Final = (Volunteer, VolunteerActivity, VolunteerSession, HoursDispute)
CHILD_ALERTS: Final = (AlertType.CHILD_CRITICAL, AlertType.MANDATORY_REPORT, AlertType.CARER_INCAPABLE)
"""Alerts about children: what a child director sees."""

ADULT_YEARS: Final = 18
"""Under this age somebody is a child (Law on the Protection of Minors, Art. 2)."""


def area_of(kind: type[Record]) -> Area:
    """The area a kind belongs to; a kind nobody placed falls under its ring and its data class."""
    if kind.about.ring is Ring.PROTECTION or kind.about.sens is Sensitivity.L3:
        return Area.PROTECTION
    if kind.about.ring is Ring.ROSTER:
        return Area.ROSTER
    if issubclass(kind, ConflictRecord):
        return Area.CONFLICTS
    if issubclass(kind, Alert):
        return Area.ALERTS
    if issubclass(kind, _HOURS_KINDS):
        return Area.HOURS
    return Area.CARE if kind.about.sens is Sensitivity.L2 else Area.PEOPLE


def born_after(today: date) -> date:
    """Whoever is born later than this day is a child today."""
    try:
        return today.replace(year=today.year - ADULT_YEARS)
    except ValueError:  # 29 February
        return today.replace(year=today.year - ADULT_YEARS, day=28)


def is_child(person: Person, today: date) -> bool:
    """Whether a person is under age."""
    return person.birth_date is not None and person.birth_date > born_after(today)


@dataclass(frozen=True)
class HeldPost:
    """A role held today at the site with this code."""

    role: Role
    code: str

    @property
    def duties(self) -> Duties:
        """What the role opens; nothing for a role without a login here."""
        return DUTIES.get(self.role, Duties(frozenset()))


@dataclass(frozen=True)
class Reach:
    """How far a reader sees into one kind: its scopes, and how it is narrowed within them."""

    scopes: tuple[str, ...]
    narrow: frozenset[Narrow]


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in, with what they may see and do today.

    Attributes:
        protected: holds a grant for the protection ring by name, not yet expired.
    """

    staff_id: UUID
    name: str
    posts: tuple[HeldPost, ...]
    protected: bool = False

    def reads(self, area: Area, code: str = "") -> bool:
        """Whether an area is open at the site with `code`, or anywhere when no site is given."""
        return any(self._opens(post, area) and (not code or covers(post.code, code)) for post in self.posts)

    def may(self, act: Act, code: str = "") -> bool:
        """Whether an act is allowed at the site with `code`, or anywhere when no site is given."""
        return any(act in post.duties.acts and (not code or covers(post.code, code)) for post in self.posts)

    def codes(self, area: Area | None = None) -> tuple[str, ...]:
        """The sites at which an area is open, the widest only."""
        held = {post.code for post in self.posts if area is None or self._opens(post, area)}
        return tuple(sorted(code for code in held if not any(covers(o, code) for o in held - {code})))

    def reach(self, kind: type[Record]) -> Reach:
        """How far a list of `kind` goes. Posts that see all of it win over posts that see a part."""
        area = area_of(kind)
        opening = [post for post in self.posts if self._opens(post, area)]
        whole = [post for post in opening if not _narrowed(post, area)]
        narrow = frozenset[Narrow]() if whole else frozenset().union(*(_narrowed(p, area) for p in opening))
        codes = {post.code for post in whole or opening}
        return Reach(tuple(sorted(scope(c, ring) for c in codes for ring in self._rings(area))), narrow)

    def lists(self, kind: type[Record]) -> bool:
        """Whether lists of a kind are open: it is readable at all, and not person by person only."""
        reach = self.reach(kind)
        by_person = reach.narrow & {Narrow.CHILDREN, Narrow.ON_ALERT}
        return bool(reach.scopes) and (not by_person or issubclass(kind, Person | Alert))

    def sees_care(self, code: str, *, child: bool, alerted: bool) -> bool:
        """Whether L2 of one person at a site is open.

        Args:
            code: the person's site.
            child: the person is under age.
            alerted: an alert was raised about the person.
        """
        ways = [_narrowed(p, Area.CARE) for p in self.posts if self._opens(p, Area.CARE) and covers(p.code, code)]
        return any((Narrow.CHILDREN not in way or child) and (Narrow.ON_ALERT not in way or alerted) for way in ways)

    def sees_person(self, code: str, *, child: bool) -> bool:
        """Whether a person's own page is open."""
        ways = [_narrowed(p, Area.PEOPLE) for p in self.posts if self._opens(p, Area.PEOPLE) and covers(p.code, code)]
        return any(Narrow.CHILDREN not in way or child for way in ways)

    def sees_name(self, code: str, *, child: bool) -> bool:
        """Whether a resident's name is shown; a child's only to those who hold a protection grant."""
        return self.sees_person(code, child=child) and (not child or self.reads(Area.PROTECTION, code))

    def may_set_risk(self, code: str, *, child: bool, alerted: bool) -> bool:
        """Whether a risk level may be set: never without seeing what it rests on; supervisors of children for them."""
        if not self.sees_care(code, child=child, alerted=alerted):
            return False
        roles = [p.role for p in self.posts if Act.SET_RISK in p.duties.acts and covers(p.code, code)]
        return any(role is not Role.CHILD_SUPERVISOR or child for role in roles)

    def sees_alert(self, alert: Alert, code: str) -> bool:
        """Whether one alert is open."""
        ways = [_narrowed(p, Area.ALERTS) for p in self.posts if self._opens(p, Area.ALERTS) and covers(p.code, code)]
        return any(_alert_fits(alert, way, self.staff_id) for way in ways)

    def _opens(self, post: HeldPost, area: Area) -> bool:
        return area in post.duties.reads and (area is not Area.PROTECTION or self.protected)

    def _rings(self, area: Area) -> tuple[Ring, ...]:
        if area is Area.ROSTER:
            return (Ring.ROSTER,)
        if area is Area.PROTECTION:
            return (Ring.PROTECTION,)
        if area is Area.CONFLICTS:  # a conflict lies in the ring of the record that it is about
            return (Ring.ROSTER, Ring.STATION, Ring.PROTECTION) if self.protected else (Ring.ROSTER, Ring.STATION)
        return (Ring.STATION,)


def _narrowed(post: HeldPost, area: Area) -> frozenset[Narrow]:
    """The narrowings of a post that concern an area."""
    concerned = {
        Area.PEOPLE: {Narrow.CHILDREN},
        Area.CARE: {Narrow.CHILDREN, Narrow.ON_ALERT},
        Area.ALERTS: {Narrow.CHILDREN, Narrow.CRITICAL, Narrow.ADDRESSED},
    }
    return post.duties.narrow & concerned.get(area, set())


def _alert_fits(alert: Alert, narrow: frozenset[Narrow], staff_id: UUID) -> bool:
    if Narrow.CHILDREN in narrow and alert.alert_type not in CHILD_ALERTS and alert.assignee_id != staff_id:
        return False
    if Narrow.ADDRESSED in narrow and alert.assignee_id != staff_id:
        return False
    return Narrow.CRITICAL not in narrow or alert.level is RiskLevel.CRITICAL


def held_posts(staff: Staff, codes: dict[UUID, str], today: date) -> tuple[HeldPost, ...]:
    """The posts that count today, at sites that are known, with roles that have a login here."""
    if staff.is_void or (staff.ended_on is not None and staff.ended_on < today):
        return ()
    return tuple(
        HeldPost(post.role, codes[post.site_id])
        for post in staff.posts
        if post.held_on(today) and post.site_id in codes and post.role in DUTIES
    )


def may_hold_protection(posts: Iterable[HeldPost]) -> bool:
    """Whether any of these roles may be given a grant for the protection ring."""
    return any(Area.PROTECTION in post.duties.reads for post in posts)
