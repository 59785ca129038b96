"""Every page in Chromium, on an office PC and on a telephone: accessible, and nothing sticks out."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from records.codes import Role
from tests.centre.pages.everyday import Everyday, a_session, live, morning
from tests.centre.pages.place import SISTER, STATION, Place
from tests.e2e.chromium import CHROMIUM_ARGS, find_chromium

pytestmark = pytest.mark.browser

OFFICE, PHONE = (1366, 768), (390, 844)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """[...document.querySelectorAll('a,button,input,select')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.width && (r.width < 24 || r.height < 24) && e.type !== 'checkbox' && e.type !== 'radio'
    && !e.closest('p,dd,li,caption,.vh,.skip') && !e.classList.contains('skip');
}).map(e => e.outerHTML.slice(0, 90))"""


@contextmanager
def served(place: Place) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(place.app, "127.0.0.1", port, http="h11", log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Everyday, str]]:
    place = Place(Path(tmp_path_factory.mktemp("browser")))
    of = asyncio.run(_live(place))
    with served(place) as address:
        yield place, of, address
    place.close()


async def _live(place: Place) -> Everyday:
    of = await live(place, STATION)
    await live(place, SISTER)
    night = morning().replace(hour=16)
    odd = a_session(place, of.box, of.volunteer, of.activity, start=night)
    others = [place.elder(of.box, f"赵{c}") for c in "一二三四五六七八九十" * 6]
    await place.bring(of.box, odd, *others)
    place.login(Role.STREET_WORKER, "370299001")
    return of


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


def pages(of: Everyday, worker: str) -> list[str]:
    return [
        "/",
        "/due",
        "/due?when=all",
        "/hours",
        "/hours?tick=all",
        f"/hours/{of.session.id}",
        "/conflicts",
        f"/conflict/{of.conflict.id}",
        "/sync",
        "/sync/code",
        f"/sync/tablet/{of.box.device_id}",
        f"/station/{STATION}",
        f"/person/{of.elder.id}",
        f"/person/{of.child.id}",
        f"/person/{of.elder.id}/all",
        f"/alert/{of.alert.id}",
        f"/history/{of.elder.id}",
        f"/history/{of.check.id}",
        f"/record/{of.check.id}",
        f"/record/{of.session.id}",
        "/records",
        "/records/person",
        "/records/visit?outcome=seen_ok",
        "/records/alert?open=1&sort=due_at",
        f"/records/visit?person={of.elder.id}",
        "/find?q=赵",
        "/users",
        f"/users/{worker}",
        "/password",
        "/nowhere",
    ]


@pytest.mark.parametrize(
    ("size", "language"),
    [(OFFICE, "zh-Hans"), (PHONE, "zh-Hans"), (PHONE, "en")],
    ids=["office", "phone", "phone in English"],
)
def test_every_page_is_accessible_and_fits(lived, chromium, size: tuple[int, int], language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    place, of, address = lived
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    token = place.office.accounts.open_session(place.login(Role.STREET_ADMIN, "370299001", protected=True))
    page, axe, wrong, said = context.new_page(), Axe(), [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/login")
    wrong += _look(page, axe, "/login")
    context.add_cookies(
        [
            {"name": "linli", "value": token, "url": address},
            {"name": "linli-language", "value": language, "url": address},
        ]
    )
    for path in pages(of, place.login(Role.STREET_WORKER, "370299001")):
        page.goto(address + path)
        wrong += _look(page, axe, path)
    context.close()
    assert wrong == []
    assert [text for text in said if "404" not in text] == []


def _look(page, axe, path: str) -> list[tuple[str, object]]:
    found = [(path, v["id"], v["nodes"][0]["html"][:120]) for v in axe.run(page, options=RULES).response["violations"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        found.append((path, "wider than the window", over))
    return found + [(path, "too small to hit", small) for small in page.evaluate(SMALL)]


def test_hours_are_confirmed_with_two_clicks(lived, chromium) -> None:
    place, _, address = lived
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    token = place.office.accounts.open_session(place.login(Role.STREET_ADMIN, "370299001", protected=True))
    context.add_cookies([{"name": "linli", "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/hours")
    page.click("[data-tick]")
    page.click("button.primary")
    page.wait_for_url("**/hours?done=*")
    assert "已处理 2 条" in page.inner_text("main")
    context.close()


def test_a_page_that_renews_itself_can_be_told_to_stop(lived, chromium) -> None:
    place, _, address = lived
    context = chromium.new_context()
    token = place.office.accounts.open_session(place.login(Role.STREET_ADMIN, "370299001", protected=True))
    context.add_cookies([{"name": "linli", "value": token, "url": address}])
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/")
    page.evaluate("window.same = true")
    page.click("[data-toggle]")
    page.clock.run_for(130_000)
    assert page.evaluate("window.same") is True
    page.click("[data-toggle]")
    with page.expect_navigation():
        page.clock.run_for(61_000)
    assert page.evaluate("window.same") is None
    context.close()
