"""Attendance as a recorder enters it: a forgotten time out, a team that leaves together, a paper sheet.

Pure functions from what was typed to sessions. A time out is only ever what somebody said; none is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from records.base import InvalidRecord
from records.codes import SessionStatus, VerifyMethod
from records.complete import complete
from records.rules.calendar import day_of
from records.rules.hours import Refusal, minutes_of
from records.volunteering import VolunteerActivity, VolunteerSession
from views.days import at, read_time

MOST_MINUTES: Final = 720
Born = Callable[[datetime], Mapping[str, Any]]


def signed_out(session: VolunteerSession, activity: VolunteerActivity, out_at: datetime) -> VolunteerSession:
    """The session with a time out.

    Raises:
        InvalidRecord: it lies before the time in.
    """
    if session.in_at is not None and out_at <= session.in_at:
        raise InvalidRecord("out_at", "before_start")
    out = msgspec.structs.replace(session, out_at=out_at, status=SessionStatus.OUT)
    return msgspec.structs.replace(out, minutes=min(MOST_MINUTES, minutes_of(out, activity)))


def out_time(session: VolunteerSession, text: str) -> datetime | None:
    """A typed time of day as the time somebody left: on the day of the session, after midnight if it is earlier."""
    clock = read_time(text)
    if clock is None:
        return None
    moment = at(session.served_on, clock)
    if session.in_at is not None and moment <= session.in_at and session.in_at - moment > timedelta(hours=12):
        return moment + timedelta(days=1)
    return moment


# --- the paper sheet ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One line of a paper sheet as it is typed."""

    volunteer: UUID | None = None
    came: str = ""
    left: str = ""
    hours: str = ""
    """Only a total is known, in half hours."""

    @property
    def is_empty(self) -> bool:
        """Nothing was typed."""
        return self == Line()

    def values(self) -> dict[str, str]:
        """As plain values, for a draft."""
        return {"volunteer": str(self.volunteer or ""), "came": self.came, "left": self.left, "hours": self.hours}


def line_of(values: Mapping[str, str]) -> Line:
    """A line that was kept."""
    volunteer = values.get("volunteer") or None
    return Line(
        UUID(volunteer) if volunteer else None, values.get("came", ""), values.get("left", ""), values.get("hours", "")
    )


@dataclass(frozen=True)
class Faulty:
    """Why a line cannot be taken: its place on the sheet, from 0, and a key below `paper.` or `hours.`."""

    line: int
    key: str


def sheet_sessions(
    activity: VolunteerActivity, sheet: str, lines: Sequence[Line], here: Iterable[VolunteerSession], born: Born
) -> tuple[list[VolunteerSession], list[Faulty]]:
    """The sessions of a paper sheet, and what is wrong with it; nothing is saved while anything is wrong.

    Args:
        activity: what the sheet is of.
        sheet: its number; with the line it makes the paper reference.
        lines: as typed; empty ones are passed over.
        here: who is signed in at this activity already.
        born: the birth of a new record that happened at a moment.
    """
    made: list[VolunteerSession] = []
    faulty: list[Faulty] = []
    present = {each.volunteer_id for each in here if not each.is_void}
    for place, line in enumerate(lines):
        if line.is_empty:
            continue
        if key := _fault(line, present):
            faulty.append(Faulty(place, key))
            continue
        if line.volunteer:
            present.add(line.volunteer)
        try:
            made.append(_session(activity, f"{sheet}-{place + 1}", line, born))
        except InvalidRecord as invalid:
            faulty.append(Faulty(place, f"paper.{invalid.reason}" if invalid.reason == "before_start" else "paper.bad"))
    return made, faulty


def _fault(line: Line, present: set[UUID]) -> str:
    if line.volunteer is None:
        return "paper.who"
    if line.volunteer in present:
        return "paper.twice"
    if line.hours:
        return "" if _half_hours(line.hours) else "hours.paper_steps"
    if read_time(line.came) is None:
        return "paper.came"
    return "" if read_time(line.left) else "paper.left"


def _half_hours(text: str) -> int | None:
    """Minutes of a total typed in hours, in steps of a half."""
    try:
        minutes = float(text.replace("，", ".").replace(",", ".")) * 60
    except ValueError:
        return None
    return int(minutes) if 0 < minutes <= MOST_MINUTES and minutes % 30 == 0 else None


def _session(activity: VolunteerActivity, ref: str, line: Line, born: Born) -> VolunteerSession:
    day = day_of(activity.occurred_at)
    values: dict[str, Any] = {
        "volunteer_id": line.volunteer,
        "activity_id": activity.id,
        "served_on": day,
        "paper_ref": ref,
        "verify_method": VerifyMethod.PAPER,
        "status": SessionStatus.OUT,
    }
    came, left = read_time(line.came), read_time(line.left)
    if line.hours:
        values["paper_minutes"] = _half_hours(line.hours)
    elif came and left:
        values["in_at"], values["out_at"] = at(day, came), at(day, left)
    begins = values.get("in_at", activity.occurred_at)
    session = complete(VolunteerSession, {**born(begins), **values})
    return msgspec.structs.replace(session, minutes=min(MOST_MINUTES, minutes_of(session, activity)))


# --- corrections --------------------------------------------------------------------------------------------------
def corrected(
    old: VolunteerSession, activity: VolunteerActivity, came: str, left: str, break_minutes: int, born: Born
) -> tuple[VolunteerSession, VolunteerSession]:
    """The row that supersedes, and the old row, which stays to be seen.

    Raises:
        InvalidRecord: the times cannot be.
    """
    in_clock, out_clock = read_time(came), read_time(left)
    if in_clock is None:
        raise InvalidRecord("in_at", "bad_form")
    if out_clock is None:
        raise InvalidRecord("out_at", "bad_form")
    in_at, out_at = at(old.served_on, in_clock), at(old.served_on, out_clock)
    new = complete(
        VolunteerSession,
        {
            **born(in_at),
            "volunteer_id": old.volunteer_id,
            "activity_id": old.activity_id,
            "served_on": old.served_on,
            "in_at": in_at,
            "out_at": out_at,
            "break_minutes": break_minutes,
            "travel_minutes": old.travel_minutes,
            "content": old.content,
            "supersedes_id": old.id,
            "status": SessionStatus.OUT,
        },
    )
    new = msgspec.structs.replace(new, minutes=min(MOST_MINUTES, minutes_of(new, activity)))
    return new, msgspec.structs.replace(old, status=SessionStatus.CORRECTED)


def first_refusal(found: Iterable[Refusal]) -> Refusal | None:
    """What stops hours for good; what a recorder may insist on does not."""
    return next((each for each in found if not each.may_insist), None)
