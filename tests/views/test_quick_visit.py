"""The quick visit: three taps when all is well, two more per problem, and what to try when nobody opens."""

from datetime import timedelta

import pytest

from records.alert import Alert
from records.codes import (
    ActionType,
    AlertStatus,
    AlertType,
    BeneficiaryCategory,
    LivingArrangement,
    PersonStatus,
    RiskLevel,
    RiskSource,
    VisitMode,
    VisitOutcome,
    VisitType,
)
from records.person import Household, Person, PersonCategory
from records.visit import Visit, VisitPerson
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment
from storage.errors import DiskFull
from tests.storage.tablets import open_for
from tests.views.village import neighbour


def outcomes(state):
    return [(v.mode, v.outcome) for v in state.records(Visit, order="occurred_at, id")]


def a_couple(village, state):
    home = village.keep(Household, address="5巷11号", lane="5巷")
    people = []
    for name, year in (("刘玉珍", 1944), ("赵福生", 1942)):
        person = village.keep(
            Person,
            name=name,
            birth_date=state.today().replace(year=year),
            household_id=home.id,
            living_arrangement=LivingArrangement.SPOUSE_ONLY,
            emergency_contacts=(neighbour(),),
        )
        village.keep(
            PersonCategory,
            person_id=person.id,
            category=BeneficiaryCategory.ELDER_EMPTY_NEST,
            from_on=state.today() - timedelta(days=90),
        )
        people.append(person)
    return people


# --- all is well ---
async def test_from_today_an_ordinary_visit_costs_three_taps_after_the_person(window, village, state):
    person = village.person(level=RiskLevel.MEDIUM, seen_days_ago=20)
    async with window("/") as screen:
        await screen.tap(f"person-{person.id}")
        for ident in ("met-seen", "all-well", "save"):
            await screen.tap(ident)
        assert screen.page.route == "/"
        assert "陈桂兰的走访，已保存在本机" in screen.text
        assert "逾期" not in screen.text
    newest = state.records(Visit, limit=1)[0]
    assert (newest.outcome, newest.mode, newest.all_normal_shortcut) == (
        VisitOutcome.SEEN_OK,
        VisitMode.IN_PERSON,
        True,
    )
    assert (newest.visitors, newest.visit_type) == ((state.me,), VisitType.REGULAR)
    assert state.drafts() == []


async def test_the_shortest_way_is_three_taps_in_all(window, village, state):
    person = village.person(level=RiskLevel.MEDIUM, seen_days_ago=20)
    async with window("/") as screen:
        for ident in (f"person-{person.id}", "all-well", "save"):
            await screen.tap(ident)
        assert "已保存在本机" in screen.text
    assert state.records(Visit, limit=1)[0].outcome is VisitOutcome.SEEN_OK


async def test_untouched_looks_untouched_and_says_what_is_missing(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        assert not screen.named("met-seen").selected
        assert not screen.named("all-well").selected
        await screen.tap("save")
        assert "先点见到了没有" in screen.said("foot-note")
        await screen.tap("met-called")
        await screen.tap("save")
        assert "点“全部正常”" in screen.said("foot-note")
    assert state.records(Visit) == []


async def test_a_visit_can_be_taken_back_for_ten_seconds(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("all-well")
        await screen.tap("save")
        assert screen.snackbar.duration == 10_000
        await screen.undo()
    assert [v.is_void for v in state.records(Visit)] == [True]


async def test_the_first_visit_to_somebody_is_a_first_visit(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("all-well")
        await screen.tap("save")
    assert state.records(Visit)[0].visit_type is VisitType.FIRST


async def test_how_exactly_can_be_said(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-called", "how-video", "all-well", "save"):
            await screen.tap(ident)
    assert outcomes(state) == [(VisitMode.VIDEO, VisitOutcome.SEEN_OK)]


# --- problems ---
async def test_a_problem_costs_two_more_taps(window, village, state):
    person = village.person(level=RiskLevel.LOW, seen_days_ago=1, emergency_contacts=(neighbour(),))
    taps = ["met-seen", "problem-E02", "degree-E02-2", "save"]
    async with window(f"/visit/{person.id}") as screen:
        for ident in taps:
            await screen.tap(ident)
    visit, [check] = state.records(Visit, limit=1)[0], state.records(ElderCheck)
    assert (visit.outcome, [d.value for d in visit.problems]) == (VisitOutcome.SEEN_PROBLEM, ["health"])
    assert (check.answers, check.visit_id, check.completeness) == ({"E02": 2}, visit.id, 6)
    assert state.person_card(person.id).level is RiskLevel.HIGH
    assert [a.alert_type for a in state.records(Alert)] == [AlertType.CARE_LEVEL_CHANGE]


async def test_what_was_done_is_one_tap_each_and_stands_for_the_trip(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-seen", "problem-E01", "degree-E01-2", "act-E01-hospital", "act-E01-notify_family", "save"):
            await screen.tap(ident)
    assert [a.kind for a in state.records(Visit)[0].actions] == [ActionType.HOSPITAL, ActionType.NOTIFY_FAMILY]


async def test_a_problem_without_a_degree_is_asked_for(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-seen", "problem-E13", "save"):
            await screen.tap(ident)
        assert "还有一样没点有多重" in screen.said("foot-note")
    assert state.records(Visit) == []


async def test_a_red_degree_opens_the_numbers_and_calling_is_noted_as_done(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}", width=390, height=844) as screen:
        for ident in ("met-seen", "problem-E01", "degree-E01-3"):
            await screen.tap(ident)
        await screen.tap("E01-call-120")
        assert screen.named("act-E01-call_120").selected
        await screen.tap("save")
    assert [a.kind for a in state.records(Visit)[0].actions] == [ActionType.CALL_120]
    assert [a.level for a in state.records(Alert)] == [RiskLevel.CRITICAL]


async def test_an_adult_who_is_not_old_is_asked_about_needs_in_three_degrees(window, village, state):
    person = village.person("吴志强", age=45, category=BeneficiaryCategory.LOW_INCOME)
    async with window(f"/visit/{person.id}") as screen:
        assert not screen.has("problem-E01")
        for ident in ("met-seen", "problem-livelihood", "degree-livelihood-2", "save"):
            await screen.tap(ident)
    [risk] = state.records(RiskAssessment)
    assert (risk.level, risk.source, risk.reason) == (RiskLevel.HIGH, RiskSource.MANUAL, "吃穿用钱：要人管")
    assert state.records(ElderCheck) == []


async def test_a_light_need_never_lowers_a_level(window, village, state):
    person = village.person("吴志强", age=45, category=BeneficiaryCategory.LOW_INCOME, level=RiskLevel.HIGH)
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-seen", "problem-health", "degree-health-1", "save"):
            await screen.tap(ident)
    assert len(state.records(RiskAssessment)) == 1


async def test_a_childs_problem_stays_in_the_protection_ring(window, village, state):
    child = village.person("孙浩然", age=9, category=BeneficiaryCategory.CHILD_LEFT_BEHIND)
    async with window(f"/visit/{child.id}") as screen:
        for ident in ("met-seen", "problem-K05", "degree-K05-2", "act-K05-school", "save"):
            await screen.tap(ident)
    [visit], [check] = state.records(Visit), state.records(ChildCheck)
    assert (visit.problems, check.answers) == ((), {"K05": 2})
    assert state.person_card(child.id).level is RiskLevel.HIGH


async def test_without_the_ring_a_child_is_visited_like_everybody(window, village, state, notebook, template):
    child = village.person("孙浩然", age=9, category=BeneficiaryCategory.CHILD_LEFT_BEHIND)
    notebook.lock()
    open_for(notebook, template.enrolment.assistant.id, template.keks)
    state.version += 1
    async with window(f"/visit/{child.id}") as screen:
        assert screen.has("problem-health")
        assert not screen.has("problem-K06")
        assert not screen.has("to-check")
        assert "请有儿童保护权限的同事" in screen.text
        await screen.tap("all-well")
        await screen.tap("save")
    assert outcomes(state) == [(VisitMode.IN_PERSON, VisitOutcome.SEEN_OK)]


# --- a couple ---
async def test_a_couple_stands_on_one_screen_with_the_home_asked_once(window, village, state):
    wife, husband = a_couple(village, state)
    async with window(f"/visit/{wife.id}") as screen:
        assert not screen.has("home-well")
        await screen.tap(f"with-{husband.id}")
        assert not screen.has("problem-E11")
        taps = (
            "met-seen",
            "all-well",
            "1-met-seen",
            "1-problem-E03",
            "1-degree-E03-2",
            "home-problem-E11",
            "home-degree-E11-1",
            "save",
        )
        for ident in taps:
            await screen.tap(ident)
        assert "刘玉珍、赵福生的走访" in screen.text
    [visit] = state.records(Visit)
    found = {r.person_id: r.outcome for r in state.records(VisitPerson)}
    assert (set(visit.person_ids), visit.outcome) == ({wife.id, husband.id}, VisitOutcome.SEEN_PROBLEM)
    assert found == {wife.id: VisitOutcome.SEEN_PROBLEM, husband.id: VisitOutcome.SEEN_PROBLEM}
    answers = {check.person_id: check.answers for check in state.records(ElderCheck)}
    assert answers == {wife.id: {"E11": 1}, husband.id: {"E03": 2, "E11": 1}}


async def test_one_of_a_couple_who_was_out_belongs_to_the_same_visit(window, village, state):
    wife, husband = a_couple(village, state)
    async with window(f"/visit/{wife.id}") as screen:
        for ident in (f"with-{husband.id}", "all-well", "1-met-missed", "1-why-away", "save"):
            await screen.tap(ident)
    [visit] = state.records(Visit)
    assert visit.outcome is VisitOutcome.SEEN_OK
    assert {r.outcome for r in state.records(VisitPerson)} == {VisitOutcome.SEEN_OK, VisitOutcome.AWAY}
    assert state.person_card(husband.id).paused


async def test_what_is_missing_names_whom_it_is_about(window, village, state):
    wife, husband = a_couple(village, state)
    async with window(f"/visit/{wife.id}") as screen:
        for ident in (f"with-{husband.id}", "all-well", "save"):
            await screen.tap(ident)
        assert "赵福生·先点见到了没有" in screen.said("foot-note")


# --- nobody opens ---
async def test_nobody_opens_and_the_telephone_is_answered(window, village, state):
    person = village.person(phone="13705320011", level=RiskLevel.MEDIUM, seen_days_ago=20)
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-missed", "why-not_home"):
            await screen.tap(ident)
        assert "从今天 8:30 找起" in screen.said("try-timer")
        await screen.tap("try-phone-ok")
        await screen.tap("save")
    assert outcomes(state)[-2:] == [
        (VisitMode.IN_PERSON, VisitOutcome.NOT_HOME),
        (VisitMode.PHONE, VisitOutcome.SEEN_OK),
    ]
    assert state.records(Alert) == []


async def test_alone_at_high_risk_a_second_failure_raises_the_alarm(window, village, state):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=3, phone="13705320011")
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-missed", "why-not_home"):
            await screen.tap(ident)
        assert not screen.has("no-contact")
        await screen.tap("try-phone-no")
        assert "紧急情况" in screen.said("no-contact")
        await screen.tap("save")
    [alert] = state.records(Alert)
    assert (alert.alert_type, alert.level, alert.subject_id) == (AlertType.NO_CONTACT, RiskLevel.CRITICAL, person.id)


async def test_a_try_of_this_morning_counts_with_the_one_now(window, village, state):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=3)
    village.keep(
        Visit,
        state.now() - timedelta(hours=2),
        mode=VisitMode.IN_PERSON,
        outcome=VisitOutcome.NOT_HOME,
        person_ids=(person.id,),
    )
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-missed", "why-not_home"):
            await screen.tap(ident)
        assert "从今天 6:30 找起，已过 2 小时" in screen.said("try-timer")
        await screen.tap("save")
    assert [a.alert_type for a in state.records(Alert)] == [AlertType.NO_CONTACT]


async def test_seeing_the_person_ends_the_alarm(window, village, state):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=3)
    village.alert(person.id)
    async with window("/") as screen:
        await screen.tap("alert-visit")
        await screen.tap("all-well")
        await screen.tap("save")
        assert "紧急" not in screen.text
    [alert] = state.records(Alert)
    assert (alert.status, alert.closed_by) == (AlertStatus.RESOLVED, state.me)
    assert state.records(Visit, limit=1)[0].visit_type is VisitType.FOLLOW_UP


async def test_a_neighbours_word_is_enough_to_find_somebody_but_is_no_visit(window, village, state):
    person = village.person(level=RiskLevel.HIGH, seen_days_ago=8, emergency_contacts=(neighbour(),))
    village.alert(person.id, hours_ago=3)
    before = state.person_card(person.id).due_on
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-missed", "why-not_home", "try-reach-0-ok", "save"):
            await screen.tap(ident)
    assert outcomes(state)[-1] == (VisitMode.PROXY, VisitOutcome.SEEN_OK)
    assert [a.status for a in state.records(Alert)] == [AlertStatus.RESOLVED]
    assert state.person_card(person.id).due_on == before


async def test_a_death_stops_every_visit_and_can_be_taken_back(window, village, state):
    person = village.person(level=RiskLevel.MEDIUM, seen_days_ago=20)
    async with window(f"/visit/{person.id}") as screen:
        for ident in ("met-missed", "why-deceased"):
            await screen.tap(ident)
        assert "保存后停止对本人的走访" in screen.text
        await screen.tap("save")
        assert state.get(person.id).status is PersonStatus.DECEASED
        assert state.person_card(person.id).due_on is None
        await screen.undo()
    assert state.get(person.id).status is PersonStatus.ACTIVE


# --- when, drafts, faults ---
async def test_a_visit_of_yesterday_is_dated_yesterday(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("all-well")
        await screen.tap("when-yesterday")
        await screen.type("when-time", "15:30")
        await screen.tap("save")
    [visit] = state.records(Visit)
    assert visit.occurred_at == state.now().replace(hour=7, minute=30) - timedelta(days=1)


@pytest.mark.parametrize(("day", "said"), [("2026-10-01", "要由街道补录"), ("2026-11-30", "时间还没到")])
async def test_a_day_that_cannot_be_is_refused_in_words(window, village, state, day, said):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("all-well")
        await screen.tap("when-other")
        await screen.type("when", day)
        await screen.tap("save")
        assert said in screen.text
    assert state.records(Visit) == []


async def test_every_tap_is_kept_and_found_again(window, village, state):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("met-seen")
        await screen.tap("problem-E07")
        await screen.tap("back")
        assert [d.form for d in state.drafts()] == ["visit"]
        await screen.go(f"/visit/{person.id}")
        assert screen.has("degree-E07-2")
        assert "没填完的" in screen.text
        await screen.tap("begin-again")
        assert not screen.has("degree-E07-2")
        assert state.drafts() == []


async def test_a_visit_finished_later_happened_when_it_was_begun(window, village, state):
    person = village.person()
    began = state.now()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("met-seen")
        state.clock = lambda: began + timedelta(hours=5)
        await screen.tap("all-well")
        await screen.tap("save")
    assert state.records(Visit)[0].occurred_at == began


async def test_a_full_disk_keeps_the_form_and_says_so(window, village, state, monkeypatch):
    person = village.person()
    async with window(f"/visit/{person.id}") as screen:
        await screen.tap("all-well")

        def full(*_records, **_more):
            raise DiskFull("no room")

        monkeypatch.setattr(state.notebook, "save", full)
        await screen.tap("save")
        assert screen.has("save-again")
        assert screen.named("all-well").selected
    assert len(state.drafts()) == 1


async def test_a_person_who_is_not_here_is_no_crash(window):
    async with window("/visit/0192d5e0-0000-7000-8000-000000000000") as screen:
        assert "不在本机上" in screen.text


async def test_somebody_without_a_birth_date_a_household_or_a_category_can_be_visited(window, state):
    person = Person(**state.born(), name="无名氏")
    state.save(person)
    async with window(f"/visit/{person.id}", width=390, height=844) as screen:
        assert screen.has("problem-health")
        await screen.tap("all-well")
        await screen.tap("save")
    assert len(state.records(Visit)) == 1


# --- whom to visit ---
async def test_whom_to_visit_lists_who_is_due_and_finds_the_rest(window, village):
    late = village.person("陈桂兰", level=RiskLevel.HIGH, seen_days_ago=10)
    other = village.person("欧阳彧", level=RiskLevel.LOW, seen_days_ago=1)
    async with window("/visit") as screen:
        assert screen.has(f"person-{late.id}")
        await screen.type("find", "ouyang")
        await screen.tap(f"person-{other.id}")
        assert screen.page.route == f"/visit/{other.id}"


async def test_nobody_found_offers_a_new_record(window, village):
    village.person()
    async with window("/visit") as screen:
        await screen.type("find", "不存在")
        await screen.tap("new-person")
        assert screen.page.route == "/people/new"


async def test_with_nobody_on_the_tablet_the_chooser_says_what_to_do_first(window):
    async with window("/visit") as screen:
        await screen.tap("first-person")
        assert screen.page.route == "/people/new"
