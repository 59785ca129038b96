"""Sync: what is here, what is there with its receipt, what went wrong in words, what needs a person."""

from datetime import UTC, datetime, timedelta

import pytest

from records.codes import ConflictResolution
from records.conflict import ConflictRecord, Side
from records.kinds import raw
from sync import errors
from sync.round import Round
from tests.storage.tablets import Centre
from views.state.syncing import receipt_number


def round_trip(notebook, template) -> None:
    """The centre takes everything and signs."""
    notebook.accept(centre_of(template).take(notebook))


def centre_of(template) -> Centre:
    known = template.enrolment.centre
    return Centre(known.receipt_key, known.box)


async def test_what_waits_is_counted_by_kind_with_since_when(window, village):
    village.person()
    async with window("/sync") as screen:
        assert "3 条还没上报" in screen.text
        assert "都已保存在本机，断网也不会丢" in screen.text
        assert "1 条" in screen.said("here-household")
        assert "陈桂兰" in screen.said("here-person")


async def test_a_receipt_is_shown_with_its_number_and_time_and_only_then_it_is_there(
    window, village, state, notebook, template
):
    village.person()
    async with window("/sync") as screen:
        assert "还没有回执" in screen.text
        assert "全部已上报" not in screen.text
        round_trip(notebook, template)
        state.syncing._round_ended(Round(sent=3))
        await screen.settle()
        receipt = notebook.latest_receipt()
        assert receipt_number(receipt) in screen.text
        assert "上报 3 条" in screen.text
        assert "全部已上报" in screen.text
    assert receipt_number(receipt).startswith("000003-")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.Offline("x"), "没连上中心"),
        (errors.NotTheCentre("x"), "那头不是我们的中心"),
        (errors.Busy(3), "中心忙不过来"),
        (errors.TooSlow("x"), "网太慢"),
        (errors.Refused(403, "revoked"), "没有接受这台平板"),
        (errors.LogBroken("x"), "编号对不上"),
    ],
)
async def test_every_failure_says_what_happened_that_nothing_is_lost_and_what_to_do(
    window, village, state, error, said
):
    village.person()
    async with window("/sync") as screen:
        state.syncing._round_ended(error)
        await screen.settle()
        assert said in screen.text
        assert "3 条都在本机" in screen.text
        assert not state.online


async def test_a_round_that_ends_well_takes_the_error_away(window, state):
    async with window("/sync") as screen:
        state.syncing._round_ended(errors.Offline("x"))
        state.syncing._round_ended(Round())
        await screen.settle()
        assert "没连上中心" not in screen.text
        assert state.online
        assert "离线" not in screen.text


async def test_an_old_program_is_told_to_be_renewed_while_sending_goes_on(window, state):
    async with window("/sync") as screen:
        state.syncing._round_ended(Round(problem="upgrade"))
        await screen.settle()
        assert "程序太旧" in screen.text


@pytest.mark.parametrize(("minutes", "said"), [(7, "慢了 7 分钟"), (-9, "快了 9 分钟")])
async def test_a_clock_that_is_wrong_by_more_than_five_minutes_is_said(window, state, minutes, said):
    async with window("/sync") as screen:
        state.syncing._loop.offset = timedelta(minutes=minutes)
        state.version += 1
        await screen.settle()
        assert said in screen.text


async def test_a_small_difference_of_clocks_is_not_worth_a_word(window, state):
    async with window("/sync") as screen:
        state.syncing._loop.offset = timedelta(minutes=4)
        state.version += 1
        await screen.settle()
        assert "自动对时" not in screen.text


async def test_trying_now_says_that_it_tries(window, village, state):
    village.person()
    async with window("/sync") as screen:
        await screen.tap("sync-now")
        await screen.until(lambda: "没连上中心" in screen.text)
        assert "现在上报" in screen.text


def a_conflict(village, person, state, **more) -> ConflictRecord:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    mine = Side(bytes(raw("13812340462")), b"1" * 16, state.me, state.device_id, at)
    other = Side(bytes(raw("13900001111")), b"2" * 16, state.site_id, state.site_id, at + timedelta(hours=2))
    given = {"entity": "person", "record_id": person.id, "field": "phone", "kept": mine, "other": other}
    return village.keep(ConflictRecord, **{**given, **more})


async def test_two_values_stand_side_by_side_with_who_and_when(window, village, state):
    person = village.person(phone="13812340462")
    conflict = a_conflict(village, person, state)
    async with window("/sync") as screen:
        [line] = screen.starting("needs-")
        assert "陈桂兰：电话有两个" in screen.said(line)
        await screen.tap(line)
        assert screen.page.route == f"/sync/conflict/{conflict.id}"
        kept, other = screen.said("side-kept"), screen.said("side-other")
        assert "13812340462" in kept
        assert "王秀英" in kept
        assert "本机" in kept
        assert "13900001111" in other
        assert "街道会定用哪一个" in screen.text
        await screen.tap("to-record")
        assert "电话有两个" in screen.text
        assert "待处理" in screen.text


async def test_what_the_street_decided_is_said_and_needs_nobody_any_more(window, village, state):
    person = village.person()
    conflict = a_conflict(
        village, person, state, resolution=ConflictResolution.KEEP_A, resolved_by=state.me, reason="打电话问过"
    )
    async with window("/sync") as screen:
        assert screen.starting("needs-") == []
        await screen.go(f"/sync/conflict/{conflict.id}")
        assert "王秀英已定" in screen.text
        assert "打电话问过" in screen.text


async def test_a_value_of_a_newer_program_is_shown_as_it_is(window, village, state):
    person = village.person()
    strange = Side(bytes(raw({"new": 1})), b"1" * 16, state.me, state.device_id, datetime(2026, 11, 23, tzinfo=UTC))
    conflict = a_conflict(village, person, state, other=strange, field="birth_date")
    async with window(f"/sync/conflict/{conflict.id}") as screen:
        assert "new" in screen.said("side-other")
