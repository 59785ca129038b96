"""Hybrid logical clock: orders edits of tablets whose wall clocks are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

COUNTER_BITS: Final = 16
LONGEST_LEAD: Final = timedelta(minutes=10)
"""A stamp further ahead of the centre's time than this is not followed (design of the sync protocol)."""


def stamp(at: datetime, counter: int = 0) -> int:
    """A stamp of 48 bits of milliseconds and 16 bits of counter."""
    return (int(at.timestamp() * 1000) << COUNTER_BITS) | counter


def moment_of(hlc: int) -> datetime:
    """The wall time inside a stamp, to the millisecond, in UTC."""
    return datetime.fromtimestamp((hlc >> COUNTER_BITS) / 1000, UTC)


def next_stamp(last: int, now: datetime) -> int:
    """The stamp of a local edit: later than `last`, and not before the wall clock `now`."""
    return max(last + 1, stamp(now))


def heard(last: int, other: int, now: datetime) -> int:
    """The clock after hearing `other`, which is followed unless it runs too far ahead of `now`.

    Args:
        last: our clock.
        other: a stamp from somewhere else.
        now: the centre's time as far as we know it.
    """
    return last if moment_of(other) > now + LONGEST_LEAD else max(last, other)
