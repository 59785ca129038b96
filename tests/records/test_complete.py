"""From a form to a record, or to the field that is wrong."""

import pytest

from records.base import InvalidRecord
from records.codes import Chronic, Gender
from records.complete import complete
from records.person import Household, Person, PersonCategory, Relation
from records.platform import Staff
from records.visit import Visit
from records.volunteering import VolunteerActivity, VolunteerSession
from records.welfare_check import ElderCheck, RiskAssessment
from tests.records.making import MIN_ZHOU, at, birth

A_SESSION = {"volunteer_id": MIN_ZHOU, "activity_id": MIN_ZHOU, "served_on": "2026-11-24"}
AN_ACTIVITY = {
    "title": "xx", "field": "safety", "leader_id": MIN_ZHOU, "recorder_id": MIN_ZHOU, "place": "x", "content": "x",
}  # fmt: skip


def refused(kind, **values):
    with pytest.raises(InvalidRecord) as caught:
        complete(kind, {**birth(), **values})
    return caught.value.field, caught.value.reason


def test_text_becomes_what_the_field_is():
    made = complete(Person, {**birth(), "name": " x ", "gender": "2", "birth_date": "1944-03-01", "has_no_phone": True})
    assert (made.name, made.gender, made.birth_date.year) == ("x", Gender.FEMALE, 1944)
    assert complete(VolunteerSession, {**birth(), **A_SESSION, "break_minutes": "15"}).break_minutes == 15


def test_several_codes_are_kept_once_and_sorted():
    made = complete(Person, {**birth(), "name": "x", "chronic": ["stroke", "heart", "stroke"]})
    assert made.chronic == (Chronic.HEART, Chronic.STROKE)


@pytest.mark.parametrize("empty", [None, "", "  ", (), [], {}])
def test_what_is_empty_was_not_filled_in(empty):
    if empty != []:
        assert refused(Household, address=empty) == ("address", "required")
    assert complete(Person, {**birth(), "name": "x", "phone": empty or ""}).phone == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "x" * 31, "too_long"),
        ("name", "x1", "bad_form"),
        ("phone", "12345", "bad_form"),
        ("gender", "3", "not_in_list"),
        ("birth_date", "1944-02-30", "bad_form"),
        ("chronic", ["gout"], "not_in_list"),
        ("household_id", "x", "bad_form"),
        ("emergency_contacts", [{"name": "x", "phone": "1"}], "bad_form"),
        ("emergency_contacts", [{"phone": "13800000000"}], "required"),
    ],
)
def test_a_wrong_value_names_its_field_and_why(field, value, reason):
    assert refused(Person, **{"name": "x", field: value}) == (field, reason)


def test_a_limit_is_told_with_the_refusal():
    with pytest.raises(InvalidRecord) as caught:
        complete(VolunteerSession, {**birth(), **A_SESSION, "break_minutes": 721})
    assert (caught.value.reason, caught.value.about) == ("too_large", {"limit": "720"})


def test_a_missing_part_of_a_part_is_told_of_the_whole_field():
    assert refused(Staff, name="xx", posts=[{"role": "sw_assistant"}]) == ("posts", "required")


@pytest.mark.parametrize(
    ("kind", "values", "answer"),
    [
        (
            Person,
            {"name": "x", "birth_date": "1944-01-01", "deceased_on": "1943-01-01"},
            ("deceased_on", "before_birth"),
        ),
        (
            PersonCategory,
            {"person_id": MIN_ZHOU, "category": "general", "from_on": "2026-01-02", "to_on": "2026-01-01"},
            ("to_on", "before_start"),
        ),
        (Relation, {"person_id": MIN_ZHOU, "relation": "spouse"}, ("other_person_id", "required")),
        (Visit, {"person_ids": [MIN_ZHOU], "outcome": "seen_ok", "ended_at": at(hours=9)}, ("ended_at", "not_within")),
        (Visit, {"person_ids": [MIN_ZHOU], "outcome": "seen_ok", "ended_at": at(hours=-1)}, ("ended_at", "not_within")),
        (Visit, {"outcome": "seen_ok"}, ("person_ids", "required")),
        (
            ElderCheck,
            {"person_id": MIN_ZHOU, "answers": {"E01": 0}, "level_suggested": "high", "level_confirmed": "low"},
            ("lower_reason", "required"),
        ),
        (RiskAssessment, {"person_id": MIN_ZHOU, "level": "high", "source": "manual"}, ("reason", "required")),
        (VolunteerActivity, {**AN_ACTIVITY, "planned_end": at()}, ("planned_end", "before_start")),
        (
            VolunteerActivity,
            {**AN_ACTIVITY, "planned_end": at(hours=1), "is_dangerous": True},
            ("insured", "must_be_insured"),
        ),
        (VolunteerSession, {**A_SESSION, "in_at": at(), "out_at": at()}, ("out_at", "before_start")),
        (VolunteerSession, {**A_SESSION, "paper_minutes": 60}, ("paper_ref", "paper_hours")),
        (VolunteerSession, {**A_SESSION, "paper_minutes": 45, "paper_ref": "7"}, ("paper_minutes", "paper_hours")),
        (VolunteerSession, {**A_SESSION, "verified_by": MIN_ZHOU}, ("verified_by", "not_oneself")),
    ],
)
def test_what_no_single_field_can_refuse_is_refused_by_the_kind(kind, values, answer):
    assert refused(kind, **values) == answer
