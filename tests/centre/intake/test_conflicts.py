"""Two people change the same thing without seeing each other: both values are kept and a person decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from records.base import Record
from records.codes import Chronic, ConflictResolution, VisitOutcome
from records.conflict import ConflictRecord
from records.ids import new_id
from records.kinds import raw
from records.op import Edit
from records.person import Person
from records.visit import Visit
from sync.round import sync_once
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, OFFICER, OTHER_STATION, STATION, WORKER, World, a_person, a_visit

ELSEWHERE = new_id()


@pytest.fixture
def one(world: World) -> MemoryBox:
    return world.box()


@pytest.fixture
def two(world: World) -> MemoryBox:
    return world.box()


async def sync(world: World, *boxes: MemoryBox) -> None:
    for box in boxes:
        async with world.client(box) as client:
            await sync_once(box, client)


def edit(box: MemoryBox, record: Record, **values: object) -> None:
    box.save(WORKER, msgspec.structs.replace(box.record(record.id), **values))


async def shared(world: World, one: MemoryBox, two: MemoryBox, name: str = "Sun Wu") -> Person:
    person = a_person(one, name)
    one.save(WORKER, person)
    await sync(world, one, two)
    return person


def the_conflict(world: World) -> ConflictRecord:
    [found] = world.archive.records(ConflictRecord, EVERYTHING, "resolution is null")
    return found


def value(side: bytes) -> object:
    return msgspec.msgpack.decode(side)


async def test_two_names_are_both_kept_and_the_first_stands(world: World, one: MemoryBox, two: MemoryBox) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one, two, one)
    conflict = the_conflict(world)
    assert (conflict.entity, conflict.record_id, conflict.field) == ("person", person.id, "name")
    assert (value(conflict.kept.value), value(conflict.other.value)) == ("Zhu", "Sha")
    assert (conflict.other.author, conflict.other.device) == (WORKER, two.device_id)
    assert one.record(person.id) == two.record(person.id) == world.archive.get(person.id, EVERYTHING)
    assert one.record(person.id).name == "Zhu"
    assert "review" in two.verdicts.values()
    assert conflict.id in one.states  # the workers see that somebody has to decide


@pytest.mark.parametrize(
    ("decision", "name"),
    [
        ({"resolution": ConflictResolution.KEEP_A}, "Zhu"),
        ({"resolution": ConflictResolution.KEEP_B}, "Sha"),
        ({"resolution": ConflictResolution.MERGE, "resolved_value": bytes(raw("Zhu Sha"))}, "Zhu Sha"),
    ],
)
async def test_what_a_person_decides_reaches_every_tablet(
    world: World, one: MemoryBox, two: MemoryBox, decision: dict[str, object], name: str
) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one, two)
    decided = msgspec.structs.replace(the_conflict(world), **decision, resolved_by=OFFICER)
    world.archive.write(OFFICER, decided)
    await sync(world, one, two)
    assert {box.record(person.id).name for box in (one, two)} == {name}
    assert world.archive.count(ConflictRecord, EVERYTHING, "resolution is null") == 0
    edit(one, person, name="Later")  # both have seen the decision: nothing to decide any more
    await sync(world, one, two)
    assert two.record(person.id).name == "Later"
    assert world.archive.count(ConflictRecord, EVERYTHING) == 1


async def test_who_goes_on_from_the_chosen_value_makes_no_new_conflict(
    world: World, one: MemoryBox, two: MemoryBox
) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one)
    async with world.client(two) as client:
        await sync_once(two, client)
    stale = two.states[person.id]
    decided = msgspec.structs.replace(the_conflict(world), resolution=ConflictResolution.KEEP_B)
    world.archive.write(OFFICER, decided)
    two.states[person.id] = msgspec.structs.replace(
        stale, fields={**stale.fields, "name": raw("Sha")}, edits=(_edit_of_other(decided), *stale.edits), by={}
    )
    edit(two, person, name="Sha Wujing")  # made before the decision came down
    await sync(world, two, one)
    assert one.record(person.id).name == "Sha Wujing"
    assert world.archive.count(ConflictRecord, EVERYTHING) == 1


def _edit_of_other(conflict: ConflictRecord) -> Edit:
    return Edit(conflict.other.edit, 1, conflict.other.author, conflict.other.device)


async def test_a_clash_that_goes_on_from_the_other_side_replaces_it(
    world: World, one: MemoryBox, two: MemoryBox
) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    await sync(world, one)
    edit(two, person, name="Sha")
    edit(two, person, name="Sha Wujing")
    await sync(world, two)
    conflict = the_conflict(world)
    assert (value(conflict.kept.value), value(conflict.other.value)) == ("Zhu", "Sha Wujing")


async def test_a_conflict_follows_the_kept_side_while_it_is_open(world: World, one: MemoryBox, two: MemoryBox) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one, two)
    edit(one, person, name="Zhu Bajie")
    await sync(world, one)
    conflict = the_conflict(world)
    assert (value(conflict.kept.value), value(conflict.other.value)) == ("Zhu Bajie", "Sha")
    world.archive.write(OFFICER, msgspec.structs.replace(conflict, resolution=ConflictResolution.KEEP_B))
    assert world.archive.get(person.id, EVERYTHING).name == "Sha"


async def test_a_decision_about_a_value_that_has_changed_meanwhile_is_a_new_conflict(
    world: World, one: MemoryBox, two: MemoryBox
) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one, two)
    shown = the_conflict(world)
    state = world.archive.state(shown.id, EVERYTHING)
    edit(one, person, name="Zhu Bajie")
    await sync(world, one)
    decided = msgspec.structs.replace(shown, resolution=ConflictResolution.KEEP_B)
    world.archive.write(OFFICER, decided, seen={shown.id: state})
    assert world.archive.get(person.id, EVERYTHING).name == "Zhu Bajie"
    assert {value(c.other.value) for c in world.archive.records(ConflictRecord, EVERYTHING)} == {"Sha"}


async def test_other_fields_take_the_newest_and_sets_add_and_remove(
    world: World, one: MemoryBox, two: MemoryBox
) -> None:
    person = await shared(world, one, two)
    edit(one, person, talk_hint="deaf", chronic=(Chronic.DEMENTIA,))
    later = datetime.now(UTC) + timedelta(seconds=1)  # within one millisecond either might be the newest
    newer = {"talk_hint": "speak loudly", "chronic": (Chronic.STROKE,), "phone": "13800000000"}
    two.save(WORKER, msgspec.structs.replace(two.record(person.id), **newer), now=later)
    await sync(world, one, two, one)
    assert one.record(person.id) == two.record(person.id)
    merged = one.record(person.id)
    assert merged.talk_hint == "speak loudly"
    assert merged.phone == "13800000000"
    assert set(merged.chronic) == {Chronic.DEMENTIA, Chronic.STROKE}
    assert world.archive.count(ConflictRecord, EVERYTHING) == 0


async def test_a_void_never_wins_over_an_edit_that_it_did_not_see(world: World, one: MemoryBox, two: MemoryBox) -> None:
    person = await shared(world, one, two)
    edit(one, person, talk_hint="deaf")
    edit(two, person, void_reason="entered twice")
    await sync(world, one, two, one)
    assert not one.record(person.id).is_void
    assert not two.record(person.id).is_void
    conflict = the_conflict(world)
    assert (conflict.field, value(conflict.other.value)) == ("void_reason", "entered twice")
    world.archive.write(OFFICER, msgspec.structs.replace(conflict, resolution=ConflictResolution.KEEP_B))
    await sync(world, one, two)
    assert one.record(person.id).void_reason == two.record(person.id).void_reason == "entered twice"


async def test_an_edit_that_did_not_see_a_void_brings_the_record_back_for_a_person_to_decide(
    world: World, one: MemoryBox, two: MemoryBox
) -> None:
    person = await shared(world, one, two)
    edit(one, person, void_reason="entered twice")
    edit(two, person, talk_hint="deaf")
    await sync(world, one, two, one)
    assert one.record(person.id) == two.record(person.id)
    assert not one.record(person.id).is_void
    assert the_conflict(world).field == "void_reason"


async def test_a_visit_is_never_mixed_from_two_peoples_words(world: World, one: MemoryBox, two: MemoryBox) -> None:
    person = await shared(world, one, two)
    visit = a_visit(one, person.id, content="in the yard")
    one.save(WORKER, visit)
    await sync(world, one, two)
    edit(one, visit, content="in bed")
    edit(two, visit, content="in the kitchen", outcome=VisitOutcome.SEEN_PROBLEM)
    await sync(world, one, two)
    kept = world.archive.get(visit.id, EVERYTHING)
    assert isinstance(kept, Visit)
    assert (kept.content, kept.outcome) == ("in bed", VisitOutcome.SEEN_PROBLEM)
    assert value(the_conflict(world).other.value) == "in the kitchen"


async def test_a_conflict_is_seen_where_its_record_is_seen(world: World, one: MemoryBox, two: MemoryBox) -> None:
    person = await shared(world, one, two)
    edit(one, person, name="Zhu")
    edit(two, person, name="Sha")
    await sync(world, one, two)
    assert world.archive.count(ConflictRecord, (f"{STATION}/s",)) == 1
    assert world.archive.count(ConflictRecord, (f"{OTHER_STATION}/s", f"{STATION}/r", f"{STATION}/p")) == 0
