"""What a made-up station did in its last months: visits, checks, alerts, plans; and who is due when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from centre.demo.invent import Inventor, sayings
from centre.demo.pen import Pen
from centre.demo.village import Resident
from records.alert import Alert
from records.codes import (
    AlertStatus,
    PausedReason,
    PlanPurpose,
    RiskLevel,
    RiskSource,
    VisitMode,
    VisitOutcome,
    VisitType,
)
from records.rules.calendar import day_of
from records.rules.consequences import after_check, after_visit
from records.rules.ruleset import CheckKind, load_ruleset
from records.rules.standing import Contacted, Standing, contacted, standing
from records.rules.triage import assess, static_flags
from records.visit import Visit, VisitPlan
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment

LOW, MEDIUM, HIGH, CRITICAL, UNKNOWN = (
    RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.CRITICAL, RiskLevel.UNKNOWN,
)  # fmt: skip

FOUND: Final[dict[CheckKind, dict[RiskLevel, tuple[dict[str, int], ...]]]] = {
    "elder": {
        LOW: ({}, {"E13": 1}, {}, {"E14": 1}, {"E08": 1}),
        MEDIUM: ({"E02": 1}, {"E04": 2}, {"E01": 1, "E03": 1, "E07": 1}, {"E05": 1, "E09": 1}, {"E14": 2}),
        HIGH: ({"E02": 2, "E12": 1}, {"E06": 2}, {"E03": 2, "E14": 1}, {"E05": 2}),
        CRITICAL: ({"E11": 2},),
        UNKNOWN: ({},),
    },
    "child": {
        LOW: ({}, {"K14": 1}),
        MEDIUM: ({"K04": 2}, {"K05": 1, "K03": 1}),
        HIGH: ({"K02": 2},),
        UNKNOWN: ({},),
    },
}
"""What a check finds that ends in a level; every other item is in order."""

LEVELS: Final = {
    0: MEDIUM, 1: HIGH, 3: CRITICAL, 9: HIGH, 12: UNKNOWN, 17: HIGH, 28: UNKNOWN, 31: HIGH, 37: HIGH, 43: UNKNOWN,
}  # fmt: skip
"""Which of the residents stands where; of the others every fourth is medium."""

DUE_IN: Final = {1: -3, 9: -1, 22: -6, 36: -2, 45: -1, 2: 0, 6: 0, 17: 0, 20: 0, 33: 0, 50: 0, 58: 0}
"""Days from today on which somebody is due; the others lie ahead."""

RECENT: Final = {3: 0.6, 37: 20.0}
"""Hours since a check whose alert is still open."""

IN_HOSPITAL, BROUGHT_FORWARD = 24, 30


@dataclass
class Story:
    """What is known of one resident so far."""

    resident: Resident
    number: int
    risks: list[RiskAssessment] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    plans: list[VisitPlan] = field(default_factory=list)

    def standing(self, extra: Contacted | None = None) -> Standing:
        """The level and the due date as the rules work them out."""
        contacts = [contacted(visit) for visit in self.visits]
        person, categories = self.resident.person, self.resident.categories
        contacts += [extra] if extra else []
        return standing(person, categories=categories, risks=self.risks, contacts=contacts, plans=self.plans)


class Months:
    """Writes the months down with a station's pen."""

    def __init__(self, inventor: Inventor, pen: Pen, workers: tuple[UUID, UUID], now: datetime) -> None:
        self.inventor, self.pen, self.now = inventor, pen, now
        self.chief, self.assistant = workers

    def live(self, resident: Resident, number: int) -> None:
        """One resident's months, up to the contact that makes them due on their day."""
        story = Story(resident, number)
        self._plan(story)
        if resident.checked:
            self._first_check(story)
        else:
            self._set_by_hand(story)
        self._rounds(story)
        if number in RECENT:
            self._check(story, self._level(number), self.now - timedelta(hours=RECENT[number]))
        elif number % 9 == 5 and resident.checked:
            self._check(story, self._level(number), self.inventor.at(24))
        if number not in RECENT:
            self._last_contact(story)

    def _level(self, number: int) -> RiskLevel:
        return LEVELS.get(number, MEDIUM if number % 4 == 2 else LOW)

    def _worker(self, story: Story) -> UUID:
        """Children are the chief's, who is the child director too."""
        return self.chief if story.resident.is_child or story.number % 3 else self.assistant

    def _plan(self, story: Story) -> None:
        number, resident = story.number, story.resident
        if number % 2 and number not in {IN_HOSPITAL, BROUGHT_FORWARD}:
            return
        today = self.inventor.today
        purpose = PlanPurpose.CHILD if resident.is_child else PlanPurpose.ELDER
        plan = VisitPlan(
            **self.pen.born(self.inventor.at(140), self.chief),
            person_id=resident.person.id,
            purpose=purpose if resident.checked else PlanPurpose.HARDSHIP,
            assignee_id=self._worker(story),
            bring_forward_to=today + timedelta(days=1) if number == BROUGHT_FORWARD else None,
            paused_reason=PausedReason.HOSPITAL if number == IN_HOSPITAL else None,
            paused_from=today - timedelta(days=5) if number == IN_HOSPITAL else None,
        )
        story.plans.append(plan)
        self.pen.write(plan)

    # -- checks ------------------------------------------------------------------------------------------------

    def _first_check(self, story: Story) -> None:
        level = self._level(story.number)
        at = self.inventor.at(112 - story.number % 20)
        self._check(story, MEDIUM if story.number in RECENT else level, at)

    def _check(self, story: Story, level: RiskLevel, at: datetime) -> None:
        """A visit with a check that ends in `level`, and what follows from it."""
        before = story.standing()
        visit = self._visit(story, level, VisitMode.IN_PERSON, at)
        check = self._answered(story, level, visit)
        self.pen.write(check)
        follows = after_check(
            check, previous=before, author=check.actor_id, born=lambda: self.pen.born(check.occurred_at, check.actor_id)
        )
        for record in follows:
            self.pen.write(record)
            if isinstance(record, RiskAssessment):
                story.risks.append(record)
            if isinstance(record, Alert) and story.number not in RECENT:
                self._close(record)

    def _answered(self, story: Story, level: RiskLevel, visit: Visit) -> ElderCheck | ChildCheck:
        kind: CheckKind = "child" if story.resident.is_child else "elder"
        items = [item.code for item in load_ruleset().check_list(kind).items]
        asked = items[: len(items) // 2] if level is UNKNOWN else items
        found = FOUND[kind].get(level, ({},))
        answers = dict.fromkeys(asked, 0) | found[story.number // 4 % len(found)]
        person, on = story.resident.person, day_of(visit.occurred_at)
        flags = static_flags(kind, person, story.resident.categories, story.resident.relations, story.visits, on)
        previous = story.risks[-1].level if story.risks else None
        result = assess(kind, answers, flags, previous=previous)
        values: dict[str, Any] = {
            **self.pen.born(visit.occurred_at + timedelta(minutes=12), visit.actor_id),
            "person_id": person.id,
            "visit_id": visit.id,
            "answers": answers,
            "flags": flags,
            "level_suggested": result.level,
            "level_confirmed": result.level,
            "score_d": result.d,
            "score_s": result.s,
            "completeness": result.percent,
            "reasons": result.reasons,
            "ruleset": load_ruleset().version,
        }
        if kind == "elder":
            return ElderCheck(**values)
        words = sayings()["child"]
        return ChildCheck(**values, seen_alone=True, child_words=words.get(level.value, words["low"]))

    def _close(self, alert: Alert) -> None:
        """An old alert was dealt with a day later."""
        at = alert.occurred_at + timedelta(hours=22)
        reason = sayings()["alert"]["closed"]
        done = {"status": AlertStatus.RESOLVED, "closed_by": self.chief, "close_reason": reason}
        self.pen.change(msgspec.structs.replace(alert, **done), at, self.chief)

    def _set_by_hand(self, story: Story) -> None:
        """Somebody without a check list: the level is a worker's word, with its reason."""
        risk = RiskAssessment(
            **self.pen.born(self.inventor.at(118), self.chief),
            person_id=story.resident.person.id,
            level=self._level(story.number),
            source=RiskSource.MANUAL,
            reason=sayings()["risk"]["by_hand"],
        )
        story.risks.append(risk)
        self.pen.write(risk)

    # -- visits ------------------------------------------------------------------------------------------------

    def _rounds(self, story: Story) -> None:
        """Some rounds between the first check and the last weeks."""
        for days_ago in range(84, 40, -14 if self._level(story.number) in {HIGH, CRITICAL, MEDIUM} else -31):
            if days_ago % 5 == story.number % 5:
                self._visit(story, LOW, VisitMode.PHONE, self.inventor.at(days_ago))
            else:
                at = self.inventor.at(days_ago - story.number % 7)
                self._visit(story, self._level(story.number), VisitMode.IN_PERSON, at)

    def _last_contact(self, story: Story) -> None:
        """The contact after which the rules make them due on the wanted day."""
        today = self.inventor.today
        ready = Contacted(self.inventor.at(0, 9), VisitMode.IN_PERSON, VisitOutcome.SEEN_OK)
        latest = story.standing(ready).due_on
        if latest is None:
            return
        interval = (latest - today).days
        wanted = DUE_IN.get(story.number, 1 + story.number * 5 % max(interval - 1, 1))
        days_ago = max(interval - wanted, 1)
        last = max((today - day_of(v.occurred_at)).days for v in story.visits) if story.visits else 999
        if days_ago < last or days_ago < min((today - day_of(v.occurred_at)).days for v in story.visits):
            self._visit(story, self._level(story.number), VisitMode.IN_PERSON, self.inventor.at(days_ago))

    def _visit(self, story: Story, level: RiskLevel, mode: VisitMode, began: datetime) -> Visit:
        """One contact, written down on the spot, and what follows from it."""
        worker, said = self._worker(story), sayings()["visit"]
        problem = level in {HIGH, CRITICAL}
        notes = said.get(level.value, said["low"])
        content = said["phone"] if mode is VisitMode.PHONE else notes[(story.number + len(story.visits)) % len(notes)]
        visit = Visit(
            **self.pen.born(began + timedelta(minutes=20), worker, occurred_at=began),
            person_ids=(story.resident.person.id,),
            visit_type=VisitType.REGULAR if story.visits else VisitType.FIRST,
            mode=mode,
            outcome=VisitOutcome.SEEN_PROBLEM if problem else VisitOutcome.SEEN_OK,
            ended_at=began + timedelta(minutes=20),
            household_id=story.resident.person.household_id,
            content=content,
            all_normal_shortcut=not content and not problem,
        )
        self.pen.write(visit)
        follows = after_visit(
            visit, standings={}, earlier_tries={}, born=lambda: self.pen.born(visit.recorded_at, worker)
        )
        for record in follows:
            self.pen.write(record)
        story.visits.append(visit)
        return visit
