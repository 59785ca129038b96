"""Records: every kind in a list of its own, every record on a page of its own, and what is unfinished."""

import msgspec

from records.codes import VisitMode, VisitOutcome
from records.kinds import KINDS


async def test_every_kind_has_a_line_with_its_number(window, village):
    person = village.person()
    village.visit(person.id)
    async with window("/records") as screen:
        assert "1" in screen.said("kind-visit")
        shown = {ident.removeprefix("kind-") for ident in screen.starting("kind-")}
    assert shown == set(KINDS) - {"person", "visit_person"}


async def test_a_list_says_whom_a_record_is_about_and_narrows_by_its_code_lists(window, village):
    person = village.person()
    seen = village.visit(person.id, days_ago=1)
    missed = village.visit(person.id, outcome=VisitOutcome.NOT_HOME, mode=VisitMode.PHONE)
    async with window("/records/visit") as screen:
        assert "陈桂兰·上门" in screen.said(f"record-{seen.id}")
        assert "共 2 条" in screen.text
        await screen.tap("filter-outcome-not_home")
        assert screen.has(f"record-{missed.id}")
        assert not screen.has(f"record-{seen.id}")
        await screen.tap("filter-outcome-not_home")
        assert "共 2 条" in screen.text


async def test_an_empty_kind_says_so_and_offers_a_new_one_where_that_makes_sense(window):
    async with window("/records/household") as screen:
        assert "还没有户" in screen.text
        await screen.tap("new-household")
        assert screen.page.route == "/form/household"
    async with window("/records/visit") as screen:
        assert not screen.has("new-visit")


async def test_a_record_says_its_fields_where_it_is_and_who_changed_what(window, village, state):
    person = village.person()
    visit = village.visit(person.id, content="都正常")
    state.save(msgspec.structs.replace(visit, content="都正常，送了药"))
    async with window(f"/records/visit/{visit.id}") as screen:
        assert "都正常，送了药" in screen.text
        assert "已保存在本机" in screen.text
        assert "新建" in screen.text
        assert "修改：说了什么、看到什么" in screen.text
        assert "王秀英" in screen.text
        await screen.tap(f"to-{person.id}")
        assert screen.page.route == f"/people/{person.id}"


async def test_a_void_record_stays_in_its_list_with_the_reason(window, village, state):
    visit = village.visit(village.person().id)
    state.void(visit.id, "记重了")
    async with window("/records/visit") as screen:
        assert "已作废：记重了" in screen.said(f"record-{visit.id}")
    async with window(f"/records/visit/{visit.id}") as screen:
        assert "已作废：记重了" in screen.text
        assert not screen.has("edit")
        assert not screen.has("void")


async def test_a_record_that_is_not_here_says_so(window):
    async with window("/records/visit/01a20bfe-de08-7332-8b8e-9eb093c15e56") as screen:
        assert "这条记录不在本机上" in screen.text


async def test_what_the_district_keeps_cannot_be_edited_here(window, state):
    async with window(f"/records/site/{state.site_id}") as screen:
        assert "河东村社会工作服务站" in screen.text
        assert not screen.has("edit")
    async with window(f"/form/site/edit/{state.site_id}") as screen:
        assert "这里不能填这种记录" in screen.text


async def test_unfinished_forms_are_listed_thrown_away_and_taken_back(window, village, state):
    person = village.person()
    state.keep_draft("consent", person.id, {"scope": "photo"})
    state.keep_draft("person", None, {"name": "王德福"})
    async with window("/drafts") as screen:
        said = {screen.said(ident).split("\n")[0] for ident in screen.starting("draft-")}
        assert said == {"王德福·服务对象", "陈桂兰·告知与同意"}
        await screen.tap(screen.starting("drop-")[0])
        assert "已丢掉" in screen.text
        assert len(screen.starting("draft-")) == 1
        await screen.undo()
        assert len(screen.starting("draft-")) == 2


async def test_without_drafts_the_page_is_calm(window):
    async with window("/drafts") as screen:
        assert "没有未完成的" in screen.text


async def test_drafts_of_a_colleague_are_not_shown(window, state, notebook, village, template):
    from tests.storage.tablets import open_for

    state.keep_draft("person", None, {"name": "王德福"})
    state._drafts.flush()
    open_for(notebook, template.enrolment.assistant.id, template.keks)
    state.version += 1
    assert state.drafts() == []
