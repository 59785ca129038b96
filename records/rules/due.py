"""How often somebody is seen, and by when something must have happened (report 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from records.codes import MinMode, RiskLevel
from records.rules.ruleset import CheckKind, CheckList, Ruleset, load_ruleset
from records.visit import VisitPlan

_WHEN_NOTHING_IS_SAID: Final = RiskLevel.MEDIUM
"""An alert must be due some day; below medium the report names none."""


def interval(kind: CheckKind, level: RiskLevel, *, special: bool = False, ruleset: Ruleset | None = None) -> int:
    """Days from one contact to the next.

    Args:
        kind: elder, or child; everybody else is seen like an elder.
        level: the risk level that stands.
        special: in one of the groups that are seen monthly even at low risk; see `standing.SPECIAL_GROUPS`.
        ruleset: the numbers; the current ones unless given.
    """
    return _rule_days((ruleset or load_ruleset()).check_list(kind), level, special)


def _rule_days(check: CheckList, level: RiskLevel, special: bool) -> int:
    return check.intervals["low_special" if special and level is RiskLevel.LOW else level]


class Rhythm(msgspec.Struct, frozen=True):
    """How often somebody is seen.

    Attributes:
        days: from one contact to the next.
        in_person_days: from one contact in person to the next; None where any way will do.
        by_plan: a visit plan set `days`, not the rule.
    """

    days: int
    in_person_days: int | None
    by_plan: bool


def rhythm(
    kind: CheckKind,
    level: RiskLevel,
    plans: Sequence[VisitPlan],
    *,
    special: bool = False,
    ruleset: Ruleset | None = None,
) -> Rhythm:
    """The rule's intervals, and what plans make of them.

    Shorter: the worker freely, and the shortest of several plans counts. Longer: only with the street's reason.
    """
    check = (ruleset or load_ruleset()).check_list(kind)
    rule_days, seen_days = _rule_days(check, level, special), check.in_person.get(level)
    if not plans:
        return Rhythm(rule_days, seen_days, False)
    wanted = [p.interval_days for p in plans if p.interval_days and (p.interval_days <= rule_days or p.longer_reason)]
    days = min(wanted, default=rule_days)
    if days > rule_days and seen_days is not None:
        seen_days = max(seen_days, days)
    if any(plan.min_mode is MinMode.IN_PERSON for plan in plans):
        seen_days = min(days, seen_days or days)
    return Rhythm(days, seen_days, days != rule_days)


def follow_up_due(level: RiskLevel, at: datetime, ruleset: Ruleset | None = None) -> datetime | None:
    """By when somebody is seen again after the check at `at` set the level; None: by plan."""
    hours = (ruleset or load_ruleset()).follow_up_hours.get(level)
    return None if hours is None else at + timedelta(hours=hours)


def escalation(level: RiskLevel, at: datetime, ruleset: Ruleset | None = None) -> tuple[datetime, ...]:
    """The moments at which an open alert goes to the worker, the street, the district."""
    hours = (ruleset or load_ruleset()).escalation_hours.get(level, ())
    return tuple(at + timedelta(hours=h) for h in hours)


def escalation_step(level: RiskLevel, at: datetime, now: datetime, ruleset: Ruleset | None = None) -> int:
    """How far an alert raised at `at` and still open at `now` has gone: 0 nowhere, 1 worker, 2 street, 3 district."""
    return sum(moment <= now for moment in escalation(level, at, ruleset))


def alert_due(level: RiskLevel, at: datetime, ruleset: Ruleset | None = None) -> datetime:
    """By when an alert must be answered, before it goes one level up; a critical one has an hour."""
    steps = escalation(level, at, ruleset) or escalation(_WHEN_NOTHING_IS_SAID, at, ruleset)
    return next(moment for moment in steps if moment > at)


def street_told_on(due_on: date, interval_days: int, ruleset: Ruleset | None = None) -> date:
    """The day on which the street hears of a visit that is overdue: a quarter of the interval, or a week."""
    numbers = (ruleset or load_ruleset()).due
    quarter = -(-interval_days * numbers.told_after_percent // 100)
    return due_on + timedelta(days=min(quarter, numbers.told_after_days))
