"""Where somebody stands now: risk level, last contact, next due date (report 3.6). Never stored, always worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Final

import msgspec

from records.codes import BeneficiaryCategory, LivingArrangement, PersonStatus, RiskLevel, VisitOutcome
from records.person import Person, PersonCategory
from records.rules.calendar import age_on, day_of
from records.rules.contacts import Contacted, Found, contacted, walk
from records.rules.due import Rhythm, follow_up_due, rhythm
from records.rules.ruleset import CheckKind, Ruleset, load_ruleset
from records.visit import VisitPlan
from records.welfare_check import RiskAssessment

__all__ = ["NO_DATE", "SPECIAL_GROUPS", "Contacted", "Standing", "contacted", "days_over", "standing"]

SPECIAL_GROUPS: Final = frozenset(
    {
        BeneficiaryCategory.ELDER_ALONE,
        BeneficiaryCategory.ELDER_EMPTY_NEST,
        BeneficiaryCategory.ELDER_LEFT_BEHIND,
        BeneficiaryCategory.ELDER_DISABLED,
        BeneficiaryCategory.ELDER_SEVERE_DISABILITY,
        BeneficiaryCategory.ELDER_SPECIAL_FAMILY,
        BeneficiaryCategory.CHILD_ORPHAN,
        BeneficiaryCategory.CHILD_DE_FACTO,
    }
)
"""Seen monthly even at low risk: the national target for six groups of elders, and the report's for children."""

NO_DATE: Final = -36_525
"""What `days_over` says of somebody who is not due at all."""

_CHILD_CATEGORIES: Final = frozenset(c for c in BeneficiaryCategory if c.value.startswith("child_"))
_LIVING_ALONE: Final = frozenset({LivingArrangement.ALONE, LivingArrangement.CHILD_ALONE})
_GROWN_UP: Final = 18
_ELDER: Final = 60
_SMALL_CHILD: Final = 6

_AT: Final = attrgetter("at")
_SET: Final = attrgetter("occurred_at", "recorded_at", "id")
_DAY: Final = itemgetter(0)


class Standing(msgspec.Struct, frozen=True):
    """Where somebody stands.

    Attributes:
        level: the newest risk level that is not void; unknown when there is none.
        level_since: when it was set.
        reasons: of an elder's check; empty for a child, whose reasons stay in the protection ring.
        last_contact_at: the last contact that counts at this level.
        last_seen_at: the last contact in person.
        due_on: the last day on which the next contact is on time; None: no visits are due.
        why_due: what sets that day, a key below `due.` in the locale files with the placeholder `days`.
        paused: in hospital or away; `due_on` is then the day to confirm it.
        interval_days: days from one contact to the next; 0 when no visits are due.
        alone: lives alone.
    """

    level: RiskLevel
    level_since: datetime | None
    reasons: tuple[str, ...]
    last_contact_at: datetime | None
    last_seen_at: datetime | None
    due_on: date | None
    why_due: str
    paused: bool
    interval_days: int = 0
    alone: bool = False


def days_over(standing: Standing, today: date) -> int:
    """Days since the next contact was due; 0 on the day itself, negative before it, `NO_DATE` without one."""
    return NO_DATE if standing.due_on is None else (today - standing.due_on).days


def standing(
    person: Person,
    *,
    categories: Iterable[PersonCategory],
    risks: Iterable[RiskAssessment],
    contacts: Iterable[Contacted],
    plans: Iterable[VisitPlan],
    ruleset: Ruleset | None = None,
) -> Standing:
    """Work out where a person stands, from all there is about the person; void records are left out here.

    It asks for no day: what holds now is taken to hold on, and an end that lies ahead of the newest contact is not
    reached yet. Both only ever make a visit due earlier.
    """
    tries = sorted(contacts, key=_AT)
    risk = max((r for r in risks if not r.void_reason), key=_SET, default=None)
    case = _Case(
        rules=ruleset or load_ruleset(),
        person=person,
        level=risk.level if risk else RiskLevel.UNKNOWN,
        since=risk.occurred_at if risk else None,
        plans=[plan for plan in plans if not plan.void_reason],
        who=_who(person, categories, tries[-1].at if tries else person.recorded_at),
    )
    found = walk(tries, case.who.kind, case.level, case.since)
    due = _due(case, found)
    return Standing(
        level=case.level,
        level_since=case.since,
        reasons=risk.reasons if risk else (),
        last_contact_at=found.last.at if found.last else None,
        last_seen_at=found.seen_at,
        due_on=due.on,
        why_due=due.why,
        paused=due.paused,
        interval_days=due.days,
        alone=case.who.alone,
    )


class _Who(msgspec.Struct):
    """Which table somebody belongs to."""

    kind: CheckKind
    listed: bool
    alone: bool
    special: bool


class _Case(msgspec.Struct):
    """What a due date is worked out from, besides the contacts."""

    rules: Ruleset
    person: Person
    level: RiskLevel
    since: datetime | None
    plans: Sequence[VisitPlan]
    who: _Who


class _Due(msgspec.Struct):
    on: date | None
    why: str
    days: int = 0
    paused: bool = False


def _who(person: Person, categories: Iterable[PersonCategory], known_until: datetime) -> _Who:
    on = day_of(known_until)
    listed = {c.category for c in categories if not c.void_reason and (c.to_on is None or c.to_on >= on)}
    age = age_on(person.birth_date, on) if person.birth_date else None
    child = age < _GROWN_UP if age is not None else not listed.isdisjoint(_CHILD_CATEGORIES)
    alone = person.living_arrangement in _LIVING_ALONE or BeneficiaryCategory.ELDER_ALONE in listed
    special = not listed.isdisjoint(SPECIAL_GROUPS)
    if not special and age is not None:
        left_behind = BeneficiaryCategory.CHILD_LEFT_BEHIND in listed
        special = (alone and age >= _ELDER) or (left_behind and age < _SMALL_CHILD)
    listed.discard(BeneficiaryCategory.GENERAL)
    return _Who("child" if child else "elder", bool(listed), alone, special)


def _due(case: _Case, found: Found) -> _Due:
    if case.person.status is not PersonStatus.ACTIVE or case.person.deceased_on or found.gone:
        return _Due(None, "stopped")
    if not (case.who.listed or case.since or case.plans):
        return _Due(None, "")
    beat = rhythm(case.who.kind, case.level, case.plans, special=case.who.special, ruleset=case.rules)
    if (resting := min(_resting_since(case.plans, found), default=None)) is not None:
        longest = timedelta(days=case.rules.due.longest_pause_days)
        return _Due(resting + longest, "confirm_pause", beat.days, paused=True)
    on, why = min(_wishes(case, found, beat), key=_DAY)
    return _Due(on, why, beat.days)


def _resting_since(plans: Iterable[VisitPlan], found: Found) -> Iterator[date]:
    for plan in plans:
        if plan.paused_reason:
            yield plan.paused_from or day_of(plan.occurred_at)
    if found.away and found.back_at is None:
        yield day_of(found.away.at)


def _wishes(case: _Case, found: Found, beat: Rhythm) -> Iterator[tuple[date, str]]:
    """Every day that something asks for, and what asks; the earliest counts, the first named if there are two.

    A level asks for nothing before the day it was set: who was seen a month ago, and is at high risk since today,
    is due today and not overdue for three weeks.
    """
    start = day_of(case.since or case.person.recorded_at)
    last_on = day_of(found.last.at) if found.last else None
    if case.since and not found.followed and (due_at := follow_up_due(case.level, case.since, case.rules)):
        yield day_of(due_at), "follow_up"
    if found.away and found.back_at and (found.seen_at is None or found.seen_at < found.back_at):
        yield day_of(found.back_at) + timedelta(days=_days_after_return(case, found.away)), "returned"
    for wish in (found.last.next_on if found.last else None, *(plan.bring_forward_to for plan in case.plans)):
        if wish and (last_on is None or wish > last_on):
            yield wish, "brought_forward"
    if beat.in_person_days is not None:
        seen_on = day_of(found.seen_at) if found.seen_at else start
        yield max(start, seen_on + timedelta(days=beat.in_person_days)), "in_person"
    if last_on is None:
        yield start + timedelta(days=beat.days), "first_visit"
    else:
        yield max(start, last_on + timedelta(days=beat.days)), _why_regular(case.level, beat)


def _days_after_return(case: _Case, away: Contacted) -> int:
    numbers = case.rules.due
    from_hospital = away.outcome is VisitOutcome.HOSPITALISED
    return numbers.return_alone_days if from_hospital and case.who.alone else numbers.return_days


def _why_regular(level: RiskLevel, beat: Rhythm) -> str:
    if beat.by_plan:
        return "plan"
    return "complete_check" if level is RiskLevel.UNKNOWN else "interval"
