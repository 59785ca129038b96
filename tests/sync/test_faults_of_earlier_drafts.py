"""The nine faults that broke earlier drafts of the protocol. Each stays a test."""

from __future__ import annotations

import copy

import msgspec
import pytest
import sqlalchemy as sa

from centre.own_log import op_for
from centre.tables import op as op_table
from records.conflict import ConflictRecord
from records.op import SCHEMA, OpDamaged, decode_op, deflate, encode_op, inflate
from records.wire import VERSION, FrameDamaged, SyncRequest, pack, unpack
from sync.round import sync_once
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, WORKER, World, a_person, a_visit


async def sync(world: World, *boxes: MemoryBox) -> None:
    for box in boxes:
        async with world.client(box) as client:
            await sync_once(box, client)


def backup(world: World) -> bytes:
    return bytes(world.archive.engine.raw_connection().driver_connection.serialize())


def restore(world: World, data: bytes) -> None:
    world.archive.engine.raw_connection().driver_connection.deserialize(data)


async def test_1_rows_are_not_missed_when_a_restored_centre_gives_the_same_numbers_out_again(world: World) -> None:
    one, two = world.box(), world.box()
    kept = backup(world)
    one.save(WORKER, a_person(one), a_person(one))
    await sync(world, one, two)
    restore(world, kept)
    other = world.box()  # quicker than the one that was there before: it gets the numbers that `two` has read up to
    other.save(WORKER, a_person(other), a_person(other), a_person(other))
    await sync(world, other, two)
    assert set(other.states) <= set(two.states)
    await sync(world, one, two, other)
    assert one.states == two.states == other.states


async def test_2_what_an_edit_was_made_on_is_told_by_content_and_not_by_a_number(world: World) -> None:
    one, two = world.box(), world.box()
    person = a_person(one, "Sun Wu")
    one.save(WORKER, person)
    await sync(world, one, two)
    kept = backup(world)
    two.save(WORKER, msgspec.structs.replace(person, name="Zhu"))  # an edit that the restored centre forgets
    await sync(world, two, one)
    restore(world, kept)
    one.save(WORKER, msgspec.structs.replace(one.record(person.id), name="Sha"))
    three = world.box()
    await sync(world, three)
    three.save(WORKER, msgspec.structs.replace(person, name="Tang"))  # as many edits as `one` has seen, but another one
    await sync(world, three, one, two, one, three)
    assert one.states == two.states == three.states
    conflicts = world.archive.count(ConflictRecord, EVERYTHING, "resolution is null")
    assert conflicts >= 1  # nobody saw the other's name, and no machine chose between them


async def test_3_a_tablet_put_back_to_before_its_own_acknowledged_ops_begins_anew(world: World) -> None:
    box = world.box()
    box.save(WORKER, a_person(box))
    await sync(world, box)
    kept = copy.deepcopy(box, {id(box.session): None})
    box.save(WORKER, a_person(box))
    await sync(world, box)
    kept.save(WORKER, a_person(kept))
    await sync(world, kept)
    assert kept.epoch != box.epoch
    assert kept.acked == kept.last == 2
    assert set(box.states) <= set(kept.states)


async def test_4_an_op_recognised_as_a_duplicate_still_brings_the_record_down_as_it_is(world: World) -> None:
    one, two = world.box(), world.box()
    person = a_person(one)
    one.save(WORKER, person)
    await sync(world, one, two)
    stale = copy.deepcopy(one, {id(one.session): None})
    two.save(WORKER, msgspec.structs.replace(person, talk_hint="speak loudly"))
    await sync(world, two, one)
    # It has read everything, but shows an old value, as after a crash between two files: only the op comes again.
    one.states = stale.states
    one.epoch, one.acked = stale.epoch.__class__(int=1), 0
    await sync(world, one)
    assert one.record(person.id).talk_hint == "speak loudly"
    assert "duplicate" in one.verdicts.values()


async def test_5_a_read_from_the_beginning_brings_a_tablets_own_rows_on_every_page(world: World) -> None:
    box = world.box()
    box.save(WORKER, *(a_person(box, talk_hint="x" * 90) for _ in range(60)))
    await sync(world, box)
    everything = dict(box.states)
    box.states.clear()
    box.read.clear()
    async with world.client(box) as client:
        piece = box.outgoing(box.acked + 1, 1)
        for _ in range(40):  # the smallest pages
            request = SyncRequest(
                v=VERSION,
                schema=SCHEMA,
                device=box.device_id,
                epoch=box.epoch,
                first=piece.first,
                prev_hash=piece.prev_hash,
                cursors=box.cursors(),
                max_bytes=1,
            )
            answered = await client.sync(request, box.next_nonce())
            box.accept(answered.receipt, answered.answer.verdicts, answered.pulled, 0)
            if not answered.answer.more:
                break
    assert len(box.receipts) > 3
    assert box.states == everything


async def test_6_an_empty_log_put_back_reads_its_own_rows_again(world: World) -> None:
    box = world.box()
    empty = copy.deepcopy(box)
    person = a_person(box)
    box.save(WORKER, person, a_visit(box, person.id))
    await sync(world, box)
    assert empty.epoch == box.epoch
    await sync(world, empty)
    assert empty.epoch != box.epoch
    assert empty.states == box.states


async def test_6_an_answer_for_another_life_of_the_log_is_not_used(world: World) -> None:
    box, other = world.box(), world.box()
    other.save(WORKER, a_person(other))
    await sync(world, other)
    async with world.client(box) as client:
        piece = box.outgoing(1, 1)
        request = SyncRequest(VERSION, SCHEMA, box.device_id, box.epoch, 1, piece.prev_hash)
        answered = await client.sync(request, box.next_nonce())
    box.new_epoch()
    box.accept(answered.receipt, (), answered.pulled, 0)
    assert (box.states, box.read) == ({}, {})


def test_7_deflate_alone_would_let_changed_bytes_through_but_no_frame_does(world: World) -> None:
    box = world.box()
    box.save(WORKER, a_person(box))
    piece = box.outgoing(1, 10**6)
    packed = deflate(encode_op(op_for(None, a_person(box), WORKER, 1)))
    believed = 0
    for place in range(len(packed)):
        flipped = packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]
        try:
            decode_op(inflate(flipped, 10**6))
            believed += 1
        except OpDamaged:
            pass
    assert believed  # so a digest is needed
    frame = pack(SyncRequest(VERSION, SCHEMA, box.device_id, box.epoch, 1, bytes(32), piece.sessions, piece.ops))
    for place in range(len(frame)):
        with pytest.raises(FrameDamaged):
            unpack(frame[:place] + bytes([frame[place] ^ 1]) + frame[place + 1 :], SyncRequest)


async def test_8_a_record_edited_while_it_was_being_sent_keeps_waiting(world: World) -> None:
    box = world.box()
    person = a_person(box)
    box.save(WORKER, person)
    async with world.client(box) as client:
        piece = box.outgoing(1, 10**6)
        request = SyncRequest(
            VERSION, SCHEMA, box.device_id, box.epoch, 1, piece.prev_hash, piece.sessions, piece.ops, box.cursors()
        )
        answered = await client.sync(request, box.next_nonce())
        box.save(WORKER, msgspec.structs.replace(person, talk_hint="meanwhile"))
        box.accept(answered.receipt, answered.answer.verdicts, answered.pulled, 0)
        assert (box.acked, box.waiting()) == (1, {person.id})
        assert box.record(person.id).talk_hint == "meanwhile"
        await sync_once(box, client)
    assert world.archive.get(person.id, EVERYTHING).talk_hint == "meanwhile"


async def test_9_a_known_record_with_other_content_is_not_a_duplicate(world: World) -> None:
    one, two = world.box(), world.box()
    person = a_person(one, "Sun Wu")
    one.save(WORKER, person)
    two.save(WORKER, msgspec.structs.replace(person, name="Zhu"))
    await sync(world, one, two)
    with world.archive.reading() as db:
        verdicts = db.scalars(sa.select(op_table.c.verdict).where(op_table.c.record_id == person.id.bytes)).all()
    assert sorted(verdicts) == ["applied", "review"]
    [conflict] = world.archive.records(ConflictRecord, EVERYTHING)
    assert {msgspec.msgpack.decode(side.value) for side in (conflict.kept, conflict.other)} == {"Sun Wu", "Zhu"}


async def test_9_a_known_number_with_another_box_is_a_fork_and_not_a_duplicate(world: World) -> None:
    box = world.box()
    twin = copy.deepcopy(box)
    box.save(WORKER, a_person(box))
    twin.save(WORKER, a_person(twin))
    await sync(world, box, twin)
    assert box.epoch != twin.epoch
    await sync(world, box)
    assert box.states == twin.states


async def test_after_a_restored_backup_tablets_may_come_in_any_order(world: World) -> None:
    one, two = world.box(), world.box()
    kept = backup(world)
    person = a_person(one)
    one.save(WORKER, person)
    await sync(world, one, two)
    restore(world, kept)
    two.save(WORKER, msgspec.structs.replace(person, talk_hint="deaf"))
    await sync(world, two)  # an edit of somebody of whom the centre does not know any more
    assert list(two.verdicts.values()) == ["held"]
    await sync(world, one, two)
    assert world.archive.get(person.id, EVERYTHING).talk_hint == "deaf"
    assert one.states == two.states
    assert world.archive.set_aside(EVERYTHING) == []
