"""Volunteer hours that wait for a second person: which are ordinary, which are not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from centre.pages.sight import Sight
from centre.tables import table_of
from records.codes import SessionStatus
from records.columns import cell
from records.platform import Staff
from records.rules import hours
from records.sites import STREET_DIGITS
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession

WAITING: Final = (SessionStatus.OUT, SessionStatus.SUBMITTED)
"""Signed out or written up, and not yet confirmed."""

_WEEK: Final = timedelta(days=7)


def waits() -> sa.ColumnElement[bool]:
    """The condition: somebody has still to confirm or reject."""
    c = table_of(VolunteerSession).c
    return sa.and_(c.status.in_([s.value for s in WAITING]), c.void_reason == "")


@dataclass(frozen=True)
class Judged:
    """A session with what stands against confirming it.

    Attributes:
        refused: why this reader may not confirm it, as (key, values); None when they may.
        odd: what a person must look at first, as (key, values).
    """

    session: VolunteerSession
    volunteer: Volunteer | None
    activity: VolunteerActivity | None
    refused: tuple[str, dict[str, int]] | None
    odd: tuple[tuple[str, dict[str, int]], ...]

    @property
    def is_ordinary(self) -> bool:
        """Nothing to look at: it can be confirmed with others."""
        return self.refused is None and not self.odd


def judge(sight: Sight, sessions: Sequence[VolunteerSession]) -> list[Judged]:
    """Look at sessions with the rules; their neighbours are read in two queries for all of them."""
    sight.read.load_named_in(sessions)
    beside = _Beside(sight, sessions)
    return [_judge(sight, session, beside) for session in sessions]


def is_same_person(staff: Staff | None, volunteer: Volunteer) -> bool:
    """Whether a member of staff is this volunteer too, as far as the records tell: same name, or same telephone."""
    return staff is not None and (
        staff.name == volunteer.name or (bool(staff.phone) and staff.phone == volunteer.phone)
    )


class _Beside:
    """The other sessions of the same volunteers and of the same activities."""

    def __init__(self, sight: Sight, sessions: Sequence[VolunteerSession]) -> None:
        c = table_of(VolunteerSession).c
        self._by_volunteer: dict[UUID, list[VolunteerSession]] = {}
        self._by_activity: dict[UUID, list[VolunteerSession]] = {}
        if not sessions:
            return
        days = [session.served_on for session in sessions]
        around = c.served_on.between(cell(min(days) - _WEEK), cell(max(days) + _WEEK))
        volunteers = c.volunteer_id.in_({s.volunteer_id.bytes for s in sessions})
        activities = c.activity_id.in_({s.activity_id.bytes for s in sessions})
        for other in self._read(sight, sa.and_(around, volunteers)):
            self._by_volunteer.setdefault(other.volunteer_id, []).append(other)
        for other in self._read(sight, activities):
            self._by_activity.setdefault(other.activity_id, []).append(other)

    @staticmethod
    def _read(sight: Sight, where: sa.ColumnElement[bool]) -> Iterable[VolunteerSession]:
        void = table_of(VolunteerSession).c.void_reason
        return sight.archive.records(VolunteerSession, sight.all_scopes, sa.and_(where, void == ""), limit=5000)

    def of_volunteer(self, session: VolunteerSession) -> list[VolunteerSession]:
        """The volunteer's others."""
        return [s for s in self._by_volunteer.get(session.volunteer_id, []) if s.id != session.id]

    def at_activity(self, session: VolunteerSession) -> list[VolunteerSession]:
        """Others' at the activity."""
        return [s for s in self._by_activity.get(session.activity_id, []) if s.volunteer_id != session.volunteer_id]


def _judge(sight: Sight, session: VolunteerSession, beside: _Beside) -> Judged:
    volunteer, activity = sight.known(session.volunteer_id), sight.known(session.activity_id)
    if not isinstance(volunteer, Volunteer) or not isinstance(activity, VolunteerActivity):
        return Judged(session, None, None, ("centre.hours.unknown", {}), (("centre.hours.unknown", {}),))
    others = beside.of_volunteer(session)
    at_street = any(len(code) <= STREET_DIGITS for code in sight.reader.codes())
    against = hours.refusals(session, activity, volunteer, others, sight.now, at_street)
    odd: list[tuple[str, dict[str, int]]] = [(f"hours.{r.key}", dict(r.about)) for r in against]
    odd += [(f"hours.{key}", {}) for key in _warnings(session, activity, others, beside)]
    if activity.is_training:
        odd.append(("hours.training", {}))
    hard = next((r for r in against if not r.may_insist), None)
    refused = _may_not(sight, session, activity, volunteer) or (f"hours.{hard.key}" if hard else None)
    about = dict(hard.about) if hard and refused == f"hours.{hard.key}" else {}
    return Judged(session, volunteer, activity, (refused, about) if refused else None, tuple(odd))


def _may_not(sight: Sight, session: VolunteerSession, activity: VolunteerActivity, volunteer: Volunteer) -> str | None:
    me = sight.known(sight.reader.staff_id)
    same = volunteer.id if is_same_person(me if isinstance(me, Staff) else None, volunteer) else None
    key = hours.may_confirm(session, activity, sight.reader.staff_id, who_is_volunteer=same)
    return f"hours.{key}" if key else None


def _warnings(
    session: VolunteerSession, activity: VolunteerActivity, others: Sequence[VolunteerSession], beside: _Beside
) -> list[str]:
    """What the tablet saw, and what only shows with all tablets' sessions together."""
    day = [s for s in others if s.served_on == session.served_on]
    monday = session.served_on - timedelta(days=session.served_on.weekday())
    week = [s for s in others if monday <= s.served_on < monday + _WEEK]
    found = hours.warnings(session, day, week, beside.at_activity(session), activity=activity)
    return sorted({*found, *session.warnings})
