"""Records that may be the same twice (report 3.4). Likenesses are shown and decided by people, never merged here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from records.rules.names import comparable_name, surname_of
from records.rules.spans import absent, overlap
from records.visit import Visit
from records.volunteering import VolunteerSession

SAME_VISIT: Final = timedelta(minutes=30)


class Alike(StrEnum):
    """How alike two people are; its words stand under `likeness.<value>`. From surest to least."""

    EXACT = "exact"
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class PersonFacts(msgspec.Struct, frozen=True):
    """What two people are compared by. What is not known is empty; `village` is the 12-digit code of the site."""

    id: UUID | None
    name: str
    birth_date: date | None = None
    phone: str = ""
    id_no: str = ""
    village: str = ""
    address: str = ""


class Likeness(msgspec.Struct, frozen=True):
    """Somebody who is like the candidate."""

    id: UUID | None
    level: Alike


def similar(candidate: PersonFacts, others: Iterable[PersonFacts]) -> list[Likeness]:
    """Who is like the candidate, the surest first."""
    found = [
        Likeness(other.id, level)
        for other in others
        if (candidate.id is None or other.id != candidate.id) and (level := likeness(candidate, other))
    ]
    order = list(Alike)
    return sorted(found, key=lambda like: order.index(like.level))


def likeness(one: PersonFacts, other: PersonFacts) -> Alike | None:
    """How alike two people are, if at all."""
    if one.id_no and one.id_no == other.id_no:
        return Alike.EXACT
    name, other_name = comparable_name(one.name), comparable_name(other.name)
    born_alike = one.birth_date is not None and one.birth_date == other.birth_date
    if name == other_name:
        if born_alike:
            return Alike.STRONG if _agree(one.village, other.village) else Alike.MEDIUM
        if _same_year(one.birth_date, other.birth_date) and one.address and one.address == other.address:
            return Alike.MEDIUM
    if one.phone and one.phone == other.phone and surname_of(name) == surname_of(other_name):
        return Alike.MEDIUM
    if name == other_name and None in (one.birth_date, other.birth_date):
        return Alike.WEAK
    return Alike.WEAK if born_alike and one_apart(name, other_name) else None


def _agree(one: str, other: str) -> bool:
    """Whether two facts are the same as far as both are known: a tablet holds one village and need not say so."""
    return not one or not other or one == other


def _same_year(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one.year == other.year


def one_apart(one: str, other: str) -> bool:
    """Whether one character put in, left out or changed makes one text of the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    same = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[same:] if len(short) < len(long) else short[same + 1 :]
    return rest == long[same + 1 :]


def same_visit(one: Visit, other: Visit) -> bool:
    """Whether two visits look like one entered twice: same person, same worker, begun within half an hour."""
    if one.id == other.id or one.is_void or other.is_void or one.actor_id != other.actor_id:
        return False
    apart = abs(one.occurred_at - other.occurred_at)
    return apart <= SAME_VISIT and not set(one.person_ids).isdisjoint(other.person_ids)


def same_session(one: VolunteerSession, other: VolunteerSession) -> bool:
    """Whether two sessions look like one attendance: shared time, or one activity and day and no times to tell."""
    if one.id in (other.id, other.supersedes_id) or one.supersedes_id == other.id:
        return False
    if one.volunteer_id != other.volunteer_id or absent(one) or absent(other):
        return False
    if overlap(one, other):
        return True
    same_day = (one.activity_id, one.served_on) == (other.activity_id, other.served_on)
    return same_day and None in (one.in_at, other.in_at)
