"""Syncing by itself: at once after a save, politely after a failure, and when told to, not at all."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sync import loop as loop_module
from sync.errors import Busy, Offline
from sync.loop import LONGEST_WAIT, SyncLoop, longest_wait
from sync.round import Round
from tests.sync.lines import BadLine, Fate, Repeating
from tests.sync.memory_box import MemoryBox
from tests.sync.world import WORKER, World, a_person


class Told:
    """Collects what the loop says, and waits for it."""

    def __init__(self) -> None:
        self.rounds: asyncio.Queue[Round | Exception] = asyncio.Queue()

    async def next(self) -> Round | Exception:
        return await asyncio.wait_for(self.rounds.get(), 20)


@asynccontextmanager
async def looping(world: World, box: MemoryBox, transport: httpx.AsyncBaseTransport | None = None, **more: object):
    told = Told()
    async with world.client(box, transport) as client:
        loop = SyncLoop(box, client, told.rounds.put_nowait, **more)
        loop.start()
        loop.start()
        try:
            yield loop, told
        finally:
            await loop.stop()


async def test_a_save_is_sent_as_soon_as_it_wakes_the_loop(world: World) -> None:
    box = world.box()
    async with looping(world, box) as (loop, told):
        assert isinstance(await told.next(), Round)
        box.save(WORKER, a_person(box))
        loop.wake()
        done = await told.next()
        assert isinstance(done, Round)
        assert (done.sent, box.acked, loop.online) == (1, 1, True)
        assert loop.last_ok is not None


async def test_after_a_failure_it_tries_again_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "FIRST_WAIT", 0.001)
    box, line = world.box(), BadLine(httpx.ASGITransport(world.app))
    box.save(WORKER, a_person(box))
    line.fates = [Fate.LOST_ON_THE_WAY, Fate.ANSWER_LOST, Fate.LOST_ON_THE_WAY]
    async with looping(world, box, line) as (loop, told):
        for _ in range(3):
            assert isinstance(await told.next(), Offline)
        assert isinstance(await told.next(), Round)
        assert (box.acked, loop.online) == (1, True)


async def test_a_save_wakes_it_from_a_long_wait_but_not_from_one_the_centre_asked_for(world: World) -> None:
    box = world.box()
    async with looping(world, box, Repeating(httpx.Response(503, headers={"retry-after": "600"}))) as (loop, told):
        assert isinstance(await told.next(), Busy)
        loop.wake()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.rounds.get(), 0.2)
        assert not loop.online


async def test_it_knows_how_far_the_tablets_clock_is_off(world: World) -> None:
    box = world.box()
    world.archive.now = lambda: datetime.now(UTC) + timedelta(hours=3)
    async with looping(world, box) as (loop, told):
        await told.next()
        assert loop.offset is not None
        assert timedelta(minutes=179) < loop.offset < timedelta(minutes=181)


async def test_a_full_disk_is_a_reason_to_try_again_and_not_to_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "FIRST_WAIT", 0.001)

    class DiskFull(Exception):
        pass

    class Full(MemoryBox):
        tries = 0

        def accept(self, *answer: object) -> None:
            Full.tries += 1
            if Full.tries < 3:
                raise DiskFull
            super().accept(*answer)

    made = world.box()
    box = Full(made.signing_key, made.box_key, made.certificate, made.centre)
    box.save(WORKER, a_person(box))
    async with looping(world, box, tolerate=(DiskFull,)) as (_, told):
        assert isinstance(await told.next(), DiskFull)
        assert isinstance(await told.next(), DiskFull)
        assert isinstance(await told.next(), Round)
    assert box.acked == 1


def test_waits_grow_to_a_quarter_of_an_hour_and_no_longer() -> None:
    assert [longest_wait(n) for n in (1, 2, 3, 9, 10, 10**6)] == [2, 4, 8, 512, LONGEST_WAIT, LONGEST_WAIT]
