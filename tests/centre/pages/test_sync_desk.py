"""How the tablets are doing, and one-time codes for new ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine

from records.codes import Role
from records.visit import Visit
from records.words import load_words
from sync.enrol import Joining
from tests.centre.pages.place import DISTRICT, EVERYTHING, FAR, STATION, STREET, Place, flat


async def test_a_tablet_says_what_it_announced_and_what_is_here(place: Place) -> None:
    box = place.tablet(STATION, "DW-01")
    await place.bring(box, *(place.elder(box) for _ in range(3)))
    page = flat(await place.browser(Role.STREET_ADMIN).read("/sync"))
    assert re.search(r"DW-01 站点001 今天 \d\d:\d\d 3 3 0 一致", page)


async def test_a_tablet_that_never_came_waits_for_its_first_sync(place: Place) -> None:
    place.tablet(STATION, "新平板")
    page = flat(await place.browser(Role.STREET_ADMIN).read("/sync"))
    assert "等平板第一次同步" in page


async def test_what_is_set_aside_is_shown_to_a_person_with_the_reason(place: Place) -> None:
    box = place.tablet(STATION, "DW-01")
    elder = place.elder(box)
    stray = Visit(**{**place.born(box), "site_id": place.sites[FAR]}, person_ids=(elder.id,), outcome="seen_ok")
    await place.bring(box, elder, stray)
    browser = place.browser(Role.STREET_ADMIN)
    assert "1 条要人看" in flat(await browser.read("/sync"))
    page = flat(await browser.read(f"/sync/tablet/{box.device_id}"))
    assert "待人看" in page
    assert "写了别的站点的记录" in page


async def test_a_clock_that_runs_wrong_is_shown(place: Place) -> None:
    import sqlalchemy as sa

    from centre.tables import tablet

    place.tablet(STATION, "DW-01")
    with place.archive.writing() as db:
        db.execute(sa.update(tablet).values(clock_offset=720))
    assert "慢 12 分" in flat(await place.browser(Role.STREET_ADMIN).read("/sync"))


async def typed_code(browser, station: str = STATION) -> tuple[str, str]:
    """Make a code on the page; returns what is typed and where the page is that shows what became of it."""
    html = (await browser.post("/sync/code", {"site": station}, drawn_at="/sync/code")).text
    code = re.search(r'class="typed"[^>]*>([0-9A-Z-]+)<', html)
    state = re.search(r'href="(/sync/code/[0-9a-z]+)"', html)
    assert code
    assert state
    return code.group(1), state.group(1)


async def test_a_code_is_shown_to_scan_and_to_type(place: Place) -> None:
    html = (await place.browser(Role.STREET_ADMIN).post("/sync/code", {"site": STATION}, drawn_at="/sync/code")).text
    assert re.search(r'(?s)class="qr" role="img" aria-label="[^"]+">\s*<svg', html)
    assert re.search(r">[0-9A-Z]{5}-[0-9A-Z]{5}<", html)
    assert re.search(r"还有 1[45] 分 有效", flat(html))
    assert "http://centre.test" in html


async def test_a_tablet_joins_with_the_code_and_both_sides_show_the_same_six_words(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    code, state = await typed_code(browser)
    assert "六个词" in flat(await browser.read(state))
    joined = await Joining("新平板", httpx.ASGITransport(place.app)).typed("http://centre.test", code)
    words = load_words("zh-Hans")
    page = flat(await browser.read(state))
    assert " ".join(words(f"pairing.{n}") for n in joined.words) in page
    assert "新平板" in flat(await browser.read("/sync"))
    assert joined.certificate.site_code == STATION


async def test_a_code_is_shown_once_and_never_again(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    code, state = await typed_code(browser)
    html = await browser.read(state)
    assert code not in html
    assert 'class="qr"' not in html


async def test_a_code_that_is_over_says_so(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    _, state = await typed_code(browser)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert "已经过期" in flat(await browser.read(state))


@pytest.mark.parametrize("code", [FAR, DISTRICT, "x", ""])
async def test_a_street_makes_codes_for_its_own_sites_only(place: Place, code: str) -> None:
    answer = await place.browser(Role.STREET_ADMIN).post("/sync/code", {"site": code}, drawn_at="/sync/code")
    assert answer.status_code == 422


async def test_another_streets_officer_sees_nothing_of_a_code(place: Place) -> None:
    _, state = await typed_code(place.browser(Role.STREET_ADMIN))
    other = place.browser(Role.STREET_ADMIN, "370299002")
    assert (await other.get(state)).status_code == 404


async def test_a_barred_tablet_is_barred_from_its_next_request_on(place: Place) -> None:
    box = place.tablet(STATION, "丢了的")
    await place.bring(box, place.elder(box))
    browser, path = place.browser(Role.STREET_ADMIN), f"/sync/tablet/{box.device_id}"
    assert (await browser.post(path, {"do": "revoke"}, drawn_at=path)).status_code == 303
    assert "已停用" in flat(await browser.read("/sync"))
    await place.bring(box, late := place.elder(box, "晚到的"))
    assert place.archive.get(late.id, EVERYTHING) is None
    assert "平板已停用" in flat(await browser.read(path))


async def test_only_who_enrols_may_bar(place: Place) -> None:
    box = place.tablet(STATION, "DW-01")
    browser, path = place.browser(Role.STREET_WORKER), f"/sync/tablet/{box.device_id}"
    assert (await browser.post(path, {"do": "revoke"}, drawn_at="/")).status_code == 403
    assert place.archive.tablets((f"{STREET}/r",))[0].barred == ""
