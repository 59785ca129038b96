"""Invents people: the same ones for the same seed, with numbers that belong to nobody."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final
from uuid import UUID

from stdnum.cn.ric import calc_check_digit

from records.codes import Gender
from records.rules.calendar import SHANGHAI

UNASSIGNED_COUNTY: Final = "370299"
"""A county code that GB/T 2260 never assigned: no identity card begins with it."""

ROUND_HOURS: Final = (8, 9, 10, 14, 15, 16)
"""When workers are on their round."""


@cache
def sayings() -> dict[str, Any]:
    """Names and notes, from `words.toml`."""
    return tomllib.loads(files("centre.demo").joinpath("words.toml").read_text(encoding="utf-8"))


class Inventor:
    """A source of made-up facts for one site; what it says depends on the seed and on today only."""

    def __init__(self, seed: str, today: date) -> None:
        self.today = today
        self.random = Random(f"linli {seed}")
        self._names: set[str] = set()
        self._serial = 0

    def id(self, at: datetime) -> UUID:
        """A UUIDv7 made at `at`."""
        head = int(at.timestamp() * 1000) << 80
        return UUID(int=head | 0x7 << 76 | self.random.getrandbits(12) << 64 | 0b10 << 62 | self.random.getrandbits(62))

    def at(self, days_ago: int, hour: int | None = None) -> datetime:
        """A moment on a worker's round, `days_ago` days before today; never in the future."""
        clock = time(self.random.choice(ROUND_HOURS) if hour is None else hour, self.random.randrange(60))
        return datetime.combine(self.today - timedelta(days=days_ago), clock, SHANGHAI).astimezone(UTC)

    def born(self, age: int) -> date:
        """A birth date of somebody who is `age` today."""
        return self.today - timedelta(days=age * 365 + age // 4 + self.random.randrange(1, 360))

    def surname(self) -> str:
        """A surname; rarely one of two characters."""
        words = sayings()
        if self.random.random() < 0.04:
            return str(self.random.choice(words["surnames_of_two"]))
        return str(self.random.choice(words["surnames"]))

    def name(self, surname: str, generation: str, gender: Gender) -> str:
        """A name nobody at this site has yet."""
        given: list[str] = sayings()["given"][generation][gender.value]
        for _ in range(100):
            name = surname + self.random.choice(given)
            if name not in self._names:
                break
            surname = self.surname()
        self._names.add(name)
        return name

    def gender(self) -> Gender:
        """One or the other."""
        return self.random.choice((Gender.MALE, Gender.FEMALE))

    def id_number(self, birth: date, gender: Gender) -> str:
        """An identity number with a right check digit (GB 11643) and a county code that was never assigned."""
        serial = self.random.randrange(0, 499) * 2 + (gender is Gender.MALE)
        front = f"{UNASSIGNED_COUNTY}{birth:%Y%m%d}{serial:03}"
        return front + str(calc_check_digit(front + "0"))

    def phone(self) -> str:
        """A mobile number of the right form that is plainly made up."""
        self._serial += 1
        return f"1990000{self._serial:04}"
