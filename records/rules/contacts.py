"""Which contacts count, and what they say (report 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from records.codes import RiskLevel, VisitMode, VisitOutcome
from records.rules.ruleset import CheckKind
from records.visit import Visit, VisitPerson

REACHED: Final = frozenset({VisitOutcome.SEEN_OK, VisitOutcome.SEEN_PROBLEM})
"""Outcomes of a contact; all others are tries."""

SEEN: Final = frozenset({VisitMode.IN_PERSON, VisitMode.AT_STATION})
"""Ways of contact in person."""

COUNTING: Final = SEEN | {VisitMode.PHONE, VisitMode.VIDEO}
"""Ways of contact that reset the clock; what relatives or devices tell never does."""

COUNTING_AT_LOW: Final = COUNTING | {VisitMode.MESSAGE}

SAME_VISIT: Final = timedelta(minutes=30)
"""A contact so soon after a check belongs to it and is no follow-up (as for duplicates, report 3.4)."""

_AWAY: Final = frozenset({VisitOutcome.HOSPITALISED, VisitOutcome.AWAY})
_GONE: Final = frozenset({VisitOutcome.DECEASED, VisitOutcome.MOVED})


class Contacted(msgspec.Struct, frozen=True):
    """One contact, or a try, as the due date needs it."""

    at: datetime
    mode: VisitMode
    outcome: VisitOutcome
    next_on: date | None = None
    """The worker's own wish for the next contact."""


def contacted(visit: Visit, result: VisitPerson | None = None) -> Contacted:
    """The contact that a visit was for one person; `result` is what it found for that person, if several were met.

    Only visits are contacts: a check says how somebody is, the visit it was made on says that they were met.
    """
    return Contacted(visit.occurred_at, visit.mode, (result or visit).outcome, visit.next_contact_on)


class Found(msgspec.Struct):
    """What one walk over the contacts finds."""

    last: Contacted | None = None
    """The last that counts at the level."""
    seen_at: datetime | None = None
    """The last in person."""
    followed: bool = False
    """Reached again after the level was set."""
    away: Contacted | None = None
    """The last that found somebody in hospital or away."""
    back_at: datetime | None = None
    """When the person was first reached after that."""
    gone: bool = False
    """Dead or moved away."""


def walk(contacts: Iterable[Contacted], kind: CheckKind, level: RiskLevel, since: datetime | None) -> Found:
    """Read contacts from the first to the last.

    Args:
        contacts: in the order of time.
        kind: whose; a child is followed up in person.
        level: the risk level that stands.
        since: when it was set.
    """
    counting = COUNTING_AT_LOW if level is RiskLevel.LOW else COUNTING
    following = SEEN if kind == "child" or level is RiskLevel.CRITICAL else counting
    after = since + SAME_VISIT if since else None
    found = Found()
    for contact in contacts:
        if contact.outcome in REACHED and contact.mode in counting:
            found.last, found.gone = contact, False
            if contact.mode in SEEN:
                found.seen_at = contact.at
            if found.back_at is None:
                found.back_at = contact.at
            if after and contact.at >= after and contact.mode in following:
                found.followed = True
        elif contact.outcome in _AWAY:
            found.away, found.back_at = contact, None
        elif contact.outcome in _GONE:
            found.gone = True
    return found
