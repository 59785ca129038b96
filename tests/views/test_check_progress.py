"""What a check comes to while it is being answered, without a screen."""

from datetime import UTC, datetime, timedelta

import pytest

from records.codes import RiskLevel, VisitMode
from records.rules.ruleset import load_ruleset
from views.check_progress import CheckDraft, broken, choices, draft_of, progress, selfcare_grade
from views.emergency import CALLS, calls_for, may_call_family
from views.pieces_answers import fitted, lines_in, per_row

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def everything(kind="elder", **answers):
    """All items answered with the best value but those named."""
    items = {item.code: 0 for item in load_ruleset().check_list(kind).items}
    return CheckDraft(answers=items | answers, mode=VisitMode.IN_PERSON)


def test_a_second_tap_takes_an_answer_back_to_not_asked():
    draft = CheckDraft().answered("E01", 0).answered("E02", 1)
    assert draft.answered("E01", 0).answers == {"E02": 1}
    assert draft.answered("E01", 2).answers == {"E01": 2, "E02": 1}


def test_what_was_not_asked_is_not_normal():
    found = progress("elder", CheckDraft(answers={"E01": 0, "E02": 0}), (), None)
    assert (found.answered, found.total, found.level) == (2, 16, RiskLevel.UNKNOWN)


def test_the_worker_may_confirm_worse_freely_and_one_step_better():
    found = progress("elder", everything(E02=2), (), None)
    assert found.found.level is RiskLevel.HIGH
    assert found.choices == (RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM)


def test_nothing_below_critical_can_be_confirmed_at_a_station():
    assert progress("elder", everything(E11=2), (), None).choices == (RiskLevel.CRITICAL,)


def test_a_check_by_telephone_does_not_let_a_high_level_fall():
    draft = everything(E02=2).met(VisitMode.PHONE)
    assert RiskLevel.MEDIUM not in progress("elder", draft, (), RiskLevel.HIGH).choices


def test_too_few_answers_never_offer_a_lower_level():
    found = progress("elder", CheckDraft(answers={"E02": 1}), (), None)
    assert found.choices[-1] is RiskLevel.MEDIUM
    assert RiskLevel.LOW not in choices(progress("elder", CheckDraft(answers={"E01": 0}), (), None).found)


def test_a_level_that_may_not_be_confirmed_any_more_falls_back_to_the_suggestion():
    lowered = everything(E02=2).confirming(RiskLevel.MEDIUM)
    assert progress("elder", lowered, (), None).level is RiskLevel.MEDIUM
    assert progress("elder", lowered.answered("E11", 2), (), None).level is RiskLevel.CRITICAL


def test_self_care_is_asked_from_the_first_change_and_counted_when_all_five_are_answered():
    assert not progress("elder", everything(), (), None).asks_selfcare
    assert progress("elder", everything(E05=1), (), None).asks_selfcare
    four = dict.fromkeys(("S1", "S2", "S3", "S4"), 0)
    assert selfcare_grade(four) is None
    assert selfcare_grade({**four, "S5": 2}) == "light"
    assert selfcare_grade(dict.fromkeys(("S1", "S2", "S3", "S4", "S5"), 3)) == "dependent"


def test_two_taps_within_a_minute_are_one_call():
    draft = CheckDraft().called("120", NOW).called("120", NOW + timedelta(seconds=20))
    assert len(draft.calls) == 1
    assert len(draft.called("120", NOW + timedelta(minutes=2)).calls) == 2


def test_a_draft_comes_back_as_it_was_kept():
    draft = everything(E02=1).flag_ticked("bereaved90").called("120", NOW).begun(NOW).writing(note="咳")
    assert draft_of(draft.values()) == draft


def test_a_draft_of_another_version_is_an_empty_form():
    assert draft_of({"answers": "nonsense"}) == CheckDraft()


@pytest.mark.parametrize("kind", ["elder", "child"])
def test_every_red_answer_has_numbers_to_call(kind):
    red = {item.code for item in load_ruleset().check_list(kind).items if item.can_be_red}
    assert set(CALLS[kind]) == red
    assert all(calls_for(kind, item) for item in red)


def test_the_family_is_not_named_where_it_may_be_the_cause():
    assert may_call_family(("E01", "E11"))
    assert not may_call_family(("E10",))
    assert not any(may_call_family((item,)) for item in CALLS["child"])


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("没有", "没有"),
        ("明显变差，病没看", "明显变差，\n病没看"),
        ("两次以上或受伤", "两次以上\n或受伤"),
        ("酗酒、吸毒、打人、精神病没治", "酗酒、吸毒、\n打人、精神病没治"),
        ("Twice or more, or hurt", "Twice or more, or hurt"),
    ],
)
def test_a_long_label_breaks_where_it_reads_best(label, shown):
    assert broken(label) == shown


def test_answers_stand_side_by_side_only_while_their_words_fit_in_two_lines():
    assert per_row(["没有", "一次", "两次以上或受伤"], 330, 16) == 3
    assert per_row(["没有", "有病、残疾或70岁以上", "酗酒、吸毒、打人、精神病没治"], 330, 16) == 2
    assert per_row(["如常", "小不适", "明显变差，病没看", "急症征象"], 330, 16) == 2
    assert per_row(["No change", "Cannot leave bed or reach the toilet, no carer"], 200, 16) == 1


def test_a_label_is_broken_only_when_one_line_is_too_narrow():
    assert fitted("被推销，可疑", 140, 16) == "被推销，可疑"
    assert fitted("被推销，可疑", 91, 16) == "被推销，\n可疑"
    assert lines_in("Needs more help", 100, 16) == 2
