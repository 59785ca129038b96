"""Volunteer hours, to the minute: arithmetic, refusals, warnings, confirmation, claims."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.codes import SessionStatus, VerifyMethod, VolunteerField
from records.rules.disputes import corrected, dispute_due, may_decide
from records.rules.hours import confirmed, counts, may_confirm, minutes_of, refusals, shown, total, warnings
from records.volunteering import HoursDispute
from tests.records.making import MIN_ZHOU, NOON, TODAY, XIAOYAN_LI, activity, at, birth, session, volunteer

OUT, IN, CONFIRMED = SessionStatus.OUT, SessionStatus.IN, SessionStatus.CONFIRMED
GUIFANG = volunteer()
CLEANING = activity()


def served(start=-3.0, end=-1.0, **fields):
    """A session from and to so many hours from noon."""
    given = {"in_at": at(hours=start), "out_at": at(hours=end), "status": OUT}
    return session(GUIFANG, CLEANING, **{**given, **fields})


def refused(made, *others, at_street=False, of=GUIFANG, now=NOON):
    return [(r.field, r.key) for r in refusals(made, CLEANING, of, others, now, at_street)]


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({}, 120),
        ({"break_minutes": 15, "travel_minutes": 20}, 85),
        ({"out_at": at(hours=-3, minutes=1) - timedelta(seconds=1)}, 0),
        ({"out_at": at(hours=-3, minutes=2) - timedelta(seconds=1)}, 1),
        ({"out_at": None}, 0),
        ({"in_at": None}, 0),
        ({"break_minutes": 121}, 0),
        ({"in_at": None, "out_at": None, "paper_minutes": 150, "paper_ref": "7-3"}, 150),
    ],
)
def test_minutes_run_from_in_to_out_without_breaks_and_travel(fields, minutes):
    assert minutes_of(served(**fields), CLEANING) == minutes


def test_minutes_are_worked_out_with_the_activity_they_belong_to():
    with pytest.raises(ValueError, match="another activity"):
        minutes_of(served(), activity())


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        ((95, 50, 35), "3.0"),
        ((95, 50), "2.4"),
        ((), "0.0"),
        ((5,), "0.0"),
        ((6,), "0.1"),
        ((179,), "2.9"),
        ((6_000,), "100.0"),
    ],
)
def test_hours_are_added_in_minutes_and_divided_once(minutes, hours):
    assert total(minutes) == hours


@given(st.integers(0, 10**6))
def test_hours_are_never_rounded_up(minutes):
    tenths = int(shown(minutes).replace(".", ""))
    assert tenths * 6 <= minutes < (tenths + 1) * 6


def test_a_session_in_order_is_not_refused():
    assert refused(served()) == []
    assert refused(served(end=0, out_at=at(minutes=4))) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"break_minutes": 120}, ("out_at", "not_positive")),
        ({"in_at": at(hours=-12, minutes=-1), "out_at": NOON}, ("out_at", "too_long")),
        ({"out_at": at(minutes=6)}, ("out_at", "future")),
        ({"served_on": date(2026, 11, 25)}, ("served_on", "future")),
        ({"served_on": date(2026, 10, 24)}, ("served_on", "too_old")),
        ({"out_at": None}, ("out_at", "no_out")),
        ({"in_at": None, "out_at": None}, ("in_at", "no_in")),
        ({"in_at": None, "out_at": None, "paper_minutes": 60}, ("paper_ref", "paper_ref")),
        ({"in_at": None, "out_at": None, "paper_minutes": 50, "paper_ref": "7"}, ("paper_minutes", "paper_steps")),
    ],
)
def test_what_cannot_be_is_refused(fields, refusal):
    assert refused(served(**fields)) == [refusal]


def test_twelve_hours_are_the_most():
    assert refused(served(start=-12, end=0)) == []


def test_a_refusal_tells_its_limit():
    [too_old] = refusals(served(served_on=date(2026, 10, 24)), CLEANING, GUIFANG, [], NOON)
    assert too_old.about == {"days": 30}
    [too_long] = refusals(served(start=-12.5, end=0), CLEANING, GUIFANG, [], NOON)
    assert too_long.about == {"hours": 12}


def test_a_street_may_enter_hours_of_half_a_year():
    assert refused(served(served_on=date(2026, 5, 28)), at_street=True) == []
    assert refused(served(served_on=date(2026, 5, 27)), at_street=True) == [("served_on", "too_old")]


def test_hours_before_registration_may_be_insisted_on():
    [refusal] = refusals(served(), CLEANING, volunteer(id=GUIFANG.id, registered_on=date(2026, 11, 25)), [], NOON)
    assert (refusal.key, refusal.may_insist) == ("before_registration", True)


def test_somebody_who_is_still_there_is_not_asked_for_the_time_out():
    assert refused(served(out_at=None, status=IN)) == []
    assert refused(served(in_at=None, out_at=None, status=SessionStatus.PLANNED, served_on=date(2026, 12, 1))) == []


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (served(-2, -1), True),
        (served(-5, -2.5), True),
        (served(-5, 0), True),
        (served(-5, -3), False),
        (served(-1, -0.5), False),
        (served(-5, -2, out_at=None, status=IN), True),
        (served(-27, -26, out_at=None, status=IN), False),
        (served(-2, -1, status=SessionStatus.VOID), False),
        (served(-2, -1, status=SessionStatus.CORRECTED), False),
        (served(-2, -1, void_reason="x"), False),
        (served(-2, -1, volunteer_id=UUID(int=9)), False),
        (served(in_at=None, out_at=None, paper_minutes=60, paper_ref="7"), False),
    ],
)
def test_nobody_is_at_two_places_at_once(other, clashes):
    found = [r for r in refusals(served(), CLEANING, GUIFANG, [other], NOON) if r.key == "overlap"]
    assert [(r.other_id, r.may_insist) for r in found] == ([(other.id, True)] if clashes else [])


def test_a_session_does_not_overlap_itself_nor_what_it_corrects():
    made = served()
    assert refused(made, made) == []
    assert refused(served(supersedes_id=made.id), made) == []
    assert refused(made, served(supersedes_id=made.id)) == []


def odd(made, day=(), week=(), same=(), what=None):
    return warnings(made, day, week, same, activity=what)


def test_ordinary_hours_raise_no_eyebrow():
    assert odd(served()) == ()


def test_more_than_eight_hours_a_day_and_sixty_a_week_are_odd():
    assert odd(served(-3, 0), day=[served(-9, -4)]) == ()
    assert odd(served(-3, 0), day=[served(-9, -3.9)]) == ("long_day",)
    assert odd(served(-3, 0), week=[served(-12, 0) for _ in range(5)]) == ("long_week",)
    assert odd(served(-3, 0), day=[served(-9, -3, status=SessionStatus.VOID)]) == ()


def test_a_session_is_not_counted_twice_with_itself_or_what_it_corrects():
    made = served(-6, 0)
    assert odd(made, day=[made]) == ()
    assert odd(served(-6, 0, supersedes_id=made.id), day=[made]) == ()


def test_more_than_twenty_people_with_the_very_same_times_are_odd():
    twins = [served(volunteer_id=UUID(int=n)) for n in range(20)]
    assert odd(served(), same=twins[:19]) == ()
    assert odd(served(), same=twins) == ("same_times",)
    assert odd(served(), same=[*twins[:19], served(-3, -1.5, volunteer_id=UUID(int=99)), served()]) == ()


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        (8, 10.9, False),
        (9, 11.1, True),
        (11, 16, True),
        (16.9, 18, True),
        (17, 18, False),
        (-8, -6.9, True),
        (-7, -6, False),
    ],
)
def test_hours_between_23_and_5_are_odd_but_for_patrols_and_emergencies(start, end, night):
    """Noon plus eleven hours is 23:00."""
    made = served(start, end)
    assert odd(made) == (("night",) if night else ())
    for field in (VolunteerField.SAFETY, VolunteerField.EMERGENCY):
        assert odd(made, what=activity(field=field.value)) == ()


LEADER = UUID(int=0x1EAD)


def test_another_person_may_confirm():
    assert may_confirm(served(), CLEANING, XIAOYAN_LI) is None
    assert may_confirm(served(status=SessionStatus.SUBMITTED), CLEANING, XIAOYAN_LI) is None


@pytest.mark.parametrize(
    ("made", "who", "more", "reason"),
    [
        (served(), GUIFANG.id, {}, "confirm_own"),
        (served(), XIAOYAN_LI, {"who_is_volunteer": GUIFANG.id}, "confirm_own"),
        (served(), XIAOYAN_LI, {"on_paid_duty": True}, "confirm_paid"),
        (served(out_at=None, status=IN), XIAOYAN_LI, {}, "confirm_not_out"),
        (served(status=CONFIRMED), XIAOYAN_LI, {}, "confirm_confirmed"),
        (served(status=SessionStatus.DISPUTED), XIAOYAN_LI, {}, "confirm_disputed"),
        (served(status=SessionStatus.CORRECTED), XIAOYAN_LI, {}, "confirm_void"),
        (served(void_reason="x"), XIAOYAN_LI, {}, "confirm_void"),
        (served(break_minutes=120), XIAOYAN_LI, {}, "confirm_refused"),
        (served(warnings=("long_day",)), LEADER, {}, "confirm_second"),
        (served(), LEADER, {}, None),
        (served(warnings=("long_day",)), XIAOYAN_LI, {}, None),
    ],
)
def test_who_may_not_confirm_is_told_why(made, who, more, reason):
    led = activity(id=CLEANING.id, leader_id=LEADER)
    assert may_confirm(made, led, who, **more) == reason


def test_confirmed_hours_carry_their_minutes_and_who_confirmed():
    made = confirmed(served(break_minutes=10), CLEANING, XIAOYAN_LI, VerifyMethod.LEADER)
    assert (made.status, made.minutes, made.verified_by) == (CONFIRMED, 110, XIAOYAN_LI)
    assert made.verify_method is VerifyMethod.LEADER


def test_only_confirmed_hours_count_and_training_never_does():
    assert counts(served(status=CONFIRMED), CLEANING)
    assert not counts(served(), CLEANING)
    assert not counts(served(status=CONFIRMED, void_reason="x"), CLEANING)
    assert not counts(served(status=CONFIRMED), activity(id=CLEANING.id, is_training=True))


def test_a_claim_is_answered_within_15_days():
    assert dispute_due(NOON) == TODAY + timedelta(days=15)


def test_a_claim_is_decided_by_another_person():
    made = served(verified_by=UUID(int=0x77))
    claim = HoursDispute(**birth(), volunteer_id=GUIFANG.id, claim="x", session_id=made.id)
    assert may_decide(claim, made, XIAOYAN_LI) is None
    assert may_decide(claim, None, MIN_ZHOU) is None
    assert may_decide(claim, made, MIN_ZHOU) == "decide_recorder"
    assert may_decide(claim, made, UUID(int=0x77)) == "decide_recorder"
    assert may_decide(claim, made, XIAOYAN_LI, who_is_volunteer=GUIFANG.id) == "decide_own"


def test_a_correction_is_a_new_row_and_the_old_one_stays_visible():
    wrong = confirmed(served(), CLEANING, XIAOYAN_LI, VerifyMethod.LEADER)
    old, new = corrected(wrong, birth(), {"out_at": NOON})
    assert (old.id, old.status, old.minutes) == (wrong.id, SessionStatus.CORRECTED, 120)
    assert (new.supersedes_id, new.status, new.verified_by) == (wrong.id, SessionStatus.SUBMITTED, None)
    assert minutes_of(new, CLEANING) == 180
    assert refused(new, old) == []
