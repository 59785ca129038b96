"""The kiosk on the screen: one tap in, one tap out, nothing of residents, a PIN to leave."""

from datetime import timedelta

import pytest

from records.codes import SessionStatus
from records.volunteering import HoursDispute, VolunteerSession
from storage.errors import DiskFull
from tests.storage.tablets import PIN
from tests.views.crew import Crew


@pytest.fixture
def crew(village):
    return Crew(village)


def later(state, **passed):
    was = state.clock
    state.clock = lambda: was() + timedelta(**passed)


async def unlock(screen, state):
    await screen.tap("leave")
    for digit in PIN:
        await screen.tap(f"key-{digit}")
    await screen.until(lambda: state.kiosk is None and state.progress is None)


async def test_from_the_volunteers_page_the_kiosk_is_one_tap(window, crew, state):
    activity = crew.activity()
    async with window("/volunteers") as screen:
        await screen.tap(f"kiosk-{activity.id}")
        assert state.locked
        assert screen.starting("volunteer-") == [f"volunteer-{n}" for n in (101, 102, 103, 104)]
        assert "点一下签到" in screen.said("volunteer-101")


async def test_the_board_shows_nothing_of_residents(window, crew, village, state):
    resident = village.person("陈桂兰", phone="13705320011")
    activity = crew.activity()
    async with window("/volunteers") as screen:
        await screen.tap(f"kiosk-{activity.id}")
        assert resident.name not in screen.text
        await screen.go(f"/people/{resident.id}")
        assert resident.name not in screen.text
        assert screen.has("volunteer-101")


async def test_one_tap_in_and_a_later_tap_out(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        await screen.tap("volunteer-102")
        assert "王守义 已签到 8:30" in screen.said("told")
        assert "已签到 8:30" in screen.said("volunteer-102")
        await screen.tap("volunteer-102")
        assert "刚签到" in screen.said("told")
        later(state, minutes=95)
        await screen.tap("volunteer-102")
        assert "王守义 已签退，1.5 小时" in screen.said("told")
        await unlock(screen, state)
        assert screen.page.route == f"/volunteers/activity/{activity.id}"
    [session] = state.records(VolunteerSession)
    assert (session.minutes, session.status, session.volunteer_id) == (95, SessionStatus.OUT, crew.volunteers[1].id)


async def test_a_tap_can_be_taken_back_in_words(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        await screen.tap("volunteer-101")
        await screen.tap("undo")
        assert "点一下签到" in screen.said("volunteer-101")
        await unlock(screen, state)
        assert "还没有人签到" in screen.text


async def test_the_number_pad_says_whose_number_it_is_before_anything_happens(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        for key in "103":
            await screen.tap(f"key-{key}")
        assert screen.said("number-name") == "刘淑琴"
        assert not state.kiosk.board.inside(crew.volunteers[2].id)
        await screen.tap("key-done")
        assert state.kiosk.board.inside(crew.volunteers[2].id)
        for key in "999":
            await screen.tap(f"key-{key}")
        assert screen.said("number-name") == "没有 999 号"


async def test_on_a_phone_the_pad_covers_the_names_and_gives_them_back(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}", width=390, height=844) as screen:
        await screen.tap("kiosk")
        assert not screen.has("key-1")
        await screen.tap("swap")
        for key in "104":
            await screen.tap(f"key-{key}")
        await screen.tap("key-done")
        assert "已签到" in screen.said("volunteer-104")


async def test_my_hours_in_large_type_and_a_line_that_is_wrong(window, crew, state):
    old = crew.activity("防火巡逻", days_ago=12)
    for minutes, hours in ((95, 30), (50, 50)):
        crew.session(old, 0, minutes, at=old.occurred_at + timedelta(hours=hours), status=SessionStatus.CONFIRMED)
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        await screen.tap("my-hours")
        assert "点自己的名字" in screen.text
        await screen.tap("volunteer-101")
        assert screen.said("total") == "2.4 小时"
        [first, _] = screen.starting("wrong-")
        await screen.tap(first)
        await screen.tap("claim-less")
        assert "已提出，等答复" in screen.text
        await screen.tap("hours-close")
        assert not state.kiosk.board.inside(crew.volunteers[0].id)
        await unlock(screen, state)
    [claim] = state.records(HoursDispute)
    assert (claim.claim, claim.due_on) == ("时间记少了", state.today() + timedelta(days=15))


async def test_the_whole_team_signs_out_after_being_asked(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        for number in (101, 102, 103):
            await screen.tap(f"volunteer-{number}")
        later(state, hours=1)
        await screen.tap("all-out")
        assert "3 人现在签退" in screen.said("all-out-yes")
        await screen.tap("all-out-yes")
        assert "3 人已签退" in screen.said("told")
        assert state.kiosk.board.inside_count == 0
        await screen.tap("undo")
        assert state.kiosk.board.inside_count == 3


async def test_only_a_pin_ends_the_kiosk(window, crew, state):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        await screen.tap("leave")
        for digit in "111222":
            await screen.tap(f"key-{digit}")
        await screen.until(lambda: "密码不对" in screen.text)
        assert state.kiosk is not None
        assert state.locked
        await screen.tap("back-to-board")
        assert screen.has("volunteer-101")


async def test_twenty_five_volunteers_are_three_pages(window, village, state):
    crew = Crew(village, 0)
    for n in range(25):
        crew.volunteers.append(crew.volunteer(f"志愿{'甲乙丙丁戊己庚辛壬癸'[n % 10]}"))
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        assert len(screen.starting("volunteer-")) == 12
        await screen.tap("previous")
        assert screen.starting("volunteer-") == ["volunteer-125"]
        assert "第 3 页，共 3 页" in screen.text


async def test_a_full_disk_signs_nobody_in_and_says_so(window, crew, state, monkeypatch):
    activity = crew.activity()
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")

        def full(_record):
            raise DiskFull("no room")

        monkeypatch.setattr(state.kiosk._box, "save", full)
        await screen.tap("volunteer-101")
        assert "点一下签到" in screen.said("volunteer-101")
        assert screen.has("failed") or "空间" in screen.text


async def test_an_activity_that_is_not_here_opens_no_kiosk(window, state):
    async with window("/kiosk/0192d5e0-0000-7000-8000-000000000000") as screen:
        assert "不在本机上" in screen.text
        assert state.kiosk is None


async def test_without_volunteers_the_board_says_so(window, village, state):
    crew = Crew(village, 0)
    activity = crew.activity(leader_id=state.me)
    async with window(f"/kiosk/{activity.id}") as screen:
        await screen.tap("kiosk")
        assert "还没有登记志愿者" in screen.text
