"""Corrections of volunteer hours, and who decides about a claim (report 3.3, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from records.codes import SessionStatus
from records.rules.calendar import day_of
from records.rules.ruleset import load_ruleset
from records.volunteering import HoursDispute, VolunteerSession


def dispute_due(asked_at: datetime) -> date:
    """The last day for an answer to a claim."""
    return day_of(asked_at) + timedelta(days=load_ruleset().hours.dispute_days)


def may_decide(
    dispute: HoursDispute, session: VolunteerSession | None, who: UUID, *, who_is_volunteer: UUID | None = None
) -> str | None:
    """Why somebody may not decide about a claim, as a key below `hours.`; None: they may.

    Args:
        dispute: the claim.
        session: the hours it is about, if there are any.
        who: the member of staff who would decide.
        who_is_volunteer: the volunteer that this member of staff also is.
    """
    me = {who, who_is_volunteer}
    if dispute.volunteer_id in me:
        return "decide_own"
    if session and not me.isdisjoint({session.actor_id, session.verified_by} - {None}):
        return "decide_recorder"
    return None


def corrected(
    session: VolunteerSession, birth: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[VolunteerSession, VolunteerSession]:
    """A correction: the old row, marked and still visible, and the new one that supersedes it.

    The new row waits for confirmation; nobody has confirmed it yet.
    """
    fields = {name: getattr(session, name) for name in session.__struct_fields__}
    fresh = {"supersedes_id": session.id, "status": SessionStatus.SUBMITTED, "verified_by": None, "verify_method": None}
    new = VolunteerSession(**fields | dict(birth) | fresh | dict(changes))
    return msgspec.structs.replace(session, status=SessionStatus.CORRECTED), new
