"""Volunteer hours: arithmetic, what is refused, what is odd, who may confirm (report 3.3). Whole minutes throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from records.codes import SessionStatus, VerifyMethod, VolunteerField
from records.rules.calendar import day_of
from records.rules.ruleset import load_ruleset
from records.rules.spans import absent, at_night, have_same_times, net_minutes, overlap
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession

CLOCK_SLACK: Final = timedelta(minutes=5)
"""A time so little ahead of now is a clock that runs fast, not the future (report 3.4)."""

PAPER_STEP: Final = 30
"""Minutes: a paper sheet's total goes in half hours."""

_NIGHT_WORK: Final = frozenset({VolunteerField.EMERGENCY, VolunteerField.SAFETY})
_RUNNING: Final = frozenset({SessionStatus.PLANNED, SessionStatus.IN})


class Refusal(msgspec.Struct, frozen=True):
    """Why hours cannot be as they are.

    Attributes:
        field: the field to mend.
        key: a key below `hours.` in the locale files.
        about: values for the placeholders of that sentence.
        may_insist: the recorder may keep it so, with a reason; it is then flagged.
        other_id: the session it clashes with.
    """

    field: str
    key: str
    about: Mapping[str, int] = {}
    may_insist: bool = False
    other_id: UUID | None = None


def minutes_of(session: VolunteerSession, activity: VolunteerActivity) -> int:
    """Minutes served: from in to out without breaks and travel, seconds dropped; 0 while the time out is not known.

    Training is counted the same way; whether minutes are service at all, `counts` says.

    Raises:
        ValueError: the session belongs to another activity.
    """
    if session.activity_id != activity.id:
        raise ValueError("the session belongs to another activity")
    return max(0, net_minutes(session))


def shown(minutes: int) -> str:
    """Hours with one decimal, never rounded up: 179 minutes are 2.9."""
    return f"{minutes // 60}.{minutes % 60 // 6}"


def total(minutes: Iterable[int]) -> str:
    """The hours of several sessions: added up in minutes, divided once."""
    return shown(sum(minutes))


def counts(session: VolunteerSession, activity: VolunteerActivity) -> bool:
    """Whether the minutes are service hours: confirmed, not void, and not training."""
    return session.status is SessionStatus.CONFIRMED and not session.is_void and not activity.is_training


def refusals(  # noqa: PLR0917 - the parts of one question, always in this order
    session: VolunteerSession,
    activity: VolunteerActivity,
    volunteer: Volunteer,
    others: Iterable[VolunteerSession],
    now: datetime,
    at_street: bool = False,
) -> tuple[Refusal, ...]:
    """Everything that keeps these hours from being saved or confirmed.

    Args:
        session: as it is to be saved. While it is running, the time out may be missing.
        activity: its activity.
        volunteer: its volunteer.
        others: other sessions of the same volunteer.
        now: the time now.
        at_street: a street may enter older hours than a station.
    """
    if session.activity_id != activity.id or session.volunteer_id != volunteer.id:
        raise ValueError("the session belongs to another activity or volunteer")
    return (
        *_refused_times(session),
        *_refused_overlaps(session, others),
        *_refused_days(session, volunteer, now, at_street=at_street),
    )


def _refused_times(session: VolunteerSession) -> Iterable[Refusal]:
    longest = load_ruleset().hours.longest_session_minutes
    if session.paper_minutes is not None:
        if session.paper_minutes % PAPER_STEP:
            yield Refusal("paper_minutes", "paper_steps")
        if not session.paper_ref:
            yield Refusal("paper_ref", "paper_ref")
    elif session.in_at is None:
        if session.status is not SessionStatus.PLANNED:
            yield Refusal("in_at", "no_in")
        return
    elif session.out_at is None:
        if session.status not in _RUNNING:
            yield Refusal("out_at", "no_out")
        return
    if net_minutes(session) <= 0:
        yield Refusal("out_at" if session.paper_minutes is None else "paper_minutes", "not_positive")
    elif net_minutes(session) > longest:
        yield Refusal("out_at", "too_long", {"hours": longest // 60})


def _refused_overlaps(session: VolunteerSession, others: Iterable[VolunteerSession]) -> Iterable[Refusal]:
    for other in others:
        if other.id != session.id and overlap(session, other):
            yield Refusal("in_at", "overlap", may_insist=True, other_id=other.id)


def _refused_days(
    session: VolunteerSession, volunteer: Volunteer, now: datetime, *, at_street: bool
) -> Iterable[Refusal]:
    numbers = load_ruleset().hours
    today = day_of(now)
    times = [at for at in (session.in_at, session.out_at) if at is not None]
    if session.status is not SessionStatus.PLANNED and (
        session.served_on > today or any(at > now + CLOCK_SLACK for at in times)
    ):
        yield Refusal("served_on" if session.served_on > today else "out_at", "future")
    if session.served_on < volunteer.registered_on:
        yield Refusal("served_on", "before_registration", may_insist=True)
    days = numbers.street_days if at_street else numbers.station_days
    if (today - session.served_on).days > days:
        yield Refusal("served_on", "too_old", {"days": days})


def warnings(
    session: VolunteerSession,
    others_of_day: Iterable[VolunteerSession],
    others_of_week: Iterable[VolunteerSession],
    same_times: Iterable[VolunteerSession],
    *,
    activity: VolunteerActivity | None = None,
) -> tuple[str, ...]:
    """What is odd about hours, as keys below `hours.`; odd hours are saved and looked at.

    Args:
        session: as it is to be saved.
        others_of_day: other sessions of the volunteer on that day.
        others_of_week: other sessions of the volunteer in that week, those of the day included.
        same_times: sessions of other volunteers at the activity; those with the very same times are counted here.
        activity: its activity; patrols and emergencies may be at night.
    """
    numbers = load_ruleset().hours
    own = net_minutes(session)
    twins = {s.volunteer_id for s in same_times if have_same_times(session, s) and not absent(s)}
    twins.add(session.volunteer_id)
    found = {
        "long_day": own + _minutes(session, others_of_day) > numbers.long_day_minutes,
        "long_week": own + _minutes(session, others_of_week) > numbers.long_week_minutes,
        "same_times": len(twins) > numbers.same_times,
        "night": at_night(session) and not (activity and activity.field in _NIGHT_WORK),
    }
    return tuple(sorted(key for key, is_odd in found.items() if is_odd))


def _minutes(session: VolunteerSession, others: Iterable[VolunteerSession]) -> int:
    left_out = (session.id, session.supersedes_id)
    return sum(max(0, net_minutes(other)) for other in others if other.id not in left_out and not absent(other))


def may_confirm(
    session: VolunteerSession,
    activity: VolunteerActivity,
    who: UUID,
    *,
    who_is_volunteer: UUID | None = None,
    on_paid_duty: bool = False,
) -> str | None:
    """Why somebody may not confirm these hours, as a key below `hours.`; None: they may.

    Args:
        session: the hours.
        activity: the activity; its leader does not confirm very long days of the own team alone.
        who: the member of staff or the volunteer who would confirm.
        who_is_volunteer: the volunteer that this member of staff also is.
        on_paid_duty: the volunteer is staff and was paid for that time.
    """
    me = {who, who_is_volunteer}
    state = _STATES.get(session.status)
    if session.is_void or state:
        return state or "confirm_void"
    if session.volunteer_id in me:
        return "confirm_own"
    if net_minutes(session) <= 0:
        return "confirm_refused"
    if on_paid_duty:
        return "confirm_paid"
    if activity.leader_id in me and "long_day" in session.warnings:
        return "confirm_second"
    return None


_STATES: Final = {
    SessionStatus.PLANNED: "confirm_not_out",
    SessionStatus.IN: "confirm_not_out",
    SessionStatus.CONFIRMED: "confirm_confirmed",
    SessionStatus.DISPUTED: "confirm_disputed",
    SessionStatus.CORRECTED: "confirm_void",
    SessionStatus.VOID: "confirm_void",
}


def confirmed(
    session: VolunteerSession, activity: VolunteerActivity, who: UUID, method: VerifyMethod
) -> VolunteerSession:
    """The session as confirmed. Ask `may_confirm` first."""
    return msgspec.structs.replace(
        session,
        status=SessionStatus.CONFIRMED,
        minutes=minutes_of(session, activity),
        verified_by=who,
        verify_method=method,
    )
