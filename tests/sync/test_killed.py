"""A real centre process is killed in the middle of syncs, again and again: nothing is lost and nothing doubled."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from centre.tables import op as op_table
from records.person import Person
from records.visit import Visit
from sync.client import CentreClient
from sync.errors import SyncFailed
from sync.push import Pace
from sync.round import sync_once
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, WORKER, World, a_person, a_visit

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("LINLI_CENTRE_KILLS", "12"))
TABLETS = 2

SERVE = """
import sys
import uvicorn
from pathlib import Path
from fastapi import FastAPI
from centre.api import sync_router
from centre.archive import open_archive
app = FastAPI(openapi_url=None)
app.include_router(sync_router(open_archive(sys.argv[1], Path(sys.argv[2]))))
uvicorn.run(app, port=int(sys.argv[3]), http="h11", log_level="error")
"""


class Centre:
    """A centre process that can be killed and started again."""

    def __init__(self, address: str, keys: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-c", SERVE, address, str(keys), str(self.port)]
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._running = subprocess.Popen(self._command, cwd=ROOT)
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz") as answer:
                assert answer.status == 200
                return
            time.sleep(0.05)
        raise AssertionError("the centre does not start")

    def kill(self) -> None:
        assert self._running is not None
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()


@pytest.fixture
def disk(tmp_path: Path) -> tuple[World, Centre]:
    address = f"sqlite:///{tmp_path / 'centre.db'}"
    return World(tmp_path, address), Centre(address, tmp_path / "keys")


async def test_a_centre_killed_in_the_middle_loses_and_doubles_nothing(disk: tuple[World, Centre]) -> None:
    world, centre = disk
    boxes = [world.box() for _ in range(TABLETS)]
    world.archive.close()
    dice = random.Random(5)
    for _ in range(KILLS):
        centre.start()
        for box in boxes:
            person = a_person(box)
            box.save(WORKER, person, *(a_visit(box, person.id, content="x" * n) for n in range(150)))
        syncing = [asyncio.create_task(keep_syncing(centre, box)) for box in boxes]
        await asyncio.sleep(dice.uniform(0.02, 0.5))
        centre.kill()
        await asyncio.gather(*syncing)
    centre.start()
    for box in [*boxes, *boxes]:
        async with client_of(centre, box) as client:
            await sync_once(box, client)
    centre.kill()
    check(world, boxes)


async def keep_syncing(centre: Centre, box: MemoryBox) -> None:
    """Sync in small batches until the centre is gone."""
    pace = Pace()
    pace.size = 2000
    with suppress(SyncFailed):
        async with client_of(centre, box) as client:
            await sync_once(box, client, pace)


def client_of(centre: Centre, box: MemoryBox) -> CentreClient:
    return CentreClient(centre.url, box.signing_key, box.box_key, box.centre)


def check(world: World, boxes: list[MemoryBox]) -> None:
    archive = world.archive
    with archive.reading() as db:
        assert db.scalar(sa.text("pragma integrity_check")) == "ok"
        kept = db.scalars(sa.select(op_table.c.content).where(op_table.c.kind.in_(("person", "visit")))).all()
    saved = [line.content for box in boxes for line in box.log]
    assert sorted(kept) == sorted(saved)
    assert archive.count(Person, EVERYTHING) == KILLS * TABLETS
    assert archive.count(Visit, EVERYTHING) == 150 * KILLS * TABLETS
    assert boxes[0].states == boxes[1].states
    archive.close()
