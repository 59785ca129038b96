"""Certificates are renewed by themselves near their end, and only for tablets in good standing."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from sealing.signing import check_signed
from sync.errors import Offline
from sync.round import sync_once
from tests.sync.lines import BadLine, Fate
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, World


async def sync(world: World, box: MemoryBox, line: BadLine | None = None) -> None:
    async with world.client(box, line) as client:
        await sync_once(box, client)


def later(world: World, days: int) -> None:
    now = world.archive.now()
    world.archive.now = lambda: now + timedelta(days=days)


async def test_nothing_is_renewed_before_its_time(world: World, box: MemoryBox) -> None:
    before = box.certificate
    later(world, 119)
    await sync(world, box)
    assert box.certificate == before


async def test_a_certificate_near_its_end_is_renewed(world: World, box: MemoryBox) -> None:
    before = box.certificate
    later(world, 121)
    await sync(world, box)
    after = box.certificate
    assert after.not_after - before.not_after > 120 * 24 * 3600
    assert (after.device, after.signing_key, after.site_code) == (before.device, before.signing_key, before.site_code)
    check_signed(after, world.archive.secrets.public.ca_key)
    await sync(world, box)
    assert box.certificate == after
    assert world.archive.tablets(EVERYTHING)[0].label == "tablet"


async def test_a_renewal_whose_answer_was_lost_comes_again(world: World, box: MemoryBox) -> None:
    before = box.certificate
    later(world, 121)
    line = BadLine(httpx.ASGITransport(world.app))
    line.fates = [Fate.ANSWER_LOST]
    with pytest.raises(Offline):
        await sync(world, box, line)
    assert box.certificate == before
    await sync(world, box)
    assert box.certificate.not_after > before.not_after


async def test_a_revoked_or_expired_tablet_is_not_renewed(world: World, box: MemoryBox) -> None:
    other = world.box()
    world.archive.revoke(box.device_id)
    later(world, 121)
    await sync(world, box)
    later(world, 60)
    await sync(world, other)
    assert {tablet.barred for tablet in world.archive.tablets(EVERYTHING)} == {"revoked", "expired"}
