"""Children's names, and what was said about them, stay with those who hold a grant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.codes import Role
from tests.centre.pages.everyday import CHILD_NAME, SECRET_WORDS, Everyday, live
from tests.centre.pages.place import DISTRICT, STATION, STREET, Place, flat


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Everyday]]:
    place = Place(Path(tmp_path_factory.mktemp("children")))
    yield place, asyncio.run(live(place, STATION))
    place.close()


def everywhere(of: Everyday) -> list[str]:
    return [
        "/",
        "/due?when=all",
        "/find?q=小宝",
        "/find?q=章",
        "/find?q=0001",
        "/hours",
        "/conflicts",
        "/sync",
        f"/sync/tablet/{of.box.device_id}",
        f"/station/{STATION}",
        f"/person/{of.child.id}",
        f"/person/{of.child.id}/all",
        f"/history/{of.child.id}",
        f"/alert/{of.child_alert.id}",
        f"/record/{of.child_visit.id}",
        f"/history/{of.child_visit.id}",
        f"/record/{of.household.id}",
        "/records/person",
        "/records/person?q=小宝",
        "/records/visit",
        "/records/alert",
        "/records/relation",
        f"/records/visit?person={of.child.id}",
        "/records",
        f"/record/{of.child_check.id}",
        f"/history/{of.child_check.id}",
        "/records/child_check",
    ]


@pytest.mark.parametrize("role", [Role.STREET_ADMIN, Role.STREET_WORKER, Role.CHILD_SUPERVISOR, Role.DISTRICT_ADMIN])
async def test_without_a_grant_a_child_has_no_name_anywhere(lived, role: Role) -> None:
    place, of = lived
    browser = place.browser(role, DISTRICT if role is Role.DISTRICT_ADMIN else STREET)
    for path in everywhere(of):
        html = (await browser.get(path)).text
        for word in (CHILD_NAME, SECRET_WORDS, "13900000001", "章大宝", "13900000003"):
            assert word not in html.replace("q=" + word, ""), (path, word)


async def test_without_a_grant_the_ring_is_not_even_mentioned(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN)
    for path in ("/", "/records", f"/person/{of.child.id}", "/due?when=all"):
        assert "儿童关爱检查" not in await browser.read(path), path


async def test_with_a_grant_the_name_and_the_check_are_open(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN, protected=True)
    page = flat(await browser.read(f"/person/{of.child.id}"))
    assert CHILD_NAME in page
    assert "儿童关爱检查" in page
    assert SECRET_WORDS in await browser.read(f"/record/{of.child_check.id}")
    assert CHILD_NAME in flat(await browser.read("/find?q=小宝"))


async def test_a_child_without_a_name_can_still_be_told_from_another(lived) -> None:
    place, of = lived
    page = flat(await place.browser(Role.STREET_ADMIN).read(f"/person/{of.child.id}"))
    assert f"儿童 {of.child.id.hex[-4:].upper()}（姓名不对您开放）" in page


async def test_an_export_holds_no_hidden_name(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    for kind in ("person", "visit", "relation", "alert"):
        answer = await browser.post(f"/records/{kind}/export", {"reason": "月报"})
        assert answer.status_code == 200
        for word in (CHILD_NAME, "13900000001", "370299194003120027"):
            assert word not in answer.text, kind


async def test_an_id_number_is_never_shown_whole(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN, protected=True)
    for path in (f"/person/{of.elder.id}", f"/history/{of.elder.id}", f"/conflict/{of.conflict.id}"):
        html = await browser.read(path)
        assert "370299194003120027" not in html, path
    assert "3702**********0027" in await browser.read(f"/person/{of.elder.id}")


async def test_who_opened_a_person_is_written_down(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN)
    await browser.read(f"/person/{of.quiet_elder.id}")
    (when, login, deed, _) = place.office.looked.at(of.quiet_elder.id)[0]
    assert (login, deed) == (place.login(Role.STREET_ADMIN, STREET), "person")
    assert when.tzinfo is not None
