"""Records as a worker makes them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from records.codes import BeneficiaryCategory, RiskLevel, RiskSource, SessionStatus, VisitOutcome
from records.ids import new_id
from records.person import Person, PersonCategory
from records.visit import Visit
from records.volunteering import VolunteerSession
from records.welfare_check import ChildCheck, RiskAssessment


def a_person(tablet, name: str = "曾国强", **values: Any) -> Person:
    return Person(**{**tablet.born(), "name": name, **values})


def a_visit(tablet, *persons, **values: Any) -> Visit:
    ids = tuple(sorted((person.id for person in persons), key=str)) or (new_id(),)
    return Visit(**{**tablet.born(), "person_ids": ids, "outcome": VisitOutcome.SEEN_OK, **values})


def a_child_check(tablet, person, **values: Any) -> ChildCheck:
    born = tablet.born()
    return ChildCheck(**{**born, "person_id": person.id, "answers": {"K01": 1}, "child_words": "我想妈妈", **values})


def a_session(tablet, **values: Any) -> VolunteerSession:
    given = {"volunteer_id": new_id(), "activity_id": new_id(), "served_on": date(2026, 11, 3)}
    return VolunteerSession(**{**tablet.born(), **given, "status": SessionStatus.IN, **values})


def a_category(tablet, person, category=BeneficiaryCategory.ELDER_ALONE) -> PersonCategory:
    return PersonCategory(**tablet.born(), person_id=person.id, category=category, from_on=date(2026, 1, 1))


def a_risk(tablet, person, level=RiskLevel.HIGH, **values: Any) -> RiskAssessment:
    given = {"person_id": person.id, "level": level, "source": RiskSource.MANUAL, "reason": "独居，近日跌倒"}
    return RiskAssessment(**{**tablet.born(), **given, **values})


def edited(record, **values: Any):
    return msgspec.structs.replace(record, **values)
