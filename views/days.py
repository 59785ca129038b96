"""Dates and times as people say them: today, yesterday, a weekday; and text back into a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from records.rules.calendar import SHANGHAI, age_on, day_of

Say = Callable[..., str]

NEAR_DAYS: Final = 6
"""Within so many days ahead a weekday alone is understood."""
BABY_MONTHS: Final = 24
"""Below this age is said in months."""
_DAY: Final = re.compile(r"^(\d{4})\D*?(\d{1,2})\D+(\d{1,2})\D*$|^(\d{4})(\d{2})(\d{2})$")
_TIME: Final = re.compile(r"^(\d{1,2})\s*[:：.\u70b9\u65f6]\s*(\d{1,2})\D*$|^(\d{1,2})(\d{2})$|^(\d{1,2})\D*$")


def calendar_day(say: Say, day: date, today: date | None = None) -> str:
    """Day and month, with the year when it is not this one's."""
    key = "day.short" if today and day.year == today.year else "day.full"
    return say(key, year=day.year, month=day.month, day=day.day, month_name=say(f"month.{day.month}"))


def with_weekday(say: Say, day: date, today: date) -> str:
    """As at the top of Today: 11月24日 星期二."""
    return say("day.with_weekday", day=calendar_day(say, day, today), weekday=weekday(say, day))


def weekday(say: Say, day: date) -> str:
    """The name of the weekday."""
    return say(f"weekday.{day.isoweekday()}")


def day_words(say: Say, day: date, today: date) -> str:
    """Today, yesterday, tomorrow, a near weekday, or the date."""
    apart = (day - today).days
    if apart in (-1, 0, 1):
        return say(("day.yesterday", "day.today", "day.tomorrow")[apart + 1])
    if 1 < apart <= NEAR_DAYS:
        return weekday(say, day)
    return calendar_day(say, day, today)


def moment_words(say: Say, moment: datetime, now: datetime) -> str:
    """Day and time of something that happened; the time alone is enough for today."""
    here = moment.astimezone(SHANGHAI)
    clock = f"{here.hour}:{here.minute:02}"
    return say("day.at", day=day_words(say, here.date(), day_of(now)), time=clock)


def clock_words(moment: datetime) -> str:
    """The time of day."""
    here = moment.astimezone(SHANGHAI)
    return f"{here.hour}:{here.minute:02}"


def due_words(say: Say, due: date, today: date) -> str:
    """By when: late by so many days, due today, on a weekday, on a date."""
    over = (today - due).days
    if over > 0:
        return say("due_on.over", days=over)
    return say("due_on.today") if over == 0 else say("due_on.on", day=day_words(say, due, today))


def elapsed_words(say: Say, since: datetime, now: datetime) -> str:
    """How long something has been open: minutes, hours, days."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return say("elapsed.minutes", n=max(1, minutes))
    if minutes < 48 * 60:
        return say("elapsed.hours", n=minutes // 60)
    return say("elapsed.days", n=minutes // (24 * 60))


def wait_words(say: Say, seconds: int) -> str:
    """How long to wait: seconds below a minute, then minutes."""
    return say("elapsed.seconds", n=seconds) if seconds < 60 else say("elapsed.minutes", n=-(-seconds // 60))


def age_words(say: Say, born: date | None, on: date) -> str:
    """An age; a small child's in months; nothing when the birth date is not known."""
    if born is None or born > on:
        return ""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return say("age.months", n=months) if months < BABY_MONTHS else say("age.years", n=age_on(born, on))


def read_day(text: str) -> date | None:
    """A day as somebody types it: 19420513, 1942-5-13, 1942年5月13日; None when it is none."""
    found = _DAY.match(text.strip())
    if not found:
        return None
    parts = [int(each) for each in found.groups() if each]
    try:
        return date(*parts)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time of day as somebody types it: 8:30, 0830, 8点30, 14; None when it is none."""
    found = _TIME.match(text.strip())
    if not found:
        return None
    hour, minute = ([int(each) for each in found.groups() if each] + [0])[:2]
    try:
        return time(hour, minute)
    except ValueError:
        return None


def at(day: date, clock: time) -> datetime:
    """A day and a time here, in UTC."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def picked_day(value: datetime | date) -> date:
    """The day chosen in Flet's date picker.

    It sends local midnight in UTC, so that the date part is a day early here: half a day on lands in the right day
    for every offset between -12 and +12 hours.
    """
    return (value + timedelta(hours=12)).date() if isinstance(value, datetime) else value
