"""The lunar date that people know their birthdays and festivals by."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from lunardate import LunarDate

from records.words import Words

FIRST: Final = date(1900, 1, 31)
LAST: Final = date(2100, 2, 8)
"""The calendar's table covers the lunar years 1900 to 2099."""


class LunarDay(msgspec.Struct, frozen=True):
    """A day of the lunar calendar. Its words stand under `lunar.month.<month>` and `lunar.day.<day>`."""

    month: int
    day: int
    is_leap: bool = False

    def said(self, words: Words) -> str:
        """The day as people say it."""
        month = words(f"lunar.month.{self.month}")
        if self.is_leap:
            month = words("lunar.leap", month=month)
        return words("lunar.date", month=month, day=words(f"lunar.day.{self.day}"))


def lunar_day(day: date) -> LunarDay:
    """The lunar day.

    Raises:
        ValueError: the calendar does not reach so far.
    """
    if not FIRST <= day <= LAST:
        raise ValueError(f"no lunar calendar for {day}")
    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    return LunarDay(found.month, found.day, bool(found.is_leap_month))
