"""Lists, records and exports of every kind, and words from hostile hands."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from centre.pages.export import harmless
from records.codes import Role
from records.kinds import KINDS, kind_name
from records.person import Household, Person
from records.visit import Visit
from tests.centre.pages.everyday import Everyday, live
from tests.centre.pages.place import FAR, SISTER, STATION, STREET, Place, flat, hrefs

HOSTILE = (
    '<script>alert("x")</script>',
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "=cmd|' /C calc'!A",
    "&lt;b&gt;",
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Everyday]]:
    place = Place(Path(tmp_path_factory.mktemp("lists")))
    of = asyncio.run(live(place, STATION))
    asyncio.run(_crowd(place))
    yield place, of
    place.close()


async def _crowd(place: Place) -> None:
    box = place.tablet(SISTER, "SS-01")
    people = [place.elder(box, f"赵{c}") for c in "一二三四五六七八九十" * 6]
    await place.bring(box, *people)
    hostile = place.tablet(STATION, HOSTILE[0][:40])
    bad = [place.elder(hostile, text[:30]) for text in HOSTILE[:3]]
    house = Household(**place.born(hostile), address=HOSTILE[3], lane=HOSTILE[1][:20], notes_access=HOSTILE[0])
    visits = [
        Visit(**place.born(hostile), person_ids=(bad[0].id,), outcome="seen_ok", content=text) for text in HOSTILE
    ]
    await place.bring(hostile, *bad, house, *visits)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_has_a_list_and_its_records_a_page(lived, kind: str) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN, protected=True)
    html = await browser.read(f"/records/{kind}")
    rows = re.findall(r'<th scope="row"[^>]*><a href="([^"]+)"', html)
    for href in rows[:3]:
        await browser.read(href)
    if rows:
        assert "条" in flat(html)
    else:
        assert "没有符合条件的记录" in flat(html)


async def test_a_list_is_filtered_by_what_its_kind_declares_and_keeps_it_in_the_address(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN)
    html = await browser.read("/records/alert?level=high")
    assert str(of.high_alert.id) in html
    assert str(of.alert.id) not in html
    assert '<option value="high" selected>' in html


async def test_paging_and_sorting_keep_the_filters(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    html = await browser.read(f"/records/person?site={SISTER}&sort=birth_date")
    assert "共 60 条，第 1–50 条" in flat(html)
    second = next(h for h in hrefs(html) if "page=2" in h)
    assert f"site={SISTER}" in second
    assert "sort=birth_date" in second
    page = await browser.read(second)
    assert "第 51–60 条" in flat(page)
    assert 'aria-sort="ascending"' in page


async def test_a_site_outside_the_readers_own_counts_as_not_given(lived) -> None:
    place, _ = lived
    html = await place.browser(Role.CHIEF_SOCIAL_WORKER, STATION).read(f"/records/person?site={SISTER}")
    assert "赵一" not in html
    assert f'value="{FAR}"' not in html


async def test_void_records_are_apart_and_keep_their_reason(lived) -> None:
    place, of = lived
    import msgspec

    browser = place.browser(Role.STREET_ADMIN)
    box = place.tablet(STATION, "作废")
    visit = Visit(**place.born(box), person_ids=(of.quiet_elder.id,), outcome="not_home")
    await place.bring(box, visit)
    await place.bring(box, msgspec.structs.replace(visit, void_reason="记重了"))
    assert str(visit.id) not in await browser.read("/records/visit")
    assert str(visit.id) in await browser.read("/records/visit?void=void")
    assert "记重了" in await browser.read(f"/record/{visit.id}")
    assert "已作废" in flat(await browser.read(f"/person/{of.quiet_elder.id}"))


async def test_records_about_one_person_are_found_from_their_page(lived) -> None:
    place, of = lived
    html = await place.browser(Role.STREET_ADMIN).read(f"/records/visit?person={of.elder.id}")
    assert str(of.visit.id) in html
    assert str(of.quiet_visit.id) not in html


async def test_hostile_words_are_words_on_every_page(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN, protected=True)
    people = place.archive.records(Person, (f"{STATION}/s",))
    bad = [p for p in people if p.name.startswith(("<", "'", "{"))]
    visits = place.archive.records(Visit, (f"{STATION}/s",), "person_ids is not null")
    paths = [
        "/",
        "/due?when=all",
        "/sync",
        "/records/person",
        "/records/household",
        "/records/visit",
        "/find?q=<script",
        f"/station/{STATION}",
        *(f"/person/{p.id}" for p in bad),
        *(f"/history/{p.id}" for p in bad),
        *(f"/record/{v.id}" for v in visits),
        *(f"/history/{v.id}" for v in visits),
    ]
    assert bad
    for path in paths:
        html = await browser.read(path)
        for text in ("<script>alert", "<img src=x", ">49<"):
            assert text not in html, path


async def test_an_export_is_a_spreadsheet_that_runs_nothing(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.post("/records/household/export", {"reason": "核对"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="household-')
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["站点", "地址", "巷、组或楼"]
    cells = [cell for row in rows[1:] for cell in row]
    assert "'=cmd|' /C calc'!A" in cells
    assert [cell for cell in cells if cell[:1] in "=+-@|%\t\r" and cell] == []


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "|x", "%x", "\tx", "\rx", "\nx", "＝1", "370299194003120027"]
)
def test_what_a_spreadsheet_would_run_or_round_is_marked_as_text(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "孙桂英", "2026-11-24", "12345", "3 组 17 号", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


async def test_an_export_needs_a_reason_that_is_written_down(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.post("/records/visit/export", {"reason": ""})
    assert answer.status_code == 422
    assert "还没填" in flat(answer.text)
    await browser.post("/records/visit/export", {"reason": "季度报表"})
    (_, login, deed, reason) = place.office.looked.at("visit")[0]
    assert (login, deed, reason) == (place.login(Role.STREET_ADMIN, STREET), "export", "季度报表")


async def test_an_export_holds_all_pages_and_the_filters_of_the_list(lived) -> None:
    place, _ = lived
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.post(f"/records/person/export?site={SISTER}", {"reason": "x"})
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 61


async def test_a_record_shows_what_is_unfinished_and_where_it_comes_from(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN)
    page = flat(await browser.read(f"/record/{of.household.id}"))
    assert "DW-01" in page
    assert "刘敏" in page
    page = flat(await browser.read(f"/record/{of.activity.id}"))
    assert "还没填完" in page


async def test_a_records_history_names_every_change_and_the_receipt_that_covers_it(lived) -> None:
    place, of = lived
    page = flat(await place.browser(Role.STREET_ADMIN).read(f"/history/{of.elder.id}"))
    assert "新建" in page
    assert page.count("修改") >= 2
    assert "孙桂瑛" in page
    assert "孙贵英" in page
    assert "待裁定" in page
    assert re.search(r"的收条签到第 \d+ 条，校验值 [0-9a-f]{16}", page)


async def test_the_words_are_there_in_both_languages_on_every_page(lived) -> None:
    place, of = lived
    browser = place.browser(Role.STREET_ADMIN, protected=True)
    await browser.get("/language/en?back=/")
    ids = (of.elder.id, of.child.id)
    for path in (
        "/",
        "/due",
        "/hours",
        "/conflicts",
        "/sync",
        "/sync/code",
        "/users",
        "/find?q=a",
        "/password",
        "/records",
        f"/station/{STATION}",
        *(f"/person/{i}" for i in ids),
        f"/alert/{of.alert.id}",
        f"/hours/{of.session.id}",
        f"/conflict/{of.conflict.id}",
        f"/history/{of.check.id}",
        f"/sync/tablet/{of.box.device_id}",
        *(f"/records/{kind_name(k)}" for k in KINDS.values()),
        f"/record/{of.check.id}",
    ):
        html = await browser.read(path)
        assert '<html lang="en">' in html
        assert "centre." not in flat(html), path


@pytest.mark.parametrize(
    "empty", ["/", "/due", "/hours", "/conflicts", "/sync", "/records/visit", "/find?q=x", "/records"]
)
async def test_an_empty_centre_says_so_kindly(place: Place, empty: str) -> None:
    page = flat(await place.browser(Role.STREET_ADMIN).read(empty))
    assert re.search(r"没有|还没有|0", page)
