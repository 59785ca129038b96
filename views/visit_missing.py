"""What still has to be tapped before a quick visit can be saved."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from views.visit_draft import NO_DEGREE, Met, VisitDraft

LONGEST_BACK: Final = timedelta(days=30)
"""How far back a station may date a visit (report 3.4)."""
CLOCK_SLACK: Final = timedelta(minutes=5)
"""A time so little ahead of now is a clock that runs fast (report 3.4)."""


class Missing(StrEnum):
    """What still has to be tapped before a visit can be saved; words under `visit.missing.<value>`."""

    MET = "met"
    STATE = "state"
    DEGREE = "degree"
    WHY = "why"
    TOO_OLD = "too_old"
    FUTURE = "future"


def missing(draft: VisitDraft, person: UUID, now: datetime) -> Missing | None:
    """The first thing still missing about a person, or about the trip."""
    one = draft.of(person)
    if draft.began_at and draft.began_at > now + CLOCK_SLACK:
        return Missing.FUTURE
    if draft.began_at and draft.began_at < now - LONGEST_BACK:
        return Missing.TOO_OLD
    if one.met is None:
        return Missing.MET
    if one.met is Met.MISSED:
        return None if one.why else Missing.WHY
    if NO_DEGREE in one.problems.values() or NO_DEGREE in draft.home.values():
        return Missing.DEGREE
    said = one.well or one.problems or draft.home
    return None if said else Missing.STATE
