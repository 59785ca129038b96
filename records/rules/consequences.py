"""What a saved check or visit brings with it: a risk level, alerts, the end of a schedule (report 3.5 and 3.6).

The records made here are saved together with the one they follow from, so that undoing takes all of them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from records.alert import Alert
from records.base import Record
from records.codes import AlertType, PersonStatus, RiskLevel, RiskSource, VisitOutcome
from records.person import Person, Relation
from records.rules.calendar import day_of
from records.rules.contacts import REACHED, Contacted
from records.rules.due import alert_due
from records.rules.facts import mourns
from records.rules.levels import LADDER, worse
from records.rules.ruleset import CheckKind, Ruleset, load_ruleset
from records.rules.standing import Standing
from records.rules.triage import assess
from records.visit import Visit, VisitPerson
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment

Born = Callable[[], dict[str, Any]]
"""Gives id, site_id, actor_id, device_id, recorded_at and occurred_at of a fresh record."""

_NOT_REACHED: Final = frozenset({VisitOutcome.NOT_HOME, VisitOutcome.UNREACHABLE})
_INCAPABLE_CARER: Final = 2
"""The value of K03 that a village must report (Law on the Protection of Minors, Art. 43)."""


def after_check(
    check: ElderCheck | ChildCheck,
    *,
    previous: Standing,
    author: UUID,
    born: Born,
    supervisor: UUID | None = None,
    ruleset: Ruleset | None = None,
) -> tuple[Record, ...]:
    """The new risk level, if it changes, and the alerts.

    A level that nobody confirmed raises the standing level and never lowers it; a confirmed one lowers it only as
    far as the rule for lowering allows (`Assessment.lowest`).

    Args:
        check: as it is saved.
        previous: where the person stood before.
        author: who made the check, and acts on its alerts first.
        born: asked once for each record that follows.
        supervisor: who agreed to leave critical.
        ruleset: the numbers; the current ones unless given.
    """
    kind: CheckKind = "elder" if isinstance(check, ElderCheck) else "child"
    found = assess(
        kind,
        check.answers,
        check.flags,
        previous=previous.level,
        in_person=check.in_person,
        confirmed_by_supervisor=supervisor is not None,
        ruleset=ruleset,
    )
    lowest = found.lowest if check.level_confirmed else previous.level
    level = max(check.level_confirmed or found.level, lowest, key=LADDER.index)
    made: list[Record] = []
    if level != previous.level:
        made.append(_assessment(check, level, supervisor, born))
    for alert_type, alert_level in _alerts_of(check, level, previous.level, found.suggested_raw):
        made.append(_alert(alert_type, alert_level, check.person_id, check, author, born=born, ruleset=ruleset))
    return tuple(made)


def _assessment(
    check: ElderCheck | ChildCheck, level: RiskLevel, supervisor: UUID | None, born: Born
) -> RiskAssessment:
    """Of a child only the level leaves the protection ring."""
    open_words = isinstance(check, ElderCheck)
    return RiskAssessment(
        **born() | {"occurred_at": check.occurred_at},
        person_id=check.person_id,
        level=level,
        source=RiskSource.CHECK,
        source_id=check.id,
        reason=check.lower_reason if open_words else "",
        reasons=check.reasons if open_words else (),
        confirmed_by=supervisor,
    )


def _alerts_of(
    check: ElderCheck | ChildCheck, level: RiskLevel, before: RiskLevel, raw: RiskLevel
) -> Iterator[tuple[AlertType, RiskLevel]]:
    """What is critical is told each time it is found, even if the worker set the level lower; high when it rises."""
    if raw is RiskLevel.CRITICAL or (level is RiskLevel.CRITICAL and worse(level, before)):
        yield _critical(check), max(level, RiskLevel.HIGH, key=LADDER.index)
    elif level is RiskLevel.HIGH and worse(level, before):
        yield AlertType.CARE_LEVEL_CHANGE, level
    if isinstance(check, ChildCheck) and check.answers.get("K03", 0) >= _INCAPABLE_CARER:
        yield AlertType.CARER_INCAPABLE, RiskLevel.HIGH


def _critical(check: ElderCheck | ChildCheck) -> AlertType:
    if isinstance(check, ChildCheck):
        return AlertType.MANDATORY_REPORT if check.mr_hits else AlertType.CHILD_CRITICAL
    abused = check.answers.get("E10", 0) > 0 and "dementia" in check.flags
    return AlertType.MANDATORY_REPORT if abused else AlertType.ELDER_CRITICAL


def after_visit(
    visit: Visit,
    *,
    standings: Mapping[UUID, Standing],
    earlier_tries: Mapping[UUID, Sequence[Contacted]],
    born: Born,
    results: Iterable[VisitPerson] = (),
    persons: Mapping[UUID, Person] | None = None,
    relations: Sequence[Relation] = (),
    ruleset: Ruleset | None = None,
) -> tuple[Record, ...]:
    """An alert when nobody knows how somebody is; the end of the schedules of who died or moved away.

    Args:
        visit: as it is saved.
        standings: person -> where they stood before it.
        earlier_tries: person -> contacts and tries of the last days, in any order.
        born: asked once for each new record.
        results: what the visit found for each of several persons.
        persons: person -> record; without it nobody's own record changes.
        relations: of those persons; what ties the bereaved to the dead ends with the death.
        ruleset: the numbers; the current ones unless given.
    """
    within = timedelta(hours=(ruleset or load_ruleset()).due.no_contact_hours)
    outcomes = dict.fromkeys(visit.person_ids, visit.outcome) | {r.person_id: r.outcome for r in results}
    made: list[Record] = []
    for person_id, outcome in outcomes.items():
        before = standings.get(person_id)
        tries = [c for c in earlier_tries.get(person_id, ()) if c.at < visit.occurred_at]
        if outcome in _NOT_REACHED and before and _in_danger(before) and _second_try(visit, tries, within):
            alerting = AlertType.NO_CONTACT, RiskLevel.CRITICAL
            made.append(_alert(*alerting, person_id, visit, visit.actor_id, born=born, ruleset=ruleset))
        elif outcome in _ENDS and persons and person_id in persons:
            made.extend(_ended(persons[person_id], outcome, visit, relations))
    return tuple(made)


_ENDS: Final = {VisitOutcome.DECEASED: PersonStatus.DECEASED, VisitOutcome.MOVED: PersonStatus.MOVED}


def _in_danger(before: Standing) -> bool:
    return before.alone and worse(before.level, RiskLevel.MEDIUM)


def _second_try(visit: Visit, tries: Sequence[Contacted], within: timedelta) -> bool:
    """Not reached now nor shortly before, and not told already by an even earlier pair of tries."""
    recent = sorted((c for c in tries if c.at >= visit.occurred_at - within), key=lambda c: c.at)
    failed = 0
    for contact in recent:
        failed = 0 if contact.outcome in REACHED else failed + (contact.outcome in _NOT_REACHED)
    return failed == 1


def _ended(person: Person, outcome: VisitOutcome, visit: Visit, relations: Iterable[Relation]) -> Iterator[Record]:
    """The person's record, and for the dead the relations of those who mourn (`bereaved90`)."""
    status = _ENDS[outcome]
    if status is PersonStatus.MOVED:
        yield msgspec.structs.replace(person, status=status)
        return
    learnt_on = day_of(visit.occurred_at)
    yield msgspec.structs.replace(person, status=status, deceased_on=person.deceased_on or learnt_on)
    for relation in relations:
        ends = person.id in (relation.person_id, relation.other_person_id) and relation.to_on is None
        if ends and not relation.is_void and any(mourns(relation, other) for other in _others(relation, person.id)):
            yield msgspec.structs.replace(relation, to_on=learnt_on)


def _others(relation: Relation, person_id: UUID) -> tuple[UUID, ...]:
    return tuple(i for i in (relation.person_id, relation.other_person_id) if i is not None and i != person_id)


def _alert(
    alert_type: AlertType,
    level: RiskLevel,
    subject_id: UUID,
    source: Record,
    assignee_id: UUID,
    *,
    born: Born,
    ruleset: Ruleset | None,
) -> Alert:
    return Alert(
        **born() | {"occurred_at": source.occurred_at},
        alert_type=alert_type,
        subject_id=subject_id,
        source_id=source.id,
        level=level,
        due_at=alert_due(level, source.occurred_at, ruleset),
        assignee_id=assignee_id,
    )
