"""The five-item self-care screen."""

from datetime import date

import pytest

from records.base import InvalidRecord
from records.rules.selfcare import screen_is_due, screened
from tests.records.making import TODAY


def degrees(*values):
    return {f"S{number}": value for number, value in enumerate(values, 1)}


@pytest.mark.parametrize(
    ("answers", "points", "grade"),
    [
        (degrees(0, 0, 0, 0, 0), 0, "independent"),
        (degrees(1, 1, 1, 1, 1), 3, "independent"),
        (degrees(2, 1, 0, 0, 0), 4, "light"),
        (degrees(0, 2, 0, 2, 0), 8, "light"),
        (degrees(0, 2, 0, 2, 1), 9, "moderate"),
        (degrees(2, 3, 2, 2, 0), 18, "moderate"),
        (degrees(2, 3, 2, 2, 1), 19, "dependent"),
        (degrees(3, 3, 3, 3, 3), 37, "dependent"),
    ],
)
def test_points_and_grades(answers, points, grade):
    found = screened(answers)
    assert found is not None
    assert (found.points, found.grade, found.needs_assessment) == (points, grade, points >= 9)


def test_a_screen_with_an_open_item_has_no_result():
    assert screened(degrees(0, 0, 0, 0)) is None
    with pytest.raises(InvalidRecord):
        screened(degrees(0, 0, 0, 0, 4))


def test_the_screen_is_asked_once_a_year_and_when_self_care_changed():
    assert screen_is_due(None, {}, TODAY)
    assert screen_is_due(date(2025, 11, 24), {}, TODAY)
    assert not screen_is_due(date(2025, 11, 25), {"E05": 0}, TODAY)
    assert screen_is_due(date(2026, 11, 1), {"E05": 1}, TODAY)
