"""The sign-in board while the kiosk stands open: who may sign in, who is in, and what a tap means.

Plain values in memory. It holds no data of residents and no keys: what a tap makes goes out through `keep`, which can
only drop sealed boxes in. A tap is kept first and shown afterwards, so the board never says more than what is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from records.base import Record
from records.codes import SessionStatus
from records.rules.calendar import day_of
from records.rules.hours import minutes_of
from records.volunteering import HoursDispute, VolunteerActivity, VolunteerSession

SETTLES: Final = timedelta(minutes=2)
"""After a tap, so long another tap on the same card changes nothing: old hands tap twice."""
UNDO_SECONDS: Final = 12
"""How long the words with 撤销 stay."""
PER_PAGE: Final = 12
UNDONE: Final = "undo"
"""Why a sign-in that was taken back is void."""


@dataclass(frozen=True)
class Served:
    """One line of somebody's own hours."""

    session_id: UUID
    title: str
    served_on: date
    minutes: int
    confirmed: bool
    disputed: bool = False


@dataclass(frozen=True)
class Face:
    """One volunteer on the board, with the hours the board may show."""

    id: UUID
    name: str
    number: str
    confirmed_minutes: int = 0
    training_minutes: int = 0
    lines: tuple[Served, ...] = ()


class Said(StrEnum):
    """What came of a tap; its words stand under `kiosk.said.<value>`."""

    IN = "in"
    OUT = "out"
    JUST_IN = "just_in"
    JUST_OUT = "just_out"
    ALL_OUT = "all_out"
    AGAIN = "again"
    """Somebody who has left taps again much later: asked before a second time is begun."""
    UNDONE = "undone"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class Told:
    """The words after a tap, and what 撤销 would put back."""

    said: Said
    face: Face | None
    at: datetime
    before: tuple[tuple[VolunteerSession, VolunteerSession | None], ...] = ()
    """What the tap made, each with what was there before it."""
    minutes: int = 0

    @property
    def can_undo(self) -> bool:
        """Whether there is something to put back."""
        return bool(self.before)


class Board:
    """One activity's board."""

    def __init__(
        self,
        activity: VolunteerActivity,
        faces: Iterable[Face],
        sessions: Iterable[VolunteerSession],
        born: Callable[[datetime], Mapping[str, Any]],
        keep: Callable[[Record], object],
    ) -> None:
        self.activity = activity
        self.faces = tuple(faces)
        self.told: Told | None = None
        self._rows: dict[UUID, list[VolunteerSession]] = {}
        """Attendances of this activity by volunteer, oldest first."""
        self._born, self._keep = born, keep
        for session in sorted(sessions, key=lambda s: s.in_at or s.occurred_at):
            if not session.is_void:
                self._rows.setdefault(session.volunteer_id, []).append(session)

    # --- what the board shows ---------------------------------------------------------------------
    def session(self, volunteer: UUID) -> VolunteerSession | None:
        """The latest attendance of somebody at this activity."""
        rows = self._rows.get(volunteer)
        return rows[-1] if rows else None

    def inside(self, volunteer: UUID) -> bool:
        """Whether somebody is signed in now."""
        latest = self.session(volunteer)
        return latest is not None and latest.out_at is None

    @property
    def inside_count(self) -> int:
        """How many are signed in now."""
        return sum(self.inside(face.id) for face in self.faces)

    @property
    def came_count(self) -> int:
        """How many have come, whether or not they have left."""
        return sum(bool(self._rows.get(face.id)) for face in self.faces)

    def page(self, number: int) -> tuple[Face, ...]:
        """The cards of a page, from 0."""
        return self.faces[number * PER_PAGE : (number + 1) * PER_PAGE]

    @property
    def pages(self) -> int:
        """How many pages there are; an empty board has one."""
        return max(1, -(-len(self.faces) // PER_PAGE))

    def numbered(self, number: str) -> tuple[Face, ...]:
        """Who has a day number; two when two tablets gave out the same one."""
        return tuple(face for face in self.faces if face.number == number)

    # --- taps ---------------------------------------------------------------------------------------
    def tap(self, volunteer: UUID, now: datetime) -> Told:
        """One tap on a card: in, out, or nothing when the last tap was only just now."""
        face = self._face(volunteer)
        latest = self.session(volunteer)
        if latest is None:
            return self._say(self._sign_in(face, now))
        if latest.out_at is None:
            if now - (latest.in_at or now) < SETTLES:
                return self._say(Told(Said.JUST_IN, face, latest.in_at or now, self._unmade(face)))
            return self._say(self._sign_out(face, latest, now))
        if now - latest.out_at < SETTLES:
            back = self._unmade(face)
            return self._say(Told(Said.JUST_OUT, face, latest.out_at, back, minutes_of(latest, self.activity)))
        return self._say(Told(Said.AGAIN, face, latest.out_at))

    def again(self, volunteer: UUID, now: datetime) -> Told:
        """Begin a second time for somebody who had left and says so."""
        return self._say(self._sign_in(self._face(volunteer), now))

    def everybody_out(self, now: datetime) -> Told:
        """Sign out all who are in; those who came only just now stay, their tap has not settled."""
        made: list[tuple[VolunteerSession, VolunteerSession | None]] = []
        for face in self.faces:
            latest = self.session(face.id)
            if latest is not None and latest.out_at is None and now - (latest.in_at or now) >= SETTLES:
                made += self._sign_out(face, latest, now).before
        return self._say(Told(Said.ALL_OUT, None, now, tuple(made)))

    def undo(self, now: datetime) -> Told | None:
        """Put back what the last words were about."""
        if self.told is None or not self.told.before:
            return None
        for made, before in self.told.before:
            if before is None:
                self._keep(msgspec.structs.replace(made, void_reason=UNDONE))
                self._rows[made.volunteer_id] = [s for s in self._rows[made.volunteer_id] if s.id != made.id]
            else:
                self._put(before)
        return self._say(Told(Said.UNDONE, self.told.face, now))

    def hush(self) -> None:
        """The words have stood long enough."""
        self.told = None

    def claim(self, volunteer: UUID, session_id: UUID | None, words: str, due: date, now: datetime) -> Told:
        """Note that somebody finds a line of his hours wrong; a person decides later."""
        face = self._face(volunteer)
        self._keep(
            HoursDispute(**self._born(now), volunteer_id=volunteer, session_id=session_id, claim=words, due_on=due)
        )
        lines = tuple(replace(each, disputed=each.disputed or each.session_id == session_id) for each in face.lines)
        self.faces = tuple(replace(f, lines=lines) if f.id == volunteer else f for f in self.faces)
        return self._say(Told(Said.CLAIMED, face, now))

    # --- inside ---------------------------------------------------------------------------------------
    def _face(self, volunteer: UUID) -> Face:
        return next(face for face in self.faces if face.id == volunteer)

    def _say(self, told: Told) -> Told:
        self.told = told
        return told

    def _put(self, session: VolunteerSession) -> None:
        self._keep(session)
        rows = self._rows.setdefault(session.volunteer_id, [])
        rows[:] = [*(s for s in rows if s.id != session.id), session]

    def _sign_in(self, face: Face, now: datetime) -> Told:
        session = VolunteerSession(
            **self._born(now),
            volunteer_id=face.id,
            activity_id=self.activity.id,
            served_on=day_of(now),
            in_at=now,
        )
        self._put(session)
        return Told(Said.IN, face, now, ((session, None),))

    def _sign_out(self, face: Face, latest: VolunteerSession, now: datetime) -> Told:
        out = msgspec.structs.replace(latest, out_at=now, status=SessionStatus.OUT)
        minutes = max(0, minutes_of(out, self.activity))
        out = msgspec.structs.replace(out, minutes=min(720, minutes))
        self._put(out)
        return Told(Said.OUT, face, now, ((out, latest),), minutes)

    def _unmade(self, face: Face) -> tuple[tuple[VolunteerSession, VolunteerSession | None], ...]:
        """What 撤销 puts back for somebody whose last tap was just now."""
        latest = self._rows[face.id][-1]
        if latest.out_at is None:
            return ((latest, None),)
        before = msgspec.structs.replace(latest, out_at=None, status=SessionStatus.IN, minutes=0)
        return ((latest, before),)


def day_numbers(volunteers: Sequence[tuple[UUID, str]]) -> dict[UUID, str]:
    """The 3-digit number of each volunteer: the last three digits of the local number, else the next free one.

    Args:
        volunteers: id and local number, oldest first.
    """
    given: dict[UUID, str] = {}
    for volunteer, local in volunteers:
        digits = "".join(c for c in local if c.isdigit())[-3:]
        if len(digits) == 3:
            given[volunteer] = digits
    taken = set(given.values())
    free = (str(n) for n in range(101, 1000) if str(n) not in taken)
    for volunteer, _ in volunteers:
        if volunteer not in given:
            given[volunteer] = next(free, "")
    return given
