"""Finding people: by name, pinyin, initials, last digits, lane, category; a list of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.codes import BeneficiaryCategory, RiskLevel
from records.columns import cell
from views.rows import SPARE, STEP, window_of
from views.state.people import PersonFilter, eighteen_before


@pytest.fixture
def three(village):
    village.person("曾庆红", phone="13812340462", lane="1巷")
    village.person("王德福", age=76, lane="2巷", category=BeneficiaryCategory.TEKUN_DISPERSED, level=RiskLevel.CRITICAL)
    village.person("孙浩然", age=9, lane="2巷", category=BeneficiaryCategory.CHILD_LEFT_BEHIND)
    return village


@pytest.mark.parametrize("typed", ["曾庆", "zengqing", "zqh", "0462", "ZENG"])
async def test_a_person_is_found_by_name_pinyin_initials_and_last_digits(window, three, typed):
    async with window("/people") as screen:
        await screen.type("find", typed)
        assert "曾庆红" in screen.text
        assert "王德福" not in screen.text
        assert "共 1 人" in screen.text


async def test_nothing_found_says_so_and_leads_back_to_all(window, three):
    async with window("/people") as screen:
        await screen.type("find", "查无此人")
        assert "没有找到“查无此人”" in screen.text
        await screen.tap("clear-filters")
        assert "共 3 人" in screen.text


async def test_finding_somebody_takes_two_taps_and_the_name(window, three):
    async with window("/") as screen:
        await screen.go("/people")  # 1: the place
        await screen.type("find", "wdf")
        [row] = screen.starting("person-")
        await screen.tap(row)  # 2: the person
        assert "王德福" in screen.text
        assert screen.page.route.startswith("/people/")


async def test_filters_narrow_the_list_and_a_second_press_widens_it_again(window, three):
    async with window("/people") as screen:
        await screen.tap("group-child")
        assert "孙浩然" in screen.text
        assert "王德福" not in screen.text
        await screen.tap("group-child")
        assert "共 3 人" in screen.text
        await screen.tap("group-high")
        assert "王德福" in screen.text
        assert "共 1 人" in screen.text


async def test_lane_and_category_stand_behind_one_press(window, three):
    async with window("/people", width=390, height=844) as screen:
        await screen.tap("filters")
        await screen.tap("lane-2巷")
        assert "共 2 人" in screen.text
        await screen.tap("category-tekun_dispersed")
        assert "共 1 人" in screen.text
        await screen.tap("category-tekun_dispersed")
        await screen.tap("order-walk")
        assert "共 2 人" in screen.text


SIGHT = 13
"""Rows of 64 on a screen of 800."""


@given(st.integers(0, 20_000), st.floats(-100, 2_000_000))
def test_whatever_is_in_sight_exists_and_little_more(count, pixels):
    pixels = min(pixels, max(0, (count - SIGHT) * 64))  # no list can be scrolled further
    first, end = window_of(count, pixels, 64, SIGHT)
    top = int(max(0, pixels) // 64)
    assert 0 <= first <= end <= count
    assert first <= top
    assert end >= min(count, top + SIGHT)
    assert end - first <= SIGHT + 2 * SPARE + 2 * STEP


def test_a_list_at_its_top_draws_as_few_rows_as_it_can():
    assert window_of(10_000, 0, 64, SIGHT) == (0, SIGHT + SPARE + STEP)


async def test_scrolling_a_long_list_moves_the_rows_that_exist(window, village, state):
    for number in range(90):
        village.person(f"王{chr(0x4E00 + number)}", category=None)
    ids = state.people(PersonFilter())
    async with window("/people", width=390, height=844) as screen:
        assert len(screen.starting("person-")) < 50
        assert not screen.has(f"person-{ids[-1]}")
        lists = [c for c in screen.walk() if getattr(c, "on_scroll", None)]
        await screen.fire(lists[0], "scroll", _scrolled(64 * 76))
        assert screen.has(f"person-{ids[-1]}")
        assert not screen.has(f"person-{ids[0]}")


def _scrolled(pixels: float) -> dict[str, object]:
    return {
        "event_type": "update",
        "pixels": pixels,
        "min_scroll_extent": 0.0,
        "max_scroll_extent": pixels,
        "viewport_dimension": 800.0,
        "scroll_delta": 1.0,
        "direction": None,
        "overscroll": None,
        "velocity": None,
    }


async def test_a_tablet_shows_list_and_person_side_by_side(window, three, state):
    first = state.people(PersonFilter())[0]
    async with window(f"/people/{first}", width=1280, height=800) as screen:
        assert screen.has(f"person-{first}")
        assert "做过的事" in screen.text
        assert not screen.has("back")


async def test_a_phone_shows_the_person_alone_with_a_way_back(window, three, state):
    first = state.people(PersonFilter())[0]
    async with window(f"/people/{first}", width=390, height=844) as screen:
        assert screen.has("back")
        await screen.tap("back")
        assert screen.page.route == "/people"


async def test_with_large_text_a_narrow_tablet_has_one_pane(window, three, state):
    state.change_look(scale=1.5)
    first = state.people(PersonFilter())[0]
    async with window(f"/people/{first}", width=1024, height=768) as screen:
        assert screen.has("back")


def test_who_moved_away_stands_last_and_says_so(state, village):
    village.person("甲", status="moved")
    village.person("乙")
    cards = [state.person_card(each) for each in state.people(PersonFilter())]
    assert [card.name for card in cards] == ["乙", "甲"]


def test_a_void_person_is_in_no_list(state, village):
    person = village.person()
    state.void(person.id, "记重了")
    assert state.people(PersonFilter()) == ()
    assert state.person_card(person.id) is None


def test_a_card_is_read_once_until_something_changes(state, village):
    person = village.person()
    assert state.person_card(person.id) is state.person_card(person.id)
    before = state.person_card(person.id)
    village.risk(person.id, RiskLevel.HIGH)
    assert before.level is not RiskLevel.HIGH
    assert state.person_card(person.id).level is RiskLevel.HIGH


def test_children_are_those_who_are_not_eighteen_yet():
    from datetime import date

    assert eighteen_before(date(2024, 2, 29)) == date(2006, 2, 28)
    assert eighteen_before(date(2026, 11, 24)) == date(2008, 11, 24)
    assert cell(date(2008, 11, 24)) == "2008-11-24"
