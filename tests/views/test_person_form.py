"""A new person in under a minute: few taps, an ID number that is checked offline, and nobody twice."""

import pytest

from records.codes import BeneficiaryCategory, Gender, IdType
from records.person import Household, Person, PersonCategory

RIGHT = "370299194001010011"
"""Synthetic, of a county code that is not assigned: born 1940-01-01, male."""


async def test_a_new_person_takes_two_texts_and_six_taps(window, state):
    """Name, household; sex, new household, category, living alone, no telephone, save."""
    taps = 0
    async with window("/people/new", width=390, height=844) as screen:
        await screen.type("field-name", "陈桂兰")
        for ident in ("field-gender-2", "new-home"):
            await screen.tap(ident)
            taps += 1
        await screen.type("home-address", "3巷7号")
        for ident in ("field-categories-elder_alone", "field-living_arrangement-alone", "field-has_no_phone", "save"):
            await screen.tap(ident)
            taps += 1
        [person] = state.records(Person)
        assert screen.page.route == f"/people/{person.id}"
        assert "陈桂兰，已保存在本机" in screen.text
    assert taps == 6
    assert (person.name, person.gender, person.has_no_phone) == ("陈桂兰", Gender.FEMALE, True)
    [home] = state.records(Household)
    assert person.household_id == home.id
    [category] = state.records(PersonCategory)
    assert (category.category, category.from_on) == (BeneficiaryCategory.ELDER_ALONE, state.today())
    assert state.drafts() == []


async def test_the_undo_after_a_save_takes_person_household_and_category_back_together(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "陈桂兰")
        await screen.tap("field-categories-elder_alone")
        await screen.tap("save")
        await screen.undo()
    assert [p.void_reason for p in state.records(Person)] == ["undo"]
    assert [c.void_reason for c in state.records(PersonCategory)] == ["undo"]


async def test_a_right_number_fills_birth_date_and_sex(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "王德福")
        await screen.type("field-id_no", RIGHT)
        assert "号码对" in screen.text
        assert screen.named("field-gender-1").selected
        assert "1940年1月1日·86岁" in screen.text
        await screen.tap("save")
    [person] = state.records(Person)
    assert (person.id_no, person.id_type, person.birth_date.isoformat()) == (RIGHT, IdType.RESIDENT_ID, "1940-01-01")


async def test_a_number_that_says_otherwise_asks_which_is_right_and_changes_nothing(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "王德福")
        await screen.tap("field-gender-2")
        await screen.type("field-birth_date", "19410101")
        await screen.type("field-id_no", RIGHT)
        assert "和身份证号上的出生日期不一样" in screen.text
        assert "和身份证号上的性别不一样" in screen.text
        assert screen.named("field-gender-2").selected
        await screen.tap("take-birth")
        assert "和身份证号上的出生日期不一样" not in screen.text
        await screen.tap("take-gender")
        assert screen.named("field-gender-1").selected


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("370299194001010012", "最后一位对不上"),
        ("370299198902290047", "不是真日期"),
        ("990299194001010011", "前两位不是省份代码"),
        ("37029919400101001", "18 位"),
    ],
)
async def test_a_wrong_number_says_what_is_wrong_and_saving_without_it_is_always_possible(window, state, typed, said):
    async with window("/people/new") as screen:
        await screen.type("field-name", "王德福")
        await screen.type("field-id_no", typed)
        assert said in screen.text
        await screen.tap("save")
        assert state.records(Person) == []
        await screen.tap("save-without-number")
    [person] = state.records(Person)
    assert (person.name, person.id_no) == ("王德福", "")


async def test_a_number_of_fifteen_digits_is_converted_with_a_word(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "王德福")
        await screen.type("field-id_no", "370299400101001")
        assert "15 位老号码" in screen.text
        await screen.tap("save")
    assert state.records(Person)[0].id_no == RIGHT


async def test_a_passport_is_not_checked_like_a_number_of_ours(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "Smith")
        await screen.tap("more-fields")
        await screen.tap("field-id_type-passport")
        await screen.type("field-id_no", "E1234567")
        await screen.tap("save")
    assert state.records(Person)[0].id_no == "E1234567"


async def test_somebody_alike_is_shown_while_typing_and_a_press_opens_them(window, village, state):
    here = village.person("陈桂兰", phone="13812340462")
    async with window("/people/new") as screen:
        await screen.type("field-name", "陈桂兰")
        await screen.type("field-birth_date", here.birth_date.isoformat())
        assert "已有相似的人" in screen.text
        assert "姓名、出生日期都一样" in screen.said(f"similar-{here.id}")
        await screen.tap(f"similar-{here.id}")
        assert screen.page.route == f"/people/{here.id}"
    assert state.draft("person", None)


async def test_only_categories_that_fit_the_age_are_offered(window):
    async with window("/people/new") as screen:
        await screen.type("field-birth_date", "2017-03-02")
        assert screen.has("field-categories-child_left_behind")
        assert not screen.has("field-categories-elder_alone")
        await screen.type("field-birth_date", "19420302")
        assert not screen.has("field-categories-child_left_behind")


async def test_a_household_that_is_here_is_found_by_its_address(window, village, state):
    home = village.keep(Household, address="5巷11号", lane="5巷")
    async with window("/people/new") as screen:
        await screen.type("field-name", "陈桂兰")
        await screen.type("field-household_id-find", "5巷")
        await screen.tap(f"field-household_id-{home.id}")
        await screen.tap("save")
    [person] = state.records(Person)
    assert person.household_id == home.id


async def test_without_a_name_nothing_is_saved_and_the_field_is_marked(window, state):
    async with window("/people/new") as screen:
        await screen.tap("save")
        assert "姓名：还没填" in screen.text
        await screen.type("field-name", "陈3")
        await screen.tap("save")
        assert "姓名：格式不对" in screen.text
    assert state.records(Person) == []


async def test_leaving_half_way_keeps_what_was_typed(window, state):
    async with window("/people/new") as screen:
        await screen.type("field-name", "陈桂兰")
        await screen.tap("back")
        assert "已放进“未完成”" in screen.text
        await screen.go("/people/new")
        assert "陈桂兰" in screen.text
        await screen.tap("throw-away")
    assert state.drafts() == []


async def test_an_edit_sends_only_what_was_changed(window, village, state, notebook):
    person = village.person(phone="13812340462")
    before = notebook.last
    async with window(f"/people/{person.id}") as screen:
        await screen.tap("edit-person")
        await screen.type("field-phone", "13900001111")
        await screen.tap("save")
        assert screen.page.route == f"/people/{person.id}"
    assert state.get(person.id).phone == "13900001111"
    assert notebook.last == before + 1
    edit = notebook.state(person.id)
    assert [name for name in edit.fields if edit.edit_of(name).hlc > edit.edit_of("name").hlc] == ["phone"]


async def test_an_edit_does_not_overwrite_what_came_down_meanwhile(window, village, state, notebook):
    import msgspec

    person = village.person(phone="13812340462")
    async with window(f"/people/{person.id}/edit") as screen:
        await screen.type("field-phone", "13900001111")
        state.save(msgspec.structs.replace(state.get(person.id), talk_hint="耳背"))  # as a pull would
        await screen.tap("save")
    assert (state.get(person.id).phone, state.get(person.id).talk_hint) == ("13900001111", "耳背")


async def test_a_field_that_was_emptied_is_empty(window, village, state):
    person = village.person(phone="13812340462", talk_hint="耳背")
    async with window(f"/people/{person.id}/edit") as screen:
        await screen.type("field-phone", "")
        await screen.tap("more-fields")
        await screen.type("field-talk_hint", "")
        await screen.tap("save")
    assert (state.get(person.id).phone, state.get(person.id).talk_hint) == ("", "")
    assert state.get(person.id).living_arrangement is not None
