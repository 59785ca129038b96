"""An activity's page: attendance, repair, the team that leaves, the paper sheet, a new activity."""

from datetime import timedelta

import pytest

from records.codes import SessionStatus, VerifyMethod
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from storage.errors import DiskFull
from tests.views.crew import Crew


@pytest.fixture
def crew(village):
    return Crew(village)


# --- the volunteers' place ---
async def test_with_nothing_there_yet_it_says_what_to_do_first(window):
    async with window("/volunteers") as screen:
        assert "还没有志愿者" in screen.text
        await screen.tap("first-volunteer")
        assert screen.page.route == "/form/volunteer"


async def test_a_new_volunteer_is_registered_with_the_generic_form(window, state):
    async with window("/volunteers") as screen:
        await screen.tap("first-volunteer")
        await screen.type("field-name", "张桂芳")
        await screen.tap("save")
        assert "101" in screen.text
        assert "张桂芳" in screen.text
    [volunteer] = state.records(Volunteer)
    assert volunteer.registered_on == state.today()


async def test_todays_activity_stands_first_with_who_is_there(window, crew):
    activity = crew.activity()
    crew.session(activity, 0)
    crew.session(activity, 1, 30)
    async with window("/volunteers") as screen:
        assert "来了 2 人，还在 1 人" in screen.text
        await screen.tap(f"list-{activity.id}")
        assert screen.page.route == f"/volunteers/activity/{activity.id}"


async def test_volunteers_are_found_by_name_pinyin_and_number_with_their_hours(window, crew):
    old = crew.activity(days_ago=3)
    crew.session(old, 1, 179, status=SessionStatus.CONFIRMED)
    crew.session(old, 2, 95)
    wanted = crew.volunteers[1]
    async with window("/volunteers") as screen:
        assert "累计 2.9 小时" in screen.said(f"volunteer-{wanted.id}")
        assert "待确认 1.5" in screen.said(f"volunteer-{crew.volunteers[2].id}")
        for text in ("王守", "wangshouyi", "102"):
            await screen.type("find-volunteer", text)
            assert screen.starting("volunteer-") == [f"volunteer-{wanted.id}"], text
        await screen.type("find-volunteer", "没有这个人")
        assert "没有找到" in screen.text


async def test_who_forgot_to_sign_out_is_named(window, crew):
    old = crew.activity("给老人理发", days_ago=1)
    crew.session(old, 2)
    async with window("/volunteers") as screen:
        assert "给老人理发，1 人没签退" in screen.text
        await screen.tap(f"forgot-{old.id}")
        assert screen.page.route == f"/volunteers/activity/{old.id}"


# --- repair ---
async def test_a_forgotten_sign_out_is_mended_with_the_time_somebody_said(window, crew, state):
    old = crew.activity(days_ago=1)
    session = crew.session(old, 2)
    async with window(f"/volunteers/activity/{old.id}") as screen:
        await screen.tap(f"repair-save-{session.id}")
        assert "格式不对" in screen.text
        await screen.type(f"repair-time-{session.id}", "10:05")
        await screen.tap(f"repair-save-{session.id}")
        assert "刘淑琴 的签退时间，已保存在本机" in screen.text
        assert not screen.has("repair")
    [mended] = state.records(VolunteerSession)
    assert (mended.minutes, mended.status, mended.verify_method) == (95, SessionStatus.OUT, VerifyMethod.WITNESS)


async def test_the_end_of_the_activity_is_offered_and_never_filled_in(window, crew, state):
    old = crew.activity(days_ago=1)
    session = crew.session(old, 2)
    async with window(f"/volunteers/activity/{old.id}", width=390, height=844) as screen:
        assert state.get(session.id).out_at is None
        await screen.tap(f"repair-end-{session.id}")
        await screen.tap(f"repair-save-{session.id}")
    assert state.get(session.id).out_at == old.planned_end


async def test_a_time_before_signing_in_is_refused_in_words(window, crew, state):
    old = crew.activity(days_ago=1)
    session = crew.session(old, 2)
    async with window(f"/volunteers/activity/{old.id}") as screen:
        await screen.type(f"repair-time-{session.id}", "8:00")
        await screen.tap(f"repair-save-{session.id}")
        assert "不能早于开始" in screen.text
    assert state.get(session.id).out_at is None


# --- in and out ---
async def test_a_recorder_signs_in_for_somebody_who_cannot(window, crew, state):
    activity = crew.activity()
    async with window(f"/volunteers/activity/{activity.id}") as screen:
        await screen.tap("sign-in")
        await screen.tap("in-103")
        assert "刘淑琴 已签到" in screen.text
        await screen.tap("sign-in")
        assert not screen.has("in-103")
    [session] = state.records(VolunteerSession)
    assert (session.verify_method, session.status) == (VerifyMethod.WITNESS, SessionStatus.IN)


async def test_the_team_leaves_together_and_one_stays(window, crew, state):
    activity = crew.activity()
    for who in (0, 1, 2):
        crew.session(activity, who)
    began = state.now()
    state.clock = lambda: began + timedelta(minutes=50)
    async with window(f"/volunteers/activity/{activity.id}") as screen:
        await screen.tap("sign-out")
        await screen.tap("out-102")
        await screen.tap("out-now")
        assert "2 人已签退" in screen.text
        await screen.undo()
    assert {s.status for s in state.records(VolunteerSession)} == {SessionStatus.IN}


async def test_a_full_disk_is_told_and_nothing_changes(window, crew, state, monkeypatch):
    activity = crew.activity()
    async with window(f"/volunteers/activity/{activity.id}") as screen:
        await screen.tap("sign-in")

        def full(*_records, **_more):
            raise DiskFull("no room")

        monkeypatch.setattr(state.notebook, "save", full)
        await screen.tap("in-101")
        assert "没有保存" in screen.text or "空间" in screen.text
    assert state.records(VolunteerSession) == []


async def test_odd_sessions_are_shown_and_no_crash(window, crew, state):
    activity = crew.activity(days_ago=2)
    crew.session(activity, 0, 95, status=SessionStatus.CORRECTED)
    crew.session(activity, 0, 80)
    crew.session(activity, 1, None, in_at=None, paper_minutes=150, paper_ref="A-07-3", status=SessionStatus.OUT)
    crew.session(activity, 2, 30, void_reason="记错了人")
    async with window(f"/volunteers/activity/{activity.id}") as screen:
        assert "已更正" in screen.text
        assert "纸质表 A-07-3" in screen.text
        assert "刘淑琴" not in screen.text


async def test_an_activity_that_is_not_here_is_no_crash(window):
    for path in ("", "/sheet"):
        async with window(f"/volunteers/activity/0192d5e0-0000-7000-8000-000000000000{path}") as screen:
            assert "不在本机上" in screen.text


# --- the paper sheet ---
async def test_a_paper_sheet_is_entered_line_by_line(window, crew, state):
    old = crew.activity(days_ago=2)
    async with window(f"/volunteers/activity/{old.id}") as screen:
        await screen.tap("sheet")
        await screen.type("sheet", "A-07")
        for place, (number, came, left) in enumerate([("101", "8:30", "10:05"), ("103", "0830", "9:20")]):
            await screen.type(f"number-{place}", number)
            await screen.type(f"came-{place}", came)
            await screen.type(f"left-{place}", left)
        assert "刘淑琴" in screen.text
        await screen.tap("save")
        assert "2 条纸质时长，已保存在本机" in screen.text
        assert screen.page.route == f"/volunteers/activity/{old.id}"
    found = {s.paper_ref: s.minutes for s in state.records(VolunteerSession)}
    assert found == {"A-07-1": 95, "A-07-2": 50}


async def test_nothing_of_a_sheet_is_saved_while_a_line_is_wrong(window, crew, state):
    old = crew.activity(days_ago=2)
    async with window(f"/volunteers/activity/{old.id}/sheet", width=390, height=844) as screen:
        await screen.tap("save")
        assert "先填表号" in screen.text
        await screen.type("sheet", "A")
        await screen.tap("save")
        assert "有 1 处要改" in screen.text
        await screen.type("number-0", "101")
        await screen.type("hours-0", "1.2")
        await screen.type("number-1", "777")
        await screen.tap("save")
        assert "纸质时长按半小时填" in screen.text
        assert "没有这个号" in screen.text
    assert state.records(VolunteerSession) == []


async def test_half_a_sheet_is_found_under_the_unfinished(window, crew, village):
    village.person()
    old = crew.activity(days_ago=2)
    async with window(f"/volunteers/activity/{old.id}/sheet") as screen:
        await screen.type("number-0", "101")
        await screen.tap("more-lines")
        await screen.go("/")
        [ident] = screen.starting("draft-")
        await screen.tap(ident)
        assert screen.page.route == f"/volunteers/activity/{old.id}/sheet"
        assert "张桂芳" in screen.text
        assert screen.has("number-14")


# --- a new activity ---
async def test_a_new_activity_is_today_and_led_by_whoever_enters_it(window, crew, state):
    async with window("/volunteers/activity/new") as screen:
        await screen.type("field-title", "防火巡逻")
        await screen.tap("field-field-safety")
        await screen.type("field-place", "全村")
        await screen.type("field-content", "查火源")
        await screen.type("field-start", "19:00")
        await screen.type("field-end", "21:00")
        await screen.tap("save")
        assert "防火巡逻，已保存在本机" in screen.text
    activity = state.records(VolunteerActivity)[0]
    assert screen.page.route == f"/volunteers/activity/{activity.id}"
    assert (activity.leader_id, activity.recorder_id) == (state.me, state.me)
    assert activity.planned_end - activity.occurred_at == timedelta(hours=2)


async def test_the_last_activity_is_taken_over_in_one_tap(window, crew, state):
    crew.activity("给老人理发", days_ago=7, risk_note="带好剪刀套")
    async with window("/volunteers/activity/new") as screen:
        await screen.tap("again-0")
        await screen.tap("save")
    newest = state.records(VolunteerActivity)[0]
    assert (newest.title, newest.risk_note, newest.leader_id) == ("给老人理发", "带好剪刀套", crew.volunteers[0].id)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"field-end": "7:00", "field-start": "9:00"}, "不能早于开始"),
        ({"field-start": "几点"}, "格式不对"),
        ({"field-title": ""}, "还没填"),
    ],
)
async def test_what_is_wrong_with_an_activity_is_said_at_its_field(window, crew, state, typed, said):
    async with window("/volunteers/activity/new") as screen:
        await screen.type("field-title", "防火巡逻")
        await screen.tap("field-field-safety")
        await screen.type("field-place", "全村")
        await screen.type("field-content", "查火源")
        for ident, text in typed.items():
            await screen.type(ident, text)
        await screen.tap("save")
        assert said in screen.text
    assert state.records(VolunteerActivity) == []


async def test_a_dangerous_activity_must_be_insured(window, crew, state):
    crew.activity(days_ago=7)
    async with window("/volunteers/activity/new") as screen:
        await screen.tap("again-0")
        await screen.tap("field-is_dangerous")
        await screen.tap("save")
        assert "有危险的活动要先买保险" in screen.text
        await screen.tap("field-insured")
        await screen.tap("save")
    assert state.records(VolunteerActivity)[0].insured
