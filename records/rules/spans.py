"""The times of a volunteer session: how long, whether two share time, whether it was at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from records.codes import SessionStatus
from records.rules.calendar import SHANGHAI, day_of, start_of
from records.rules.ruleset import load_ruleset
from records.volunteering import VolunteerSession

_NOT_THERE: Final = frozenset({SessionStatus.PLANNED, SessionStatus.CORRECTED, SessionStatus.VOID})


def absent(session: VolunteerSession) -> bool:
    """Whether nobody served there: void, replaced by a correction, or only signed up for."""
    return session.is_void or session.status in _NOT_THERE


def net_minutes(session: VolunteerSession) -> int:
    """From in to out without breaks and travel, seconds dropped; may be below 0. 0 while the time out is missing."""
    if session.paper_minutes is not None:
        return session.paper_minutes
    if session.in_at is None or session.out_at is None:
        return 0
    stayed = (session.out_at - session.in_at) // timedelta(minutes=1)
    return stayed - session.break_minutes - session.travel_minutes


def overlap(one: VolunteerSession, other: VolunteerSession) -> bool:
    """Whether two sessions of one volunteer share time. A correction does not share time with what it corrects."""
    if one.volunteer_id != other.volunteer_id or one.id in (other.id, other.supersedes_id):
        return False
    if one.supersedes_id == other.id or absent(one) or absent(other):
        return False
    if one.in_at is None or other.in_at is None:
        return False
    return one.in_at < _until(other, other.in_at) and other.in_at < _until(one, one.in_at)


def _until(session: VolunteerSession, in_at: datetime) -> datetime:
    """Its end; a session without a time out ends at the latest with its day."""
    return session.out_at or start_of(day_of(in_at) + timedelta(days=1))


def have_same_times(one: VolunteerSession, other: VolunteerSession) -> bool:
    """Whether two sessions have the very same times."""
    return one.in_at is not None and (one.in_at, one.out_at) == (other.in_at, other.out_at)


def at_night(session: VolunteerSession) -> bool:
    """Whether any minute of it lies in the night."""
    if session.in_at is None or session.out_at is None:
        return False
    numbers = load_ruleset().hours
    midnight = start_of(session.in_at.astimezone(SHANGHAI).date())
    for days in (0, 1):  # the night that ends on this day, and the one that begins on it
        night_from = midnight + timedelta(days=days - 1, hours=numbers.night_from)
        night_until = midnight + timedelta(days=days, hours=numbers.night_until)
        if session.in_at < night_until and night_from < session.out_at:
            return True
    return False
