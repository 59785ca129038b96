"""Days, moments and clocks in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from records.rules.calendar import SHANGHAI, day_of
from records.words import Words

WHOLE_DAYS_FROM: Final = 2
"""Below so many days the hours still matter."""

_SOON = timedelta(hours=2)
"""A clock with less than this left is marked."""


def day(words: Words, value: date, today: date) -> str:
    """A day: today, yesterday, tomorrow, or its date, without the year when that is this one."""
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((value - today).days)
    if near:
        return words(f"centre.time.{near}")
    return f"{value:%m-%d}" if value.year == today.year else f"{value:%Y-%m-%d}"


def moment(words: Words, value: datetime, now: datetime) -> str:
    """A moment: its day as above, and the time."""
    return f"{day(words, day_of(value), day_of(now))} {value.astimezone(SHANGHAI):%H:%M}"


def exact(value: datetime) -> str:
    """A moment to the minute, for paper and for machines."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def time_of(value: datetime) -> str:
    """The time of day here."""
    return f"{value.astimezone(SHANGHAI):%H:%M}"


def iso(value: datetime | date) -> str:
    """For the `datetime` of a `<time>`."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="minutes")
    return value.isoformat()


def span(words: Words, seconds: int) -> str:
    """A length of time in its two largest units at most."""
    minutes = max(0, seconds) // 60
    days, hours = minutes // (24 * 60), minutes // 60
    if days >= WHOLE_DAYS_FROM:
        return words("centre.time.days", n=days)
    if hours:
        key = "hours_minutes" if minutes % 60 else "hours"
        return words(f"centre.time.{key}", n=hours, m=f"{minutes % 60:02d}")
    return words("centre.time.minutes", n=minutes)


def clock(words: Words, due: datetime, now: datetime) -> tuple[str, str]:
    """How long until something is due, or how long it is overdue; and the mark: "late", "soon" or ""."""
    left = due - now
    length = span(words, int(abs(left).total_seconds()))
    if left < timedelta(0):
        return words("centre.time.late_by", span=length), "late"
    return words("centre.time.left", span=length), "soon" if left < _SOON else ""


def due_on(words: Words, due: date, today: date) -> tuple[str, str]:
    """The same for a day: overdue from the day after it."""
    over = (today - due).days
    if over > 0:
        return words("centre.time.late_days", n=over), "late"
    if over == 0:
        return words("centre.time.due_today"), "soon"
    return words("centre.time.due_in", n=-over), ""


def long_day(words: Words, now: datetime) -> str:
    """Today with its weekday, for the head of a page."""
    local = now.astimezone(SHANGHAI)
    weekday = words(f"centre.time.weekday.{local.isoweekday()}")
    return words("centre.time.long_day", month=local.month, day=local.day, weekday=weekday, time=f"{local:%H:%M}")
