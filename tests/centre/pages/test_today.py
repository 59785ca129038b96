"""What needs action today; every figure opens exactly the records behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from records.codes import Role
from tests.centre.pages.everyday import Everyday, live
from tests.centre.pages.place import DISTRICT, SISTER, STATION, Place, flat


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Everyday]]:
    place = Place(Path(tmp_path_factory.mktemp("today")))
    of = asyncio.run(live(place, STATION))
    asyncio.run(live(place, SISTER))
    yield place, of
    place.close()


def figures(html: str) -> list[tuple[str, int]]:
    """Address -> figure, for every figure that is a link."""
    found = re.findall(r'<a href="([^"]+)" aria-label="[^"]*">([\d,]+)</a>', html)
    return [(href.replace("&amp;", "&"), int(n.replace(",", ""))) for href, n in found]


def rows_of(html: str) -> int:
    return len(re.findall(r'<tr role="row"[^>]*>\s*<(?:th scope="row"|td role="cell")', html)) - html.count("<tfoot")


@pytest.mark.parametrize("path", ["/", f"/station/{STATION}"])
async def test_every_figure_opens_as_many_records_as_it_says(lived, path: str) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    found = figures(await browser.read(path))
    assert len(found) >= 4
    for href, n in found:
        assert rows_of(await browser.read(href)) == n, href


async def test_the_alerts_stand_on_top_with_their_clocks(lived) -> None:
    place, of = lived
    html = await place.browser(Role.STREET_ADMIN).read("/")
    assert html.index(str(of.alert.id)) < html.index(f"/station/{STATION}")
    assert re.search(r"还剩 \d+ 分", flat(html))
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        later = flat(await place.browser(Role.STREET_ADMIN).read("/"))
    assert re.search(r"逾期 \d 小时", later)


async def test_somebody_not_visited_in_time_is_overdue_at_their_station(lived) -> None:
    place, of = lived
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        browser = place.browser(Role.STREET_ADMIN)
        page = await browser.read(f"/due?site={STATION}")
        assert "孙桂瑛" in flat(page)
        assert re.search(r"逾期 \d+ 天", flat(page))
        for href, n in figures(await browser.read("/")):
            if href.startswith("/due"):
                assert rows_of(await browser.read(href)) == n, href
        assert str(of.elder.id) in page


async def test_a_silent_tablet_stands_beside_the_counts_it_may_falsify(lived) -> None:
    place, _ = lived
    with time_machine.travel(datetime.now(UTC) + timedelta(days=4)):
        browser = place.browser(Role.STREET_ADMIN)
        assert "可能未上报" in flat(await browser.read("/"))
        assert "可能未上报" in flat(await browser.read("/due?when=all"))
        assert "，缺 " in flat(await browser.read("/due"))
        assert "联系站点" in flat(await browser.read("/sync"))


async def test_the_district_sees_totals_without_a_way_to_the_people(lived) -> None:
    place, _ = lived
    html = await place.browser(Role.DISTRICT_WORKER, DISTRICT).read("/")
    assert [href for href, _ in figures(html) if href.startswith(("/due", "/hours"))] == []
    assert "孙桂瑛" not in html
    assert f"/station/{STATION}" in html


async def test_a_count_that_is_not_open_is_no_zero(lived) -> None:
    place, _ = lived
    html = await place.browser(Role.DISTRICT_WORKER, DISTRICT).read("/")
    board = html[html.index("h-stations") :]
    assert board.count('<span class="zero">–</span>') >= 2 * 2


async def test_a_station_page_shows_its_people_tablets_and_staff(lived) -> None:
    place, _ = lived
    page = flat(await place.browser(Role.STREET_ADMIN).read(f"/station/{STATION}"))
    for word in ("刘敏", "首席", "DW-01", "燃气软管老化", "老人紧急情况"):
        assert word in page, word


async def test_a_person_page_gives_the_reasons_of_the_level_in_words(lived) -> None:
    place, of = lived
    page = flat(await place.browser(Role.STREET_ADMIN).read(f"/person/{of.elder.id}"))
    for word in ("火电气煤", "有隐患能改", "低落、孤单", "独居", "规则 2026.1 版", "由刘敏设定", "3 组 17 号"):
        assert word in page, word


async def test_a_person_page_says_when_care_is_closed_and_why(lived) -> None:
    place, of = lived
    page = flat(await place.browser(Role.STREET_WORKER).read(f"/person/{of.quiet_elder.id}"))
    assert "不对您开放" in page
    assert "走访" in page
    assert "见到，有" not in page


async def test_people_are_found_by_a_part_of_their_name(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN)
    assert str(of.quiet_elder.id) in await browser.read("/find?q=宋玉")
    assert "没有找到" in flat(await browser.read("/find?q=不存在"))
