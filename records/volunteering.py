"""Volunteers: who they are, what they do, and their hours, recorded truthfully (report 3.3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

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
    ref,
    text,
    whole,
)
from records.codes import (
    DisputeDecision,
    Gender,
    SessionStatus,
    VerifyMethod,
    VolunteerField,
    VolunteerStatus,
)
from records.person import STATION_AND_STREET
from records.platform import MOBILE


class Volunteer(Record, frozen=True, kw_only=True, omit_defaults=True, tag="volunteer"):
    """志愿者; may also be a person on the visiting list."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("name",),
        listed=("volunteer_no", "phone", "registered_on", "status"),
        filters=("status",),
    )

    name: Annotated[str, text(1, 30, pattern=r"^[^\d]*$", need=SAVE, guarded=True, search=True)]
    registered_on: Annotated[date, day(need=SAVE)]
    gender: Annotated[Gender, code(need=COMPLETE)] | None = None
    birth_date: Annotated[date, day(need=COMPLETE, guarded=True)] | None = None
    region: Annotated[str, text(0, 60, need=COMPLETE)] = ""
    phone: Annotated[str, text(0, 20, pattern=MOBILE, search=True)] = ""
    fields: Annotated[tuple[VolunteerField, ...], codes(union=True)] = ()
    skills: Annotated[str, text(0, 200)] = ""
    person_id: Annotated[UUID, ref("person")] | None = None
    guardian_consent: Annotated[UUID, ref("consent")] | None = None
    volunteer_no: Annotated[str, text(0, 20, need=COMPUTED)] = ""
    """Local number; never the ID number (MZ/T 061-2015)."""
    training_minutes: Annotated[int, whole(0, 10**7, unit="minutes", need=COMPUTED)] = 0
    status: Annotated[VolunteerStatus, code()] = VolunteerStatus.ACTIVE


class VolunteerActivity(Record, frozen=True, kw_only=True, omit_defaults=True, tag="volunteer_activity"):
    """志愿服务活动. `occurred_at` is its planned start; who organises it, records it."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.OWNER,
        sens=Sensitivity.L0,
        writers=STATION_AND_STREET,
        named_by=("title",),
        listed=("occurred_at", "field", "place", "leader_id"),
        filters=("field",),
    )

    title: Annotated[str, text(2, 60, need=SAVE, search=True)]
    field: Annotated[VolunteerField, code(need=SAVE)]
    leader_id: Annotated[UUID, ref("staff", "volunteer", need=SAVE)]
    recorder_id: Annotated[UUID, ref("staff", need=SAVE)]
    place: Annotated[str, text(1, 60, need=SAVE)]
    content: Annotated[str, text(1, 500, long=True, need=SAVE)]
    planned_end: Annotated[datetime, moment(need=SAVE)]
    service_object: Annotated[str, text(0, 60, need=COMPLETE)] = ""
    needed: Annotated[int, whole(1, 1000)] | None = None
    risk_note: Annotated[str, text(0, 200, need=COMPLETE)] = ""
    """Recruiting must state the risks (Regulation on Volunteer Services, Art. 12)."""
    min_age: Annotated[int, whole(0, 100, unit="years")] | None = None
    is_dangerous: Annotated[bool, flag()] = False
    insured: Annotated[bool, flag()] = False
    is_training: Annotated[bool, flag()] = False
    """Its minutes go to training and never to service hours (report 3.3, 5)."""

    def check(self) -> None:
        """Refuse an end before the start, and danger without insurance."""
        if self.planned_end <= self.occurred_at:
            raise InvalidRecord("planned_end", "before_start")
        if self.is_dangerous and not self.insured:
            raise InvalidRecord("insured", "must_be_insured")


class VolunteerSession(Record, frozen=True, kw_only=True, omit_defaults=True, tag="volunteer_session"):
    """志愿服务时长记录: one volunteer at one activity; rules.hours works out its minutes."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("volunteer_id", "activity_id"),
        listed=("served_on", "in_at", "out_at", "minutes", "status"),
        filters=("status", "volunteer_id", "activity_id", "served_on"),
    )

    volunteer_id: Annotated[UUID, ref("volunteer", need=SAVE)]
    activity_id: Annotated[UUID, ref("volunteer_activity", need=SAVE)]
    served_on: Annotated[date, day(need=SAVE)]
    in_at: Annotated[datetime, moment(need=COMPLETE, guarded=True)] | None = None
    out_at: Annotated[datetime, moment(need=COMPLETE, guarded=True)] | None = None
    break_minutes: Annotated[int, whole(0, 720, unit="minutes", guarded=True)] = 0
    travel_minutes: Annotated[int, whole(0, 720, unit="minutes", guarded=True)] = 0
    paper_minutes: Annotated[int, whole(30, 720, unit="minutes", guarded=True)] | None = None
    """Only a total is known, from a numbered paper sheet; steps of 30."""
    paper_ref: Annotated[str, text(0, 40)] = ""
    content: Annotated[str, text(0, 200)] = ""
    verify_method: Annotated[VerifyMethod, code()] | None = None
    verified_by: Annotated[UUID, ref("staff", "volunteer", guarded=True)] | None = None
    quality: Annotated[int, whole(1, 5)] | None = None
    minutes: Annotated[int, whole(0, 720, unit="minutes", need=COMPUTED, guarded=True)] = 0
    warnings: Annotated[tuple[str, ...], codes(need=COMPUTED)] = ()
    """Anomalies seen at save, as keys below `hours.` in the locale files."""
    status: Annotated[SessionStatus, code(guarded=True)] = SessionStatus.IN
    supersedes_id: Annotated[UUID, ref("volunteer_session")] | None = None

    def check(self) -> None:
        """Refuse times that cannot be, and paper hours without a sheet."""
        if self.in_at and self.out_at and self.out_at <= self.in_at:
            raise InvalidRecord("out_at", "before_start")
        if self.paper_minutes is not None and (self.paper_minutes % 30 or not self.paper_ref):
            raise InvalidRecord("paper_ref" if not self.paper_ref else "paper_minutes", "paper_hours")
        if self.verified_by == self.volunteer_id:
            raise InvalidRecord("verified_by", "not_oneself")


class HoursDispute(Record, frozen=True, kw_only=True, omit_defaults=True, tag="hours_dispute"):
    """时长更正/申诉. `occurred_at` is when it was asked; decided within 15 days by another person."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("volunteer_id", "claim"),
        listed=("occurred_at", "due_on", "decision"),
        filters=("decision",),
    )

    volunteer_id: Annotated[UUID, ref("volunteer", need=SAVE)]
    claim: Annotated[str, text(1, 300, long=True, need=SAVE)]
    session_id: Annotated[UUID, ref("volunteer_session")] | None = None
    decision: Annotated[DisputeDecision, code(need=COMPLETE, guarded=True)] | None = None
    decided_by: Annotated[UUID, ref("staff", need=COMPLETE, guarded=True)] | None = None
    decision_note: Annotated[str, text(0, 300, long=True)] = ""
    due_on: Annotated[date, day(need=COMPUTED)] | None = None
    appeal_to: Annotated[UUID, ref("site")] | None = None
