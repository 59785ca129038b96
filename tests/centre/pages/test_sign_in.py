from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from centre.accounts import LoginTaken, WeakPassword
from records.codes import Role
from records.platform import Post
from tests.centre.pages.place import LONG_AGO, PASSWORD, STREET, Place, flat


async def test_nobody_sees_a_page_before_signing_in(place: Place) -> None:
    answer = await place.browser().get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


async def test_name_and_password_open_the_first_page(place: Place) -> None:
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    answer = await browser.sign_in(name)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "今天要办" in await browser.read("/")


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(place: Place) -> None:
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    cookie = next(c for c in (await browser.sign_in(name)).headers.get_list("set-cookie") if c.startswith("linli="))
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie.split("; ")


async def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path) -> None:
    place = Place(tmp_path, "https://centre.test")
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    answer = await browser.sign_in(name)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-linli="))
    assert {"Secure", "HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    assert "max-age" in answer.headers["strict-transport-security"]
    place.close()


async def test_an_unknown_name_and_a_wrong_password_look_the_same(place: Place) -> None:
    name = place.login(Role.STREET_ADMIN, STREET)
    wrong = await place.browser().sign_in(name, "wrong-password-1")
    unknown = await place.browser().sign_in("nobody", "wrong-password-1")
    assert wrong.status_code == unknown.status_code == 403
    assert flat(wrong.text) == flat(unknown.text)


async def test_the_sixth_try_in_a_minute_is_refused_even_with_the_right_password(place: Place) -> None:
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    for _ in range(5):
        assert (await browser.sign_in(name, "wrong-password-1")).status_code == 403
    answer = await browser.sign_in(name)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


async def test_one_address_cannot_try_many_names(place: Place) -> None:
    browser = place.browser()
    for number in range(5):
        assert (await browser.sign_in(f"nobody{number}", "wrong-password-1")).status_code == 403
    assert (await browser.sign_in("nobody-else", "wrong-password-1")).status_code == 429


async def test_an_office_that_signs_in_together_is_not_locked_out(place: Place) -> None:
    name = place.login(Role.STREET_ADMIN, STREET)
    for _ in range(7):
        assert (await place.browser().sign_in(name)).status_code == 303


async def test_the_sign_in_form_carries_a_token_too(place: Place) -> None:
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    await browser.get("/login")
    answer = await browser.http.post("/login", data={"csrf": "guessed", "name": name, "password": PASSWORD})
    assert answer.status_code == 400
    assert (await browser.get("/")).status_code == 303


async def test_a_session_ends_after_half_an_hour_without_a_page(place: Place) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        browser = place.browser(Role.STREET_ADMIN)
        await browser.read("/")
    with time_machine.travel(now + timedelta(minutes=29), tick=False):
        await browser.read("/")
    with time_machine.travel(now + timedelta(minutes=58), tick=False):
        await browser.read("/")
    with time_machine.travel(now + timedelta(minutes=89), tick=False):
        assert (await browser.get("/")).status_code == 303


async def test_a_session_ends_after_eight_hours_in_any_case(place: Place) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        browser = place.browser(Role.STREET_ADMIN)
    for minutes in range(0, 8 * 60 + 1, 20):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert (await browser.get("/password")).status_code == 200
    with time_machine.travel(now + timedelta(hours=8, minutes=1), tick=False):
        assert (await browser.get("/password")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    token = browser.http.cookies["linli"]
    assert (await browser.post("/logout")).headers["location"] == "/login"
    browser.http.cookies.set("linli", token, domain="centre.test")
    assert (await browser.get("/")).status_code == 303


async def test_a_closed_login_is_out_at_once(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    await browser.read("/")
    name = place.login(Role.STREET_ADMIN, STREET)
    place.office.accounts.close(name)
    assert (await browser.get("/")).status_code == 303
    assert (await place.browser().sign_in(name)).status_code == 403


async def test_who_holds_no_post_any_more_is_out_at_once(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    staff = place.hire(Role.STREET_ADMIN, STREET)
    ended = Post(Role.STREET_ADMIN, place.sites[STREET], LONG_AGO, LONG_AGO + timedelta(days=1))
    import msgspec

    place.archive.write(staff.id, msgspec.structs.replace(staff, posts=(ended,)))
    assert (await browser.get("/")).status_code == 303
    answer = await place.browser().sign_in(place.login(Role.STREET_ADMIN, STREET))
    assert "没有任职" in flat(answer.text)


async def test_a_password_from_somebody_else_must_be_changed_first(place: Place) -> None:
    name, browser = place.login(Role.STREET_ADMIN, STREET), place.browser()
    place.office.accounts.change_password(name, PASSWORD, must_change=True)
    await browser.sign_in(name)
    assert (await browser.get("/")).headers["location"] == "/password"
    fields = {"old": PASSWORD, "new": "my own long secret", "again": "my own long secret"}
    assert (await browser.post("/password", fields, drawn_at="/password")).headers["location"] == "/"
    await browser.read("/")
    assert (await place.browser().sign_in(name, "my own long secret")).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("not this", "my own long secret", "my own long secret", "现在的密码不对"),
        (PASSWORD, "my own long secret", "another long secret", "两次输的不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码要和现在的不一样"),
        (PASSWORD, "short", "short", "太短了"),
        (PASSWORD, "1234567890123", "1234567890123", "太容易猜到"),
    ],
)
async def test_a_bad_new_password_is_refused_in_words(place: Place, old, new, again, said) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.post("/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in flat(answer.text)


async def test_a_new_password_ends_the_other_sessions(place: Place) -> None:
    one, other = place.browser(Role.STREET_ADMIN), place.browser(Role.STREET_ADMIN)
    await one.post("/password", {"old": PASSWORD, "new": "my own long secret", "again": "my own long secret"})
    assert (await one.get("/")).status_code == 200
    assert (await other.get("/")).status_code == 303


def test_passwords_are_kept_as_argon2id_with_64_mib(place: Place) -> None:
    import sqlalchemy as sa

    from centre.login_tables import login, session

    name = place.login(Role.STREET_ADMIN, STREET)
    token = place.office.accounts.open_session(name)
    with place.archive.reading() as db:
        kept = db.scalar(sa.select(login.c.password).where(login.c.name == name))
        tokens = db.scalars(sa.select(session.c.token)).all()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert token.encode() not in tokens


def test_a_name_is_given_once_and_a_password_never_holds_it(place: Place) -> None:
    name = place.login(Role.STREET_ADMIN, STREET)
    accounts, owner = place.office.accounts, place.worker.id
    with pytest.raises(LoginTaken):
        accounts.add(name, owner, PASSWORD)
    with pytest.raises(WeakPassword):
        accounts.add("wanghaiyan", owner, "wanghaiyan2026!")


async def test_the_language_is_remembered_and_leads_nowhere_else(place: Place) -> None:
    browser = place.browser(Role.STREET_ADMIN)
    answer = await browser.get("/language/en?back=/due")
    assert answer.headers["location"] == "/due"
    assert "Visits due" in await browser.read("/due")
    for elsewhere in ("//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"):
        assert (await browser.http.get("/language/en", params={"back": elsewhere})).headers["location"] == "/"
    assert (await browser.get("/language/xx?back=/")).status_code == 303
