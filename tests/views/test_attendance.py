"""Attendance as a recorder enters it: times out, paper sheets, corrections."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from records.base import InvalidRecord
from records.codes import SessionStatus, VerifyMethod
from records.ids import new_id
from records.rules.calendar import day_of
from records.volunteering import VolunteerSession
from tests.views.test_kiosk_board import an_activity, born
from views.attendance import Line, corrected, line_of, out_time, sheet_sessions, signed_out

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""Two in the afternoon in Shanghai."""


def a_session(activity, **fields):
    given = {"volunteer_id": new_id(), "activity_id": activity.id, "served_on": day_of(NOW), "in_at": NOW, **fields}
    return VolunteerSession(**born(), **given)


def test_a_time_out_is_what_somebody_said():
    activity = an_activity()
    session = a_session(activity)
    out = signed_out(session, activity, out_time(session, "15:35"))
    assert (out.minutes, out.status, out.out_at) == (95, SessionStatus.OUT, NOW + timedelta(minutes=95))


@pytest.mark.parametrize("text", ["", "不知道", "25:00"])
def test_no_time_is_ever_made_up(text):
    assert out_time(a_session(an_activity()), text) is None


def test_a_time_before_the_time_in_is_refused():
    activity = an_activity()
    session = a_session(activity)
    with pytest.raises(InvalidRecord):
        signed_out(session, activity, out_time(session, "13:00"))


def test_after_midnight_is_the_next_day():
    activity = an_activity()
    late = NOW.replace(hour=14, minute=30)  # half past ten in the evening in Shanghai
    session = a_session(activity, in_at=late)
    assert out_time(session, "0:30") == late + timedelta(hours=2)


def test_a_sheet_makes_a_session_of_each_line_with_its_place_as_reference():
    activity, one, two = an_activity(), new_id(), new_id()
    lines = [Line(one, "14:00", "15:35"), Line(), Line(two, hours="2.5")]
    made, faulty = sheet_sessions(activity, "A-07", lines, [], born)
    assert faulty == []
    assert [(s.paper_ref, s.minutes, s.verify_method) for s in made] == [
        ("A-07-1", 95, VerifyMethod.PAPER),
        ("A-07-3", 150, VerifyMethod.PAPER),
    ]
    assert made[1].paper_minutes == 150


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (Line(None, "14:00", "15:00"), "paper.who"),
        (Line(new_id(), "", "15:00"), "paper.came"),
        (Line(new_id(), "14:00", "三点"), "paper.left"),
        (Line(new_id(), "15:00", "14:00"), "paper.before_start"),
        (Line(new_id(), hours="1.2"), "hours.paper_steps"),
        (Line(new_id(), hours="13"), "hours.paper_steps"),
    ],
)
def test_a_line_that_cannot_be_is_named_and_nothing_of_it_made(line, key):
    made, faulty = sheet_sessions(an_activity(), "A", [line], [], born)
    assert made == []
    assert [(f.line, f.key) for f in faulty] == [(0, key)]


def test_nobody_is_entered_twice_for_one_activity():
    activity, one = an_activity(), new_id()
    here = [a_session(activity, volunteer_id=one)]
    _, faulty = sheet_sessions(activity, "A", [Line(one, "14:00", "15:00")], here, born)
    assert [f.key for f in faulty] == ["paper.twice"]
    twice = [Line(one, "14:00", "15:00"), Line(one, "16:00", "17:00")]
    _, faulty = sheet_sessions(activity, "A", twice, [], born)
    assert [(f.line, f.key) for f in faulty] == [(1, "paper.twice")]


def test_a_line_comes_back_as_it_was_kept():
    line = Line(new_id(), "14:00", "", "2")
    assert line_of(line.values()) == line
    assert line_of({}).is_empty


def test_a_correction_is_a_new_row_and_the_old_one_stays():
    activity = an_activity()
    old = signed_out(a_session(activity), activity, NOW + timedelta(hours=10))
    new, replaced = corrected(old, activity, "14:00", "15:30", 10, born)
    assert (new.supersedes_id, new.minutes, new.status, new.break_minutes) == (old.id, 80, SessionStatus.OUT, 10)
    assert replaced == msgspec.structs.replace(old, status=SessionStatus.CORRECTED)


@pytest.mark.parametrize(
    ("came", "left", "field"), [("", "15:00", "in_at"), ("14:00", "x", "out_at"), ("15:00", "14:00", "out_at")]
)
def test_a_correction_that_cannot_be_names_its_field(came, left, field):
    activity = an_activity()
    with pytest.raises(InvalidRecord) as refused:
        corrected(a_session(activity), activity, came, left, 0, born)
    assert refused.value.field == field
