"""Visiting: the plan, the visit, and what it found for each person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPLETE,
    COMPUTED,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Sensitivity,
    code,
    codes,
    day,
    flag,
    moment,
    part,
    ref,
    refs,
    text,
    whole,
)
from records.codes import (
    ActionState,
    ActionType,
    MinMode,
    NeedDomain,
    PausedReason,
    PlanPurpose,
    VisitMode,
    VisitOutcome,
    VisitType,
)
from records.person import STATION_AND_STREET

LONGEST_VISIT = timedelta(hours=8)
"""A longer one is a slip of the clock (report, entity `visit`)."""


class VisitPlan(Record, frozen=True, kw_only=True, omit_defaults=True, tag="visit_plan"):
    """走访计划: how often somebody is seen, when it differs from the rule. One per person and purpose."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("purpose",),
        listed=("person_id", "interval_days", "min_mode", "assignee_id"),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    purpose: Annotated[PlanPurpose, code(need=SAVE)]
    interval_days: Annotated[int, whole(1, 92, unit="days")] | None = None
    """Shorter than the rule: the worker freely. Longer: only the street, with `longer_reason` (report 3.6)."""
    longer_reason: Annotated[str, text(0, 200)] = ""
    min_mode: Annotated[MinMode, code()] | None = None
    assignee_id: Annotated[UUID, ref("staff", "volunteer", need=COMPLETE)] | None = None
    bring_forward_to: Annotated[date, day()] | None = None
    paused_reason: Annotated[PausedReason, code()] | None = None
    paused_from: Annotated[date, day()] | None = None


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something done at or after a visit."""

    kind: ActionType
    state: ActionState = ActionState.DONE
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Visit(Record, frozen=True, kw_only=True, omit_defaults=True, tag="visit"):
    """走访记录: one trip to one or more people. `occurred_at` is when it began."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=STATION_AND_STREET,
        named_by=("visit_type", "outcome"),
        listed=("occurred_at", "person_ids", "mode", "actor_id"),
        filters=("outcome", "visit_type", "mode"),
        person_fields=("person_ids",),
    )

    person_ids: Annotated[tuple[UUID, ...], refs("person", need=SAVE)]
    visit_type: Annotated[VisitType, code(need=SAVE)] = VisitType.REGULAR
    mode: Annotated[VisitMode, code(need=SAVE)] = VisitMode.IN_PERSON
    outcome: Annotated[VisitOutcome, code(need=SAVE, guarded=True)]
    ended_at: Annotated[datetime, moment()] | None = None
    household_id: Annotated[UUID, ref("household")] | None = None
    plan_id: Annotated[UUID, ref("visit_plan")] | None = None
    visitors: Annotated[tuple[UUID, ...], refs("staff", "volunteer")] = ()
    content: Annotated[str, text(0, 1000, long=True, guarded=True)] = ""
    problems: Annotated[tuple[NeedDomain, ...], codes(union=True)] = ()
    actions: Annotated[tuple[Action, ...], part()] = ()
    all_normal_shortcut: Annotated[bool, flag(need=COMPUTED)] = False
    """全部正常 was tapped: quality checks sample these."""
    next_contact_on: Annotated[date, day()] | None = None
    """The worker's own wish for the next contact; only ever earlier than the rule."""
    volunteer_session_id: Annotated[UUID, ref("volunteer_session")] | None = None

    def check(self) -> None:
        """Refuse an empty trip and an end that cannot be."""
        if not self.person_ids:
            raise InvalidRecord("person_ids", "required")
        if self.ended_at and not timedelta(0) <= self.ended_at - self.occurred_at <= LONGEST_VISIT:
            raise InvalidRecord("ended_at", "not_within", hours=8)


class VisitPerson(Record, frozen=True, kw_only=True, omit_defaults=True, tag="visit_person"):
    """走访对象结果: what the visit found for one of several people; a visit to one person needs none."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=STATION_AND_STREET,
        named_by=("outcome",),
        listed=("person_id", "visit_id"),
        filters=("outcome",),
        person_fields=("person_id",),
    )

    visit_id: Annotated[UUID, ref("visit", need=SAVE)]
    person_id: Annotated[UUID, ref("person", need=SAVE)]
    outcome: Annotated[VisitOutcome, code(need=SAVE, guarded=True)]
    seen_alone: Annotated[bool, flag()] = False
    note: Annotated[str, text(0, 300, long=True, guarded=True)] = ""
