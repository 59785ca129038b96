from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.sync.memory_box import MemoryBox
from tests.sync.world import URL, WORKER, World, a_person


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.archive.close()


@pytest.fixture
def box(world: World) -> MemoryBox:
    made = world.box()
    made.save(WORKER, a_person(made))
    return made


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who talks to the centre without our client; a fault inside it would be raised here."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(world.app), base_url=URL) as client:
        yield client
