"""Every screen of the shell, with nothing, with a few people, and with odd data, at two sizes: none may break."""

import logging

import pytest

from records.codes import RiskLevel, VisitOutcome
from records.kinds import KINDS
from tests.views.village import Village, neighbour

SIZES = {"tablet": (1280, 800), "phone": (390, 844)}
PLACES = [
    "/",
    "/people",
    "/people/new",
    "/records",
    "/drafts",
    "/mine",
    "/mine/pin",
    "/mine/users",
    "/mine/about",
    "/sync",
    "/form/household",
    "/form/volunteer",
    "/nowhere",
    "/people/01a20bfe-de08-7332-8b8e-9eb093c15e56",
    "/people/not-an-id",
    "/records/visit/01a20bfe-de08-7332-8b8e-9eb093c15e56",
    "/records/no_such_kind",
    "/form/no_such_kind",
    "/form/alert",
    "/sync/conflict/01a20bfe-de08-7332-8b8e-9eb093c15e56",
]


@pytest.fixture(autouse=True)
def nothing_breaks(caplog):
    """A screen that broke has logged why, behind its error card."""
    caplog.set_level(logging.ERROR)
    yield
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("route", PLACES + [f"/records/{kind}" for kind in KINDS])
async def test_a_screen_without_any_data_stands(window, route, size):
    width, height = SIZES[size]
    async with window(route, width=width, height=height) as screen:
        assert screen.text
        assert "这一页打不开" not in screen.text


def some_people(village: Village) -> list[str]:
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=10, phone="13812345678", talk_hint="耳背")
    odd = village.person("欧", age=None, category=None, gender=None, living_arrangement=None)
    child = village.person("孙浩然", age=9, category=None, emergency_contacts=(neighbour(), neighbour("")))
    village.visit(child.id, outcome=VisitOutcome.NOT_HOME, content="敲门没人应" * 30)
    alert = village.alert(person.id)
    village.alert(odd.id, level=RiskLevel.MEDIUM, answer="知道了", hours_ago=40)
    return [
        "/",
        "/people",
        f"/people/{person.id}",
        f"/people/{odd.id}",
        f"/people/{child.id}",
        f"/people/{person.id}/edit",
        f"/form/consent/for/{child.id}",
        f"/form/relation/for/{person.id}",
        f"/form/visit_plan/for/{person.id}",
        f"/form/person_category/for/{person.id}",
        f"/records/alert/{alert.id}",
        f"/form/alert/edit/{alert.id}",
        f"/records/person/{person.id}",
        f"/records/household/{person.household_id}",
        f"/form/household/edit/{person.household_id}",
        "/records",
        "/records/visit",
        "/sync",
    ]


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_stands_with_a_few_people_and_odd_ones(window, village, size):
    width, height = SIZES[size]
    for route in some_people(village):
        async with window(route, width=width, height=height) as screen:
            assert "这一页打不开" not in screen.text, route


@pytest.mark.parametrize(
    "look",
    [
        {"scale": 1.5, "dark": True, "language": "zh-Hans"},
        {"scale": 1.0, "dark": False, "language": "en"},
        {"scale": 1.25, "dark": True, "language": "en"},
    ],
)
async def test_every_screen_stands_in_elder_mode_dark_and_english(window, village, state, look):
    state.change_look(**look)
    for route in [*some_people(village), *PLACES]:
        async with window(route, width=390, height=844) as screen:
            assert state.say("error.broken.what") not in screen.text, route
