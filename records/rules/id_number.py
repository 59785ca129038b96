"""Resident ID numbers (GB 11643-1999): checked offline, old 15-digit ones converted."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import Final

import msgspec
from stdnum.cn import ric

from records.base import InvalidRecord
from records.codes import Gender
from records.rules.calendar import day_of

PROVINCES: Final = frozenset(
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91}
)
"""First two digits (GB/T 2260). County codes change over time and are not checked (report 3.4)."""

EARLIEST_YEAR: Final = 1900

_FULL: Final = 18
_OLD: Final = 15


class IdNumber(msgspec.Struct, frozen=True):
    """A number that passed, and what it tells.

    Attributes:
        number: 18 characters.
        birth_date: digits 7 to 14.
        gender: digit 17, odd for men.
        converted: a 15-digit number was typed; somebody should look at the document.
    """

    number: str
    birth_date: date
    gender: Gender
    converted: bool = False


def read_id_number(text: str, *, today: date | None = None) -> IdNumber:
    """Check a number as it was typed.

    Args:
        text: with spaces, full-width digits or a small x, as it comes.
        today: nobody is born later; the present day unless given.

    Raises:
        InvalidRecord: naming `id_no` and the first thing that is wrong.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(typed) not in (_FULL, _OLD):
        raise InvalidRecord("id_no", "id_length")
    number = typed if len(typed) == _FULL else _converted(typed)
    if not (number.isascii() and number[:-1].isdigit() and (number[-1].isdigit() or number[-1] == "X")):
        raise InvalidRecord("id_no", "id_form")
    if int(number[:2]) not in PROVINCES:
        raise InvalidRecord("id_no", "id_area")
    born = _birth_date(number, today or day_of(datetime.now(UTC)))
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidRecord("id_no", "id_check")
    gender = Gender.MALE if int(number[16]) % 2 else Gender.FEMALE
    return IdNumber(number, born, gender, converted=len(typed) == _OLD)


def _converted(old: str) -> str:
    """A number from before 1999: the century is missing, and there is no check digit."""
    if not (old.isascii() and old.isdigit()):
        raise InvalidRecord("id_no", "id_form")
    longer = f"{old[:6]}19{old[6:]}"
    return longer + ric.calc_check_digit(f"{longer}0")


def _birth_date(number: str, today: date) -> date:
    try:
        born = datetime.strptime(number[6:14], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise InvalidRecord("id_no", "id_date") from None
    if born.year < EARLIEST_YEAR or born > today:
        raise InvalidRecord("id_no", "id_date")
    return born
