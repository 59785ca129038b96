"""Risk levels: the report's vectors, and that worse is never better."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.base import InvalidRecord
from records.codes import (
    AbilityGrade,
    Chronic,
    DisabilityClass,
    DisabilityGrade,
    Gender,
    Kinship,
    LivingArrangement,
    MaritalStatus,
    ReliefReceived,
    RiskLevel,
    VisitOutcome,
)
from records.codes import BeneficiaryCategory as Category
from records.codes import MrCircumstance as Mr
from records.person import Contact, Disability
from records.rules.levels import LADDER, worse
from records.rules.ruleset import UnknownRuleset, load_ruleset
from records.rules.triage import ASKED_FLAGS, assess, mandatory_hits, static_flags
from tests.records.making import TODAY, at, category, person, relation, visit

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
KINDS = ("elder", "child")


def named(vector):
    answers = " ".join(f"{item}={value}" for item, value in vector["answers"].items())
    return f"{vector['kind']}: {answers} {' '.join(vector['flags'])} {vector['context'] or ''}"


@pytest.mark.parametrize("vector", VECTORS, ids=named)
def test_the_vectors_of_the_report(vector):
    items = [item.code for item in load_ruleset().check_list(vector["kind"]).items]
    others = {} if vector["others"] is None else dict.fromkeys(items, vector["others"])
    found = assess(vector["kind"], others | vector["answers"], vector["flags"], **vector["context"])
    expect = vector["expect"]
    assert found.level == expect["level"]
    assert (found.d, found.s, found.heaviest) == (expect["D"], expect["S"], expect["max"])
    assert (list(found.red), list(found.why)) == (expect["red"], expect["why"])
    assert found.completeness == pytest.approx(expect["completeness"], abs=0.006)


@st.composite
def checks(draw, kind):
    check = load_ruleset().check_list(kind)
    asked = draw(st.sets(st.sampled_from(check.items)))
    answers = {item.code: draw(st.sampled_from(item.values)).value for item in sorted(asked, key=lambda i: i.code)}
    flags = draw(st.sets(st.sampled_from(sorted(check.static))))
    context = {
        "previous": draw(st.sampled_from([None, *RiskLevel])),
        "in_person": draw(st.booleans()),
        "confirmed_by_supervisor": draw(st.booleans()),
    }
    return answers, flags, context


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=300)
def test_a_worse_answer_or_one_more_flag_never_lowers_the_level(kind, data):
    answers, flags, context = data.draw(checks(kind))
    check = load_ruleset().check_list(kind)
    before = assess(kind, answers, flags, **context)
    for item, value in answers.items():
        for choice in check.by_code[item].values:
            if choice.value > value:
                after = assess(kind, {**answers, item: choice.value}, flags, **context)
                assert not worse(before.level, after.level)
    for flag in check.static.keys() - flags:
        assert not worse(before.level, assess(kind, answers, {*flags, flag}, **context).level)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=100)
def test_asking_one_more_question_never_lowers_what_the_answers_say(kind, data):
    answers, flags, context = data.draw(checks(kind))
    before = assess(kind, answers, flags, **context)
    for item in load_ruleset().check_list(kind).items:
        if item.code not in answers:
            after = assess(kind, {**answers, item.code: 0}, flags, **context)
            assert after.suggested_raw == before.suggested_raw


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=100)
def test_the_level_keeps_to_the_rules_for_lowering(kind, data):
    answers, flags, context = data.draw(checks(kind))
    found, previous = assess(kind, answers, flags, **context), context["previous"]
    assert not worse(found.suggested_raw, found.level) or found.level is RiskLevel.UNKNOWN
    assert not worse(found.lowest, found.level)
    if previous and previous is not RiskLevel.UNKNOWN and worse(previous, found.level):
        assert LADDER.index(previous) - LADDER.index(found.level) == 1
        assert found.completeness >= 0.6
        assert context["in_person"] or not worse(previous, RiskLevel.MEDIUM)
        assert context["confirmed_by_supervisor"] or previous is not RiskLevel.CRITICAL


def test_reasons_name_the_heaviest_first():
    flags = ["alone", "age80", "no_local_contact"]
    answers = {"E01": 1, "E02": 1, "E05": 1, "E08": 2, "E10": 0, "E11": 2}
    assert assess("elder", answers, flags).reasons == (
        "E11=2", "composite:alone_no_family", "E02=1", "E05=1", "E08=2", "flag:alone", "flag:no_local_contact",
        "E01=1", "flag:age80",
    )  # fmt: skip


def test_a_flag_counts_once_and_an_unknown_one_not_at_all():
    assert assess("elder", {}, ["alone", "alone", "left_handed"]).s == 2


def test_an_answer_that_is_not_on_the_list_is_refused():
    for answers in ({"E02": 3}, {"K06": 2}, {"Z01": 0}):
        with pytest.raises(InvalidRecord) as caught:
            assess("elder", answers, [])
        assert (caught.value.field, caught.value.reason) == ("answers", "not_in_list")


def test_completeness_is_told_in_whole_per_cent():
    assert assess("elder", {"E01": 0, "E02": 0}, []).percent == 12


def test_the_rule_set_says_what_can_be_red_and_what_stands_on_top():
    rules = load_ruleset()
    assert [item.code for item in rules.elder.items if item.can_be_red] == ["E01", "E07", "E10", "E11"]
    assert [item.code for item in rules.elder.first_items] == ["E01", "E10", "E11"]
    assert (len(rules.elder.items), len(rules.child.items)) == (16, 17)
    for check in (rules.elder, rules.child):
        assert len(check.first_items) + len(check.other_items) == len(check.items)
        for item in check.items:
            weights = [99 if choice.is_red else choice.weight for choice in item.values]
            assert (item.values[0].weight, weights) == (0, sorted(weights))


@pytest.mark.parametrize("version", ["1999.1", "../secrets", ""])
def test_a_rule_set_that_is_not_here_is_told(version):
    with pytest.raises(UnknownRuleset):
        load_ruleset(version)


def elder_flags(of, *, categories=(), relations=(), visits=()):
    quiet = {"no_local_contact"} if not of.emergency_contacts else set()
    return set(static_flags("elder", of, categories, relations, visits, TODAY)) - quiet


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"living_arrangement": LivingArrangement.ALONE}, "alone"),
        ({"birth_date": date(1946, 11, 24)}, "age80"),
        ({"birth_date": date(1936, 11, 25)}, "age80"),
        ({"birth_date": date(1936, 11, 24)}, "age90"),
        ({"ability_grade": AbilityGrade.MILD}, "ability1"),
        ({"ability_grade": AbilityGrade.MODERATE}, "ability2"),
        ({"ability_grade": AbilityGrade.COMPLETE}, "ability3"),
        ({"disability": Disability(DisabilityClass.PHYSICAL, DisabilityGrade.GRADE_2)}, "sev_dis"),
        ({"chronic": (Chronic.DEMENTIA,)}, "dementia"),
        ({"has_no_phone": True}, "no_phone"),
    ],
)
def test_the_file_tells_flags_of_an_elder(fields, flag):
    assert elder_flags(person(**fields)) == {flag}


@pytest.mark.parametrize(
    ("which", "flag"),
    [
        (Category.ELDER_ALONE, "alone"),
        (Category.ELDER_DISABLED, "ability2"),
        (Category.ELDER_SEVERE_DISABILITY, "sev_dis"),
        (Category.ELDER_DEMENTIA, "dementia"),
        (Category.ELDER_SPECIAL_FAMILY, "special_family"),
        (Category.TEKUN_DISPERSED, "tekun"),
        (Category.ELDER_LEFT_BEHIND, "left_behind"),
    ],
)
def test_categories_tell_flags_while_they_hold(which, flag):
    of = person()
    assert elder_flags(of, categories=[category(of, which)]) == {flag}
    assert elder_flags(of, categories=[category(of, which, to_on=TODAY)]) == {flag}
    assert elder_flags(of, categories=[category(of, which, to_on=date(2026, 11, 23))]) == set()
    assert elder_flags(of, categories=[category(of, which, from_on=date(2026, 11, 25))]) == set()
    assert elder_flags(of, categories=[category(of, which, void_reason="x")]) == set()
    assert elder_flags(of, categories=[category(person(), which)]) == set()


def test_nothing_is_a_flag_that_nobody_said():
    assert elder_flags(person()) == set()
    assert elder_flags(person(birth_date=date(1946, 11, 25))) == set()


def test_a_contact_nearby_is_asked_of_the_file():
    far, near = Contact(name="x", relation=Kinship.CHILD), Contact(name="x", is_local=True)
    of = person(emergency_contacts=(far,))
    assert static_flags("elder", of, (), (), (), TODAY) == ("no_local_contact",)
    assert static_flags("elder", person(emergency_contacts=(far, near)), (), (), (), TODAY) == ()


def test_who_was_seen_again_after_a_stay_in_hospital_counts_as_discharged_for_30_days():
    of = person()
    stay = visit(of, when=at(days=-60), outcome=VisitOutcome.HOSPITALISED)
    assert elder_flags(of, visits=[stay]) == set()
    assert elder_flags(of, visits=[visit(of, when=at(days=-30)), stay]) == {"discharge30"}
    assert elder_flags(of, visits=[stay, visit(of, when=at(days=-31))]) == set()
    assert elder_flags(of, visits=[stay, visit(of, when=at(days=-30)), visit(of, when=at(days=-31))]) == set()
    assert elder_flags(of, visits=[stay, visit(person(), when=at(days=-30))]) == set()


def test_a_spouse_or_child_lost_within_90_days_is_a_flag_and_a_divorce_is_not():
    of, other = person(), person()
    lost = {"to_on": date(2026, 8, 26), "other_person_id": other.id}
    assert elder_flags(of, relations=[relation(of, Kinship.SPOUSE, **lost)]) == {"bereaved90"}
    assert elder_flags(other, relations=[relation(of, Kinship.SPOUSE, **lost)]) == {"bereaved90"}
    assert elder_flags(of, relations=[relation(of, Kinship.CHILD, **lost)]) == {"bereaved90"}
    assert elder_flags(other, relations=[relation(of, Kinship.PARENT, **lost)]) == {"bereaved90"}
    assert elder_flags(of, relations=[relation(of, Kinship.NEIGHBOUR, **lost)]) == set()
    assert elder_flags(of, relations=[relation(of, Kinship.SPOUSE, **lost | {"to_on": date(2026, 8, 25)})]) == set()
    divorced = person(id=of.id, marital_status=MaritalStatus.DIVORCED)
    assert elder_flags(divorced, relations=[relation(of, Kinship.SPOUSE, **lost)]) == set()


@pytest.mark.parametrize(
    ("fields", "which", "flags"),
    [
        ({}, Category.CHILD_ORPHAN, {"orphan"}),
        ({}, Category.CHILD_DE_FACTO, {"orphan"}),
        ({}, Category.CHILD_LEFT_BEHIND, {"lb2"}),
        ({}, Category.LOW_INCOME, {"poor"}),
        ({}, Category.CHILD_SELF_HARDSHIP, {"ill"}),
        ({"relief_received": (ReliefReceived.DIBAO,)}, None, {"poor"}),
        ({"birth_date": date(2020, 11, 25)}, None, {"age6"}),
        ({"birth_date": date(2020, 11, 24)}, None, set()),
        ({"disability": Disability(DisabilityClass.HEARING, DisabilityGrade.GRADE_1)}, None, {"dis12"}),
        (
            {"disability": Disability(DisabilityClass.HEARING, DisabilityGrade.GRADE_3)},
            Category.CHILD_SELF_HARDSHIP,
            {"dis34"},
        ),
    ],
)
def test_the_file_tells_flags_of_a_child(fields, which, flags):
    of = person(**fields)
    categories = [category(of, which)] if which else []
    assert set(static_flags("child", of, categories, (), (), TODAY)) == flags


@pytest.mark.parametrize("kind", KINDS)
def test_every_flag_that_may_be_ticked_has_points(kind):
    assert set(ASKED_FLAGS[kind]) <= set(load_ruleset().check_list(kind).static)


GIRL_13 = person(gender=Gender.FEMALE, birth_date=date(2012, 11, 25))
GIRL_14 = person(gender=Gender.FEMALE, birth_date=date(2012, 11, 24))
BOY_7 = person(gender=Gender.MALE, birth_date=date(2019, 11, 24))
SOMEBODY = person()
DEMENTED = person(chronic=(Chronic.DEMENTIA,))
PSYCHIATRIC = person(disability=Disability(DisabilityClass.PSYCHIATRIC, DisabilityGrade.GRADE_3))


@pytest.mark.parametrize(
    ("answers", "who", "hits"),
    [
        ({"K01": 3}, GIRL_13, {Mr.MR7}),
        ({"K01": 2}, GIRL_13, set()),
        ({"K02": 3}, BOY_7, {Mr.MR6}),
        ({"K02": 3}, GIRL_13, {Mr.LB1}),
        ({"K02": 3}, SOMEBODY, {Mr.MR6, Mr.LB1}),
        ({"K05": 2}, GIRL_13, set()),
        ({"K06": 3}, GIRL_13, {Mr.MR4}),
        ({"K07": 3}, GIRL_13, {Mr.MR4}),
        ({"K08": 3}, GIRL_13, {Mr.MR1, Mr.MR2}),
        ({"K08": 3}, GIRL_14, {Mr.MR1, Mr.MR3}),
        ({"K08": 3}, BOY_7, {Mr.MR1}),
        ({"K08": 3}, SOMEBODY, {Mr.MR1, Mr.MR2, Mr.MR3}),
        ({"K09": 3}, GIRL_13, set()),
        ({"K09": 3, "K06": 1}, GIRL_13, {Mr.MR5}),
        ({"K10": 3}, GIRL_13, {Mr.MR4}),
        ({"K12": 3}, GIRL_13, {Mr.MR9}),
        ({"K15": 3}, GIRL_13, {Mr.MR7, Mr.MR8, Mr.MR9}),
        ({"K06": 3, "K12": 3}, GIRL_13, {Mr.MR4, Mr.MR9}),
        ({"E10": 1}, DEMENTED, {Mr.DV1}),
        ({"E10": 1}, PSYCHIATRIC, {Mr.DV1}),
        ({"E10": 0}, DEMENTED, set()),
        ({"E10": 2}, SOMEBODY, set()),
    ],
)
def test_what_opens_a_mandatory_report(answers, who, hits):
    assert set(mandatory_hits(answers, who, TODAY)) == hits


def test_a_category_of_dementia_makes_suspected_abuse_a_report_too():
    assert mandatory_hits({"E10": 1}, SOMEBODY, TODAY, flags=["dementia"]) == (Mr.DV1,)
