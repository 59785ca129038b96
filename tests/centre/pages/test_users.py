"""Opening, closing and changing logins."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from records.codes import Role
from records.platform import Staff
from tests.centre.pages.place import DISTRICT, EVERYTHING, FAR, PASSWORD, STATION, STREET, Place, flat

NEW = {"name": "lina", "staff": "new", "staff_name": "李娜", "role": "street_worker", "site": STREET}


def password_in(html: str) -> str:
    found = re.search(r'class="typed"[^>]*>([^<]+)<', html)
    assert found
    return found.group(1)


async def test_a_new_login_gets_a_password_for_once_and_writes_the_person_down(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.post("/users", NEW, drawn_at="/users")
    password = password_in(answer.text)
    staff = [s for s in place.archive.records(Staff, EVERYTHING) if s.name == "李娜"]
    assert [post.role for post in staff[0].posts] == [Role.STREET_WORKER]
    hers = place.browser()
    await hers.sign_in("lina", password)
    assert (await hers.get("/")).headers["location"] == "/password"
    assert password not in await browser.read("/users")


async def test_somebody_on_the_roster_gets_a_login_without_being_written_down_twice(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    before = place.archive.count(Staff, EVERYTHING)
    answer = await browser.post("/users", {"name": "liumin", "staff": str(place.worker.id)}, drawn_at="/users")
    assert password_in(answer.text)
    assert place.archive.count(Staff, EVERYTHING) == before
    assert "刘敏" in flat(answer.text)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "a b"},
        {"name": "<x>"},
        {"staff_name": ""},
        {"role": ""},
        {"role": "boss"},
        {"site": ""},
        {"site": FAR},
        {"role": "sysadmin", "site": DISTRICT},
        {"staff": "nobody"},
        {"staff_name": "x"},
    ],
)
async def test_a_login_that_cannot_be_is_refused_in_words(place: Place, change: dict[str, str]) -> None:
    answer = await place.browser(Role.STREET_ADMIN).post("/users", {**NEW, **change}, drawn_at="/users")
    assert answer.status_code == 422
    assert "没有保存" in flat(answer.text)
    assert [u.name for u in place.office.accounts.logins() if u.name == "lina"] == []
    assert [s for s in place.archive.records(Staff, EVERYTHING) if s.name == "李娜"] == []


async def test_a_name_that_is_taken_is_refused(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    taken = place.login(Role.STREET_WORKER, STREET)
    answer = await browser.post("/users", {**NEW, "name": taken}, drawn_at="/users")
    assert "已经有这个账号" in flat(answer.text)


async def test_a_reset_password_works_once_and_ends_the_sessions(place: Place) -> None:
    theirs = place.browser(Role.STREET_WORKER)
    name, browser = place.login(Role.STREET_WORKER, STREET), place.browser(Role.STREET_ADMIN)
    answer = await browser.post(f"/users/{name}", {"do": "reset"}, drawn_at=f"/users/{name}")
    assert (await theirs.get("/")).status_code == 303
    assert (await place.browser().sign_in(name, PASSWORD)).status_code == 403
    assert (await place.browser().sign_in(name, password_in(answer.text))).status_code == 303


async def test_a_login_is_closed_and_opened_again(place: Place) -> None:
    name, browser = place.login(Role.STREET_WORKER, STREET), place.browser(Role.STREET_ADMIN)
    await browser.post(f"/users/{name}", {"do": "close"}, drawn_at=f"/users/{name}")
    assert (await place.browser().sign_in(name)).status_code == 403
    await browser.post(f"/users/{name}", {"do": "open"}, drawn_at=f"/users/{name}")
    assert (await place.browser().sign_in(name)).status_code == 303


async def test_a_grant_opens_the_ring_and_its_end_closes_it(place: Place) -> None:
    name, browser = place.login(Role.CHILD_SUPERVISOR, STREET), place.browser(Role.STREET_ADMIN)
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    theirs, path = place.browser(Role.CHILD_SUPERVISOR), f"/users/{name}"
    assert (await theirs.get("/records/child_check")).status_code == 404
    await browser.post(path, {"do": "protect", "until": until, "reason": "新任儿童督导"}, drawn_at=path)
    assert (await theirs.get("/records/child_check")).status_code == 200
    await browser.post(path, {"do": "protect", "until": "", "reason": "调岗"}, drawn_at=path)
    assert (await theirs.get("/records/child_check")).status_code == 404


@pytest.mark.parametrize("until", ["2020-01-01", "2099-01-01", "tomorrow"])
async def test_a_grant_ends_within_a_year(place: Place, until: str) -> None:
    name, browser = place.login(Role.CHILD_SUPERVISOR, STREET), place.browser(Role.STREET_ADMIN)
    fields = {"do": "protect", "until": until, "reason": "x"}
    assert (await browser.post(f"/users/{name}", fields, drawn_at=f"/users/{name}")).status_code == 422


async def test_a_post_that_never_reads_the_ring_gets_no_grant(place: Place) -> None:
    name, browser = place.login(Role.STREET_WORKER, STREET), place.browser(Role.STREET_ADMIN)
    fields = {"do": "protect", "until": "2026-12-31", "reason": "x"}
    assert (await browser.post(f"/users/{name}", fields, drawn_at=f"/users/{name}")).status_code == 403


async def test_nobody_changes_their_own_login_or_one_above_or_beside(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    mine = place.login(Role.STREET_ADMIN, STREET)
    assert (await browser.get(f"/users/{mine}")).status_code == 403
    for role, code in (
        (Role.DISTRICT_ADMIN, DISTRICT),
        (Role.CHIEF_SOCIAL_WORKER, FAR),
        (Role.STREET_ADMIN, "370299002"),
    ):
        other = place.login(role, code)
        assert (await browser.get(f"/users/{other}")).status_code == 404
        assert other not in await browser.read("/users")
        assert (await browser.post(f"/users/{other}", {"do": "reset"}, drawn_at="/users")).status_code == 404


async def test_a_change_nobody_knows_is_no_change(place: Place) -> None:
    name, browser = place.login(Role.CHIEF_SOCIAL_WORKER, STATION), place.browser(Role.STREET_ADMIN)
    assert (await browser.post(f"/users/{name}", {"do": "boss"}, drawn_at=f"/users/{name}")).status_code == 404


async def test_every_change_of_a_login_is_written_down(place: Place) -> None:
    name, browser = place.login(Role.STREET_WORKER, STREET), place.browser(Role.STREET_ADMIN)
    await browser.post(f"/users/{name}", {"do": "close"}, drawn_at=f"/users/{name}")
    assert [(login, why) for _, login, _, why in place.office.looked.at(name)] == [
        (place.login(Role.STREET_ADMIN, STREET), "close")
    ]
