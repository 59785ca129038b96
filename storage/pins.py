"""Which PINs are refused, and how long to wait after a wrong one."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise
from typing import Final

SHORTEST_PIN: Final = 6
"""Digits."""

SHORTEST_PASSPHRASE: Final = 8
"""Characters, for what is not digits only."""

DELAYS: Final = (0, 0, 0, 5, 15, 60, 300)
"""Seconds to wait after so many failed attempts; the last one holds from there on (design of the notebook)."""

MOST_TRIES: Final = 10
"""Then the street's code is needed. Nothing is ever wiped because of a wrong PIN."""

_OLDEST_BIRTH: Final = 1930
_YOUNGEST_BIRTH: Final = 2015
"""Years in which a user of a tablet, or somebody dear to one, may be born."""

_FEWEST_DIFFERENT: Final = 3
"""Characters that differ."""

_SHORT_DATE: Final = 6
_LONG_DATE: Final = 8


def plain_pin(pin: str) -> str:
    """A PIN as it is derived from: full-width digits are digits (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", pin).strip()


def weak_pin(pin: str, birth_date: date | None = None) -> str | None:
    """Why a PIN is guessed first, or None: "short", "repeat", "run", "birth_date"."""
    pin = plain_pin(pin)
    if len(pin) < (SHORTEST_PIN if pin.isdigit() else SHORTEST_PASSPHRASE):
        return "short"
    if _repeats(pin):
        return "repeat"
    if _runs(pin):
        return "run"
    if pin.isdigit() and (_like(pin, birth_date) if birth_date else _like_a_birth(pin)):
        return "birth_date"
    return None


def delay_after(tries: int) -> int:
    """Seconds to wait after so many failed attempts."""
    return DELAYS[min(tries, len(DELAYS) - 1)]


def _repeats(pin: str) -> bool:
    """111111, 121212, 123123, 112233 with only two different steps, and words like aaaaaaaa."""
    pieces = any(len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1))
    return pieces or len(set(pin)) < _FEWEST_DIFFERENT


def _runs(pin: str) -> bool:
    """123456, 654321, 246802 and 112233: every step the same, in single or doubled characters."""
    doubled = pin[::2] if len(pin) % 2 == 0 and pin[::2] == pin[1::2] else pin
    turn = 10 if pin.isdigit() else 0x110000
    return len({(ord(b) - ord(a)) % turn for a, b in pairwise(doubled)}) == 1


def _like(pin: str, day: date) -> bool:
    """A given date in one of the ways people write it."""
    forms = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m%d", "%d%m%Y", "%m%d%Y")
    return any(day.strftime(form) in pin for form in forms) or _like_a_birth(pin)


def _like_a_birth(pin: str) -> bool:
    """Reads as a birth date, the year first, as it is written here."""
    if len(pin) not in (_SHORT_DATE, _LONG_DATE):
        return False
    years = (int(pin[:4]),) if len(pin) == _LONG_DATE else (1900 + int(pin[:2]), 2000 + int(pin[:2]))
    return any(_OLDEST_BIRTH <= year <= _YOUNGEST_BIRTH and _is_day(year, pin[-4:]) for year in years)


def _is_day(year: int, month_and_day: str) -> bool:
    try:
        date(year, int(month_and_day[:2]), int(month_and_day[2:]))
    except ValueError:
        return False
    return True
