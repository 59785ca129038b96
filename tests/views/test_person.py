"""A person's page: facts, the level with its reasons, whom to call, what was done, and voiding."""

from datetime import date

from records.codes import ConsentBy, ConsentMethod, ConsentScope, Kinship, LegalBasis, RiskLevel
from records.person import Consent, OtherPerson, Relation
from records.visit import PausedReason, VisitPlan
from tests.storage.tablets import open_for
from tests.views.village import neighbour


async def test_the_level_is_said_with_its_reasons_and_who_set_it(window, village):
    person = village.person(seen_days_ago=10)
    village.risk(person.id, RiskLevel.HIGH, days_ago=10, reasons=("E02=1", "flag:alone", "composite:alone_no_family"))
    async with window(f"/people/{person.id}") as screen:
        assert "风险高" in screen.text
        assert "近30天跌倒：一次" in screen.text
        assert "独居，亲人一周没联系" in screen.text
        assert "王秀英" in screen.text
        assert "逾期" in screen.text


async def test_contacts_are_masked_and_a_tap_shows_the_number_large(window, village):
    person = village.person(phone="13812340462", emergency_contacts=(neighbour("13900001234"),))
    async with window(f"/people/{person.id}") as screen:
        assert "138****0462" in screen.text
        assert "13812340462" not in screen.text
        await screen.tap("phone-own-call")
        assert "13812340462" in screen.text
        await screen.tap("call-close")
        assert "邻居 赵秀英" in screen.text


async def test_visit_and_check_are_one_tap_away(window, village):
    elder, child = village.person(), village.person("孙浩然", age=9)
    for person, check in ((elder, "elder"), (child, "child")):
        async with window(f"/people/{person.id}") as screen:
            await screen.tap("check")
            assert screen.page.route == f"/check/{check}/{person.id}"
        async with window(f"/people/{person.id}") as screen:
            await screen.tap("visit")
            assert screen.page.route == f"/visit/{person.id}"


async def test_who_does_not_hold_the_childrens_keys_sees_no_childs_check(window, village, state, notebook, template):
    child = village.person("孙浩然", age=9)
    open_for(notebook, template.enrolment.assistant.id, template.keks)
    state.version += 1
    async with window(f"/people/{child.id}") as screen:
        assert screen.has("visit")
        assert not screen.has("check")
    async with window("/records") as screen:
        assert not screen.has("kind-child_check")
    async with window("/records/child_check") as screen:
        assert "没有这种记录，或您看不到" in screen.text


async def test_the_timeline_says_what_who_when_and_where_it_is(window, village):
    person = village.person()
    village.visit(person.id, days_ago=1, content="都正常，送了降压药")
    async with window(f"/people/{person.id}") as screen:
        events = screen.starting("event-")
        said = screen.said(events[1])
        assert "上门" in said
        assert "都正常，送了降压药" in said
        assert "昨天" in said
        assert "已保存在本机" in said


async def test_what_the_centre_has_signed_for_is_said_to_be_there(window, village, notebook, template, state):
    person = village.person()
    visit = village.visit(person.id)
    centre = template.enrolment.centre.__class__(template.enrolment.centre.receipt_key, template.enrolment.centre.box)
    notebook.accept(centre.take(notebook))
    state.version += 1
    async with window(f"/people/{person.id}") as screen:
        assert "已上报" in screen.said(f"where-{visit.id}")


async def test_voiding_from_the_timeline_takes_a_reason_and_can_be_undone(window, village, state):
    person = village.person()
    visit = village.visit(person.id)
    async with window(f"/people/{person.id}") as screen:
        await screen.tap(f"void-{visit.id}")
        assert "要写明理由" in screen.text
        await screen.tap("void-confirm")
        assert not state.get(visit.id).is_void
        await screen.tap("void-reason-twice")
        await screen.tap("void-confirm")
        assert state.get(visit.id).void_reason == "记重了"
        assert "已作废：记重了" in screen.said(f"event-{visit.id}")
        assert not screen.has(f"void-{visit.id}")
        await screen.undo()
        assert not state.get(visit.id).is_void


async def test_a_reason_of_ones_own_is_kept_as_typed(window, village, state):
    visit = village.visit(village.person().id)
    async with window(f"/records/visit/{visit.id}") as screen:
        await screen.tap("void")
        await screen.type("void-reason", "那天没去")
        await screen.tap("void-confirm")
        assert state.get(visit.id).void_reason == "那天没去"
        assert "已作废：那天没去" in screen.text


async def test_what_was_undone_at_once_is_not_in_the_timeline(window, village, state):
    person = village.person()
    visit = village.keep(type(village.visit(person.id)), **_visit_fields(person.id))
    state.undo(state.save(_changed(visit)))
    saved = state.save(_again(visit, state))
    [undone] = saved.ids
    state.undo(saved)
    async with window(f"/people/{person.id}") as screen:
        assert not screen.has(f"event-{undone}")


def _visit_fields(person_id):
    from records.codes import VisitOutcome

    return {"person_ids": (person_id,), "outcome": VisitOutcome.SEEN_OK}


def _changed(visit):
    import msgspec

    return msgspec.structs.replace(visit, content="改一下")


def _again(visit, state):
    import msgspec

    return msgspec.structs.replace(visit, id=state.born()["id"])


async def test_family_papers_and_plan_have_a_place_and_a_plus(window, village, state):
    person = village.person(talk_hint="耳背")
    village.keep(
        Relation, person_id=person.id, relation=Kinship.CHILD, other=OtherPerson("陈立军", "", "苏州"), is_guardian=True
    )
    consent = {"legal_basis": LegalBasis.STATUTORY, "by_whom": ConsentBy.SELF, "method": ConsentMethod.ORAL_WITNESSED}
    village.keep(Consent, person_id=person.id, scope=ConsentScope.PHOTO, given=False, text_version="1", **consent)
    village.keep(
        VisitPlan, person_id=person.id, purpose="elder", interval_days=5, paused_reason=PausedReason.HOSPITAL,
        paused_from=date(2026, 11, 20),
    )  # fmt: skip
    async with window(f"/people/{person.id}") as screen:
        assert "陈立军·子女" in screen.text
        assert "是监护人·苏州" in screen.text
        assert "拍照录像·不同意" in screen.text
        assert "住院" in screen.text
        assert "耳背" in screen.text
        for kind in ("relation", "person_category", "consent", "visit_plan"):
            await screen.tap(f"add-{kind}")
            assert screen.page.route == f"/form/{kind}/for/{person.id}"
            await screen.tap("back")


async def test_a_relative_is_seen_from_both_sides(window, village):
    mother, son = village.person("陈桂兰"), village.person("陈立军", age=51, category=None)
    village.keep(Relation, person_id=mother.id, relation=Kinship.CHILD, other_person_id=son.id)
    async with window(f"/people/{son.id}") as screen:
        assert "陈桂兰家里人" in screen.text


async def test_those_who_live_together_are_one_press_apart(window, village, state):
    one = village.person("陈桂兰")
    other = village.person("陈大山", age=84)
    import msgspec

    state.save(msgspec.structs.replace(state.get(other.id), household_id=one.household_id))
    async with window(f"/people/{one.id}") as screen:
        await screen.tap(f"member-{other.id}")
        assert screen.page.route == f"/people/{other.id}"


async def test_who_moved_away_has_no_visit_to_make(window, village):
    person = village.person(status="moved")
    async with window(f"/people/{person.id}") as screen:
        assert "不再安排走访" in screen.text
        assert not screen.has("visit")


async def test_a_long_history_shows_fifteen_lines_and_all_of_them_at_a_press(window, village):
    person = village.person()
    for day in range(20):
        village.visit(person.id, days_ago=day)
    async with window(f"/people/{person.id}") as screen:
        assert len(screen.starting("event-")) == 15
        await screen.tap("timeline-all")
        assert len(screen.starting("event-")) == 21
