"""What stands around every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from records.codes import Role
from tests.centre.pages.place import STATION, Place, flat


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One empty centre for all: nothing here changes it."""
    made = Place(Path(tmp_path_factory.mktemp("guard")))
    yield made
    made.close()


PAGES = (
    "/",
    "/due",
    "/hours",
    "/conflicts",
    "/sync",
    "/sync/code",
    "/records",
    "/records/person",
    "/users",
    "/password",
    "/find",
    f"/station/{STATION}",
    "/login",
    "/nowhere",
)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_tells_the_browser_what_it_may_do(place: Place, path: str) -> None:
    headers = (await place.browser(Role.STREET_ADMIN).get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_has_a_script_or_a_style_of_its_own(place: Place, path: str) -> None:
    html = (await place.browser(Role.STREET_ADMIN).get(path)).text
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []


async def test_every_posting_form_carries_the_token(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    for path in PAGES:
        html = (await browser.get(path)).text
        for form in re.findall(r'(?s)<form[^>]*method="post".*?</form>', html):
            assert 'name="csrf"' in form, path


async def test_styles_and_scripts_may_be_kept(place: Place) -> None:
    for name in ("centre.css", "centre.js", "icon.svg"):
        answer = await place.browser().get(f"/static/{name}")
        assert answer.status_code == 200
        assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/", "/static/none.css"]
)
async def test_only_our_own_files_are_served(place: Place, path: str) -> None:
    assert (await place.browser().get(path)).status_code == 404


async def test_a_form_without_its_token_is_refused(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    for token in ("", "guessed", "é"):
        answer = await browser.http.post("/logout", data={"csrf": token})
        assert answer.status_code == 400
    assert (await browser.get("/")).status_code == 200


async def test_another_sessions_token_is_no_use(place: Place) -> None:
    one, other = place.browser(Role.STREET_ADMIN), place.browser(Role.STREET_ADMIN)
    answer = await one.http.post("/logout", data={"csrf": await other.token()})
    assert answer.status_code == 400


async def test_a_form_from_another_site_is_refused_even_with_the_token(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    token = await browser.token()
    for headers in ({"origin": "https://evil.test"}, {"origin": "null", "sec-fetch-site": "cross-site"}):
        answer = await browser.http.post("/logout", data={"csrf": token}, headers=headers)
        assert answer.status_code == 400
    answer = await browser.http.post("/logout", data={"csrf": token}, headers={"origin": "http://centre.test"})
    assert answer.status_code == 303


ODD_BODIES = (
    (b"csrf=%ff%fe", "application/x-www-form-urlencoded"),
    (b"\xff\xfe", "application/x-www-form-urlencoded"),
    (b"csrf=a%00b", "application/x-www-form-urlencoded"),
    (b"csrf=%ed%a0%80", "application/x-www-form-urlencoded"),
    (b"&".join(b"a=1" for _ in range(5000)), "application/x-www-form-urlencoded"),
    (b"reason=" + b"a" * 300_000, "application/x-www-form-urlencoded"),
    (b'{"csrf": 1}', "application/json"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"", ""),
)


@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
async def test_a_body_that_is_no_form_is_refused_in_words(place: Place, body: tuple[bytes, str]) -> None:
    answer = await place.browser(Role.STREET_ADMIN).http.post(
        "/logout", content=body[0], headers={"content-type": body[1]}
    )
    assert answer.status_code == 400
    assert "什么都没有保存" in flat(answer.text)


ODD_ADDRESSES = (
    "/person/1",
    "/person/../x",
    f"/person/{'a' * 36}",
    "/alert/%00",
    "/record/%F0%9F%98%80",
    f"/history/{UUID(int=7 << 76 | 2 << 62)}",
    "/station/abc",
    "/records/none",
    "/records/child_check",
    "/records/person?page=999999999999999999999",
    "/records/person?page=-1&sort=drop&site=x&from=2026-13-40&status=%27;--&person=1",
    "/records/visit?sort=-id;drop",
    "/due?late=9-1&when=x&level=x",
    "/due?late=1-99999999999",
    "/hours?done=x&left=y",
    "/find?q=" + "王" * 500,
    "/sync/code/zzzz",
    "/sync/tablet/1",
    "/users/nobody",
    "/conflict/1",
    "/records/alert?open=2&q=%25",
    "/language/?back=",
    "/records/person?q=%25_%27%22",
    "/?auto=x",
    "/records/volunteer_session?served_on=x&activity_id=x",
)


@pytest.mark.parametrize("path", ODD_ADDRESSES)
async def test_an_address_that_makes_no_sense_is_no_failure_of_ours(place: Place, path: str) -> None:
    answer = await place.browser(Role.STREET_ADMIN, protected=False).get(path)
    assert answer.status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_get_a_page_in_words(place: Place, method: str) -> None:
    answer = await place.browser(Role.STREET_ADMIN).http.request(method, "/due")
    assert answer.status_code == 405
    assert "没有这一页" in flat(answer.text)


async def test_what_was_sent_is_never_echoed(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    for path in ("/station/canary-1", "/records/canary-1", "/person/canary-1", "/canary-1"):
        assert "canary-1" not in (await browser.get(path)).text
    answer = await browser.post("/users/canary-1", {"do": "canary-1"})
    assert "canary-1" not in answer.text


async def test_a_program_gets_no_page(place: Place) -> None:
    answer = await place.browser().get("/v1/nothing")
    assert (answer.status_code, answer.text) == (404, "")
    assert (await place.browser().get("/healthz")).status_code == 200


async def test_no_list_of_endpoints_is_given_out(place: Place) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await place.browser(Role.STREET_ADMIN).get(path)).status_code == 404
