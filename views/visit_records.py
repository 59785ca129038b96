"""From a quick visit to the records that keep it: visits, results, partial checks, levels and alerts, in one save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from records.alert import Alert
from records.base import Record
from records.codes import (
    ActionState,
    AlertStatus,
    AlertType,
    RiskLevel,
    RiskSource,
    VisitMode,
    VisitOutcome,
)
from records.complete import complete
from records.rules.consequences import after_check, after_visit
from records.rules.contacts import Contacted, contacted
from records.rules.levels import worse
from records.visit import Action, Visit, VisitPerson
from records.welfare_check import RiskAssessment
from views.check_progress import CheckDraft, progress
from views.check_records import check_of, visit_type
from views.problems import GENERAL_DEGREES, domains
from views.state.app_state import AppState
from views.subject import Subject
from views.visit_draft import ForOne, Met, Try, VisitDraft

ANSWERED: Final = frozenset({AlertType.NO_CONTACT, AlertType.OVERDUE_VISIT})
"""Alerts that are over once somebody has reached the person."""
EARLIER: Final = timedelta(days=3)
"""How far back tries are looked at; the rule itself says which of them count."""


@dataclass
class Trip:
    """One quick visit on its way to becoming records."""

    app: AppState
    draft: VisitDraft
    people: Mapping[UUID, Subject]
    at: datetime
    made: list[Record] = field(default_factory=list)
    tries: dict[UUID, list[Contacted]] = field(default_factory=dict)

    @property
    def me(self) -> UUID:
        """Who made the visit."""
        if self.app.me is None:
            raise LookupError("nobody has the tablet unlocked")
        return self.app.me

    def problems(self, person: UUID) -> dict[str, int]:
        """A person's own problems and, with an elder, those of the home."""
        one = self.draft.of(person)
        if one.met is Met.MISSED:
            return {}
        return {**one.problems, **(self.draft.home if self.people[person].problems == "elder" else {})}


def records_of(app: AppState, draft: VisitDraft, people: Mapping[UUID, Subject]) -> tuple[Record, ...]:
    """All records of one quick visit.

    Raises:
        InvalidRecord: a value breaks a rule.
    """
    trip = Trip(app, draft, people, draft.began_at or draft.started_at or app.now())
    for person, about in people.items():
        trip.tries[person] = _tries_so_far(about, trip.at)
    for mode, group in _by_mode(draft).items():
        _visit(trip, mode, group)
    for person in draft.ids:
        for each in draft.of(person).tries:
            _try(trip, person, each)
        if draft.of(person).reached:
            _answer_alerts(trip, person)
    return tuple(trip.made)


def _by_mode(draft: VisitDraft) -> dict[VisitMode, list[UUID]]:
    """One visit for everybody met in the same way; who was missed at the door belongs to the visit at the door."""
    groups: dict[VisitMode, list[UUID]] = {}
    for person in draft.ids:
        groups.setdefault(draft.of(person).how, []).append(person)
    return groups


def outcome_of(one: ForOne, problems: Mapping[str, int]) -> VisitOutcome:
    """What came of the visit for one person."""
    if one.met is Met.MISSED:
        return one.why or VisitOutcome.NOT_HOME
    return VisitOutcome.SEEN_PROBLEM if problems else VisitOutcome.SEEN_OK


def _visit(trip: Trip, mode: VisitMode, group: Sequence[UUID]) -> None:
    """A visit, what it found for each, and what follows from it."""
    draft = trip.draft
    outcomes = {person: outcome_of(draft.of(person), trip.problems(person)) for person in group}
    open_problems: dict[str, int] = {}
    for person in group:
        open_problems |= trip.problems(person)
    visit = complete(
        Visit,
        {
            **_shared(trip, trip.at, mode, group),
            "outcome": _worst(list(outcomes.values())),
            "content": draft.note,
            "problems": domains(open_problems),
            "actions": [Action(kind=kind, state=ActionState.DONE, at=trip.at) for kind in draft.actions],
            "all_normal_shortcut": all(draft.of(person).well for person in group),
        },
    )
    results = [
        complete(
            VisitPerson,
            {**trip.app.born(trip.at), "visit_id": visit.id, "person_id": person, "outcome": outcome},
        )
        for person, outcome in outcomes.items()
        if len(group) > 1
    ]
    trip.made += [visit, *results]
    _follow(trip, visit, results)
    for person in group:
        _problems(trip, person, visit)


def _shared(trip: Trip, at: datetime, mode: VisitMode, group: Sequence[UUID]) -> dict[str, Any]:
    first = trip.people[group[0]]
    return {
        **trip.app.born(at),
        "person_ids": tuple(group),
        "visit_type": visit_type(first),
        "mode": mode,
        "visitors": (trip.me,),
        "household_id": first.person.household_id,
    }


def _worst(outcomes: Sequence[VisitOutcome]) -> VisitOutcome:
    """What a visit to several people is listed as: a problem before all well, somebody met before nobody."""
    for outcome in (VisitOutcome.SEEN_PROBLEM, VisitOutcome.SEEN_OK):
        if outcome in outcomes:
            return outcome
    return outcomes[0]


def _follow(trip: Trip, visit: Visit, results: Sequence[VisitPerson]) -> None:
    """Alerts when nobody knows how somebody is, the end of schedules; then remember the visit as a try."""
    people = {person: trip.people[person] for person in visit.person_ids}
    trip.made += after_visit(
        visit,
        standings={person: about.standing for person, about in people.items()},
        earlier_tries=trip.tries,
        born=partial(trip.app.born, visit.occurred_at),
        results=results,
        persons={person: about.person for person, about in people.items()},
        relations=[each for about in people.values() for each in about.relations],
    )
    by_person = {result.person_id: result for result in results}
    for person in visit.person_ids:
        trip.tries.setdefault(person, []).append(contacted(visit, by_person.get(person)))


def _try(trip: Trip, person: UUID, tried: Try) -> None:
    """Another way that was tried: a contact of its own, because that is what the rules count."""
    outcome = VisitOutcome.SEEN_OK if tried.ok else VisitOutcome.UNREACHABLE
    visit = complete(
        Visit,
        {
            **_shared(trip, max(tried.at, trip.at + timedelta(seconds=1)), tried.mode, (person,)),
            "outcome": outcome,
            "content": tried.whom,
        },
    )
    trip.made.append(visit)
    _follow(trip, visit, ())


def _tries_so_far(about: Subject, at: datetime) -> list[Contacted]:
    found = {result.visit_id: result for result in about.results if not result.is_void}
    return [
        contacted(visit, found.get(visit.id))
        for visit in about.visits
        if not visit.is_void and at - EARLIER <= visit.occurred_at <= at
    ]


def _problems(trip: Trip, person: UUID, visit: Visit) -> None:
    """A partial check for elders and children, a level by hand for everybody else."""
    about, problems = trip.people[person], trip.problems(person)
    if not problems:
        return
    if about.problems == "general":
        trip.made += _by_hand(trip, about, problems)
        return
    kind = about.problems
    draft = CheckDraft(answers=problems, mode=visit.mode)
    found = progress(kind, draft, about.flags(kind), about.level)
    check = check_of(trip.app, about, kind, draft, found, visit)
    born = partial(trip.app.born, visit.occurred_at)
    trip.made += [check, *after_check(check, previous=about.standing, author=trip.me, born=born)]


def _by_hand(trip: Trip, about: Subject, problems: Mapping[str, int]) -> list[Record]:
    """The level a problem asks for, when it is worse than the one that stands: raising is immediate."""
    level = RiskLevel.UNKNOWN
    for degree in problems.values():
        asked = GENERAL_DEGREES[degree]
        level = asked if worse(asked, level) else level
    if not worse(level, about.standing.level):
        return []
    say = trip.app.say
    told = [
        say("check.reason", item=say(f"code.need_domain.{item}"), answer=say(f"visit.degree.{degree}"))
        for item, degree in problems.items()
    ]
    values = {**trip.app.born(trip.at), "person_id": about.id, "level": level, "source": RiskSource.MANUAL}
    return [complete(RiskAssessment, {**values, "reason": say("value.and").join(told)[:200]})]


def _answer_alerts(trip: Trip, person: UUID) -> None:
    """Somebody knows how the person is: alerts that asked just that are over."""
    one = trip.draft.of(person)
    for alert in trip.people[person].alerts:
        if alert.alert_type in ANSWERED and _answers(one, alert):
            reason = trip.app.say("visit.alert_answered")
            closed = {"status": AlertStatus.RESOLVED, "closed_by": trip.me, "close_reason": reason}
            trip.made.append(msgspec.structs.replace(alert, **closed))


def _answers(one: ForOne, alert: Alert) -> bool:
    """A missing person was found in any way; an overdue visit is made up for only by a contact that counts."""
    if one.met in (Met.SEEN, Met.CALLED):
        return True
    ways = {t.mode for t in one.tries if t.ok}
    return bool(ways) if alert.alert_type is AlertType.NO_CONTACT else bool(ways - {VisitMode.PROXY})
