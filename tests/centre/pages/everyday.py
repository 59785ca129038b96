"""What two stations wrote down: one of everything that a page shows, brought in by their tablets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from records.alert import Alert
from records.codes import (
    AlertType,
    BeneficiaryCategory,
    ConsentBy,
    ConsentMethod,
    ConsentScope,
    Kinship,
    LegalBasis,
    RiskLevel,
    RiskSource,
    SessionStatus,
    VisitOutcome,
    VolunteerField,
)
from records.conflict import ConflictRecord
from records.person import Consent, Household, OtherPerson, Person, PersonCategory, Relation
from records.rules.calendar import day_of
from records.visit import Visit
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment
from tests.centre.pages.place import EVERYTHING, Place
from tests.sync.memory_box import MemoryBox

SECRET_WORDS = "孩子说爸爸打他"
CHILD_NAME = "章小宝"


@dataclass
class Everyday:
    """The records of one station."""

    box: MemoryBox
    household: Household
    elder: Person
    quiet_elder: Person
    child: Person
    visit: Visit
    quiet_visit: Visit
    child_visit: Visit
    check: ElderCheck
    child_check: ChildCheck
    risk: RiskAssessment
    alert: Alert
    high_alert: Alert
    child_alert: Alert
    volunteer: Volunteer
    activity: VolunteerActivity
    session: VolunteerSession
    conflict: ConflictRecord


async def live(place: Place, code: str) -> Everyday:
    """A station's days."""
    box, made = place.tablet(code, f"DW-{code[-2:]}"), {}
    made |= _people(place, box)
    made |= _care(place, box, made)
    made |= _volunteers(place, box)
    extra = _around(place, box, made)
    await place.bring(box, *made.values(), *extra)
    conflict = await quarrel(place, code, made["elder"])
    return Everyday(box=box, conflict=conflict, **made)


async def quarrel(place: Place, code: str, elder: Person) -> ConflictRecord:
    """Two tablets give the same person another name, neither seeing the other."""
    one, other = place.tablet(code, "甲"), place.tablet(code, "乙")
    await place.bring(one)
    await place.bring(other)
    await place.bring(one, msgspec.structs.replace(elder, name="孙桂瑛", phone="13800000009"))
    await place.bring(other, msgspec.structs.replace(elder, name="孙贵英"))
    found = place.archive.records(ConflictRecord, EVERYTHING)
    return next(one for one in found if one.record_id == elder.id)


def _people(place: Place, box: MemoryBox) -> dict[str, Any]:
    household = Household(**place.born(box), address="3 组 17 号", lane="3 组")
    return {
        "household": household,
        "elder": place.elder(box, "孙桂英", household_id=household.id, id_no="370299194003120027", phone="13900000002"),
        "quiet_elder": place.elder(box, "宋玉兰"),
        "child": place.child(box, CHILD_NAME, household_id=household.id),
    }


def _care(place: Place, box: MemoryBox, made: dict[str, Any]) -> dict[str, Any]:
    elder, child = made["elder"].id, made["child"].id
    ago = datetime.now(UTC) - timedelta(days=20)
    common = {"outcome": VisitOutcome.SEEN_PROBLEM}
    visit = Visit(**place.born(box, ago), person_ids=(elder,), content="燃气软管老化", **common)
    check = ElderCheck(
        **place.born(box, ago),
        person_id=elder,
        visit_id=visit.id,
        answers={"E11": 1, "E07": 1},
        level_confirmed=RiskLevel.HIGH,
        level_suggested=RiskLevel.HIGH,
        reasons=("E11=1", "E07=1", "flag:alone"),
        score_d=2,
        score_s=2,
        completeness=13,
        ruleset="2026.1",
    )
    child_check = ChildCheck(
        **place.born(box, ago),
        person_id=child,
        answers={"K07": 3},
        child_words=SECRET_WORDS,
        level_confirmed=RiskLevel.CRITICAL,
        level_suggested=RiskLevel.CRITICAL,
        reasons=("K07=3",),
        ruleset="2026.1",
    )
    return {
        "visit": visit,
        "quiet_visit": Visit(**place.born(box, ago), person_ids=(made["quiet_elder"].id,), **common),
        "child_visit": Visit(**place.born(box, ago), person_ids=(child,), content=f"{CHILD_NAME}在家", **common),
        "check": check,
        "child_check": child_check,
        "risk": RiskAssessment(
            **place.born(box, ago), person_id=elder, level=RiskLevel.HIGH, source=RiskSource.CHECK, source_id=check.id
        ),
        "alert": _alert(place, box, elder, AlertType.ELDER_CRITICAL, RiskLevel.CRITICAL, source_id=check.id),
        "high_alert": _alert(place, box, elder, AlertType.CARE_LEVEL_CHANGE, RiskLevel.HIGH),
        "child_alert": _alert(place, box, child, AlertType.CHILD_CRITICAL, RiskLevel.CRITICAL),
    }


def _alert(place: Place, box: MemoryBox, subject, kind: AlertType, level: RiskLevel, **more) -> Alert:
    due = datetime.now(UTC) + timedelta(hours=1)
    return Alert(**place.born(box), subject_id=subject, alert_type=kind, level=level, due_at=due, **more)


def _volunteers(place: Place, box: MemoryBox) -> dict[str, Any]:
    volunteer = Volunteer(
        **place.born(box), name="魏立新", registered_on=day_of(datetime.now(UTC)) - timedelta(days=90)
    )
    activity = an_activity(place, box)
    return {"volunteer": volunteer, "activity": activity, "session": a_session(place, box, volunteer, activity)}


def an_activity(place: Place, box: MemoryBox, **more) -> VolunteerActivity:
    start = morning()
    values = {"title": "为老人理发", "field": VolunteerField.ELDER, "place": "村委", "content": "理发", **more}
    ids = {"leader_id": place.worker.id, "recorder_id": place.worker.id}
    return VolunteerActivity(**place.born(box, start), **ids, planned_end=start + timedelta(hours=3), **values)


def morning(days_ago: int = 4) -> datetime:
    """Nine o'clock here, some days ago."""
    day = datetime.now(UTC) - timedelta(days=days_ago)
    return day.replace(hour=1, minute=0, second=0, microsecond=0)


def a_session(
    place: Place, box: MemoryBox, volunteer: Volunteer, activity: VolunteerActivity, **more
) -> VolunteerSession:
    start = more.pop("start", morning())
    values = {"in_at": start, "out_at": start + timedelta(minutes=150), "status": SessionStatus.OUT, **more}
    return VolunteerSession(
        **place.born(box, start), volunteer_id=volunteer.id, activity_id=activity.id, served_on=day_of(start), **values
    )


def _around(place: Place, box: MemoryBox, made: dict[str, Any]) -> list[Any]:
    elder, child = made["elder"].id, made["child"].id
    since = day_of(datetime.now(UTC)) - timedelta(days=60)
    return [
        PersonCategory(**place.born(box), person_id=elder, category=BeneficiaryCategory.ELDER_ALONE, from_on=since),
        Relation(
            **place.born(box), person_id=child, relation=Kinship.PARENT, other=OtherPerson("章大宝", "13900000003")
        ),
        Consent(
            **place.born(box),
            person_id=elder,
            scope=ConsentScope.GENERAL,
            legal_basis=LegalBasis.CONSENT,
            given=True,
            by_whom=ConsentBy.SELF,
            method=ConsentMethod.SIGNATURE,
            text_version="2026.1",
        ),
    ]
