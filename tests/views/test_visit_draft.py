"""What a quick visit holds while it is tapped, without a screen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from records.codes import ActionType, BeneficiaryCategory, VisitMode, VisitOutcome
from records.ids import new_id
from views.problems import (
    CHILD_BELOW,
    GENERAL,
    HOME_ITEMS,
    actions_for,
    check_for,
    degrees_of,
    domains,
    items_of,
    kind_of,
)
from views.visit_draft import ForOne, Met, VisitDraft, draft_of
from views.visit_missing import Missing, missing

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


def to_one() -> VisitDraft:
    return draft_of({}, ONE)


def test_nothing_is_assumed():
    draft = to_one()
    assert draft.is_empty
    assert missing(draft, ONE, NOW) is Missing.MET
    assert missing(draft.met(ONE, Met.SEEN), ONE, NOW) is Missing.STATE


def test_all_well_also_says_that_the_person_was_met():
    draft = to_one().well(ONE)
    assert draft.of(ONE).met is Met.SEEN
    assert missing(draft, ONE, NOW) is None


def test_all_well_leaves_a_telephone_call_a_telephone_call():
    assert to_one().met(ONE, Met.CALLED).well(ONE).of(ONE).how is VisitMode.PHONE


def test_a_problem_takes_all_well_back_and_wants_a_degree():
    draft = to_one().well(ONE).problem(ONE, "E01")
    assert not draft.of(ONE).well
    assert missing(draft, ONE, NOW) is Missing.DEGREE
    assert missing(draft.degree(ONE, "E01", 2), ONE, NOW) is None


def test_a_second_tap_closes_a_problem():
    draft = to_one().met(ONE, Met.SEEN).problem(ONE, "E01").problem(ONE, "E01")
    assert missing(draft, ONE, NOW) is Missing.STATE


def test_not_met_forgets_what_was_said_of_the_person_and_wants_a_reason():
    draft = to_one().well(ONE).met(ONE, Met.MISSED)
    assert draft.of(ONE) == ForOne(met=Met.MISSED)
    assert missing(draft, ONE, NOW) is Missing.WHY
    assert missing(draft.why(ONE, VisitOutcome.NOT_HOME), ONE, NOW) is None


def test_the_same_way_with_another_result_replaces_the_first():
    draft = to_one().met(ONE, Met.MISSED).why(ONE, VisitOutcome.NOT_HOME).tried(ONE, VisitMode.PHONE, False, NOW)
    assert not draft.of(ONE).reached
    draft = draft.tried(ONE, VisitMode.PHONE, True, NOW)
    assert [each.ok for each in draft.of(ONE).tries] == [True]
    assert draft.of(ONE).reached
    assert draft.tried(ONE, VisitMode.PHONE, True, NOW).of(ONE).tries == ()


def test_a_reason_that_explains_everything_needs_no_more_tries():
    draft = to_one().met(ONE, Met.MISSED).why(ONE, VisitOutcome.NOT_HOME).tried(ONE, VisitMode.PHONE, False, NOW)
    assert draft.why(ONE, VisitOutcome.HOSPITALISED).of(ONE).tries == ()


def test_with_two_people_the_home_is_asked_once_and_goes_back_with_one():
    draft = to_one().problem(ONE, "E11").degree(ONE, "E11", 1).problem(ONE, "E03").with_person(TWO)
    assert draft.home == {"E11": 1}
    assert draft.of(ONE).problems == {"E03": 0}
    alone = draft.with_person(TWO)
    assert alone.home == {}
    assert alone.of(ONE).problems == {"E03": 0, "E11": 1}


def test_the_person_the_visit_was_opened_for_stays():
    draft = to_one().with_person(TWO)
    assert draft.with_person(ONE).ids == (ONE, TWO)


def test_a_visit_is_dated_back_thirty_days_at_most_and_never_ahead():
    done = to_one().well(ONE)
    assert missing(done.dated(NOW - timedelta(days=30)), ONE, NOW) is None
    assert missing(done.dated(NOW - timedelta(days=31)), ONE, NOW) is Missing.TOO_OLD
    assert missing(done.dated(NOW + timedelta(minutes=3)), ONE, NOW) is None
    assert missing(done.dated(NOW + timedelta(minutes=6)), ONE, NOW) is Missing.FUTURE


def test_a_draft_comes_back_as_it_was_kept():
    draft = to_one().with_person(TWO).problem(TWO, "E01").did(ActionType.HOSPITAL).dated(NOW).noting("咳").begun(NOW)
    draft = draft.met(ONE, Met.MISSED).why(ONE, VisitOutcome.NOT_HOME).tried(ONE, VisitMode.PROXY, True, NOW, "邻居")
    assert draft_of(draft.values(), ONE) == draft


def test_a_draft_about_somebody_else_or_of_another_version_is_an_empty_form():
    other = new_id()
    assert draft_of(to_one().well(ONE).values(), other).ids == (other,)
    assert draft_of({"people": 3}, ONE) == to_one()


def test_the_problems_of_an_elder_are_the_items_of_the_check():
    assert len(items_of("elder")) == 16
    assert set(items_of("elder")) - set(items_of("elder", together=True)) == set(HOME_ITEMS)
    assert degrees_of("elder", "E01") == (1, 2, 3)
    assert degrees_of("child", "K06") == (1, 3)


def test_a_child_is_asked_about_only_by_who_holds_the_protection_ring():
    assert kind_of(9, (), sees_protection=True) == "child"
    assert kind_of(9, (), sees_protection=False) == "general"
    assert "K01" not in items_of("child")


def test_without_a_birth_date_the_category_tells():
    assert kind_of(None, {BeneficiaryCategory.ELDER_ALONE}, sees_protection=False) == "elder"
    assert check_for(None, {BeneficiaryCategory.CHILD_ORPHAN}) == "child"
    assert check_for(None, ()) is None
    assert check_for(CHILD_BELOW + 20, {BeneficiaryCategory.LOW_INCOME}) is None


def test_every_problem_has_four_things_to_do():
    for kind in ("elder", "child", "general"):
        for item in items_of(kind):
            assert len(set(actions_for(item))) == 4, item


def test_what_is_wrong_with_a_child_leaves_no_trace_among_the_needs():
    assert domains({"K06": 3, "K08": 3}) == ()
    assert [d.value for d in domains({"E01": 1, "E02": 1, "E07": 2})] == ["health", "psych"]
    assert domains({GENERAL[0].value: 1}) == (GENERAL[0],)
