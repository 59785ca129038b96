"""The five-item self-care screen of the public health service (report 3.5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from records.base import InvalidRecord
from records.rules.calendar import age_on
from records.rules.ruleset import Ruleset, load_ruleset

ASSESS_FROM: Final = 9
"""From this sum on a formal assessment (GB/T 42195) is proposed."""

CHANGED_ITEM: Final = "E05"
"""The item of the elder check that asks for the screen: self-care has changed."""


class Screened(msgspec.Struct, frozen=True):
    """What the screen comes to. The grade's words stand under `check.selfcare.grade.<grade>`."""

    points: int
    grade: str

    @property
    def needs_assessment(self) -> bool:
        """Whether trained assessors should look."""
        return self.points >= ASSESS_FROM


def screened(answers: Mapping[str, int], ruleset: Ruleset | None = None) -> Screened | None:
    """The result, or None while an item is still open.

    Args:
        answers: item -> degree, 0 alone to 3 not at all.
        ruleset: the numbers; the current ones unless given.

    Raises:
        InvalidRecord: a degree that there is not.
    """
    screen = (ruleset or load_ruleset()).selfcare
    if not screen.items.keys() <= answers.keys():
        return None
    points = 0
    for item, degrees in screen.items.items():
        if not 0 <= answers[item] < len(degrees):
            raise InvalidRecord("selfcare", "not_in_list", item=item)
        points += degrees[answers[item]]
    return Screened(points, next(grade for grade, highest in screen.grades.items() if points <= highest))


def screen_is_due(last_on: date | None, answers: Mapping[str, int], on: date) -> bool:
    """Whether the screen is to be asked with this check: never asked, a year ago, or self-care has changed."""
    return last_on is None or answers.get(CHANGED_ITEM, 0) > 0 or age_on(last_on, on) >= 1
