"""Where somebody stands: which contacts count, what is due and why, when visits rest."""

from datetime import date, timedelta

import pytest

from records.codes import BeneficiaryCategory as Category
from records.codes import (
    LivingArrangement,
    PausedReason,
    PersonStatus,
    PlanPurpose,
    RiskLevel,
    VisitMode,
    VisitOutcome,
)
from records.rules.standing import NO_DATE, Standing, contacted, days_over, standing
from records.visit import VisitPerson
from tests.records.making import NOON, TODAY, at, birth, category, contact, person, plan, risk, visit

C, H, M, L, U = RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW, RiskLevel.UNKNOWN
LONG_AGO = at(days=-40)
CHILD = {"birth_date": date(2017, 5, 1)}
IN, PHONE, AT_STATION = VisitMode.IN_PERSON, VisitMode.PHONE, VisitMode.AT_STATION


def stands(of, *contacts, level=None, since=LONG_AGO, categories=None, plans=(), risks=()) -> Standing:
    listed = [category(of, Category.LOW_INCOME)] if categories is None else categories
    risks = [*risks, *([risk(of, level, since)] if level else [])]
    return standing(of, categories=listed, risks=risks, contacts=contacts, plans=plans)


def due(of, *contacts, **more):
    found = stands(of, *contacts, **more)
    return (found.due_on - TODAY).days if found.due_on else None, found.why_due


@pytest.mark.parametrize(
    ("kind", "level", "days"),
    [
        ({}, C, 7), ({}, H, 7), ({}, M, 14), ({}, L, 92), ({}, U, 14),
        (CHILD, C, 7), (CHILD, H, 14), (CHILD, M, 31), (CHILD, L, 92), (CHILD, U, 14),
    ],
)  # fmt: skip
def test_the_next_contact_is_due_an_interval_after_the_last(kind, level, days):
    assert due(person(**kind), contact(NOON), level=level)[0] == days


@pytest.mark.parametrize("which", [Category.ELDER_ALONE, Category.ELDER_DISABLED, Category.ELDER_SPECIAL_FAMILY])
def test_special_groups_are_seen_monthly_at_low_risk(which):
    of = person()
    assert due(of, contact(NOON), level=L, categories=[category(of, which)]) == (31, "interval")
    assert due(of, contact(NOON), level=L, categories=[category(of, which, to_on=date(2026, 1, 1))])[0] == 92
    assert due(of, contact(NOON), level=L, categories=[category(of, which, void_reason="x")])[0] == 92


def test_an_elder_living_alone_is_special_without_being_listed_so():
    alone = {"living_arrangement": LivingArrangement.ALONE}
    assert due(person(**alone, birth_date=date(1950, 1, 1)), contact(NOON), level=L)[0] == 31
    assert due(person(**alone, birth_date=date(1990, 1, 1)), contact(NOON), level=L)[0] == 92


@pytest.mark.parametrize(("born", "days"), [(date(2021, 1, 1), 31), (date(2018, 1, 1), 92)])
def test_small_left_behind_children_are_seen_monthly(born, days):
    of = person(birth_date=born)
    assert due(of, contact(NOON), level=L, categories=[category(of, Category.CHILD_LEFT_BEHIND)])[0] == days


def test_a_child_without_a_birth_date_is_known_by_the_category():
    of = person()
    assert due(of, contact(NOON), level=H, categories=[category(of, Category.CHILD_MIGRANT)])[0] == 14


@pytest.mark.parametrize(
    ("mode", "level", "counts"),
    [
        (VisitMode.IN_PERSON, H, True), (VisitMode.AT_STATION, H, True), (VisitMode.PHONE, H, True),
        (VisitMode.VIDEO, H, True), (VisitMode.MESSAGE, H, False), (VisitMode.MESSAGE, M, False),
        (VisitMode.MESSAGE, L, True), (VisitMode.PROXY, L, False), (VisitMode.DEVICE, L, False),
        (VisitMode.PROXY, H, False), (VisitMode.DEVICE, C, False),
    ],
)  # fmt: skip
def test_which_ways_of_contact_count(mode, level, counts):
    found = stands(person(), contact(at(days=-3)), contact(NOON, mode), level=level)
    assert found.last_contact_at == (NOON if counts else at(days=-3))


@pytest.mark.parametrize("outcome", [o for o in VisitOutcome if not o.value.startswith("seen")])
def test_a_try_is_no_contact(outcome):
    assert stands(person(), contact(at(days=-3)), contact(NOON, outcome=outcome)).last_contact_at == at(days=-3)


def test_contacts_may_come_in_any_order():
    of = person()
    some = [contact(at(days=-d), mode) for d, mode in ((9, IN), (2, PHONE), (30, IN))]
    assert stands(of, *some, level=M) == stands(of, *reversed(some), level=M)


def test_at_high_risk_every_second_contact_is_in_person():
    of = person()
    assert due(of, contact(at(days=-6)), contact(NOON, PHONE), level=H) == (7, "interval")
    assert due(of, contact(at(days=-10)), contact(NOON, PHONE), level=H) == (4, "in_person")


def test_a_telephone_call_more_never_makes_a_visit_due_earlier():
    of = person()
    calls = [contact(at(days=-13)), contact(at(days=-7), PHONE)]
    without = stands(of, *calls, level=H).due_on
    assert stands(of, *calls, contact(at(days=-10), PHONE), level=H).due_on >= without


def test_at_medium_risk_somebody_is_seen_monthly():
    assert due(person(), contact(at(days=-25)), contact(NOON, PHONE), level=M) == (6, "in_person")


def test_children_at_risk_are_seen_in_person():
    of = person(**CHILD)
    assert due(of, contact(at(days=-12)), contact(NOON, PHONE), level=H) == (2, "in_person")
    assert due(of, contact(at(days=-12)), contact(NOON, PHONE), level=L) == (92, "interval")


@pytest.mark.parametrize(("level", "days"), [(C, 1), (H, 3), (M, 7)])
def test_a_follow_up_is_due_after_the_check_that_set_the_level(level, days):
    assert due(person(), contact(at(minutes=-20)), level=level, since=NOON) == (days, "follow_up")


def test_the_visit_of_the_check_is_no_follow_up_but_the_next_one_is():
    of = person()
    assert due(of, contact(at(minutes=25)), level=H, since=NOON)[1] == "follow_up"
    assert due(of, contact(at(minutes=25)), contact(at(days=1)), level=H, since=NOON) == (8, "interval")


@pytest.mark.parametrize(("fields", "level", "enough"), [({}, H, True), ({}, C, False), (CHILD, H, False)])
def test_a_telephone_call_is_a_follow_up_only_of_elders_below_critical(fields, level, enough):
    found = due(person(**fields), contact(NOON), contact(at(days=1), PHONE), level=level, since=NOON)
    assert (found[1] != "follow_up") == enough


def test_a_level_asks_for_nothing_before_it_was_set():
    """Seen a month ago and at high risk since today: due today, and not overdue for three weeks."""
    assert due(person(), contact(at(days=-35), PHONE), level=H, since=NOON) == (0, "interval")


def test_who_was_never_visited_is_due_an_interval_after_coming_on_the_list():
    assert due(person(recorded_at=at(days=-4))) == (10, "first_visit")
    assert due(person(recorded_at=at(days=-4)), contact(NOON, outcome=VisitOutcome.NOT_HOME)) == (10, "first_visit")


def test_who_was_visited_and_has_no_level_needs_a_complete_check():
    assert due(person(), contact(NOON)) == (14, "complete_check")


def test_nobody_visits_people_who_are_not_on_the_list():
    of = person()
    for categories in ([], [category(of, Category.GENERAL)]):
        found = stands(of, contact(NOON), categories=categories)
        assert (found.due_on, found.why_due, found.interval_days) == (None, "", 0)
    assert stands(of, categories=[], plans=[plan(of)]).due_on is not None
    assert stands(of, categories=[], level=L).due_on is not None


def test_a_shorter_plan_and_a_visit_brought_forward_are_due_first():
    of = person()
    assert due(of, contact(NOON), level=M, plans=[plan(of, interval_days=5)]) == (5, "plan")
    sooner = plan(of, bring_forward_to=TODAY + timedelta(days=2))
    assert due(of, contact(NOON), level=M, plans=[sooner]) == (2, "brought_forward")
    assert due(of, contact(NOON), contact(at(days=2)), level=M, plans=[sooner]) == (16, "interval")
    assert due(of, contact(NOON), level=M, plans=[plan(of, interval_days=5, void_reason="x")]) == (14, "interval")


def test_a_wish_of_the_last_visit_only_ever_makes_it_earlier():
    of = person()
    assert due(of, contact(NOON, next_on=TODAY + timedelta(days=3)), level=M) == (3, "brought_forward")
    assert due(of, contact(NOON, next_on=TODAY + timedelta(days=30)), level=M) == (14, "interval")
    assert due(of, contact(NOON, next_on=TODAY), level=M) == (14, "interval")
    assert due(of, contact(at(days=-2), next_on=TODAY), contact(NOON), level=M) == (14, "interval")


@pytest.mark.parametrize("outcome", [VisitOutcome.HOSPITALISED, VisitOutcome.AWAY])
def test_visits_rest_while_somebody_is_away_60_days_at_most(outcome):
    found = stands(person(), contact(at(days=-9)), contact(NOON, outcome=outcome), level=H)
    assert (found.paused, found.why_due, found.due_on) == (True, "confirm_pause", TODAY + timedelta(days=60))


def test_a_plan_can_pause_visits():
    of = person()
    resting = plan(of, paused_reason=PausedReason.INSTITUTION, paused_from=TODAY - timedelta(days=10))
    found = stands(of, contact(NOON), level=H, plans=[plan(of, purpose=PlanPurpose.CASE), resting])
    assert (found.paused, found.due_on) == (True, TODAY + timedelta(days=50))


def test_who_comes_back_is_visited_soon_and_sooner_when_alone_after_hospital():
    stay = contact(at(days=-9), outcome=VisitOutcome.HOSPITALISED)
    call = contact(NOON, PHONE)
    assert due(person(), stay, call, level=L) == (3, "returned")
    alone = person(living_arrangement=LivingArrangement.ALONE)
    assert due(alone, stay, call, level=L) == (2, "returned")
    assert due(alone, contact(at(days=-9), outcome=VisitOutcome.AWAY), call, level=L) == (3, "returned")
    assert due(alone, stay, contact(NOON), level=L)[1] == "interval"


def test_schedules_of_the_dead_and_of_who_moved_stop_at_once():
    for of in (person(status=PersonStatus.DECEASED), person(deceased_on=TODAY), person(status=PersonStatus.MOVED)):
        assert due(of, contact(NOON), level=C) == (None, "stopped")
    assert due(person(), contact(NOON, outcome=VisitOutcome.DECEASED), level=C) == (None, "stopped")
    moved = contact(at(days=-1), outcome=VisitOutcome.MOVED)
    assert due(person(), moved, level=M) == (None, "stopped")
    assert due(person(), moved, contact(NOON), level=M) == (14, "interval")


def test_the_newest_level_that_is_not_void_counts():
    of = person()
    risks = [risk(of, M, at(days=-9)), risk(of, H, at(days=-3), reasons=("E02=2",)), risk(of, C, NOON, void_reason="x")]
    found = stands(of, contact(NOON), risks=risks)
    assert (found.level, found.level_since, found.reasons) == (H, at(days=-3), ("E02=2",))
    assert stands(of).level is U


def test_a_standing_tells_the_last_contact_in_person_the_interval_and_who_lives_alone():
    of = person(living_arrangement=LivingArrangement.ALONE)
    found = stands(of, contact(at(days=-9), AT_STATION), contact(NOON, PHONE), level=H)
    assert (found.last_seen_at, found.last_contact_at) == (at(days=-9), NOON)
    assert (found.interval_days, found.alone, found.paused) == (7, True, False)


def test_days_over_are_counted_from_the_due_day():
    found = stands(person(), contact(NOON), level=M)
    assert [days_over(found, TODAY + timedelta(days=d)) for d in (0, 14, 17)] == [-14, 0, 3]
    assert days_over(stands(person(), categories=[]), TODAY) == NO_DATE < -10_000


def test_a_visit_to_several_people_is_a_contact_as_it_went_for_each():
    one, other = person(), person()
    both = visit(one, other, mode=AT_STATION, outcome=VisitOutcome.SEEN_OK, next_contact_on=TODAY)
    result = VisitPerson(**birth(), visit_id=both.id, person_id=other.id, outcome=VisitOutcome.REFUSED)
    assert contacted(both) == contact(NOON, AT_STATION, next_on=TODAY)
    assert contacted(both, result) == contact(NOON, AT_STATION, VisitOutcome.REFUSED, next_on=TODAY)
