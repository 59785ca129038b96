"""The hours that wait for somebody's word: which are ordinary, which are odd, who may confirm them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from records.codes import SessionStatus, VerifyMethod
from records.platform import Staff
from records.rules.hours import Refusal, confirmed, may_confirm, minutes_of, refusals
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from views import roster
from views.state.app_state import AppState

WAITING: Final = (SessionStatus.OUT, SessionStatus.SUBMITTED)
MOST: Final = 400
"""Rows that are looked at together; more wait until these are done."""


@dataclass(frozen=True)
class Waiting:
    """One session that waits for confirmation.

    Attributes:
        odd: anomalies, as keys below `hours.`: saved, and looked at one by one.
        refused: what stands against it, as keys below `hours.` with their values.
        not_me: why the present user may not confirm it; None when they may.
    """

    session: VolunteerSession
    activity: VolunteerActivity
    volunteer: Volunteer
    minutes: int
    odd: tuple[str, ...]
    refused: tuple[Refusal, ...]
    not_me: str | None

    @property
    def id(self) -> UUID:
        """The session's."""
        return self.session.id

    @property
    def ordinary(self) -> bool:
        """Nothing to look at: may be confirmed together with others."""
        return not self.odd and not self.refused and self.not_me is None

    @property
    def confirmable(self) -> bool:
        """May be confirmed by the present user after a look."""
        return self.not_me is None and not any(not each.may_insist for each in self.refused)


def waiting(app: AppState) -> list[Waiting]:
    """Everything that waits, oldest day first."""
    found: list[Waiting] = app.cached(("hours_waiting", app.me), lambda: list(_waiting(app)))
    return found


def _waiting(app: AppState) -> Iterable[Waiting]:
    where = f"{roster.LIVE} and status in (?, ?)"
    params = [status.value for status in WAITING]
    mine = my_volunteer(app)
    for session in app.records(VolunteerSession, where, params, "served_on, in_at", MOST):
        activity, volunteer = roster.activity_of(app, session.activity_id), app.get(session.volunteer_id)
        if activity is None or not isinstance(volunteer, Volunteer):
            continue  # the other half has not come down yet
        yield look(app, session, activity, volunteer, mine)


def look(
    app: AppState, session: VolunteerSession, activity: VolunteerActivity, volunteer: Volunteer, mine: UUID | None
) -> Waiting:
    """Look at one session with the eyes of the present user."""
    who = app.me or session.actor_id
    seen = msgspec.structs.replace(session, warnings=roster.odd(app, session, activity))
    not_me = may_confirm(seen, activity, who, who_is_volunteer=mine)
    if not_me is None and any(each.session_id == session.id for each in roster.open_disputes(app)):
        not_me = "confirm_disputed"
    return Waiting(
        session=seen,
        activity=activity,
        volunteer=volunteer,
        minutes=minutes_of(session, activity),
        odd=seen.warnings,
        refused=refusals(session, activity, volunteer, roster.others_of(app, session), app.now()),
        not_me=not_me,
    )


def my_volunteer(app: AppState) -> UUID | None:
    """The volunteer that the present user also is: the same name and the same telephone."""
    staff = app.get(app.me) if app.me else None
    if not isinstance(staff, Staff):
        return None
    same = [
        v for v in roster.volunteers(app) if v.name == staff.name and (not staff.phone or v.phone in ("", staff.phone))
    ]
    return same[0].id if len(same) == 1 else None


def confirmations(app: AppState, chosen: Iterable[Waiting]) -> list[VolunteerSession]:
    """The sessions as confirmed by the present user."""
    who = app.me
    if who is None:
        return []
    made = []
    for each in chosen:
        method = each.session.verify_method or VerifyMethod.ORGANISER
        made.append(confirmed(each.session, each.activity, who, method))
    return made


def by_activity(rows: Sequence[Waiting]) -> Mapping[UUID, list[Waiting]]:
    """Rows of the same activity together, in the order of their first row."""
    groups: dict[UUID, list[Waiting]] = {}
    for row in rows:
        groups.setdefault(row.activity.id, []).append(row)
    return groups
