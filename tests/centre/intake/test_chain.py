"""The log's chain, the numbers of requests, and the keys that everything rests on."""

from __future__ import annotations

import gc
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.keys import CentreSecrets, KeysExist, KeysExposed, KeysMissing, load_keys, make_keys
from centre.nonces import LARGEST, NONE_SEEN, WINDOW, admit
from records.ids import new_id
from records.op import SCHEMA
from records.wire import VERSION, SyncRequest
from sync.client import Answered
from sync.push import Pace
from sync.round import sync_once
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, WORKER, World, a_person, a_visit


async def ask(world: World, box: MemoryBox, first: int = 1, **changes: object) -> Answered:
    piece = box.outgoing(first, 10**6)
    request = SyncRequest(
        VERSION, SCHEMA, box.device_id, box.epoch, first, piece.prev_hash, piece.sessions, piece.ops, last=box.last
    )
    async with world.client(box) as client:
        return await client.sync(msgspec.structs.replace(request, **changes), box.next_nonce())


def said(answered: Answered) -> tuple[str, int]:
    return answered.answer.problem, answered.receipt.acked


async def test_the_centre_takes_an_op_once_and_says_so_however_often_it_comes(world: World, box: MemoryBox) -> None:
    box.save(WORKER, a_person(box))
    assert [said(await ask(world, box)) for _ in range(3)] == [("", 2)] * 3
    assert said(await ask(world, box, first=2)) == ("", 2)
    assert said(await ask(world, box, ops=box.outgoing(1, 10**6).ops[:1])) == ("", 2)


async def test_a_piece_that_begins_too_late_is_a_gap(world: World, box: MemoryBox) -> None:
    box.save(WORKER, a_person(box))
    assert said(await ask(world, box, first=2)) == ("gap", 0)


@pytest.mark.parametrize("change", ["another box", "another beginning"])
async def test_another_history_is_a_fork(world: World, box: MemoryBox, change: str) -> None:
    await ask(world, box)
    if change == "another box":
        answered = await ask(world, box, ops=(b"\x01" + bytes(40),))
    else:
        answered = await ask(world, box, first=2, prev_hash=bytes(range(32)))
    assert said(answered) == ("fork", 1)
    assert not world.archive.tablets(EVERYTHING)[0].head_equal
    await ask(world, box)
    assert world.archive.tablets(EVERYTHING)[0].head_equal


async def test_a_second_life_of_a_log_begins_at_one(world: World, box: MemoryBox) -> None:
    await ask(world, box)
    assert said(await ask(world, box, epoch=new_id())) == ("", 1)


async def test_the_sync_desk_knows_what_a_tablet_still_has_to_send(world: World, box: MemoryBox) -> None:
    box.save(WORKER, a_person(box), a_person(box))
    await ask(world, box, ops=box.outgoing(1, 10**6).ops[:1])
    [tablet] = world.archive.tablets(EVERYTHING)
    assert (tablet.announced, tablet.received, tablet.version) == (3, 1, "0.1")
    assert tablet.last_seen_at is not None
    assert world.archive.tablets(("370299001002/r", "370299001001/s")) == []


async def test_a_first_sync_of_many_rows_comes_in_pages(world: World, box: MemoryBox) -> None:
    person = a_person(box)
    box.save(WORKER, person, *(a_visit(box, person.id, content="x" * 200) for _ in range(500)))
    async with world.client(box) as client:
        await sync_once(box, client)
    other = world.box()
    pace = Pace()
    pace.size = 20_000
    async with world.client(other) as client:
        done = await sync_once(other, client, pace)
    assert done.received == len(other.states) == 502 + 3  # with the sites above and the person of the fixture
    assert other.states == box.states
    assert len(other.receipts) > 1


async def test_a_served_centre_spares_what_is_there_from_collection(world: World) -> None:
    before = gc.get_threshold()
    async with world.app.router.lifespan_context(world.app):
        assert gc.get_threshold() > before
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


@given(st.lists(st.integers(1, 3000), max_size=60))
def test_a_number_is_taken_once_and_never_from_behind_the_window(numbers: list[int]) -> None:
    highest, seen, taken = 0, NONE_SEEN, set[int]()
    for number in numbers:
        admitted = admit(highest, seen, number)
        assert (admitted is not None) == (number not in taken and number > highest - WINDOW)
        if admitted is not None:
            highest, seen = admitted
            taken.add(number)
    assert highest == max(taken, default=0)


@pytest.mark.parametrize("number", [0, -1, LARGEST, 2**64])
def test_a_number_that_no_device_counts_to_is_refused(number: int) -> None:
    assert admit(5, NONE_SEEN, number) is None


def test_keys_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    made = make_keys(tmp_path / "keys")
    read = load_keys(tmp_path / "keys")
    assert (read.public, read.device_id) == (made.public, made.device_id)
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o400}
    with pytest.raises(KeysExist):
        make_keys(tmp_path / "keys")
    (tmp_path / "keys" / "box.key").chmod(0o440)
    with pytest.raises(KeysExposed):
        load_keys(tmp_path / "keys")


@pytest.mark.parametrize("text", ["", "xyz", "00" * 31, "\x80"])
def test_a_file_that_holds_no_key_is_no_key(tmp_path: Path, text: str) -> None:
    make_keys(tmp_path)
    file = tmp_path / "ca.key"
    file.unlink()
    file.touch(0o600)
    file.write_text(text, encoding="latin-1")
    with pytest.raises(KeysMissing):
        load_keys(tmp_path)
    file.unlink()
    with pytest.raises(KeysMissing):
        load_keys(tmp_path)


def test_two_centres_are_strangers() -> None:
    assert CentreSecrets.generate().public != CentreSecrets.generate().public
