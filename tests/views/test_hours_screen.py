"""Confirming hours: ordinary ones in two taps, odd ones one by one, corrections, claims, sums."""

from datetime import timedelta

import pytest

from records.codes import DisputeDecision, SessionStatus, VerifyMethod
from records.volunteering import HoursDispute, VolunteerSession
from storage.errors import DiskFull
from tests.storage.tablets import open_for
from tests.views.crew import Crew


@pytest.fixture
def crew(village):
    return Crew(village)


def statuses(state):
    return {s.volunteer_id: s.status for s in state.records(VolunteerSession)}


async def test_nothing_to_confirm_says_so(window):
    async with window("/hours") as screen:
        assert "没有等确认的时长" in screen.text


async def test_ordinary_hours_are_confirmed_in_two_taps(window, crew, state):
    activity = crew.activity(days_ago=2)
    for who, minutes in enumerate((95, 50, 35)):
        crew.session(activity, who, minutes)
    taps = ["choose-all", "confirm"]
    async with window("/hours") as screen:
        for ident in taps:
            await screen.tap(ident)
        assert "3 条、3.0 小时已确认，已保存在本机" in screen.text
        assert "3 人，已确认 3.0 小时" in screen.text
        await screen.undo()
        assert "3 人" not in screen.said("tab-waiting")
    assert set(statuses(state).values()) == {SessionStatus.OUT}


async def test_hours_are_added_up_in_minutes_and_never_rounded_up(window, crew, state):
    activity = crew.activity(days_ago=2)
    for who, minutes in enumerate((95, 50)):
        crew.session(activity, who, minutes)
    async with window("/hours") as screen:
        await screen.tap("choose-all")
        assert "2 条，2.4 小时" in screen.text
        await screen.tap("confirm")
    found = state.records(VolunteerSession)
    assert {(s.status, s.verified_by, s.verify_method) for s in found} == {
        (SessionStatus.CONFIRMED, state.me, VerifyMethod.ORGANISER)
    }


async def test_odd_hours_are_not_chosen_with_the_rest_and_say_what_is_odd(window, crew, state):
    activity = crew.activity(days_ago=2)
    crew.session(activity, 0, 60)
    odd = crew.session(activity, 1, 500)
    async with window("/hours") as screen:
        assert "一天超过 8 小时" in screen.text
        await screen.tap("choose-all")
        assert "1 条，1.0 小时" in screen.text
        await screen.tap(f"hours-{odd.id}")
        assert "2 条，9.3 小时" in screen.text
        await screen.tap("confirm")
    assert state.get(odd.id).warnings == ("long_day",)
    assert state.get(odd.id).status is SessionStatus.CONFIRMED


async def test_hours_that_cannot_be_are_blocked_with_the_reason(window, crew, state):
    activity = crew.activity(days_ago=40)
    old = crew.session(activity, 0, 60)
    async with window("/hours", width=390, height=844) as screen:
        assert "要由街道补录" in screen.text
        with pytest.raises(LookupError):
            await screen.tap(f"hours-{old.id}")
        assert not screen.has("choose-all")


async def test_nobody_confirms_their_own_hours(window, crew, state):
    mine = crew.volunteer("王秀英")
    crew.volunteers.append(mine)
    activity = crew.activity(days_ago=2)
    crew.session(activity, 4, 60)
    async with window("/hours") as screen:
        assert "不能确认自己的时长" in screen.text
        assert not screen.has("choose-all")


async def test_a_correction_supersedes_and_the_old_row_stays(window, crew, state):
    activity = crew.activity(days_ago=2)
    wrong = crew.session(activity, 0, 300)
    async with window("/hours") as screen:
        await screen.tap(f"correct-{wrong.id}")
        await screen.type("correct-left", "10:05")
        await screen.type("correct-rest", "5")
        await screen.tap("correct-save")
        assert "张桂芳的时长已更正，等确认" in screen.text
        assert "1.5 小时" in screen.text
    new = next(s for s in state.records(VolunteerSession) if s.supersedes_id == wrong.id)
    assert (new.minutes, new.status) == (90, SessionStatus.OUT)
    assert state.get(wrong.id).status is SessionStatus.CORRECTED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"left": "8:00"}, "不能早于开始"),
        ({"came": "早上"}, "格式不对"),
        ({"rest": "一会儿"}, "格式不对"),
        ({"rest": "700"}, "没有时长了"),
    ],
)
async def test_a_correction_that_cannot_be_says_why(window, crew, state, typed, said):
    activity = crew.activity(days_ago=2)
    wrong = crew.session(activity, 0, 300)
    async with window("/hours") as screen:
        await screen.tap(f"correct-{wrong.id}")
        for field, text in typed.items():
            await screen.type(f"correct-{field}", text)
        await screen.tap("correct-save")
        assert said in screen.text
    assert len(state.records(VolunteerSession)) == 1


async def test_a_claim_is_decided_by_another_person(window, crew, state, notebook, template):
    activity = crew.activity(days_ago=2)
    session = crew.session(activity, 0, 60)
    claim = crew.village.keep(
        HoursDispute,
        volunteer_id=crew.volunteers[0].id,
        session_id=session.id,
        claim="时间记少了",
        due_on=state.today() + timedelta(days=15),
    )
    async with window("/hours") as screen:
        assert "有人申诉，由另一人处理" in screen.text
        await screen.tap("tab-claims")
        assert "由另一位同事或街道处理" in screen.text
        assert not screen.has(f"claim-accept-{claim.id}")
    notebook.lock()
    open_for(notebook, template.enrolment.assistant.id, template.keks)
    state.version += 1
    async with window("/hours") as screen:
        await screen.tap("tab-claims")
        await screen.tap(f"claim-reject-{claim.id}")
        assert "维持原样要写理由" in screen.text
        await screen.type(f"claim-note-{claim.id}", "签到台上就是这个时间")
        await screen.tap(f"claim-reject-{claim.id}")
        assert "张桂芳的申诉已答复" in screen.text
    decided = state.get(claim.id)
    assert (decided.decision, decided.decided_by) == (DisputeDecision.REJECTED, state.me)


async def test_without_claims_it_says_so(window):
    async with window("/hours") as screen:
        await screen.tap("tab-claims")
        assert "没有没答复的申诉" in screen.text


async def test_training_is_not_service(window, crew, state):
    training = crew.activity("急救培训", days_ago=3, is_training=True)
    crew.session(training, 0, 120, status=SessionStatus.CONFIRMED)
    async with window("/hours", width=390, height=844) as screen:
        await screen.tap("tab-sums")
        assert "培训 2.0" in screen.text
        assert "1 人，已确认 0.0 小时" in screen.text


async def test_a_full_disk_confirms_nothing_and_says_so(window, crew, state, monkeypatch):
    activity = crew.activity(days_ago=2)
    crew.session(activity, 0, 60)
    async with window("/hours") as screen:
        await screen.tap("choose-all")

        def full(*_records, **_more):
            raise DiskFull("no room")

        monkeypatch.setattr(state.notebook, "save", full)
        await screen.tap("confirm")
        assert screen.has("save-again") or "空间" in screen.text
        assert "1 条，1.0 小时" in screen.text
