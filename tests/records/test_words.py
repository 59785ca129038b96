"""Everything the records and their rules can say has words. What holds for all files stands in tests/test_locale."""

import ast
from pathlib import Path

import msgspec
import pytest

import records
from records.base import Shape
from records.fields import fields_of
from records.kinds import KINDS
from records.rules.duplicates import Alike
from records.rules.ruleset import load_ruleset
from records.words import LANGUAGES, Words, list_name, load_words

SOURCES = sorted(Path(records.__file__).parent.rglob("*.py"))
LIMITS = ("limit", "days", "hours", "item")


@pytest.fixture(params=LANGUAGES)
def words(request) -> Words:
    return load_words(request.param)


@pytest.mark.parametrize("kind", ["elder", "child"])
def test_every_check_item_answer_flag_and_combination_has_words(words, kind):
    check = load_ruleset().check_list(kind)
    assert words(f"check.{kind}")
    for item in check.items:
        assert words(f"check.{kind}.{item.code}")
        answers = [words(f"check.{kind}.{item.code}.{choice.value}") for choice in item.values]
        assert len(set(answers)) == len(item.values)
    for flag in check.static:
        assert words(f"flag.{flag}")
    for composite in check.composites:
        assert words(f"composite.{composite.name}")


def test_the_check_lists_say_nothing_that_is_not_asked(words):
    rules = load_ruleset()
    asked = {f"{k}.{i.code}.{c.value}" for k in ("elder", "child") for i in rules.check_list(k).items for c in i.values}
    keys = words.keys()
    said = {key.removeprefix("check.") for key in keys if key.startswith(("check.elder.", "check.child."))}
    assert {key for key in said if key.count(".") == 2 and not key.endswith(".hint")} == asked


def test_the_self_care_screen_has_words(words):
    screen = load_ruleset().selfcare
    for item, points in screen.items.items():
        assert words(f"check.selfcare.{item}")
        for degree in range(len(points)):
            assert words(f"check.selfcare.degree.{degree}")
    for grade in screen.grades:
        assert words(f"check.selfcare.grade.{grade}")


def test_an_answer_is_short_enough_to_be_a_button():
    chinese = load_words("zh-Hans")
    keys = chinese.keys()
    longest = {key: len(chinese(key)) for key in keys if key.startswith("check.") and key[-1].isdigit()}
    assert {key for key, length in longest.items() if length > 12} == set()


def test_every_unit_and_every_part_of_a_field_has_a_name(words):
    for field in (field for kind in KINDS.values() for field in fields_of(kind)):
        if field.spec.unit:
            assert words(f"unit.{field.spec.unit}")
        if field.spec.shape is Shape.PART and field.part is not None:
            part = f"part.{list_name(field.part)}"  # named like a code list: its class in small letters
            assert words(part)
            for inner in msgspec.structs.fields(field.part):
                assert words(f"{part}.{inner.name}")


def calls(name: str, place: int) -> set[str]:
    """The texts that stand at a place of the calls of `name` anywhere in the records package."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and len(node.args) > place:
                inside = ast.walk(node.args[place])
                found |= {n.value for n in inside if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found


def test_every_reason_why_a_record_is_refused_has_a_sentence(words):
    reasons = calls("InvalidRecord", 1)
    assert {"required", "before_birth", "id_check"} <= reasons
    for reason in (*reasons, "too_long", "too_short", "too_small", "too_large", "not_in_list", "bad_form"):
        assert words(f"error.{reason}", **dict.fromkeys(LIMITS, 7))


def test_every_reason_why_hours_are_refused_has_a_sentence(words):
    reasons = calls("Refusal", 1)
    assert {"overlap", "too_old"} <= reasons
    for reason in reasons:
        assert words(f"hours.{reason}", **dict.fromkeys(LIMITS, 7))


KEYS = {
    "hours": ("long_day", "long_week", "same_times", "night", "confirm_own", "confirm_paid", "confirm_not_out",
              "confirm_confirmed", "confirm_disputed", "confirm_void", "confirm_refused", "confirm_second",
              "decide_own", "decide_recorder"),
    "due": ("interval", "in_person", "first_visit", "follow_up", "returned", "brought_forward", "plan",
            "complete_check", "confirm_pause", "stopped"),
    "why": ("composite", "incomplete_first", "incomplete", "not_in_person", "one_step", "needs_supervisor"),
    "likeness": tuple(Alike),
    "id_no": ("converted", "birth_differs", "gender_differs"),
}  # fmt: skip
"""What the rules answer with, by area."""


@pytest.mark.parametrize("area", KEYS)
def test_what_the_rules_answer_has_a_sentence(words, area):
    for key in KEYS[area]:
        assert words(f"{area}.{key}", **dict.fromkeys(LIMITS, 7))


def test_the_keys_above_stand_in_the_code():
    told = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {key for area in ("hours", "due", "why") for key in KEYS[area]} <= told


def test_words_are_found_by_kind_field_and_code():
    words = load_words("en")
    assert words.kind(KINDS["visit"]) == words("kind.visit")
    assert words.field(KINDS["visit"], "outcome") == words("kind.visit.outcome")
    assert words.field(KINDS["visit"], "occurred_at") == words("field.occurred_at")
    assert "kind.visit" in words
    assert words("error.too_long", limit=30).endswith("30 at most")


def test_a_language_that_is_not_here_is_told():
    with pytest.raises(FileNotFoundError):
        load_words("tlh")
    with pytest.raises(KeyError):
        load_words("en")("no.such.word")
