"""The table of domain report 3.11 as data: which role opens which part of the records, and what it may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from records.codes import Role


class Area(StrEnum):
    """The rows of report 3.11: parts of the records that a role opens or not."""

    ROSTER = "roster"
    """Sites, staff, tablets."""
    TOTALS = "totals"
    """Counts without names."""
    PEOPLE = "people"
    """Residents, L1."""
    CARE = "care"
    """Visits, checks, risk: L2."""
    PROTECTION = "protection"
    """Child protection, L3: only for people who hold a grant by name, besides a role that may be given one."""
    HOURS = "hours"
    ALERTS = "alerts"
    CONFLICTS = "conflicts"


class Act(StrEnum):
    """What somebody may do on a centre's pages."""

    CONFIRM_HOURS = "confirm_hours"
    ANSWER_ALERT = "answer_alert"
    SET_RISK = "set_risk"
    RESOLVE_CONFLICT = "resolve_conflict"
    ENROL = "enrol"
    USERS = "users"
    EXPORT = "export"


class Narrow(StrEnum):
    """How a role's reading is narrower than its area."""

    CHILDREN = "children"
    """People and care of children only."""
    ON_ALERT = "on_alert"
    """Care only of persons about whom an alert was raised."""
    CRITICAL = "critical"
    """Critical alerts only."""
    ADDRESSED = "addressed"
    """Alerts addressed to them only."""


@dataclass(frozen=True)
class Duties:
    """What a role opens and allows at its site and below."""

    reads: frozenset[Area]
    acts: frozenset[Act] = frozenset()
    narrow: frozenset[Narrow] = frozenset()


def _duties(reads: Iterable[Area], acts: Iterable[Act] = (), narrow: Iterable[Narrow] = ()) -> Duties:
    return Duties(frozenset({Area.ROSTER, *reads}), frozenset(acts), frozenset(narrow))


_STATION: Final = _duties(
    {Area.TOTALS, Area.PEOPLE, Area.CARE, Area.PROTECTION, Area.HOURS, Area.ALERTS},
    {Act.CONFIRM_HOURS, Act.SET_RISK},
)
_STREET: Final = frozenset({Area.TOTALS, Area.PEOPLE, Area.CARE, Area.HOURS, Area.ALERTS, Area.CONFLICTS})
_STREET_ACTS: Final = frozenset({Act.CONFIRM_HOURS, Act.ANSWER_ALERT, Act.EXPORT})
_DISTRICT: Final = frozenset({Area.TOTALS, Area.ALERTS, Area.PROTECTION})

DUTIES: Final[dict[Role, Duties]] = {
    Role.CHIEF_SOCIAL_WORKER: _STATION,
    Role.SW_ASSISTANT: _STATION,
    Role.CHILD_DIRECTOR: _duties(
        {Area.PEOPLE, Area.CARE, Area.PROTECTION, Area.HOURS, Area.ALERTS}, (), {Narrow.CHILDREN}
    ),
    Role.COMMITTEE_MEMBER: _duties({Area.ALERTS}, (), {Narrow.ADDRESSED}),
    Role.STREET_WORKER: _duties(_STREET, _STREET_ACTS, {Narrow.ON_ALERT}),
    Role.CHILD_SUPERVISOR: _duties(_STREET | {Area.PROTECTION}, _STREET_ACTS | {Act.SET_RISK}, {Narrow.ON_ALERT}),
    Role.STREET_ADMIN: _duties(_STREET | {Area.PROTECTION}, frozenset(Act)),
    Role.LOCAL_SUPERVISOR: _duties({Area.PROTECTION}),
    Role.AGENCY_SENIOR_SW: _duties({Area.PROTECTION}),
    Role.DISTRICT_WORKER: _duties(_DISTRICT, {Act.ANSWER_ALERT}, {Narrow.CRITICAL}),
    Role.DISTRICT_ADMIN: _duties(_DISTRICT, {Act.ANSWER_ALERT, Act.ENROL, Act.USERS}, {Narrow.CRITICAL}),
    Role.COMMITTEE_EXPERT: _duties({Area.TOTALS}),
    Role.EVALUATOR: _duties({Area.TOTALS}),
    Role.PRIVACY_OFFICER: _duties({Area.TOTALS}, {Act.EXPORT}),
    Role.SYSADMIN: _duties((), {Act.ENROL, Act.USERS}),
}
"""Roles that are not named here (volunteers, residents' representatives) have no login at a centre."""
