"""What becomes of an op that cannot simply be applied: it is kept, it never blocks the log, and a person can see it."""

from __future__ import annotations

import os
from datetime import timedelta

import msgspec
import pytest

from centre.tablets import admit_tablet
from records.codes import SiteLevel
from records.ids import new_id
from records.kinds import kind_name, raw
from records.op import SCHEMA, Act, Born, Op
from records.person import Person
from records.platform import Site
from records.wire import VERSION, Session, SyncRequest
from sealing.op_session import SealingSession
from sync.round import sync_once
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, OFFICER, OTHER_STATION, STATION, STREET, WHEN, WORKER, World, a_person


async def sync(world: World, *boxes: MemoryBox) -> None:
    for box in boxes:
        async with world.client(box) as client:
            await sync_once(box, client)


def set_aside(world: World) -> list[tuple[str, str]]:
    return [(entry.verdict.value, entry.reason) for entry in world.archive.set_aside(EVERYTHING)]


@pytest.fixture
def box(world: World) -> MemoryBox:
    return world.box()


async def test_a_record_of_another_station_is_held_and_shown_to_a_person(world: World, box: MemoryBox) -> None:
    elsewhere = msgspec.structs.replace(a_person(box), site_id=world.sites[OTHER_STATION])
    mine = a_person(box)
    box.save(WORKER, elsewhere, mine)
    await sync(world, box)
    assert (box.acked, list(box.verdicts.values())) == (2, ["held"])
    assert world.archive.get(elsewhere.id, EVERYTHING) is None
    assert world.archive.get(mine.id, EVERYTHING) == mine
    assert set_aside(world) == [("held", "other_site")]
    [entry] = world.archive.set_aside(EVERYTHING)
    assert entry.op is not None
    assert (entry.op.record_id, entry.label) == (elsewhere.id, "tablet")


async def test_a_street_tablet_writes_for_its_stations(world: World) -> None:
    street = world.box(STREET)
    person = msgspec.structs.replace(a_person(street), site_id=world.sites[STATION])
    street.save(WORKER, person)
    await sync(world, street)
    assert world.archive.get(person.id, EVERYTHING) == person
    box = world.box()
    await sync(world, box)
    assert box.record(person.id) == person


async def test_a_station_does_not_change_what_another_level_owns(world: World, box: MemoryBox) -> None:
    await sync(world, box)
    site = box.record(world.sites[STATION])
    box.save(WORKER, msgspec.structs.replace(site, name="Flower and Fruit Mountain"))
    await sync(world, box)
    assert list(box.verdicts.values()) == ["held"]
    assert box.record(site.id) == world.archive.get(site.id, EVERYTHING) == site


async def test_a_site_nobody_knows_holds_a_record(world: World, box: MemoryBox) -> None:
    box.save(WORKER, msgspec.structs.replace(a_person(box), site_id=new_id()))
    await sync(world, box)
    assert set_aside(world) == [("held", "unknown_site")]


async def test_an_edit_without_its_records_birth_is_held(world: World, box: MemoryBox) -> None:
    box.append_unseen(Op("person", new_id(), Act.PUT, {"name": raw("Zhu")}, WORKER, 1))
    await sync(world, box)
    assert set_aside(world) == [("held", "no_birth")]


def born_op(box: MemoryBox, fields: dict[str, object], **more: object) -> Op:
    born = Born(box.certificate.site_id, WHEN)
    told = {name: raw(value) for name, value in fields.items()}
    given = {"kind": "person", "record_id": new_id(), "act": Act.PUT, "fields": told, "author": WORKER, "hlc": 1}
    return Op(**{**given, "born": born, **more})


@pytest.mark.parametrize(
    ("op", "said"),
    [
        (lambda b: born_op(b, {"name": "", "occurred_at": WHEN}), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"name": 7, "occurred_at": WHEN}), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"occurred_at": WHEN}), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"name": "Zhu", "occurred_at": WHEN}, hlc=2**63), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"name": "Zhu", "occurred_at": WHEN}, hlc=-1), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"name": "Zhu", "occurred_at": WHEN}, clock_offset=2**50), ("quarantined", "invalid")),
        (lambda b: born_op(b, {"name": "Zhu"}, kind="unicorn"), ("held", "unknown_kind")),
        (lambda b: born_op(b, {"name": "Zhu"}, kind="x" * 100), ("quarantined", "invalid")),
    ],
)
async def test_one_bad_op_never_blocks_the_log(world: World, box: MemoryBox, op: object, said: tuple[str, str]) -> None:
    box.append_unseen(op(box))
    good = a_person(box)
    box.save(WORKER, good)
    await sync(world, box)
    assert (box.acked, set_aside(world)) == (2, [said])
    assert world.archive.get(good.id, EVERYTHING) == good


async def test_fields_of_a_newer_version_are_carried_along_untouched(world: World, box: MemoryBox) -> None:
    op = born_op(box, {"name": "Zhu", "occurred_at": WHEN, "favourite_song": "xiao"})
    box.append_unseen(op)
    await sync(world, box)
    other = world.box()
    await sync(world, other)
    assert other.states[op.record_id].fields["favourite_song"] == raw("xiao")
    assert world.archive.get(op.record_id, EVERYTHING).name == "Zhu"


async def test_a_box_that_does_not_open_is_quarantined_and_the_rest_goes_on(world: World, box: MemoryBox) -> None:
    box.append_box(os.urandom(80))
    box.append_box(b"\x01" + os.urandom(80))
    box.append_box(b"")
    box.save(WORKER, a_person(box))
    await sync(world, box)
    assert box.acked == 4
    assert sorted(set_aside(world)) == [
        ("quarantined", "no_session"),
        ("quarantined", "not_opened"),
        ("quarantined", "not_opened"),
    ]
    assert world.archive.count(Person, EVERYTHING) == 1


async def test_ops_whose_session_comes_late_are_taken_in_when_it_does(world: World, box: MemoryBox) -> None:
    person = a_person(box)
    box.save(WORKER, person)
    session = box.sessions.pop(box.session.id)
    box.sessions[session.id] = Session(os.urandom(8), session.sealed_key)
    await sync(world, box)
    assert set_aside(world) == [("quarantined", "no_session")]
    box.sessions[session.id] = session
    box.unlock()
    box.session = SealingSession(box.centre.box_key)
    box.sessions[box.session.id] = box.session.announcement
    later = a_person(box)
    box.save(WORKER, later)
    box.confirmed.clear()
    box.also = (session,)
    await sync(world, box)
    assert set_aside(world) == []
    assert world.archive.get(person.id, EVERYTHING) == person


async def test_a_session_that_is_here_is_never_replaced(world: World, box: MemoryBox) -> None:
    box.save(WORKER, a_person(box))
    await sync(world, box)
    box.confirmed.clear()
    box.sessions[box.session.id] = Session(box.session.id, os.urandom(81))
    box.save(WORKER, a_person(box))
    await sync(world, box)
    assert world.archive.count(Person, EVERYTHING) == 2


async def test_an_expired_tablet_pushes_into_quarantine_and_pulls_nothing(world: World, box: MemoryBox) -> None:
    now = world.archive.now()
    world.archive.now = lambda: now + timedelta(days=181)
    box.save(WORKER, a_person(box))
    await sync(world, box)
    assert (box.acked, set_aside(world)) == (1, [("quarantined", "expired")])
    assert (world.archive.count(Person, EVERYTHING), box.read) == (0, {})
    [tablet] = world.archive.tablets(EVERYTHING)
    assert (tablet.barred, tablet.waiting_for_person) == ("expired", 1)


async def test_a_revoked_tablet_is_barred_from_its_next_request_on(world: World, box: MemoryBox) -> None:
    await sync(world, box)
    before = dict(box.states)
    world.archive.revoke(box.device_id)
    other = world.box()
    other.save(WORKER, a_person(other))
    await sync(world, other)
    box.save(WORKER, a_person(box))
    await sync(world, box)
    assert (box.acked, set_aside(world)) == (1, [("quarantined", "revoked")])
    assert set(box.states) - set(before) == {box.log[0].record_id}


async def test_a_tablet_too_old_to_read_may_still_push(world: World, box: MemoryBox) -> None:
    box.save(WORKER, a_person(box))
    piece = box.outgoing(1, 10**6)
    async with world.client(box) as client:
        request = SyncRequest(
            VERSION, SCHEMA - 3, box.device_id, box.epoch, 1, piece.prev_hash, piece.sessions, piece.ops
        )
        answered = await client.sync(request, box.next_nonce())
    assert (answered.answer.problem, answered.pulled, answered.receipt.acked) == ("upgrade", None, 1)


async def test_a_site_that_gets_another_code_takes_its_records_along(world: World, box: MemoryBox) -> None:
    person = a_person(box)
    box.save(WORKER, person)
    await sync(world, box)
    site = world.archive.get(world.sites[STATION], EVERYTHING)
    assert isinstance(site, Site)
    assert site.level is SiteLevel.STATION
    world.archive.write(OFFICER, msgspec.structs.replace(site, code="370299001009"))
    await sync(world, box)  # its certificate names the old code: it is told that the records have left
    assert person.id not in box.states
    assert world.archive.get(person.id, (f"{STATION}/s",)) is None
    assert world.archive.get(person.id, ("370299001009/s",)) == person
    new = world.box()
    new.certificate = msgspec.structs.replace(new.certificate, site_code="370299001009")
    with world.archive.writing() as db:
        admit_tablet(db, new.certificate, "tablet")
    await sync(world, new)
    assert new.record(person.id) == person


async def test_a_records_history_names_every_op_with_its_receipt(world: World, box: MemoryBox) -> None:
    person = a_person(box)
    box.save(WORKER, person)
    await sync(world, box)
    world.archive.write(OFFICER, msgspec.structs.replace(person, talk_hint="deaf"))
    first, second = world.archive.history(person.id, EVERYTHING)
    assert first.op is not None
    assert (first.label, first.seq, first.op.author, first.verdict) == ("tablet", 1, WORKER, "applied")
    assert first.receipt == box.receipts[0]
    assert second.op is not None
    assert (second.device, second.op.author, second.receipt) == (world.archive.device_id, OFFICER, None)
    assert world.archive.history(person.id, (f"{OTHER_STATION}/s",)) == []


async def test_what_a_station_decides_stays_in_its_scopes(world: World, box: MemoryBox) -> None:
    other = world.box(OTHER_STATION)
    person = a_person(box)
    box.save(WORKER, person)
    await sync(world, box, other)
    assert person.id not in other.states
    kinds = {kind_name(type(s.record())) for s in other.states.values()}
    assert kinds == {"site"}
