"""The check screens: sixteen and seventeen questions, the running level, and what a red answer opens."""

import json
from datetime import timedelta
from pathlib import Path

import flet as ft
import pytest

from records.alert import Alert
from records.codes import (
    AbilityGrade,
    AlertType,
    BeneficiaryCategory,
    Chronic,
    LivingArrangement,
    RiskLevel,
    VisitMode,
    VisitOutcome,
)
from records.person import Contact, Kinship, PersonCategory
from records.rules.ruleset import load_ruleset
from records.visit import Visit
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment
from storage.errors import DiskFull
from tests.storage.tablets import open_for
from tests.views.village import neighbour
from views.check_progress import CheckDraft

VECTORS = json.loads((Path(__file__).parents[1] / "records/rules/vectors.json").read_text(encoding="utf-8"))
SHOWN = [v for v in VECTORS if not v["context"].get("confirmed_by_supervisor")]
"""All vectors that a station's screen can reach: a supervisor confirms elsewhere."""
WORDS = {"critical": "紧急", "high": "高", "medium": "中", "low": "低", "unknown": "未知"}


def codes(kind):
    return [item.code for item in load_ruleset().check_list(kind).items]


def an_elder(village, flags=(), **fields):
    """Somebody whose file says exactly these flags."""
    age = 92 if "age90" in flags else 82 if "age80" in flags else 72
    alone = LivingArrangement.ALONE if "alone" in flags else LivingArrangement.SPOUSE_ONLY
    given = {
        "living_arrangement": alone,
        "emergency_contacts": (neighbour(),),
        "chronic": (Chronic.DEMENTIA,) if "dementia" in flags else (),
        "ability_grade": AbilityGrade.MODERATE if "ability2" in flags else None,
        "category": BeneficiaryCategory.ELDER_EMPTY_NEST,
    }
    return village.person("陈桂兰", age=age, **given | fields)


CHILD_FLAGS = {
    "lb2": BeneficiaryCategory.CHILD_LEFT_BEHIND,
    "orphan": BeneficiaryCategory.CHILD_ORPHAN,
    "poor": BeneficiaryCategory.CHILD_FAMILY_HARDSHIP,
}


def a_child(village, state, flags=(), age=9):
    child = village.person("孙浩然", age=age, category=None, living_arrangement=LivingArrangement.GRAND_ONLY)
    for flag in flags:
        if flag in CHILD_FLAGS:
            village.keep(
                PersonCategory,
                person_id=child.id,
                category=CHILD_FLAGS[flag],
                from_on=state.today() - timedelta(days=90),
            )
    return child


def named(vector):
    answers = " ".join(f"{item}={value}" for item, value in vector["answers"].items())
    return f"{vector['kind']}: {answers} {' '.join(vector['flags'])} {vector['context'] or ''}"


@pytest.mark.parametrize("vector", SHOWN, ids=named)
async def test_every_vector_shows_and_saves_its_level(vector, window, village, state):
    kind, flags, context = vector["kind"], vector["flags"], vector["context"]
    person = an_elder(village, flags) if kind == "elder" else a_child(village, state, flags)
    if "previous" in context:
        village.risk(person.id, RiskLevel(context["previous"]), days_ago=3)
    others = {} if vector["others"] is None else dict.fromkeys(codes(kind), vector["others"])
    mode = VisitMode.IN_PERSON if context.get("in_person", True) else VisitMode.PHONE
    ticked = tuple(flag for flag in flags if flag in ("prior", "old_carer"))
    draft = CheckDraft(answers={**others, **vector["answers"]}, mode=mode, ticked=ticked)
    state.keep_draft(f"{kind}_check", person.id, draft.values())
    async with window(f"/check/{kind}/{person.id}") as screen:
        expected = vector["expect"]["level"]
        assert WORDS[expected] in screen.said("level")
        await screen.tap("save")
    [check] = state.records(ElderCheck if kind == "elder" else ChildCheck)
    assert (check.level_suggested, check.level_confirmed) == (expected, expected)
    assert (check.score_d, check.score_s) == (vector["expect"]["D"], vector["expect"]["S"])
    assert set(check.flags) == set(flags)
    assert state.person_card(person.id).level in (expected, None if expected == "unknown" else expected)


# --- an ordinary check ---
async def test_an_untouched_check_looks_untouched_and_asks_before_it_saves(window, village, state):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        chosen = [c for c in screen.all(ft.Semantics) if c.selected and c.identifier and c.identifier[:1] == "E"]
        assert chosen == []
        assert "答了 0/16，没问的不算正常" in screen.text
        await screen.tap("save")
        assert "先点怎么见的" in screen.text
        await screen.tap("mode-in_person")
        await screen.tap("save")
        assert "至少要答一题" in screen.text
    assert state.records(ElderCheck) == []


async def test_a_level_kept_from_before_says_why_and_not_that_nothing_was_found(window, village):
    person = an_elder(village)
    village.risk(person.id, RiskLevel.MEDIUM, days_ago=3)
    async with window(f"/check/elder/{person.id}") as screen:
        assert WORDS["medium"] in screen.text
        assert "没答够，不能降级" in screen.text
        assert "没有发现问题" not in screen.text


async def test_sixteen_questions_cost_eighteen_taps(window, village, state):
    elder = an_elder(village)
    taps = 0
    async with window(f"/check/elder/{elder.id}") as screen:
        for ident in ["mode-in_person", *(f"{code}-0" for code in codes("elder")), "save"]:
            await screen.tap(ident)
            taps += 1
        assert "陈桂兰的检查（低），已保存在本机" in screen.text
        assert screen.page.route == f"/people/{elder.id}"
    assert taps == 18
    [check], [visit] = state.records(ElderCheck), state.records(Visit)
    assert (check.visit_id, check.completeness, check.in_person) == (visit.id, 100, True)
    assert (visit.outcome, visit.mode, visit.person_ids) == (VisitOutcome.SEEN_OK, VisitMode.IN_PERSON, (elder.id,))
    assert [r.level for r in state.records(RiskAssessment)] == [RiskLevel.LOW]


async def test_seventeen_questions_cost_nineteen_taps(window, village, state):
    child = a_child(village, state, ("lb2",))
    taps = 0
    async with window(f"/check/child/{child.id}") as screen:
        for ident in ["mode-in_person", *(f"{code}-0" for code in codes("child")), "save"]:
            await screen.tap(ident)
            taps += 1
    assert taps == 19
    [check] = state.records(ChildCheck)
    assert (check.seen_alone, check.completeness, check.level_confirmed) == (True, 100, RiskLevel.LOW)


async def test_the_dangerous_questions_stand_on_top(window, village):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        order = [ident[:3] for ident in screen.starting("E") if ident.endswith("-0")]
    assert order[:3] == ["E01", "E10", "E11"]
    assert len(order) == 16


async def test_the_undo_of_a_check_takes_everything_back(window, village, state):
    elder = an_elder(village)
    state.keep_draft("elder_check", elder.id, CheckDraft(answers={"E11": 2}, mode=VisitMode.IN_PERSON).values())
    async with window(f"/check/elder/{elder.id}") as screen:
        await screen.tap("save")
        assert len(state.records(Alert)) == 1
        await screen.undo()
    assert all(r.is_void for kind in (Visit, ElderCheck, RiskAssessment, Alert) for r in state.records(kind))


async def test_half_a_check_is_found_again_as_it_was_left(window, village, state):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        await screen.tap("mode-phone")
        await screen.tap("E02-1")
        await screen.tap("back")
        [draft] = state.drafts()
        assert (draft.form, draft.about) == ("elder_check", elder.id)
        await screen.go(f"/check/elder/{elder.id}")
        assert screen.named("E02-1").selected
        assert "答了 1/16" in screen.text
        await screen.tap("save")
    assert state.drafts() == []


# --- red ---
async def test_a_red_answer_opens_the_numbers_and_says_what_to_do(window, village, state):
    contact = Contact("陈建军", Kinship.CHILD, "13905320012", is_local=True)
    elder = an_elder(village, emergency_contacts=(contact,))
    async with window(f"/check/elder/{elder.id}") as screen:
        assert not screen.has("E01-call-120")
        await screen.tap("E01-3")
        assert "打 120 急救" in screen.said("E01-call-120")
        assert "不要搬动" in screen.text
        assert "13905320012" in screen.text
        assert "紧急" in screen.said("level")
        await screen.tap("E01-call-120")
        assert "8:30 打过 120" in screen.text
        await screen.tap("mode-in_person")
        await screen.tap("save")
    [alert] = state.records(Alert)
    assert (alert.alert_type, alert.level) == (AlertType.ELDER_CRITICAL, RiskLevel.CRITICAL)
    assert [(call.number, call.by) for call in alert.calls] == [("120", state.me)]


async def test_the_family_is_not_offered_where_abuse_is_plain(window, village):
    contact = Contact("陈建军", Kinship.CHILD, "13905320012", is_local=True)
    elder = an_elder(village, emergency_contacts=(contact,))
    async with window(f"/check/elder/{elder.id}", width=390, height=844) as screen:
        await screen.tap("E10-2")
        assert screen.has("E10-call-110")
        assert "13905320012" not in screen.text


async def test_suspected_abuse_of_somebody_without_capacity_must_be_reported(window, village, state):
    elder = an_elder(village, ("dementia",))
    async with window(f"/check/elder/{elder.id}") as screen:
        await screen.tap("E10-1")
        assert "依法必须马上报告" in screen.said("mandatory")
        await screen.tap("mode-in_person")
        await screen.tap("save")
    assert [a.alert_type for a in state.records(Alert)] == [AlertType.MANDATORY_REPORT]


async def test_a_red_answer_about_a_child_names_the_circumstances(window, village, state):
    child = a_child(village, state, age=7)
    async with window(f"/check/child/{child.id}") as screen:
        await screen.tap("K02-3")
        assert "被遗弃或长期没人照料" in screen.said("mandatory")
        assert screen.has("mandatory-call-110")
        await screen.type("child-words", "“晚上就我一个人”")
        await screen.type("note", "10:20 报了派出所")
        await screen.tap("mode-in_person")
        await screen.tap("save")
    [check] = state.records(ChildCheck)
    assert (check.child_words, check.note) == ("“晚上就我一个人”", "10:20 报了派出所")
    assert [hit.value for hit in check.mr_hits] == ["mr6"]
    [risk] = state.records(RiskAssessment)
    assert (risk.level, risk.reasons, risk.reason) == (RiskLevel.CRITICAL, (), "")


async def test_a_child_who_was_not_met_is_no_contact(window, village, state):
    child = a_child(village, state)
    async with window(f"/check/child/{child.id}") as screen:
        for ident in ("mode-in_person", "K01-2", "K03-1", "save"):
            await screen.tap(ident)
    [visit], [check] = state.records(Visit), state.records(ChildCheck)
    assert visit.outcome is VisitOutcome.NOT_HOME
    assert (check.in_person, check.carer_rating.value) == (False, "fair")


# --- level, flags, self-care ---
async def test_a_lower_level_wants_a_reason(window, village, state):
    elder = an_elder(village)
    answers = dict.fromkeys(codes("elder"), 0) | {"E02": 2}
    state.keep_draft("elder_check", elder.id, CheckDraft(answers=answers, mode=VisitMode.IN_PERSON).values())
    async with window(f"/check/elder/{elder.id}") as screen:
        await screen.tap("level-medium")
        await screen.tap("save")
        assert "还没填" in screen.text
        await screen.type("lower-reason", "医生看过，只是擦伤")
        await screen.tap("save")
    [check], [risk] = state.records(ElderCheck), state.records(RiskAssessment)
    assert (check.level_suggested, check.level_confirmed) == (RiskLevel.HIGH, RiskLevel.MEDIUM)
    assert (risk.level, risk.reason) == (RiskLevel.MEDIUM, "医生看过，只是擦伤")


async def test_the_follow_up_date_stands_beside_the_level(window, village):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        await screen.tap("E02-2")
        assert screen.said("follow-up") == "星期五前要回访"
        await screen.tap("E11-2")
        assert screen.said("follow-up") == "现在就联系，明天前要再见到本人"


async def test_what_the_file_says_counts_and_what_it_does_not_know_can_be_ticked(window, village, state):
    elder = an_elder(village, ("alone", "age80"))
    async with window(f"/check/elder/{elder.id}") as screen:
        assert "80岁以上\n+1" in screen.text
        await screen.tap("flag-bereaved90")
        for ident in ("mode-in_person", "E02-1", "save"):
            await screen.tap(ident)
    [check] = state.records(ElderCheck)
    assert check.flags == ("age80", "alone", "bereaved90")
    assert check.score_s == 5


async def test_a_change_in_self_care_opens_five_more_questions(window, village, state):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        assert not screen.has("selfcare")
        await screen.tap("E05-1")
        for code in ("S1", "S2", "S3", "S4"):
            await screen.tap(f"{code}-2")
        assert not screen.has("selfcare-result")
        await screen.tap("S5-2")
        assert screen.said("selfcare-result") == "自理：不能自理，19 分"
        await screen.tap("mode-in_person")
        await screen.tap("save")
    [check] = state.records(ElderCheck)
    assert check.selfcare == dict.fromkeys(("S1", "S2", "S3", "S4", "S5"), 2)


async def test_on_a_phone_the_level_bar_opens_all_reasons(window, village):
    elder = an_elder(village, ("alone", "age80"))
    async with window(f"/check/elder/{elder.id}", width=390, height=844) as screen:
        await screen.tap("E01-1")
        assert "共 3 条" in screen.said("level")
        await screen.tap("level")
        assert "身体怎么样：小不适" in screen.said("reasons")


# --- who may not, and what goes wrong ---
async def test_without_the_protection_ring_the_screen_says_who_can(window, village, state, notebook, template):
    child = a_child(village, state)
    notebook.lock()
    open_for(notebook, template.enrolment.assistant.id, template.keks)
    state.version += 1
    async with window(f"/check/child/{child.id}") as screen:
        assert "王秀英" in screen.said("no-right")
        assert screen.has("protection-call-110")
        assert not screen.has("save")
        await screen.tap("to-visit")
        assert screen.page.route == f"/visit/{child.id}"


async def test_a_full_disk_loses_nothing_and_says_so(window, village, state, monkeypatch):
    elder = an_elder(village)
    async with window(f"/check/elder/{elder.id}") as screen:
        for ident in ("mode-in_person", "E01-0"):
            await screen.tap(ident)
        full = True
        keep = state.notebook.save

        def save(*records, **more):
            if full:
                raise DiskFull("no room")
            return keep(*records, **more)

        monkeypatch.setattr(state.notebook, "save", save)
        await screen.tap("save")
        assert screen.has("save-again")
        assert screen.named("E01-0").selected
        full = False
        await screen.tap("save-again")
    assert len(state.records(ElderCheck)) == 1


async def test_a_person_who_is_not_here_is_no_crash(window):
    async with window("/check/elder/0192d5e0-0000-7000-8000-000000000000") as screen:
        assert "不在本机上" in screen.text
