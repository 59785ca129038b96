"""The generic form, list and page: made from a kind's declaration, for a kind this test adds as for every other."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import pytest

from records import kinds
from records.base import (
    COMPLETE,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Sensitivity,
    code,
    day,
    ref,
    text,
    whole,
)
from records.codes import AlertStatus, ConsentScope, Kinship, RiskLevel
from records.kinds import KINDS, add_kind
from records.person import Consent, Household, PersonCategory, Relation
from records.visit import VisitPlan
from records.volunteering import HoursDispute, Volunteer
from records.words import Words
from storage.notebook import Notebook
from tests.storage.tablets import DEVICE_SECRET, open_for
from views.form_defaults import may_begin
from views.state.app_state import AppState
from views.state.keeping import SaveFailed

BEGUN = [name for name, kind in KINDS.items() if may_begin(kind) and name not in ("person", "volunteer_activity")]


@pytest.mark.parametrize("kind", BEGUN)
async def test_every_kind_a_worker_may_begin_has_a_form_without_a_line_for_it(window, state, kind):
    async with window(f"/form/{kind}") as screen:
        for field in ("save", "back"):
            assert screen.has(field)
        assert state.words.kind(KINDS[kind]) in screen.text


async def test_the_form_marks_the_field_that_is_wrong_and_names_it_below(window, state):
    async with window("/form/household") as screen:
        await screen.tap("save")
        assert "地址：还没填" in screen.text
        await screen.type("field-address", "3巷7号")
        assert "还没填" not in screen.text
        await screen.tap("more-fields")
        await screen.type("field-phone", "123")
        await screen.tap("save")
        assert "家里电话：格式不对" in screen.text
        await screen.type("field-phone", "")
        await screen.tap("field-hazards-well")
        await screen.tap("field-hazards-pond")
        await screen.tap("save")
    [home] = state.records(Household)
    assert [each.value for each in home.hazards] == ["pond", "well"]


async def test_an_error_in_a_folded_field_unfolds_it(window, state):
    async with window("/form/household") as screen:
        await screen.type("field-address", "3巷7号")
        await screen.tap("more-fields")
        await screen.type("field-walk_order", "一")
        await screen.tap("fewer-fields")
        await screen.tap("save")
        assert "走访顺序" in screen.text
        assert screen.has("field-walk_order")


async def test_the_notice_is_read_from_the_screen_and_the_answer_kept_with_its_version(window, village, state):
    person = village.person()
    async with window(f"/form/consent/for/{person.id}") as screen:
        assert "我是河东村社会工作服务站的王秀英" in screen.text
        await screen.tap("save")
        assert "同意：还没填" in screen.text
        await screen.tap("field-given-False")
        await screen.tap("save")
        assert "告知与同意，已保存在本机" in screen.text
    [consent] = state.records(Consent)
    assert (consent.given, consent.scope, consent.text_version) == (False, ConsentScope.NOTICE, "2026-1")
    assert consent.person_id == person.id


async def test_for_a_child_under_fourteen_the_guardian_answers(window, village, state):
    child = village.person("孙浩然", age=9)
    async with window(f"/form/consent/for/{child.id}") as screen:
        assert screen.named("field-by_whom-guardian").selected


async def test_a_relative_who_is_not_here_is_typed_in_place(window, village, state):
    person = village.person()
    async with window(f"/form/relation/for/{person.id}") as screen:
        await screen.tap("field-relation-child")
        await screen.tap("save")
        assert "在册的人：还没填" in screen.text
        await screen.tap("field-other-add")
        await screen.type("field-other-0-name", "陈立军")
        await screen.type("field-other-0-phone", "13900001111")
        await screen.tap("field-is_actual_carer")
        await screen.tap("save")
    [relation] = state.records(Relation)
    assert (relation.relation, relation.other.name, relation.is_actual_carer) == (Kinship.CHILD, "陈立军", True)


async def test_a_relative_who_is_here_is_searched(window, village, state):
    person, son = village.person("陈桂兰"), village.person("陈立军", age=51, category=None)
    async with window(f"/form/relation/for/{person.id}") as screen:
        await screen.tap("field-relation-child")
        await screen.type("field-other_person_id-find", "clj")
        await screen.tap(f"field-other_person_id-{son.id}")
        assert "陈立军" in screen.said(f"field-other_person_id-chosen-{son.id}")
        await screen.tap("save")
    [relation] = state.records(Relation)
    assert relation.other_person_id == son.id


async def test_a_category_begins_today_and_a_plan_names_who_goes(window, village, state):
    person = village.person(category=None)
    async with window(f"/form/person_category/for/{person.id}") as screen:
        await screen.tap("field-category-elder_alone")
        await screen.tap("save")
    [category] = state.records(PersonCategory)
    assert category.from_on == state.today()
    async with window(f"/form/visit_plan/for/{person.id}") as screen:
        await screen.tap("field-purpose-elder")
        await screen.tap(f"field-assignee_id-{state.me}")
        await screen.tap("more-fields")
        await screen.type("field-interval_days", "5")
        await screen.type("field-bring_forward_to", "2026年11月30日")
        await screen.tap("save")
    [plan] = state.records(VisitPlan)
    assert (plan.interval_days, plan.assignee_id, plan.bring_forward_to) == (5, state.me, date(2026, 11, 30))


async def test_a_claim_for_hours_is_due_in_fifteen_days(window, village, state):
    volunteer = village.keep(Volunteer, name="高玉堂", registered_on=date(2026, 1, 1))
    async with window(f"/form/hours_dispute/for/{volunteer.id}") as screen:
        await screen.type("field-claim", "少记了一小时")
        await screen.tap("save")
    [claim] = state.records(HoursDispute)
    assert (claim.volunteer_id, claim.due_on) == (volunteer.id, date(2026, 12, 9))


async def test_a_day_that_is_none_is_refused_in_words(window, village, state):
    person = village.person(category=None)
    async with window(f"/form/person_category/for/{person.id}") as screen:
        await screen.tap("field-category-elder_alone")
        await screen.type("field-from_on", "19421340")
        await screen.tap("save")
        assert "格式不对" in screen.text
    assert state.records(PersonCategory) == []


async def test_an_alert_is_closed_with_a_word_and_by_name(window, village, state):
    alert = village.alert(village.person().id)
    async with window(f"/records/alert/{alert.id}") as screen:
        await screen.tap("alert-close")
        assert not screen.has("field-level")
        await screen.tap("field-status-false_alarm")
        await screen.tap("save")
        assert "办结说明：还没填" in screen.text
        await screen.type("field-close_reason", "人在邻居家")
        await screen.tap("save")
    closed = state.get(alert.id)
    assert (closed.status, closed.closed_by, closed.close_reason) == (AlertStatus.FALSE_ALARM, state.me, "人在邻居家")
    assert closed.level is RiskLevel.CRITICAL


async def test_a_disk_that_is_full_says_that_nothing_was_lost_and_keeps_the_form(window, state, monkeypatch):
    def full(*_args, **_more):
        raise SaveFailed("disk_full")

    async with window("/form/household") as screen:
        await screen.type("field-address", "3巷7号")
        monkeypatch.setattr(AppState, "save", full)
        await screen.tap("save")
        assert "平板空间满了" in screen.text
        assert "以前保存的都在" in screen.text
        monkeypatch.undo()
        await screen.tap("save")
    assert [home.address for home in state.records(Household)] == ["3巷7号"]


async def test_the_undo_after_an_edit_puts_the_old_value_back(window, village, state):
    home = village.keep(Household, address="3巷7号")
    async with window(f"/form/household/edit/{home.id}") as screen:
        await screen.type("field-address", "3巷9号")
        await screen.tap("save")
        assert state.get(home.id).address == "3巷9号"
        await screen.undo()
        assert state.get(home.id).address == "3巷7号"
        assert "已撤销" in screen.text


async def test_every_change_is_a_draft_before_anything_is_saved(window, village, state):
    person = village.person()
    async with window(f"/form/consent/for/{person.id}") as screen:
        assert state.drafts() == []
        await screen.tap("field-scope-photo")
        [draft] = state.drafts()
        assert (draft.form, draft.about, draft.values["scope"]) == ("consent", person.id, "photo")
        await screen.tap("throw-away")
    assert state.drafts() == []


# --- one definition serves form, list, page ------------------------------------------------------------------------
class Repair(Record, frozen=True, kw_only=True, omit_defaults=True, tag="repair"):
    """Something mended at somebody's home: a kind of which the program knows nothing but this declaration."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=frozenset({Level.STATION}),
        named_by=("what",),
        listed=("occurred_at", "person_id", "cost", "risk"),
        filters=("risk",),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    what: Annotated[str, text(1, 40, need=SAVE, search=True)]
    risk: Annotated[RiskLevel, code(need=COMPLETE)] | None = None
    cost: Annotated[int, whole(0, 10_000)] | None = None
    done_on: Annotated[date, day()] | None = None

    def check(self) -> None:
        """Refuse what costs something and was not done."""
        if self.cost and self.done_on is None:
            raise InvalidRecord("done_on", "required")


@pytest.fixture
def repair(monkeypatch):
    """The kind and its words, for one test."""
    known = dict(KINDS)
    add_kind(Repair)
    kinds._decoder.cache_clear()
    words = {
        "kind.repair": "修理",
        "kind.repair.person_id": "给谁",
        "kind.repair.what": "修了什么",
        "kind.repair.risk": "多要紧",
        "kind.repair.cost": "花了多少",
        "kind.repair.done_on": "哪天修好",
    }
    said = Words.__call__
    monkeypatch.setattr(Words, "__call__", lambda self, key, **v: words[key] if key in words else said(self, key, **v))
    inside = Words.__contains__
    monkeypatch.setattr(Words, "__contains__", lambda self, key: key in words or inside(self, key))
    yield Repair
    KINDS.clear()
    KINDS.update(known)


@pytest.fixture
def notebook(repair, template, tmp_path):
    """A notebook that is opened when the kind is known: a table of it is there."""
    book = Notebook.open(template.copy(tmp_path / "notebook.linli"), DEVICE_SECRET)
    open_for(book, template.enrolment.chief.id, template.keks)
    yield book
    book.close()


async def test_a_new_kind_has_form_list_page_and_search_from_its_declaration_alone(window, village, state):
    person = village.person()
    async with window(f"/form/repair/for/{person.id}") as screen:
        assert "新建·修理" in screen.text
        await screen.tap("save")
        assert "修了什么：还没填" in screen.text
        await screen.type("field-what", "扶手")
        await screen.tap("field-risk-medium")
        await screen.tap("more-fields")
        await screen.type("field-cost", "120")
        await screen.tap("save")
        assert "哪天修好：还没填" in screen.text
        await screen.type("field-done_on", "20261120")
        await screen.tap("save")
        assert "修理，已保存在本机" in screen.text
    [made] = state.records(Repair)
    assert (made.cost, made.done_on, made.risk) == (120, date(2026, 11, 20), RiskLevel.MEDIUM)
    assert state.search("扶手", kind="repair") == [made.id]
    async with window("/records") as screen:
        assert "修理" in screen.said("kind-repair")
        await screen.tap("kind-repair")
        assert "陈桂兰·扶手" in screen.said(f"record-{made.id}")
        await screen.tap(f"record-{made.id}")
        assert "11月20日" in screen.text
        await screen.tap("edit")
        await screen.type("field-what", "扶手和台阶")
        await screen.tap("save")
    assert state.get(made.id).what == "扶手和台阶"
