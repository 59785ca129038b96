"""Volunteers and their hours, read once and kept until something changes: lists, numbers, sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from records.codes import SessionStatus, VolunteerStatus
from records.rules.calendar import day_of, start_of
from records.rules.hours import minutes_of, warnings
from records.volunteering import HoursDispute, Volunteer, VolunteerActivity, VolunteerSession
from views.kiosk_board import Face, Served, day_numbers
from views.state.app_state import AppState

LEFT_AFTER: Final = timedelta(minutes=30)
"""So long after the planned end somebody who is still signed in has most likely forgotten to sign out."""
LINES: Final = 5
"""Activities shown under 我的时长."""
SOON_DAYS: Final = 14
LIVE: Final = "void_reason = ''"
COUNTED: Final = (SessionStatus.OUT, SessionStatus.SUBMITTED)


@dataclass(frozen=True)
class Sums:
    """One volunteer's minutes."""

    confirmed: int = 0
    waiting: int = 0
    training: int = 0


def volunteers(app: AppState) -> tuple[Volunteer, ...]:
    """Who may sign in, oldest registration first."""
    found: tuple[Volunteer, ...] = app.cached("volunteers", lambda: _volunteers(app))
    return found


def _volunteers(app: AppState) -> tuple[Volunteer, ...]:
    left = VolunteerStatus.LEFT.value
    return tuple(app.records(Volunteer, f"{LIVE} and status <> ?", (left,), order="id"))


def numbers(app: AppState) -> dict[UUID, str]:
    """Everybody's 3-digit number."""
    known = [(each.id, each.volunteer_no) for each in volunteers(app)]
    found: dict[UUID, str] = app.cached("volunteer_numbers", lambda: day_numbers(known))
    return found


def in_order(app: AppState) -> list[Volunteer]:
    """Volunteers by their number: the order of the board, the same every day."""
    given = numbers(app)
    return sorted(volunteers(app), key=lambda each: (given[each.id] or "999", each.name))


def activity_of(app: AppState, activity_id: UUID) -> VolunteerActivity | None:
    """An activity, or None when it is not here."""
    found = app.get(activity_id)
    return found if isinstance(found, VolunteerActivity) else None


def sessions_of(app: AppState, activity_id: UUID) -> list[VolunteerSession]:
    """Who was there, in the order they came; what was taken back is not in it."""
    where = f"activity_id = ? and {LIVE}"
    found: list[VolunteerSession] = app.cached(
        ("sessions", activity_id),
        lambda: app.records(VolunteerSession, where, (activity_id,), order="coalesce(in_at, occurred_at)"),
    )
    return found


def sums(app: AppState) -> Mapping[UUID, Sums]:
    """Everybody's minutes, added up before anything is divided."""
    found: Mapping[UUID, Sums] = app.cached("volunteer_sums", lambda: _sums(app))
    return found


def _sums(app: AppState) -> dict[UUID, Sums]:
    return {
        UUID(bytes=row["volunteer_id"]): Sums(row["confirmed"] or 0, row["waiting"] or 0, row["training"] or 0)
        for row in app.query(_SUMS)
    }


_SUMS: Final = """select s.volunteer_id,
  sum(case when s.status = 'confirmed' and not coalesce(a.is_training, 0) then s.minutes end) as confirmed,
  sum(case when s.status in ('out', 'submitted') and not coalesce(a.is_training, 0) then s.minutes end) as waiting,
  sum(case when s.status = 'confirmed' and coalesce(a.is_training, 0) then s.minutes end) as training
  from volunteer_session s left join volunteer_activity a on a.id = s.activity_id
  where s.void_reason = '' group by s.volunteer_id"""


# --- activities ---------------------------------------------------------------------------------------------------
def activities_on(
    app: AppState, first: datetime, last: datetime, *, newest_first: bool = False
) -> list[VolunteerActivity]:
    """Activities that begin in a span."""
    order = "occurred_at desc" if newest_first else "occurred_at"
    found: list[VolunteerActivity] = app.cached(
        ("activities", first, last),
        lambda: app.records(
            VolunteerActivity, f"{LIVE} and occurred_at >= ? and occurred_at < ?", (first, last), order
        ),
    )
    return found


def today(app: AppState) -> list[VolunteerActivity]:
    """Today's activities."""
    begins = start_of(app.today())
    return activities_on(app, begins, begins + timedelta(days=1))


def soon(app: AppState) -> list[VolunteerActivity]:
    """Those of the next two weeks."""
    begins = start_of(app.today()) + timedelta(days=1)
    return activities_on(app, begins, begins + timedelta(days=SOON_DAYS))


def past(app: AppState, days: int = 60) -> list[VolunteerActivity]:
    """Those that are over, the newest first."""
    ends = start_of(app.today())
    return activities_on(app, ends - timedelta(days=days), ends, newest_first=True)


# --- who forgot ---------------------------------------------------------------------------------------------------
def has_forgotten(session: VolunteerSession, activity: VolunteerActivity | None, now: datetime) -> bool:
    """Whether somebody has most likely left without signing out. No time out is ever invented for them."""
    if session.is_void or session.status is not SessionStatus.IN or session.out_at is not None:
        return False
    if session.served_on < day_of(now):
        return True
    return activity is not None and now > activity.planned_end + LEFT_AFTER


def forgotten(app: AppState) -> list[VolunteerSession]:
    """Everybody still signed in somewhere long after the end."""
    running = app.records(VolunteerSession, f"{LIVE} and status = ?", (SessionStatus.IN.value,), order="in_at")
    return [each for each in running if has_forgotten(each, activity_of(app, each.activity_id), app.now())]


# --- what is odd, what is claimed ---------------------------------------------------------------------------------
def odd(app: AppState, session: VolunteerSession, activity: VolunteerActivity) -> tuple[str, ...]:
    """What is odd about hours as they are to be saved."""
    day = start_of(session.served_on)
    week = day - timedelta(days=session.served_on.weekday())
    mine = f"{LIVE} and volunteer_id = ? and in_at >= ? and in_at < ?"
    of_week = app.records(VolunteerSession, mine, (session.volunteer_id, week, week + timedelta(days=7)), "in_at")
    of_day = [each for each in of_week if each.served_on == session.served_on]
    return warnings(session, of_day, of_week, sessions_of(app, activity.id), activity=activity)


def others_of(app: AppState, session: VolunteerSession) -> list[VolunteerSession]:
    """Other sessions of the same volunteer around the same day."""
    near = (session.served_on - timedelta(days=1), session.served_on + timedelta(days=1))
    where = f"{LIVE} and volunteer_id = ? and id <> ? and served_on between ? and ?"
    return app.records(VolunteerSession, where, (session.volunteer_id, session.id, *near), "served_on")


def open_disputes(app: AppState) -> list[HoursDispute]:
    """Claims that nobody has decided yet, the oldest first."""
    found: list[HoursDispute] = app.cached(
        "open_disputes", lambda: app.records(HoursDispute, f"{LIVE} and decision is null", order="occurred_at")
    )
    return found


# --- the board ----------------------------------------------------------------------------------------------------
def faces(app: AppState) -> tuple[Face, ...]:
    """Everybody's card of the board, with the hours it may show; nothing about residents."""
    given, added = numbers(app), sums(app)
    return tuple(
        Face(
            each.id,
            each.name,
            given[each.id],
            added.get(each.id, Sums()).confirmed,
            added.get(each.id, Sums()).training,
            tuple(_lines(app, each.id)),
        )
        for each in in_order(app)
    )


def _lines(app: AppState, volunteer: UUID) -> Iterable[Served]:
    where = f"{LIVE} and volunteer_id = ? and status in ('out', 'submitted', 'confirmed', 'disputed')"
    for session in app.records(VolunteerSession, where, (volunteer,), "served_on desc", LINES):
        activity = activity_of(app, session.activity_id)
        minutes = minutes_of(session, activity) if activity else session.minutes
        yield Served(
            session.id,
            activity.title if activity else "",
            session.served_on,
            minutes,
            session.status is SessionStatus.CONFIRMED,
            session.status is SessionStatus.DISPUTED,
        )


def names(app: AppState) -> Mapping[UUID, str]:
    """Names of volunteers, for sorting and rows."""
    found: Mapping[UUID, str] = app.cached("volunteer_names", lambda: {each.id: each.name for each in volunteers(app)})
    return found


def count_by_status(sessions: Sequence[VolunteerSession]) -> tuple[int, int]:
    """How many came, and how many are still there."""
    came = {each.volunteer_id for each in sessions if each.status is not SessionStatus.PLANNED}
    inside = {each.volunteer_id for each in sessions if each.status is SessionStatus.IN and each.out_at is None}
    return len(came), len(inside)
