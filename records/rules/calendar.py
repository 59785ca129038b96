"""Days, as everybody on the platform counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
"""The one time zone that people see; moments inside the program are UTC."""


_OFFSET: Final = timedelta(hours=8)
_OFFSET_SINCE: Final = datetime(1992, 1, 1, tzinfo=UTC)
"""China's last summer time ended in 1991. A due date asks for days so often that the short way is worth having."""


def day_of(moment: datetime) -> date:
    """The day on which a moment falls here."""
    if moment.tzinfo is UTC and moment >= _OFFSET_SINCE:
        return (moment + _OFFSET).date()
    return moment.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The moment a day begins here, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def age_on(born: date, on: date) -> int:
    """Full years of age on a day; who was born on 29 February is a year older on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
