"""Today: what is red, late, due, half done; and how few taps it takes from here."""

from datetime import date, datetime, time, timedelta

from records.codes import AlertStatus, AlertType, BeneficiaryCategory, RiskLevel, VolunteerField
from records.rules.calendar import SHANGHAI
from records.volunteering import VolunteerActivity


async def test_the_first_day_says_what_to_do_first(window):
    async with window("/") as screen:
        assert "还没有服务对象" in screen.text
        await screen.tap("first-person")
        assert screen.page.route == "/people/new"


async def test_whoever_is_late_stands_first_with_days_in_words(window, village):
    late = village.person("陈桂兰", level=RiskLevel.HIGH, seen_days_ago=10)
    async with window("/") as screen:
        said = screen.said(f"person-{late.id}")
    assert "逾期 3 天" in said
    assert "82岁·3巷·独居老人" in said


async def test_who_is_due_today_stands_apart_and_says_why(window, village):
    due = village.person("赵秀英", category=BeneficiaryCategory.ELDER_EMPTY_NEST, level=RiskLevel.HIGH, seen_days_ago=7)
    async with window("/") as screen:
        said = screen.said(f"person-{due.id}")
        assert "今天到期" in said
        assert "每 7 天要联系一次" in said


async def test_a_visit_begins_with_one_tap_on_a_person(window, village):
    late = village.person(level=RiskLevel.HIGH, seen_days_ago=10)
    async with window("/") as screen:
        await screen.tap(f"person-{late.id}")
        assert screen.page.route == f"/visit/{late.id}"


async def test_on_a_phone_the_reason_gives_way_to_the_name(window, village):
    village.person(level=RiskLevel.HIGH, seen_days_ago=7)
    async with window("/", width=390, height=844) as screen:
        assert "每 7 天要联系一次" not in screen.text
        assert "陈桂兰" in screen.text


async def test_a_red_alert_stands_above_with_what_to_press_and_the_streets_answer(window, village, template):
    person = village.person("王德福", phone="13812345678")
    alert = village.alert(person.id, answer="派出所在路上", answered_by=template.enrolment.assistant.id)
    async with window("/") as screen:
        card = screen.said(f"alert-{alert.id}")
        assert "王德福·联系不上" in card
        assert "已过 16 小时" in card
        assert "李小梅：派出所在路上" in card
        await screen.tap("alert-call")
        assert "13812345678" in screen.text
        await screen.tap("call-close")
        await screen.tap("alert-visit")
        assert screen.page.route == f"/visit/{person.id}"


async def test_a_press_on_a_red_alert_opens_it_and_one_more_takes_it_on(window, village, state):
    person = village.person()
    alert = village.alert(person.id)
    async with window("/") as screen:
        await screen.tap("alert-open")
        assert screen.page.route == f"/records/alert/{alert.id}"
        await screen.tap("alert-take")
        assert state.get(alert.id).status is AlertStatus.IN_PROGRESS
        assert state.get(alert.id).assignee_id == state.me
        await screen.undo()
        assert state.get(alert.id).status is AlertStatus.OPEN


async def test_answers_to_other_alerts_have_a_line_each(window, village):
    person = village.person()
    village.alert(person.id, level=RiskLevel.HIGH, alert_type=AlertType.OVERDUE_VISIT, answer="下周一起去")
    late = village.alert(person.id, level=RiskLevel.HIGH, hours_ago=40)
    async with window("/") as screen:
        assert "上级：下周一起去" in screen.text
        assert "处理晚了 39 小时" in screen.said(f"alert-{late.id}")


async def test_a_closed_alert_is_gone_from_today(window, village):
    person = village.person()
    alert = village.alert(person.id, status=AlertStatus.RESOLVED)
    async with window("/") as screen:
        assert not screen.has(f"alert-{alert.id}")


async def test_what_is_unfinished_is_found_again_and_goes_on(window, village, state):
    person = village.person("孙浩然", age=9)
    state.keep_draft("consent", person.id, {"scope": "photo"})
    async with window("/") as screen:
        assert "未完成" in screen.text
        [draft] = screen.starting("draft-")
        assert "孙浩然·告知与同意" in screen.said(draft)
        assert "还没保存" in screen.said(draft)
        await screen.tap(draft)
        assert screen.page.route == f"/form/consent/for/{person.id}"
        assert screen.named("field-scope-photo").selected


async def test_todays_activities_stand_with_their_time(window, village, state):
    village.person()
    at = datetime.combine(state.today(), time(14), SHANGHAI)
    activity = village.keep(
        VolunteerActivity,
        at,
        title="河道清洁",
        field=VolunteerField.ENVIRONMENT,
        leader_id=state.me,
        recorder_id=state.me,
        place="村东",
        content="捡垃圾",
        planned_end=at + timedelta(hours=2),
    )
    async with window("/") as screen:
        assert "14:00 河道清洁" in screen.text
        await screen.tap(f"activity-{activity.id}")
        assert screen.page.route == f"/volunteers/activity/{activity.id}"


async def test_a_birthday_is_said_with_its_lunar_date(window, village, state):
    today = state.today()
    village.person("高玉堂", birth_date=date(today.year - 70, today.month, today.day), level=RiskLevel.LOW)
    async with window("/") as screen:
        assert "高玉堂 70岁生日" in screen.text
        assert "农历" in screen.text


async def test_the_badge_counts_what_waits_and_opens_the_sync_page(window, village):
    village.person()
    async with window("/") as screen:
        assert "3 条未上报" in screen.said("sync-badge")
        assert "从今天" in screen.said("waiting")
        await screen.tap("sync-badge")
        assert screen.page.route == "/sync"


async def test_a_day_on_which_nobody_is_due_says_so_and_who_is_next(window, village):
    village.person(level=RiskLevel.LOW, seen_days_ago=2)
    async with window("/") as screen:
        assert "今天没有要走访的" in screen.text
        assert "接下来" in screen.text


async def test_more_than_twenty_late_ones_are_a_number_that_opens_the_list(window, village):
    for number in range(23):
        village.person(f"赵{chr(0x4E00 + number)}", level=RiskLevel.HIGH, seen_days_ago=20)
    async with window("/") as screen:
        assert len([i for i in screen.idents if i.startswith("person-")]) == 20
        assert "还有 3 人" in screen.said("more-overdue")


async def test_a_dead_persons_visit_is_never_due(window, village):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=20, deceased_on=date(2026, 11, 1))
    async with window("/") as screen:
        assert not screen.has(f"person-{person.id}")


async def test_today_draws_nothing_under_another_screen(window, village):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=20)
    async with window("/mine") as screen:
        assert not screen.has(f"person-{person.id}")
