"""Days and times as people say them, and back."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.words import load_words
from views.days import (
    age_words,
    at,
    clock_words,
    day_words,
    due_words,
    elapsed_words,
    moment_words,
    read_day,
    read_time,
    wait_words,
    with_weekday,
)

TODAY = date(2026, 11, 24)
"""A Tuesday."""
SAY, ENGLISH = load_words("zh-Hans"), load_words("en")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "今天"),
        (date(2026, 11, 23), "昨天"),
        (date(2026, 11, 25), "明天"),
        (date(2026, 11, 27), "星期五"),
        (date(2026, 12, 1), "12月1日"),
        (date(2026, 11, 21), "11月21日"),
        (date(2025, 3, 2), "2025年3月2日"),
    ],
)
def test_near_days_have_names_and_others_a_date(day, said):
    assert day_words(SAY, day, TODAY) == said


def test_english_puts_the_month_after_the_day():
    assert day_words(ENGLISH, date(2025, 3, 2), TODAY) == "2 March 2025"
    assert with_weekday(ENGLISH, TODAY, TODAY) == "Tuesday 24 November"
    assert with_weekday(SAY, TODAY, TODAY) == "11月24日 星期二"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 21), "逾期 3 天"),
        (date(2026, 11, 24), "今天到期"),
        (date(2026, 11, 25), "明天到期"),
        (date(2026, 12, 5), "12月5日到期"),
    ],
)
def test_a_due_day_is_said_as_how_late_or_by_when(due, said):
    assert due_words(SAY, due, TODAY) == said


def test_a_moment_is_said_in_shanghais_day_and_hour():
    """23:30 in UTC is 7:30 of the next day here."""
    late, now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert moment_words(SAY, late, now) == "今天 7:30"
    assert clock_words(late) == "7:30"


@pytest.mark.parametrize(
    ("hours", "said"), [(0.01, "1 分钟"), (0.5, "30 分钟"), (16, "16 小时"), (47, "47 小时"), (72, "3 天")]
)
def test_how_long_something_is_open_grows_from_minutes_to_days(hours, said):
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    since = datetime.fromtimestamp(now.timestamp() - hours * 3600, UTC)
    assert elapsed_words(SAY, since, now) == said


def test_a_wait_is_said_in_seconds_then_in_minutes():
    assert wait_words(SAY, 5) == "5 秒"
    assert wait_words(SAY, 300) == "5 分钟"
    assert wait_words(SAY, 301) == "6 分钟"


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1942, 3, 2), "84岁"),
        (date(2026, 3, 25), "7个月"),
        (date(2024, 11, 24), "2岁"),
        (None, ""),
        (date(2027, 1, 1), ""),
    ],
)
def test_an_age_is_said_in_years_and_a_babys_in_months(born, said):
    assert age_words(SAY, born, TODAY) == said


@pytest.mark.parametrize("typed", ["19420513", "1942-5-13", "1942年5月13日", "1942.05.13", "1942/5/13", " 1942-05-13 "])
def test_a_day_is_understood_however_it_is_typed(typed):
    assert read_day(typed) == date(1942, 5, 13)


@pytest.mark.parametrize("typed", ["", "1942", "19421313", "19420230", "明天", "1942-13-01"])
def test_what_is_no_day_is_none(typed):
    assert read_day(typed) is None


@pytest.mark.parametrize(
    ("typed", "hour", "minute"), [("8:30", 8, 30), ("0830", 8, 30), ("8点30", 8, 30), ("14", 14, 0), ("8：05", 8, 5)]
)
def test_a_time_is_understood_however_it_is_typed(typed, hour, minute):
    assert read_time(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["", "25", "8:70", "早上"])
def test_what_is_no_time_is_none(typed):
    assert read_time(typed) is None


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_days_and_times(typed):
    read_day(typed)
    read_time(typed)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_is_read_back_from_its_own_words(day):
    from views.days import calendar_day

    assert read_day(calendar_day(SAY, day)) == day


def test_a_day_and_a_time_here_are_kept_in_utc():
    assert at(date(2026, 11, 24), time(7, 30)) == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
