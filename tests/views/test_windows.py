"""Every trap of the framework, handled once: windows, faults, reconnects, lost taps, days a day early."""

from datetime import UTC, date, datetime, timedelta

import flet as ft
import pytest

from views import frame, widgets
from views.app import main
from views.days import picked_day
from views.state import window as windows
from views.state.window import Window


async def test_a_change_in_one_window_is_drawn_in_the_other_by_its_own_session(window, state, village):
    async with window("/mine") as first, window("/mine", width=390, height=844) as second:
        await first.tap("language-en")
        assert "Text size" in first.text
        await second.settle()
        assert "Text size" in second.text


async def test_locking_in_one_window_locks_the_others(window, state, village):
    person = village.person()
    async with window(f"/people/{person.id}") as first, window("/") as second:
        await second.tap("worker")
        await first.settle()
        assert "陈桂兰" not in first.text
        assert first.has("key-1")


async def test_a_closed_window_is_forgotten(window, state):
    async with window("/") as screen:
        assert len(state.windows) == 1
        await screen.fire(screen.page, "close")
        assert state.windows == ()


async def test_what_changed_while_the_browser_was_away_is_drawn_when_it_comes_back(window, state, village):
    async with window("/people") as screen:
        village.person("王德福")
        await screen.fire(screen.page, "connect")
        assert "王德福" in screen.text


async def test_a_fault_in_a_handler_is_a_sentence_and_the_window_lives_on(window, state, monkeypatch, caplog):
    async with window("/mine") as screen:
        monkeypatch.setattr(type(state), "keep_setting", _broken)
        await screen.tap("language-en")
        assert screen.snackbar is not None
        assert "没有丢" in screen.text
        assert screen.crashes == []
        monkeypatch.undo()
        await screen.tap("language-en")
        assert "Text size" in screen.text
    assert "a handler failed" in caplog.text


def _broken(*_args, **_more):
    raise RuntimeError("a bug")


async def test_a_screen_that_cannot_be_drawn_shows_the_way_back(window, state, monkeypatch, caplog):
    monkeypatch.setattr("views.mine._look", _broken)
    async with window("/mine") as screen:
        assert "这一页打不开" in screen.text
        assert "没有丢" in screen.text
        monkeypatch.undo()
        await screen.tap("home")
        assert "还没有服务对象" in screen.text
    assert "could not be drawn" in caplog.text


async def test_a_screen_that_broke_half_way_stands_again_as_soon_as_it_can(window, state, monkeypatch, caplog):
    """Flet counts hooks: an error card that used some of its own would leave the screen broken for ever."""
    monkeypatch.setattr("views.people.PeopleList", _broken)
    async with window("/people") as screen:
        assert "这一页打不开" in screen.text
        monkeypatch.undo()
        state.version += 1
        await screen.settle()
        assert screen.has("find")
    assert "could not be drawn" in caplog.text


async def test_a_part_that_cannot_be_drawn_leaves_the_rest_standing(window, village, monkeypatch, caplog):
    person = village.person()
    monkeypatch.setattr("views.timeline._line", _broken)
    village.visit(person.id)
    async with window(f"/people/{person.id}") as screen:
        assert "这一页打不开" in screen.text
        assert "找谁" in screen.text
    assert "Timeline" in caplog.text


async def test_the_next_tap_brings_back_a_window_whose_redraw_died(window, state, village):
    async with window("/mine") as screen:
        screen._session._Session__updates_task.cancel()
        await screen.settle()
        state.version += 1
        await screen.settle()
        await screen.tap("language-en")
        await screen.settle()
        assert "Text size" in screen.text


async def test_going_back_returns_to_where_one_was(window, village):
    person = village.person()
    async with window("/") as screen:
        await screen.go("/people")
        await screen.tap(f"person-{person.id}")
        await screen.tap("edit-person")
        assert screen.page.route == f"/people/{person.id}/edit"
        await screen.tap("back")
        assert screen.page.route == f"/people/{person.id}"


async def test_the_back_gesture_of_a_tablet_goes_the_same_way(window, village):
    person = village.person()
    async with window(f"/people/{person.id}", width=390, height=844) as screen:
        await screen.tap("visit")
        await screen.fire(screen.page, "view_pop", {"route": screen.page.route})
        assert screen.page.route == f"/people/{person.id}"


async def test_an_address_in_a_fresh_window_goes_back_to_today(window):
    async with window("/sync") as screen:
        await screen.tap("back")
        assert screen.page.route == "/"


async def test_a_turned_tablet_gets_the_layout_of_its_new_width(window, village):
    village.person()
    async with window("/people", width=1280, height=800) as screen:
        assert screen.all(ft.NavigationRail)
        await screen.resize(390, 844)
        assert screen.all(ft.NavigationBar)
        assert not screen.all(ft.NavigationRail)


@pytest.mark.parametrize("offset", range(-11, 13))
def test_the_day_that_was_picked_is_the_day_that_is_kept(offset):
    """Flet sends local midnight in UTC; in Shanghai the date part alone is a day early."""
    sent = datetime(2026, 11, 15, tzinfo=UTC) - timedelta(hours=offset)
    assert picked_day(sent) == date(2026, 11, 15)


def test_a_handler_keeps_its_argument_although_flet_offers_the_event():
    heard = []
    assert widgets.bind(heard.append, 3)() is None
    assert heard == [3]
    assert widgets.bind(heard.append, 3).__code__.co_argcount == 0


async def test_a_bound_coroutine_is_still_one():
    async def later(number: int) -> None:
        heard.append(number)

    heard: list[int] = []
    await widgets.bind(later, 4)()
    assert heard == [4]


def test_a_component_without_its_window_does_not_take_the_app_down():
    """A redraw that comes after its screen has gone finds the blank window."""
    assert isinstance(windows.SeatContext.default_value.window, Window)
    assert main
    assert frame
