"""Intervals, follow-ups, alerts that go up, and days in Shandong."""

from datetime import UTC, date, datetime

import pytest

from records.codes import MinMode, RiskLevel
from records.rules.calendar import SHANGHAI, age_on, day_of, start_of
from records.rules.due import alert_due, escalation, escalation_step, follow_up_due, interval, rhythm, street_told_on
from tests.records.making import NOON, at, person, plan

C, H, M, L, U = RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW, RiskLevel.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "days"),
    [("elder", {C: 7, H: 7, M: 14, L: 92, U: 14}), ("child", {C: 7, H: 14, M: 31, L: 92, U: 14})],
)
def test_the_intervals_of_the_report(kind, days):
    assert {level: interval(kind, level) for level in RiskLevel} == days
    assert interval(kind, L, special=True) == 31
    assert interval(kind, H, special=True) == days[H]


@pytest.mark.parametrize(("kind", "days"), [("elder", {C: 7, H: 14, M: 31}), ("child", {C: 7, H: 14, M: 31})])
def test_how_often_somebody_must_be_seen_in_person(kind, days):
    assert {level: rhythm(kind, level, []).in_person_days for level in RiskLevel} == {L: None, U: None, **days}


def made_of(level, *plans):
    beat = rhythm("elder", level, plans)
    return beat.days, beat.in_person_days, beat.by_plan


def test_a_worker_may_plan_shorter_and_only_the_street_longer():
    of = person()
    assert made_of(M, plan(of, interval_days=10)) == (10, 31, True)
    assert made_of(M, plan(of, interval_days=20)) == (14, 31, False)
    assert made_of(M, plan(of, interval_days=20, longer_reason="x")) == (20, 31, True)
    assert made_of(M, plan(of, interval_days=60, longer_reason="x")) == (60, 60, True)
    assert made_of(M, plan(of)) == (14, 31, False)


def test_who_is_in_two_plans_gets_the_shorter_one():
    of = person()
    both = [plan(of, interval_days=12), plan(of, interval_days=9), plan(of, interval_days=60, longer_reason="x")]
    assert made_of(M, *both) == (9, 31, True)


def test_a_plan_may_ask_for_every_contact_in_person():
    of = person()
    assert made_of(M, plan(of, min_mode=MinMode.IN_PERSON)) == (14, 14, False)
    assert made_of(L, plan(of, min_mode=MinMode.IN_PERSON, interval_days=30)) == (30, 30, True)
    assert made_of(M, plan(of, min_mode=MinMode.ANY)) == (14, 31, False)


def test_the_first_follow_up_after_a_check():
    assert {level: follow_up_due(level, NOON) for level in RiskLevel} == {
        C: at(hours=24), H: at(days=3), M: at(days=7), L: None, U: None,
    }  # fmt: skip


def test_an_open_alert_goes_up_step_by_step():
    assert escalation(C, NOON) == (NOON, at(hours=1), at(hours=4))
    assert escalation(H, NOON) == (at(hours=24), at(hours=72))
    assert escalation(M, NOON) == (at(days=7),)
    steps = [escalation_step(C, NOON, at(minutes=m)) for m in (-1, 0, 59, 60, 239, 240, 9_999)]
    assert steps == [0, 1, 1, 2, 2, 3, 3]


def test_an_alert_is_due_before_it_goes_up():
    due = {level: alert_due(level, NOON) for level in RiskLevel}
    assert due == {C: at(hours=1), H: at(hours=24), M: at(days=7), L: at(days=7), U: at(days=7)}


@pytest.mark.parametrize(("interval_days", "later"), [(7, 2), (14, 4), (28, 7), (31, 7), (92, 7)])
def test_the_street_hears_of_an_overdue_visit_after_a_quarter_of_the_interval_or_a_week(interval_days, later):
    assert street_told_on(date(2026, 11, 1), interval_days) == date(2026, 11, 1 + later)


def test_a_day_begins_at_midnight_in_shandong():
    assert day_of(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert start_of(date(2026, 11, 24)) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert day_of(start_of(date(2026, 11, 24))) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 24, 0, 5, tzinfo=SHANGHAI)) == date(2026, 11, 24)


def test_summers_with_summer_time_are_days_too():
    assert start_of(date(1990, 7, 1)) == datetime(1990, 6, 30, 15, 0, tzinfo=UTC)
    assert day_of(start_of(date(1990, 7, 1))) == date(1990, 7, 1)


def test_years_of_age_are_full_years():
    assert [age_on(date(1946, 11, 24), day) for day in (date(2026, 11, 23), date(2026, 11, 24))] == [79, 80]
    assert [age_on(date(2000, 2, 29), day) for day in (date(2018, 2, 28), date(2018, 3, 1))] == [17, 18]
