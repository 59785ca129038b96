"""ID numbers, names in pinyin, people who may be the same, the lunar date."""

import tomllib
from datetime import date
from importlib.resources import files
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.base import InvalidRecord
from records.codes import Gender, SessionStatus
from records.rules.duplicates import PersonFacts, one_apart, same_session, same_visit, similar
from records.rules.id_number import read_id_number
from records.rules.lunar import FIRST, LAST, lunar_day
from records.rules.names import comparable_name, normalise_name, readings, surname_of, surnames
from records.words import LANGUAGES, load_words
from tests.records.making import TODAY, XIAOYAN_LI, activity, at, person, session, visit, volunteer

GOOD = ("370299194001010011", "37029919351231002X", "370299201509010031", "37029919880229004X", "370299196207150051")
"""Synthetic: county 370299 is assigned to nobody."""

NAMES = tomllib.loads(files("tests.records.rules").joinpath("names.toml").read_text(encoding="utf-8"))
"""Names as people write them, and what they are found by."""


@pytest.mark.parametrize("number", GOOD)
def test_a_right_number_tells_birth_and_sex(number):
    found = read_id_number(number, today=TODAY)
    assert (found.number, found.converted) == (number, False)
    assert found.birth_date.strftime("%Y%m%d") == number[6:14]
    assert found.gender is (Gender.MALE if number[16] in "13579" else Gender.FEMALE)


@pytest.mark.parametrize("number", GOOD)
def test_any_one_digit_changed_is_noticed(number):
    for place in range(18):
        for digit in "0123456789X":
            wrong = number[:place] + digit + number[place + 1 :]
            if wrong != number:
                with pytest.raises(InvalidRecord) as caught:
                    read_id_number(wrong, today=TODAY)
                assert caught.value.field == "id_no"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "id_length"),
        ("3702991940010100", "id_length"),
        ("3702991940010100111", "id_length"),
        ("37029919400101001A", "id_form"),
        ("3702991940010X0011", "id_form"),
        ("37029940010100X", "id_form"),
        ("990299194001010011", "id_area"),
        ("370299194013010011", "id_date"),
        ("370299189901010011", "id_date"),
        ("370299198902290047", "id_date"),
        ("370299203001010011", "id_date"),
        ("370299194001010012", "id_check"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(typed, reason):
    with pytest.raises(InvalidRecord) as caught:
        read_id_number(typed, today=TODAY)
    assert (caught.value.field, caught.value.reason) == ("id_no", reason)


def test_a_number_is_read_as_it_is_typed():
    assert read_id_number(" 370299 19351231 002x ").number == GOOD[1]
    assert read_id_number("".join(chr(ord(c) + 0xFEE0) for c in GOOD[0])).number == GOOD[0]


def test_an_old_number_of_15_digits_is_converted_and_says_so():
    found = read_id_number("370299400101001", today=TODAY)
    assert (found.number, found.converted) == (GOOD[0], True)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text):
    with pytest.raises(InvalidRecord):
        read_id_number(text, today=TODAY)


@pytest.mark.parametrize(("written", "kept"), NAMES["kept"].items())
def test_a_name_is_kept_in_one_way_of_writing(written, kept):
    assert normalise_name(written) == kept
    assert normalise_name(kept) == kept


@pytest.mark.parametrize(("name", "found_by"), NAMES["readings"].items())
def test_a_name_is_found_by_pinyin_and_initials_in_every_reading(name, found_by):
    assert list(readings(name)) == found_by


@pytest.mark.parametrize(("name", "surname"), NAMES["surnames"].items())
def test_surnames_of_two_characters_are_known(name, surname):
    assert surname_of(name) == surname


def test_latin_names_and_nothing_need_no_pinyin():
    assert readings("Tom Lee") == readings("") == ()


def test_thirty_surnames_and_more_are_read_in_two_ways():
    table = surnames()
    two_ways = [name for name, read in {**table.single, **table.compound}.items() if len(read) > 1]
    assert len(two_ways) >= 30


A, B, C = NAMES["alike"]["one"], NAMES["alike"]["one_apart"], NAMES["alike"]["other"]
TRADITIONAL = NAMES["alike"]["traditional"]
BORN = date(1944, 3, 1)


def facts(number=2, name=A, **more):
    return PersonFacts(id=UUID(int=number), name=name, **{"birth_date": BORN, **more})


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ({"id_no": GOOD[0]}, {"id_no": GOOD[0], "name": C, "birth_date": None}, "exact"),
        ({}, {}, "strong"),
        ({"village": "370299001001"}, {"village": "370299001001"}, "strong"),
        ({"village": "370299001001"}, {"village": "370299001002"}, "medium"),
        ({"name": TRADITIONAL}, {}, "strong"),
        ({"phone": "13800000000"}, {"phone": "13800000000", "name": B, "birth_date": None}, "medium"),
        ({"phone": "13800000000"}, {"phone": "13800000000", "name": C, "birth_date": None}, None),
        ({"address": "x"}, {"address": "x", "birth_date": date(1944, 9, 9)}, "medium"),
        ({"address": "x"}, {"address": "y", "birth_date": date(1944, 9, 9)}, None),
        ({}, {"name": B}, "weak"),
        ({}, {"name": B, "birth_date": date(1944, 3, 2)}, None),
        ({}, {"birth_date": None}, "weak"),
        ({}, {"birth_date": date(1950, 1, 1)}, None),
        ({}, {"name": C}, None),
    ],
)
def test_how_alike_two_people_are(one, other, level):
    candidate, known = facts(1, **one), facts(2, **other)
    assert [like.level for like in similar(candidate, [known])] == ([level] if level else [])
    assert [like.level for like in similar(known, [candidate])] == ([level] if level else [])


def test_the_surest_likeness_comes_first_and_nobody_is_like_themselves():
    others = [facts(1), facts(2, name=B), facts(3), facts(4, id_no=GOOD[0])]
    found = similar(facts(1, id_no=GOOD[0]), others)
    assert [(like.id, like.level) for like in found] == [
        (UUID(int=4), "exact"), (UUID(int=3), "strong"), (UUID(int=2), "weak"),
    ]  # fmt: skip
    nameless = PersonFacts(id=None, name=A, birth_date=BORN)
    assert [like.id for like in similar(nameless, [facts(1)])] == [UUID(int=1)]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("ab", "ac", True), ("ab", "abc", True), ("abc", "bc", True), ("ab", "ab", False), ("ab", "cd", False),
        ("ab", "ba", False), ("a", "abc", False), ("", "a", True),
    ],
)  # fmt: skip
def test_one_character_apart(one, other, apart):
    assert one_apart(one, other) is one_apart(other, one) is apart


def test_compared_names_are_simplified_and_small():
    assert comparable_name(TRADITIONAL) == A
    assert comparable_name("TOM Lee") == "tom lee"


def test_a_visit_entered_twice_is_noticed():
    of, other = person(), person()
    first = visit(of, other)
    assert same_visit(first, visit(of, when=at(minutes=30)))
    assert not same_visit(first, first)
    assert not same_visit(first, visit(of, when=at(minutes=31)))
    assert not same_visit(first, visit(person()))
    assert not same_visit(first, visit(of, actor_id=XIAOYAN_LI))
    assert not same_visit(first, visit(of, void_reason="x"))


def test_an_attendance_entered_twice_is_noticed():
    of, what = volunteer(), activity()
    times = {"in_at": at(hours=-3), "out_at": at(hours=-1)}
    later = {"in_at": at(hours=-1), "out_at": at()}
    paper = {"paper_minutes": 60, "paper_ref": "7"}
    first = session(of, what, **times)
    assert same_session(first, session(of, activity(), **times))
    assert same_session(first, session(of, what, **paper))
    assert not same_session(first, session(of, what, **later))
    assert not same_session(first, session(of, activity(), **paper))
    assert not same_session(first, session(volunteer(), what, **times))
    assert not same_session(first, session(of, what, **times, supersedes_id=first.id))
    assert not same_session(first, session(of, what, **times, status=SessionStatus.VOID))
    assert not same_session(first, first)


@pytest.mark.parametrize(
    ("day", "month", "lunar", "leap"),
    [(date(2026, 11, 24), 10, 16, False), (date(2026, 2, 17), 1, 1, False), (date(2025, 8, 1), 6, 8, True)],
)
def test_the_lunar_day(day, month, lunar, leap):
    found = lunar_day(day)
    assert (found.month, found.day, found.is_leap) == (month, lunar, leap)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.dates(FIRST, LAST))
def test_every_lunar_day_can_be_said(language, day):
    said = lunar_day(day).said(load_words(language))
    assert said
    assert "{" not in said


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2100, 2, 9)])
def test_a_day_outside_the_calendar_is_refused(day):
    with pytest.raises(ValueError, match="no lunar calendar"):
        lunar_day(day)
