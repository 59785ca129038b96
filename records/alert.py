"""Alerts: what somebody must act on, and by when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPUTED,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Sensitivity,
    code,
    moment,
    part,
    ref,
    text,
    whole,
)
from records.codes import AlertStatus, AlertType, RiskLevel


class Call(msgspec.Struct, frozen=True, omit_defaults=True):
    """A telephone call made without the network's help, noted by hand."""

    number: Annotated[str, msgspec.Meta(max_length=20)]
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    by: UUID


class Alert(Record, frozen=True, kw_only=True, omit_defaults=True, tag="alert"):
    """预警. `occurred_at` is when it was raised. Holds no details: those stay in the record it points to."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=frozenset({Level.STATION, Level.STREET, Level.DISTRICT}),
        named_by=("alert_type",),
        listed=("occurred_at", "subject_id", "level", "status", "due_at"),
        filters=("status", "level", "alert_type"),
        person_fields=("subject_id",),
    )

    alert_type: Annotated[AlertType, code(need=SAVE)]
    subject_id: Annotated[UUID, ref("person", "device", "staff", "volunteer_session", need=SAVE)]
    source_id: Annotated[UUID, ref("elder_check", "child_check", "visit")] | None = None
    level: Annotated[RiskLevel, code(need=SAVE)]
    due_at: Annotated[datetime, moment(need=SAVE)]
    assignee_id: Annotated[UUID, ref("staff")] | None = None
    escalation_step: Annotated[int, whole(0, 3, need=COMPUTED)] = 0
    status: Annotated[AlertStatus, code(guarded=True)] = AlertStatus.OPEN
    answer: Annotated[str, text(0, 300, long=True)] = ""
    """What the street or district says to the worker."""
    answered_by: Annotated[UUID, ref("staff")] | None = None
    closed_by: Annotated[UUID, ref("staff")] | None = None
    close_reason: Annotated[str, text(0, 200, guarded=True)] = ""
    calls: Annotated[tuple[Call, ...], part()] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status not in (AlertStatus.RESOLVED, AlertStatus.FALSE_ALARM) and not self.is_void

    def check(self) -> None:
        """Refuse closing as a false alarm without a reason."""
        if self.status is AlertStatus.FALSE_ALARM and not self.close_reason:
            raise InvalidRecord("close_reason", "required")
