"""The lock: who, six digits, and what happens to what is half written."""

import asyncio
from datetime import timedelta

import pytest

from storage.attempts import Tries
from storage.notebook import Notebook
from tests.storage.tablets import PIN, open_for
from views.state.unlocking import GENERAL_SECONDS, WELFARE_SECONDS


async def type_pin(screen, digits: str) -> None:
    for digit in digits:
        await screen.tap(f"key-{digit}")


async def opened(screen) -> None:
    await screen.until(lambda: screen.has("sync-badge") and not screen.has("loading"))


@pytest.fixture
def locked(state):
    """The tablet as somebody finds it in the morning."""
    state._unlocking._remember_names()
    state.lock()
    return state


async def test_six_digits_open_the_tablet_and_show_today(window, locked, village):
    async with window("/") as screen:
        assert "王秀英，请输六位密码" in screen.text
        await type_pin(screen, PIN)
        await opened(screen)
        assert not locked.locked
        assert locked.my_name == "王秀英"
        assert screen.page.route == "/"


async def test_the_lock_screen_says_station_posts_and_how_much_is_kept_here(window, village, locked, state):
    async with window("/") as screen:
        assert "河东村社会工作服务站" in screen.text
        assert "首席社工" in screen.text


async def test_what_waits_is_counted_on_the_lock_screen(window, village, state):
    village.person()
    state.lock()
    async with window("/") as screen:
        assert "3 条已保存在本机" in screen.text


async def test_a_wrong_pin_is_told_with_the_tries_that_are_left(window, locked):
    async with window("/") as screen:
        await type_pin(screen, "999999")
        await screen.until(lambda: "密码不对" in screen.text)
        assert "还能试 9 次" in screen.said("pin-said")
        assert locked.locked


async def test_after_four_wrong_ones_the_wait_is_said_in_words_and_the_pad_is_grey(window, locked, template):
    attempts = locked.notebook._shut.attempts
    for _ in range(3):
        attempts.count(template.enrolment.chief.id)
    async with window("/") as screen:
        await type_pin(screen, "999999")
        await screen.until(lambda: "秒 再试" in screen.text)
        with pytest.raises(LookupError):
            await screen.tap("key-1")


async def test_after_ten_wrong_ones_the_street_can_open_it(window, locked, template):
    chief = template.enrolment.chief.id
    with locked.notebook._shut.file.writing():
        locked.notebook._shut.meta.write(f"tries:{chief}", Tries(failed=10))
    async with window("/") as screen:
        await type_pin(screen, PIN)
        await screen.until(lambda: screen.has("street-code"))
        assert "打电话给街道" in screen.text
        assert screen.said("challenge")
        await screen.type("street-code", "000000")
        await screen.tap("street-code-try")
        await screen.until(lambda: "解锁码不对" in screen.text)


async def test_emergency_numbers_need_no_pin(window, locked):
    async with window("/", width=390, height=844) as screen:
        await screen.tap("urgent-report")
        assert "120" in screen.text
        assert "急救" in screen.text
        await screen.tap("call-120")
        assert "用电话机或手机拨这个号" in screen.text
        await screen.tap("close")
        assert not screen.has("call-120")


async def test_a_tap_on_the_name_locks_and_the_same_person_comes_back_to_the_same_page(window, state, village):
    person = village.person()
    async with window(f"/people/{person.id}") as screen:
        await screen.tap("worker")
        assert state.locked
        assert "陈桂兰" not in screen.text
        await type_pin(screen, PIN)
        await opened(screen)
        assert "陈桂兰" in screen.text


async def test_another_person_begins_at_today(window, state, village, template):
    person = village.person()
    async with window(f"/people/{person.id}") as screen:
        await screen.tap("worker")
        await screen.tap(f"user-{template.enrolment.assistant.id}")
        await type_pin(screen, PIN)
        await opened(screen)
        assert screen.page.route == "/"
        assert state.my_name == "李小梅"


async def test_locking_keeps_what_is_half_written(window, state, village):
    person = village.person()
    async with window(f"/form/consent/for/{person.id}") as screen:
        await screen.tap("field-scope-photo")
        await screen.tap("worker")
        await type_pin(screen, PIN)
        await opened(screen)
        assert screen.named("field-scope-photo").selected
        assert [draft.form for draft in state.drafts()] == ["consent"]


async def test_nobody_touching_it_for_five_minutes_locks_it(window, state):
    async with window("/"):
        state.unlocking.look(state._touched + GENERAL_SECONDS - 1)
        assert not state.locked
        state.unlocking.look(state._touched + GENERAL_SECONDS + 1)
        assert state.locked


async def test_a_welfare_record_locks_sooner(window, state, village):
    person = village.person()
    async with window(f"/check/elder/{person.id}"):
        state.unlocking.look(state._touched + WELFARE_SECONDS + 1)
        assert state.locked


async def test_every_event_counts_as_use(window, state):
    async with window("/") as screen:
        state._touched -= GENERAL_SECONDS * 2
        await screen.tap("sync-badge")
        state.unlocking.look(state._touched + 1)
        assert not state.locked


async def test_opening_many_records_shows_a_bar_with_a_number(window, village, state, monkeypatch):
    for _ in range(80):
        village.person()
    state.lock()
    monkeypatch.setattr("storage.loading.FIRST", 20)
    monkeypatch.setattr("views.state.unlocking.LOAD_SLICE", 40)
    monkeypatch.setattr("views.state.unlocking.REDRAW_SECONDS", 0)
    seen = []
    async with window("/") as screen:
        await type_pin(screen, PIN)
        async with asyncio.timeout(20):
            while not seen or screen.has("loading"):
                if screen.has("loading"):
                    seen.append(screen.said("loading"))
                await asyncio.sleep(0)
    assert any("/ " in said for said in seen)


async def test_the_lock_keeps_syncing(window, state, village):
    async with window("/"):
        village.person()
        state.lock()
        assert state.waiting == 3
        assert state.syncing._loop is not None


def test_the_notebook_is_closed_only_after_drafts_are_kept(state, notebook: Notebook, village, template):
    person = village.person()
    state.keep_draft("visit", person.id, {"met": "seen"})
    state.lock()
    assert notebook.locked


async def test_locking_draws_no_screen_without_its_records(window, village, notebook, template, caplog):
    state, person = village.state, village.person()
    for route in ("/", "/people", f"/people/{person.id}", "/records", "/sync", "/mine/about"):
        open_for(notebook, template.enrolment.chief.id, template.keks)
        state.locked = False
        async with window(route) as screen:
            state.lock()
            await screen.settle()
            assert screen.has("key-1")
    assert [r for r in caplog.records if r.levelname == "ERROR"] == []


async def test_the_clock_of_the_lock_screen_goes_on(window, locked, monkeypatch):
    async with window("/") as screen:
        assert "8:30" in screen.text
        later = locked.now() + timedelta(minutes=1)
        locked.clock = lambda: later
        locked.unlocking._turn_the_minute()
        await screen.settle()
        assert "8:31" in screen.text
