"""Records and ops in a line each, for tests that care about one or two of their fields."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from records.base import Record
from records.codes import BeneficiaryCategory, PlanPurpose, RiskLevel, RiskSource, VisitMode, VisitOutcome
from records.ids import new_id
from records.kinds import fields_map, kind_name, raw
from records.merge import Outcome, apply
from records.op import Act, Born, Edit, Op, State, content_id, encode_op
from records.person import Person, PersonCategory, Relation
from records.rules.contacts import Contacted
from records.visit import Visit, VisitPlan
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from records.welfare_check import RiskAssessment

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon of a Tuesday in Shandong."""
TODAY = date(2026, 11, 24)
SITE, DEVICE = UUID(int=0x51), UUID(int=0xD)
MIN_ZHOU, XIAOYAN_LI = UUID(int=0xA1), UUID(int=0xA2)
"""Two workers of one station."""


def at(days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
    """A moment so far from noon; days may be negative."""
    return NOON + timedelta(days=days, hours=hours, minutes=minutes)


def birth(when: datetime = NOON) -> dict[str, Any]:
    """The birth of a fresh record."""
    return {
        "id": new_id(),
        "site_id": SITE,
        "actor_id": MIN_ZHOU,
        "device_id": DEVICE,
        "recorded_at": when,
        "occurred_at": when,
    }


def person(**fields: Any) -> Person:
    return Person(**{**birth(at(-300)), "name": "x", **fields})


def category(of: Person, which: BeneficiaryCategory, from_on: date = date(2020, 1, 1), **fields: Any) -> PersonCategory:
    return PersonCategory(**{**birth(at(-300)), "person_id": of.id, "category": which, "from_on": from_on, **fields})


def relation(of: Person, kinship: Any, **fields: Any) -> Relation:
    return Relation(**{**birth(at(-300)), "person_id": of.id, "relation": kinship, **fields})


def risk(of: Person, level: RiskLevel, when: datetime = NOON, **fields: Any) -> RiskAssessment:
    given = {"person_id": of.id, "level": level, "source": RiskSource.CHECK}
    return RiskAssessment(**{**birth(when), **given, **fields})


def plan(of: Person, **fields: Any) -> VisitPlan:
    return VisitPlan(**{**birth(at(-100)), "person_id": of.id, "purpose": PlanPurpose.ELDER, **fields})


def contact(
    when: datetime, mode: VisitMode = VisitMode.IN_PERSON, outcome: VisitOutcome = VisitOutcome.SEEN_OK, **more: Any
) -> Contacted:
    return Contacted(when, mode, outcome, **more)


def visit(*people: Person, when: datetime = NOON, **fields: Any) -> Visit:
    given = {"person_ids": tuple(sorted(p.id for p in people)), "outcome": VisitOutcome.SEEN_OK}
    return Visit(**{**birth(when), **given, **fields})


def volunteer(**fields: Any) -> Volunteer:
    return Volunteer(**{**birth(at(-200)), "name": "x", "registered_on": date(2026, 1, 1), **fields})


def activity(**fields: Any) -> VolunteerActivity:
    given = {"title": "xx", "field": "environment", "leader_id": MIN_ZHOU, "recorder_id": MIN_ZHOU, "place": "x"}
    given |= {"content": "x", "planned_end": at(hours=2)}
    return msgspec.convert({**birth(), **given, **fields, "kind": "volunteer_activity"}, VolunteerActivity)


def session(of: Volunteer, what: VolunteerActivity, **fields: Any) -> VolunteerSession:
    given = {"volunteer_id": of.id, "activity_id": what.id, "served_on": TODAY}
    return VolunteerSession(**{**birth(), **given, **fields})


class Tablet:
    """Somebody who edits a record on a tablet of their own, from what they have seen of it."""

    def __init__(self, number: int, author: UUID = MIN_ZHOU) -> None:
        self.device = UUID(int=0xD0 + number)
        self.author = author
        self.hlc = number

    def makes(self, record: Record, hlc: int | None = None) -> tuple[Op, Edit]:
        """The first op of a record."""
        birth = Born(record.site_id, record.recorded_at)
        name = kind_name(type(record))
        return self._with_edit(
            Op(name, record.id, Act.PUT, fields_map(record), self.author, self._stamp(hlc), born=birth)
        )

    def edits(self, seen: State, hlc: int | None = None, **fields: Any) -> tuple[Op, Edit]:
        """An op that sets fields on top of a state; sets are named with the value that was seen."""
        values = {name: raw(value) for name, value in fields.items()}
        sets = {name: seen.fields[name] for name, v in fields.items() if isinstance(v, list) and name in seen.fields}
        parents = seen.seen({**values, "void_reason": None})
        return self._with_edit(Op(seen.kind, seen.id, Act.PUT, values, self.author, self._stamp(hlc), parents, sets))

    def voids(self, seen: State, reason: str = "twice", hlc: int | None = None) -> tuple[Op, Edit]:
        """An op that voids a record as it was seen."""
        fields, parents = {"void_reason": raw(reason)}, seen.seen(seen.fields)
        return self._with_edit(Op(seen.kind, seen.id, Act.VOID, fields, self.author, self._stamp(hlc), parents))

    def _stamp(self, hlc: int | None) -> int:
        self.hlc = hlc if hlc is not None else self.hlc + 10
        return self.hlc

    def _with_edit(self, op: Op) -> tuple[Op, Edit]:
        return op, Edit(content_id(encode_op(op)), op.hlc, op.author, self.device)


def merged(state: State | None, *steps: tuple[Op, Edit]) -> Outcome:
    """What comes of several ops one after the other: the last outcome."""
    outcome = None
    for op, edit in steps:
        outcome = apply(state, op, edit)
        state = outcome.state
    assert outcome is not None
    return outcome
