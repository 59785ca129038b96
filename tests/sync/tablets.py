"""The two kinds of tablets that the tests sync: a small outbox in memory, and the real notebook."""

from __future__ import annotations

import copy
import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

import time_machine

from records.base import Record
from records.ids import new_id
from records.kinds import KINDS
from records.op import EditId, State
from sealing.kdf import COSTS
from storage.notebook import DeviceKeys, Enrolled, Notebook
from storage.slots import NewPin, Stretched
from sync.push import Outbox
from tests.sync.memory_box import MemoryBox
from tests.sync.world import STATION, URL, WORKER, World

DEVICE_SECRET = bytes(range(32))
PIN = "290174"


class Tablet(Protocol):
    """What a worker and a test do with a tablet."""

    keys: tuple[bytes, bytes]

    @property
    def outbox(self) -> Outbox: ...
    def born(self) -> dict[str, object]: ...
    def save(self, clock: timedelta, *records: Record) -> None: ...
    def states(self) -> dict[UUID, State]: ...
    def lock(self) -> None: ...
    def contents(self) -> list[EditId]:
        """Content ids of the ops in the log, in its order."""

    def copy(self) -> object: ...
    def restore(self, kept: object) -> None: ...
    def close(self) -> None: ...


class MemoryTablet:
    def __init__(self, world: World, folder: Path, code: str = STATION) -> None:
        self.box = world.box(code)
        self.keys = (self.box.signing_key, self.box.box_key)

    @property
    def outbox(self) -> MemoryBox:
        return self.box

    def born(self) -> dict[str, object]:
        now = datetime.now(UTC)
        ids = {"id": new_id(), "site_id": self.box.certificate.site_id, "actor_id": WORKER}
        return {**ids, "device_id": self.box.device_id, "recorded_at": now, "occurred_at": now}

    def save(self, clock: timedelta, *records: Record) -> None:
        self.box.save(WORKER, *records, now=datetime.now(UTC) + clock)

    def states(self) -> dict[UUID, State]:
        return dict(self.box.states)

    def lock(self) -> None:
        self.box.session = None

    def contents(self) -> list[EditId]:
        return [line.content for line in self.box.log]

    def copy(self) -> MemoryBox:
        return copy.deepcopy(self.box, {id(self.box.session): None})

    def restore(self, kept: MemoryBox) -> None:
        self.box = copy.deepcopy(kept)

    def close(self) -> None:
        pass


@cache
def stretched() -> Stretched:
    """The PIN after the slow work: the same for all tablets of a test."""
    return NewPin(DEVICE_SECRET, COSTS[-1]).derive(PIN)


class NotebookTablet:
    def __init__(self, world: World, folder: Path, code: str = STATION) -> None:
        box = world.box(code)
        self.device_id, self.folder = box.device_id, folder / str(box.device_id)
        self.folder.mkdir()
        self.keys = (box.signing_key, box.box_key)
        keys = DeviceKeys(*self.keys)
        self.notebook = Notebook.create(self._path, DEVICE_SECRET, Enrolled(keys, box.certificate, box.centre, URL))
        self.notebook.add_user(WORKER, "Sun Wu", stretched(), protection=True)
        self._contents: list[EditId] = []

    @property
    def _path(self) -> Path:
        return self.folder / "tablet.linli"

    @property
    def outbox(self) -> Notebook:
        return self.notebook

    @property
    def unlocked(self) -> Notebook:
        if self.notebook.locked:
            self.notebook.finish_unlock(self.notebook.begin_unlock(WORKER), stretched().kek)
            for _ in self.notebook.load():
                pass
        return self.notebook

    def born(self) -> dict[str, object]:
        return self.unlocked.born()

    def save(self, clock: timedelta, *records: Record) -> None:
        notebook = self.unlocked
        with time_machine.travel(datetime.now(UTC) + clock):
            self._contents += notebook.save(*records).edits

    def states(self) -> dict[UUID, State]:
        notebook = self.unlocked
        ids = (record.id for kind in KINDS.values() for record in notebook.records(kind, order="id"))
        return {i: state for i in ids if (state := notebook.state(i))}

    def lock(self) -> None:
        self.notebook.lock()

    def contents(self) -> list[EditId]:
        return self._contents

    def copy(self) -> tuple[Path, list[EditId]]:
        """The files as a backup of the tablet would hold them, taken while it runs."""
        kept = self.folder / f"copy-{new_id()}"
        kept.mkdir()
        for file in self.folder.glob("tablet.linli*"):
            shutil.copy(file, kept)
        return kept, list(self._contents)

    def restore(self, kept: tuple[Path, list[EditId]]) -> None:
        self.notebook.close()
        for file in self.folder.glob("tablet.linli*"):
            file.unlink()
        for file in kept[0].iterdir():
            shutil.copy(file, self.folder)
        self.notebook = Notebook.open(self._path, DEVICE_SECRET)
        self._contents = list(kept[1])

    def close(self) -> None:
        self.notebook.close()
