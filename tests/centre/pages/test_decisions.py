"""What staff decide on a page becomes an op of the centre's log and comes down to the tablet."""

from __future__ import annotations

import msgspec
import pytest

from centre.pages.conflict_sides import shown_mark
from records.codes import (
    AlertStatus,
    ConflictResolution,
    RiskLevel,
    RiskSource,
    Role,
    SessionStatus,
)
from records.conflict import ConflictRecord
from records.person import Person
from records.volunteering import VolunteerSession
from records.welfare_check import RiskAssessment
from tests.centre.pages.everyday import Everyday, a_session, an_activity, live, morning
from tests.centre.pages.place import EVERYTHING, STATION, STREET, Place, flat


@pytest.fixture
async def lived(place: Place) -> Everyday:
    return await live(place, STATION)


async def test_a_risk_level_set_here_comes_down_and_moves_the_due_date(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/person/{lived.elder.id}"
    answer = await browser.post(f"{path}/risk", {"level": "critical", "reason": "电话里说不清话"}, drawn_at=path)
    assert answer.status_code == 303
    page = flat(await browser.read(answer.headers["location"]))
    assert "等级已设定" in page
    assert "电话里说不清话" in page
    await place.bring(lived.box)
    risks = [s.record() for s in lived.box.states.values() if s.kind == "risk_assessment"]
    newest = max((r for r in risks if isinstance(r, RiskAssessment)), key=lambda r: r.occurred_at)
    me = place.hire(Role.STREET_ADMIN, STREET).id
    assert (newest.level, newest.source, newest.actor_id) == (RiskLevel.CRITICAL, RiskSource.MANUAL, me)


async def test_a_risk_level_needs_a_level_and_a_reason(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/person/{lived.elder.id}"
    for fields in (
        {},
        {"level": "high"},
        {"reason": "x"},
        {"level": "unknown", "reason": "x"},
        {"level": "low", "reason": "很长" * 200},
    ):
        answer = await browser.post(f"{path}/risk", fields, drawn_at=path)
        assert answer.status_code == 422
        assert "没有保存" in flat(answer.text)
    assert place.archive.count(RiskAssessment, EVERYTHING) == 1


async def test_what_was_typed_is_kept_when_a_form_is_refused(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/person/{lived.elder.id}"
    answer = await browser.post(f"{path}/risk", {"reason": "写了一半"}, drawn_at=path)
    assert "写了一半" in answer.text


async def test_who_set_critical_may_not_lower_it(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/person/{lived.elder.id}"
    await browser.post(f"{path}/risk", {"level": "critical", "reason": "x"}, drawn_at=path)
    answer = await browser.post(f"{path}/risk", {"level": "low", "reason": "y"}, drawn_at=path)
    assert answer.status_code == 422
    assert "要由另一人来降" in flat(answer.text)
    another = place.browser(Role.CHIEF_SOCIAL_WORKER, STATION)
    assert (await another.post(f"{path}/risk", {"level": "low", "reason": "y"}, drawn_at=path)).status_code == 303
    newest = place.archive.records(RiskAssessment, EVERYTHING, limit=1)[0]
    assert newest.confirmed_by == place.worker.id


async def test_an_answer_to_an_alert_reaches_the_tablet(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_WORKER), f"/alert/{lived.alert.id}"
    answer = await browser.post(path, {"answer": "我下午去", "status": "in_progress"}, drawn_at=path)
    assert answer.status_code == 303
    await place.bring(lived.box)
    alert = lived.box.record(lived.alert.id)
    me = place.hire(Role.STREET_WORKER, STREET).id
    assert (alert.answer, alert.status, alert.answered_by) == ("我下午去", AlertStatus.IN_PROGRESS, me)
    assert "我下午去" in await browser.read(path)


async def test_a_closed_alert_leaves_the_queue_and_cannot_be_answered_again(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/alert/{lived.high_alert.id}"
    assert str(lived.high_alert.id) in await browser.read("/")
    await browser.post(path, {"answer": "已送医", "status": "resolved"}, drawn_at=path)
    assert str(lived.high_alert.id) not in await browser.read("/")
    answer = await browser.post(path, {"answer": "再来", "status": "open"}, drawn_at=path)
    assert answer.status_code == 422
    alert = place.archive.get(lived.high_alert.id, EVERYTHING)
    assert (alert.answer, alert.closed_by) == ("已送医", place.hire(Role.STREET_ADMIN, STREET).id)


async def test_a_false_alarm_needs_a_reason_and_when_critical_a_second_person(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/alert/{lived.alert.id}"
    fields = {"answer": "没事", "status": "false_alarm"}
    assert "还没填" in flat((await browser.post(path, fields, drawn_at=path)).text)
    fields["close_reason"] = "看错了"
    assert "另一人先答复过" in flat((await browser.post(path, fields, drawn_at=path)).text)
    first = {"answer": "我看过了", "status": "acknowledged"}
    await place.browser(Role.STREET_WORKER).post(path, first, drawn_at=path)
    assert (await browser.post(path, fields, drawn_at=path)).status_code == 303


async def test_ordinary_hours_are_confirmed_in_two_clicks(place: Place, lived: Everyday) -> None:
    volunteer = msgspec.structs.replace(lived.volunteer, **place.born(lived.box), name="何永强")
    second = a_session(place, lived.box, volunteer, lived.activity)
    await place.bring(lived.box, volunteer, second)
    browser = place.browser(Role.STREET_WORKER)
    page = await browser.read("/hours?tick=all")  # the first click: without a script it is a link
    assert page.count(" checked>") == 2
    answer = await browser.post("/hours/confirm", {"id": [str(lived.session.id), str(second.id)]}, drawn_at="/hours")
    assert "已处理 2 条" in flat(await browser.read(answer.headers["location"]))
    await place.bring(lived.box)
    me = place.hire(Role.STREET_WORKER, STREET).id
    for session in (lived.session, second):
        at_tablet = lived.box.record(session.id)
        assert (at_tablet.status, at_tablet.minutes, at_tablet.verified_by) == (SessionStatus.CONFIRMED, 150, me)


async def test_only_what_was_ticked_is_confirmed(place: Place, lived: Everyday) -> None:
    browser = place.browser(Role.STREET_WORKER)
    answer = await browser.post("/hours/confirm", {}, drawn_at="/hours")
    assert "还没有选中任何一条" in flat(answer.text)
    assert place.archive.get(lived.session.id, EVERYTHING).status is SessionStatus.OUT


async def test_odd_hours_are_not_among_the_ordinary_and_are_confirmed_one_by_one(place: Place, lived: Everyday) -> None:
    night = morning().replace(hour=16)  # midnight here
    odd = a_session(place, lived.box, lived.volunteer, lived.activity, start=night)
    await place.bring(lived.box, odd)
    browser = place.browser(Role.STREET_WORKER)
    page = flat(await browser.read("/hours"))
    assert "夜里 23 点到 5 点" in page
    await browser.post("/hours/confirm", {"id": [str(odd.id)]}, drawn_at="/hours")
    assert place.archive.get(odd.id, EVERYTHING).status is SessionStatus.OUT
    answer = await browser.post(f"/hours/{odd.id}", {"do": "confirm"}, drawn_at=f"/hours/{odd.id}")
    assert answer.status_code == 303
    assert place.archive.get(odd.id, EVERYTHING).status is SessionStatus.CONFIRMED


async def test_hours_that_overlap_only_show_with_both_tablets_records(place: Place, lived: Everyday) -> None:
    other = place.tablet(STATION, "另一台")
    await place.bring(other, a_session(place, other, lived.volunteer, lived.activity))
    assert "和另一条时长重叠" in flat(await place.browser(Role.STREET_WORKER).read("/hours"))


async def test_rejected_hours_are_void_with_the_reason(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_WORKER), f"/hours/{lived.session.id}"
    assert (await browser.post(path, {"do": "reject"}, drawn_at=path)).status_code == 422
    await browser.post(path, {"do": "reject", "reason": "当天没有活动"}, drawn_at=path)
    await place.bring(lived.box)
    assert lived.box.record(lived.session.id).void_reason == "当天没有活动"
    assert "没有待确认的时长" in flat(await browser.read("/hours"))


async def test_nobody_confirms_their_own_hours(place: Place, lived: Everyday) -> None:
    me = place.hire(Role.STREET_WORKER, STREET)
    volunteer = msgspec.structs.replace(lived.volunteer, **place.born(lived.box), name=me.name)
    mine = a_session(place, lived.box, volunteer, lived.activity)
    await place.bring(lived.box, volunteer, mine)
    browser = place.browser(Role.STREET_WORKER)
    await browser.post("/hours/confirm", {"id": [str(mine.id)]}, drawn_at="/hours")
    page = await browser.post(f"/hours/{mine.id}", {"do": "confirm"}, drawn_at=f"/hours/{mine.id}")
    assert "不能确认自己的时长" in flat(page.text)
    assert place.archive.get(mine.id, EVERYTHING).status is SessionStatus.OUT


async def test_hours_that_cannot_be_are_never_confirmed(place: Place, lived: Everyday) -> None:
    backwards = msgspec.structs.replace(a_session(place, lived.box, lived.volunteer, lived.activity), out_at=None)
    await place.bring(lived.box, backwards)
    path = f"/hours/{backwards.id}"
    page = await place.browser(Role.STREET_WORKER).post(path, {"do": "confirm"}, drawn_at=path)
    assert "还没签退" in flat(page.text)
    assert place.archive.get(backwards.id, EVERYTHING).status is SessionStatus.OUT


async def test_training_is_said_to_be_no_service(place: Place, lived: Everyday) -> None:
    activity = an_activity(place, lived.box, title="培训", is_training=True)
    later = morning(3)
    session = a_session(place, lived.box, lived.volunteer, activity, start=later)
    await place.bring(lived.box, activity, session)
    assert "培训时长，不算服务时长" in flat(await place.browser(Role.STREET_WORKER).read("/hours"))


async def test_a_conflict_shows_both_sides_with_the_difference_marked_and_nothing_chosen(
    place, lived: Everyday
) -> None:
    html = await place.browser(Role.STREET_ADMIN).read(f"/conflict/{lived.conflict.id}")
    assert "孙<mark>桂瑛</mark>" in html
    assert "孙<mark>贵英</mark>" in html
    assert " checked" not in html
    assert "甲" in flat(html)
    assert "宋玉兰" not in html


def picked(conflict: ConflictRecord, side: str) -> dict[str, str]:
    """The side as the page names it."""
    return {f"pick-{conflict.id}": f"{side}{shown_mark(conflict)}"}


async def test_a_side_that_moved_on_since_it_was_shown_is_not_chosen_by_accident(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/conflict/{lived.conflict.id}"
    shown = {**picked(lived.conflict, "b"), "reason": "x"}
    another = place.tablet(STATION, "丙")
    await place.bring(another)
    elder = another.record(lived.elder.id)
    await place.bring(another, msgspec.structs.replace(elder, name="孙贵瑛"))
    answer = await browser.post(path, shown, drawn_at=path)
    assert answer.status_code == 422
    assert "刚刚又有人改了" in flat(answer.text)
    assert place.archive.get(lived.elder.id, EVERYTHING).name == "孙贵瑛"


async def test_a_conflict_needs_a_choice_and_a_reason(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/conflict/{lived.conflict.id}"
    for fields in (
        {},
        {"reason": "x"},
        picked(lived.conflict, "b"),
        {**picked(lived.conflict, "c"), "reason": "x"},
    ):
        answer = await browser.post(path, fields, drawn_at=path)
        assert answer.status_code == 422
    assert place.archive.get(lived.conflict.id, EVERYTHING).resolution is None


@pytest.mark.parametrize(("pick", "name"), [("a", "孙桂瑛"), ("b", "孙贵英")])
async def test_a_decided_conflict_gives_every_tablet_the_same_name(
    place, lived: Everyday, pick: str, name: str
) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/conflict/{lived.conflict.id}"
    fields = {**picked(lived.conflict, pick), "reason": "已核对身份证原件"}
    answer = await browser.post(path, fields, drawn_at=path)
    assert answer.status_code == 303
    assert "已裁定" in flat(await browser.read(answer.headers["location"]))
    await place.bring(lived.box)
    assert lived.box.record(lived.elder.id).name == name
    decided = place.archive.get(lived.conflict.id, EVERYTHING)
    assert isinstance(decided, ConflictRecord)
    assert decided.reason == "已核对身份证原件"
    assert decided.resolution is (ConflictResolution.KEEP_A if pick == "a" else ConflictResolution.KEEP_B)
    assert "没有冲突" in flat(await browser.read("/conflicts"))
    assert name in flat(await browser.read("/conflicts?decided=1"))


async def test_a_decided_conflict_stays_decided(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_ADMIN), f"/conflict/{lived.conflict.id}"
    await browser.post(path, {**picked(lived.conflict, "b"), "reason": "x"}, drawn_at=path)
    await browser.post(path, {**picked(lived.conflict, "a"), "reason": "y"}, drawn_at=path)
    elder = place.archive.get(lived.elder.id, EVERYTHING)
    assert isinstance(elder, Person)
    assert elder.name == "孙贵英"


async def test_a_street_worker_sees_a_conflict_and_does_not_decide(place: Place, lived: Everyday) -> None:
    browser = place.browser(Role.STREET_WORKER)
    page = await browser.read(f"/conflict/{lived.conflict.id}")
    assert "由街道主管裁定" in page
    assert "pick-" not in page


async def test_hours_are_confirmed_as_they_stand_when_the_button_is_pressed(place: Place, lived: Everyday) -> None:
    browser, path = place.browser(Role.STREET_WORKER), f"/hours/{lived.session.id}"
    await browser.read(path)
    changed = msgspec.structs.replace(lived.box.record(lived.session.id), break_minutes=30)
    await place.bring(lived.box, changed)
    await browser.post(path, {"do": "confirm"}, drawn_at=path)
    session = place.archive.get(lived.session.id, EVERYTHING)
    assert (session.status, session.minutes) == (SessionStatus.CONFIRMED, 120)


async def test_confirmed_hours_are_waiting_no_more(place: Place, lived: Everyday) -> None:
    browser = place.browser(Role.STREET_WORKER)
    await browser.post("/hours/confirm", {"id": [str(lived.session.id)]}, drawn_at="/hours")
    waiting = place.archive.records(VolunteerSession, EVERYTHING, "status = 'out'")
    assert waiting == []
    assert "没有待确认的时长" in flat(await browser.read("/hours"))
