"""Concurrent edits meet in one place: what a machine may decide it decides the same way everywhere."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.codes import Chronic
from records.kinds import raw
from records.merge import Verdict, apply
from records.op import Act, Op
from tests.records.making import MIN_ZHOU, Tablet, merged, person, visit

MINE, THEIRS, OLD = "undo", "twice", "old"


@pytest.fixture
def ours() -> Tablet:
    return Tablet(1)


@pytest.fixture
def theirs() -> Tablet:
    return Tablet(2)


@pytest.fixture
def known(ours):
    """A person both tablets have seen."""
    return merged(None, ours.makes(person(talk_hint=OLD, chronic=(Chronic.HEART,)))).state


def values(state, name):
    return msgspec.msgpack.decode(state.fields[name])


def test_an_edit_of_what_was_seen_goes_forward(known, ours):
    outcome = merged(known, ours.edits(known, talk_hint="new"))
    assert (outcome.verdict, values(outcome.state, "talk_hint")) == (Verdict.APPLIED, "new")


def test_edits_of_different_fields_both_stand(known, ours, theirs):
    outcome = merged(known, ours.edits(known, talk_hint="new"), theirs.edits(known, phone="13800000000"))
    assert outcome.verdict is Verdict.APPLIED
    assert (values(outcome.state, "talk_hint"), values(outcome.state, "phone")) == ("new", "13800000000")


def test_of_two_unseen_edits_the_newer_wins_in_either_order(known, ours, theirs):
    older, newer = ours.edits(known, hlc=100, talk_hint="a"), theirs.edits(known, hlc=200, talk_hint="b")
    for order in ((older, newer), (newer, older)):
        outcome = merged(known, *order)
        assert (outcome.verdict, values(outcome.state, "talk_hint")) == (Verdict.MERGED, "b")


def test_at_the_same_stamp_the_content_decides_in_either_order(known, ours, theirs):
    one, other = ours.edits(known, hlc=100, talk_hint="a"), theirs.edits(known, hlc=100, talk_hint="b")
    assert merged(known, one, other).state.fields == merged(known, other, one).state.fields


def test_two_unseen_edits_of_a_guarded_field_go_to_a_person(known, ours, theirs):
    first, second = ours.edits(known, name="a"), theirs.edits(known, name="b")
    outcome = merged(known, first, second)
    [clash] = outcome.clashes
    assert (outcome.verdict, values(outcome.state, "name")) == (Verdict.REVIEW, "a")
    assert (clash.field, clash.kept, clash.other) == ("name", raw("a"), raw("b"))
    assert (clash.kept_edit, clash.other_edit) == (first[1], second[1])


def test_every_field_of_a_visit_that_two_people_changed_goes_to_a_person(ours, theirs):
    made = merged(None, ours.makes(visit(person(), content=OLD))).state
    outcome = merged(made, ours.edits(made, content="a"), theirs.edits(made, content="b"))
    assert (outcome.verdict, values(outcome.state, "content")) == (Verdict.REVIEW, "a")


def test_a_field_this_version_does_not_know_goes_to_a_person(known, ours, theirs):
    outcome = merged(known, ours.edits(known, colour="red"), theirs.edits(known, colour="blue"))
    assert (outcome.verdict, values(outcome.state, "colour")) == (Verdict.REVIEW, "red")


def test_who_set_the_same_value_has_seen_it(known, ours, theirs):
    mine, same = ours.edits(known, name="a"), theirs.edits(known, name="a")
    outcome = merged(known, mine, same)
    assert (outcome.verdict, outcome.clashes) == (Verdict.MERGED, ())
    their_next = Op(known.kind, known.id, Act.PUT, {"name": raw("c")}, MIN_ZHOU, 900, {"name": same[1].id})
    my_next = Op(known.kind, known.id, Act.PUT, {"name": raw("c")}, MIN_ZHOU, 901, {"name": mine[1].id})
    for op in (their_next, my_next):
        assert apply(outcome.state, op, mine[1]).verdict is Verdict.APPLIED


def test_equal_values_and_a_third_come_to_the_same_in_every_order(known, ours, theirs):
    steps = [
        ours.edits(known, hlc=100, talk_hint="a"),
        theirs.edits(known, hlc=300, talk_hint="a"),
        Tablet(3).edits(known, hlc=200, talk_hint="b"),
    ]
    assert {values(merged(known, *order).state, "talk_hint") for order in permutations(steps)} == {"a"}


def test_sets_keep_what_both_added_and_lose_what_either_removed(known, ours, theirs):
    mine = ours.edits(known, chronic=["heart", "stroke"])
    other = theirs.edits(known, chronic=["diabetes"])
    for order in ((mine, other), (other, mine)):
        outcome = merged(known, *order)
        assert (outcome.verdict, values(outcome.state, "chronic")) == (Verdict.MERGED, ["diabetes", "stroke"])


def test_a_chain_of_local_edits_keeps_what_others_added_to_a_set(known, ours, theirs):
    mine = ours.edits(known, chronic=["heart", "stroke"])
    here = merged(known, mine).state
    mine_again = ours.edits(here, chronic=["heart", "stroke", "cancer"])
    outcome = merged(known, theirs.edits(known, chronic=["diabetes", "heart"]), mine, mine_again)
    assert values(outcome.state, "chronic") == ["cancer", "diabetes", "heart", "stroke"]


@pytest.mark.parametrize("value", [b"\x07", b"\x91\x07", b"\x91\xa2\xff\xfe", b"\xc1"])
def test_what_should_be_a_set_and_is_none_is_told(known, ours, value):
    op, edit = ours.edits(known, chronic=["heart"])
    with pytest.raises(msgspec.ValidationError):
        apply(known, msgspec.structs.replace(op, fields={"chronic": msgspec.Raw(value)}), edit)


def test_a_chain_of_local_edits_goes_forward_edit_by_edit(known, ours):
    first = ours.edits(known, name="a")
    second = ours.edits(merged(known, first).state, name="b")
    outcome = merged(known, first, second)
    assert (outcome.verdict, values(outcome.state, "name")) == (Verdict.APPLIED, "b")


def test_a_chain_whose_first_edit_clashed_tells_which_clash_it_replaces(known, ours, theirs):
    lost = theirs.edits(known, name="b")
    again = theirs.edits(merged(known, lost).state, name="c")
    outcome = merged(known, ours.edits(known, name="a"), lost, again)
    [clash] = outcome.clashes
    assert (values(outcome.state, "name"), clash.other, clash.follows) == ("a", raw("c"), lost[1].id)


def test_a_void_of_what_was_seen_stands(known, ours):
    outcome = merged(known, ours.voids(known))
    assert (outcome.verdict, outcome.state.record().void_reason) == (Verdict.APPLIED, THEIRS)


def test_an_edit_that_saw_the_void_leaves_it(known, ours):
    voided = merged(known, ours.voids(known)).state
    outcome = merged(voided, ours.edits(voided, talk_hint="new"))
    assert (outcome.verdict, outcome.state.record().is_void) == (Verdict.APPLIED, True)


def test_a_void_never_wins_over_an_edit_it_did_not_see_in_either_order(known, ours, theirs):
    edit, void = ours.edits(known, phone="13800000000"), theirs.voids(known)
    for order in ((edit, void), (void, edit)):
        outcome = merged(known, *order)
        [clash] = outcome.clashes
        assert (outcome.verdict, clash.field) == (Verdict.REVIEW, "void_reason")
        assert sorted(map(bytes, (clash.kept, clash.other))) == sorted(map(bytes, (raw(""), raw(THEIRS))))
        assert not outcome.state.record().is_void
        assert outcome.state.record().phone == "13800000000"


def test_what_two_people_voided_is_void_and_nobody_is_asked(known, ours, theirs):
    mine, other = ours.voids(known, MINE, hlc=100), theirs.voids(known, THEIRS, hlc=200)
    for order in ((mine, other), (other, mine)):
        outcome = merged(known, *order)
        assert (outcome.verdict, outcome.clashes) == (Verdict.MERGED, ())
        assert outcome.state.record().void_reason == THEIRS
    alike = merged(known, mine, theirs.voids(known, MINE, hlc=300))
    assert (alike.verdict, alike.state.record().void_reason) == (Verdict.MERGED, MINE)


def test_a_void_can_be_taken_back(known, ours):
    voided = merged(known, ours.voids(known)).state
    outcome = merged(voided, ours.edits(voided, void_reason=""))
    assert (outcome.verdict, outcome.state.record().is_void) == (Verdict.APPLIED, False)
    again = merged(outcome.state, ours.edits(outcome.state, talk_hint="new"))
    assert (again.verdict, again.state.record().is_void) == (Verdict.APPLIED, False)


def test_the_first_op_must_tell_the_birth(known, ours):
    op, edit = ours.edits(known, talk_hint="new")
    with pytest.raises(ValueError, match="birth"):
        apply(None, op, edit)


def test_edits_that_stand_in_no_field_any_more_are_forgotten(known, ours):
    state = known
    for name in state.fields:
        state = merged(state, ours.edits(state, **{name: values(state, name)})).state
    assert len(state.edits) <= len(state.fields)
    assert all(state.edit_of(name) in state.edits for name in state.fields)
    assert known.edits[0] not in state.edits


LISTS = st.lists(st.sampled_from(sorted(c.value for c in Chronic)), unique=True, max_size=4).map(sorted)
TEXTS = st.sampled_from(["a", "b", "c"])


@given(
    changes=st.lists(
        st.fixed_dictionaries({}, optional={"talk_hint": TEXTS, "hukou_address": TEXTS, "chronic": LISTS}),
        min_size=2,
        max_size=4,
    ),
    stamps=st.permutations([100, 200, 300, 400]),
)
def test_unseen_edits_come_to_the_same_values_in_every_order(changes, stamps):
    base = merged(None, Tablet(1).makes(person(talk_hint=OLD, chronic=(Chronic.HEART, Chronic.STROKE)), hlc=1)).state
    steps = [
        Tablet(number).edits(base, hlc=stamp, **change)
        for number, (change, stamp) in enumerate(zip(changes, stamps, strict=False))
    ]
    found = [merged(base, *order).state.fields for order in permutations(steps)]
    assert all(fields == found[0] for fields in found)


@given(order=st.permutations(range(4)))
def test_two_chains_come_to_the_same_values_however_they_interleave(order):
    base = merged(None, Tablet(1).makes(person(talk_hint=OLD, chronic=(Chronic.HEART,)), hlc=1)).state
    chains = [chain(base, 10, "a", "stroke", "cancer"), chain(base, 15, "b", "diabetes", "copd")]
    steps = [chains[n // 2][n % 2] for n in order]
    inside = [[step for step in steps if step in c] == c for c in chains]
    if all(inside):  # a log keeps its own order
        state = merged(base, *steps).state
        assert values(state, "talk_hint") == "bb"
        assert values(state, "chronic") == ["cancer", "copd", "diabetes", "heart", "stroke"]


def chain(base, hlc, text, *added):
    tablet = Tablet(hlc)
    first = tablet.edits(base, hlc=hlc, talk_hint=text, chronic=sorted(["heart", added[0]]))
    second = tablet.edits(
        merged(base, first).state, hlc=hlc + 100, talk_hint=text * 2, chronic=sorted(["heart", *added])
    )
    return [first, second]
