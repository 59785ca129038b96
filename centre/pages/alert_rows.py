"""Alerts as a queue shows them: what, about whom, and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from centre.duties import Act
from centre.pages import moments
from centre.pages.visitor import Visitor
from centre.tables import table_of
from records.alert import Alert
from records.codes import AlertStatus, RiskLevel

CLOSED: Final = (AlertStatus.RESOLVED, AlertStatus.FALSE_ALARM)
URGENT: Final = (RiskLevel.CRITICAL, RiskLevel.HIGH)


@dataclass(frozen=True)
class AlertRow:
    """One line of the queue."""

    id: UUID
    level: str
    what: str
    subject: str
    site: str
    left: str
    mark: str
    due: str
    since: str
    state: str
    by: str
    answerable: bool


def is_open() -> sa.ColumnElement[bool]:
    """The condition: somebody still has to act."""
    c = table_of(Alert).c
    return sa.and_(c.status.not_in([s.value for s in CLOSED]), c.void_reason == "")


def is_urgent() -> sa.ColumnElement[bool]:
    """The condition: critical or high."""
    return table_of(Alert).c.level.in_([level.value for level in URGENT])


def rows_of(visitor: Visitor, alerts: list[Alert]) -> list[AlertRow]:
    """The rows for some alerts, in their order."""
    visitor.sight.read.load_named_in(alerts)
    return [_row(visitor, alert) for alert in alerts]


def may_answer(visitor: Visitor, alert: Alert) -> bool:
    """Whether this visitor may answer this alert."""
    return alert.is_open and visitor.may(Act.ANSWER_ALERT, visitor.sight.code(alert.site_id))


def _row(visitor: Visitor, alert: Alert) -> AlertRow:
    say, labels = visitor.say, visitor.labels
    left, mark = moments.clock(say, alert.due_at, visitor.now)
    return AlertRow(
        id=alert.id,
        level=alert.level.value,
        what=say.code(alert.alert_type),
        subject=labels.of(alert.subject_id),
        site=labels.site(alert.site_id),
        left=left,
        mark=mark,
        due=say("centre.time.before", when=moments.moment(say, alert.due_at, visitor.now)),
        since=moments.moment(say, alert.occurred_at, visitor.now),
        state=say.code(alert.status),
        by=labels.staff(alert.answered_by or alert.assignee_id),
        answerable=may_answer(visitor, alert),
    )
