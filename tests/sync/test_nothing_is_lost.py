"""Tablets save, edit, void and sync over lines and disks that fail; nothing is lost, doubled, or seen differently."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from centre.history import HistoryEntry
from centre.tables import op as op_table
from records.base import Record
from records.codes import Chronic, ConflictResolution, VisitOutcome
from records.conflict import ConflictRecord
from records.kinds import KINDS
from records.person import Person
from records.visit import Visit
from sync.client import CentreClient
from sync.errors import SyncFailed
from sync.push import Pace
from sync.round import sync_once
from tests.sync.lines import BadLine, Fate
from tests.sync.tablets import MemoryTablet, NotebookTablet, Tablet
from tests.sync.world import EVERYTHING, OFFICER, STATION, URL, World

EXAMPLES = int(os.environ.get("LINLI_EXAMPLES", "60"))
DEVICES = 3
which = st.integers(0, DEVICES - 1)
fates = st.lists(st.sampled_from(Fate), max_size=4)
text = st.sampled_from(["", "a", "b", "cc"])
names = st.sampled_from(["Sun Wu", "Zhu", "Sha", "Tang"])
some = st.integers(0, 3)
changes = st.one_of(
    st.builds(lambda name: {"name": name}, names),
    st.builds(lambda hint: {"talk_hint": hint}, text),
    st.builds(lambda some: {"chronic": tuple(sorted(some))}, st.sets(st.sampled_from(list(Chronic)[:3]))),
    st.builds(lambda name, hint: {"name": name, "talk_hint": hint}, names, text),
    st.sampled_from([{"void_reason": "mistaken"}, {"void_reason": ""}]),
)


class Crash(Exception):
    """The power went."""


class Fleet(RuleBasedStateMachine):
    """Three tablets of one station and their centre."""

    make: type[MemoryTablet] | type[NotebookTablet] = MemoryTablet

    @initialize(offsets=st.lists(st.integers(-400, 400), min_size=DEVICES, max_size=DEVICES))
    def begin(self, offsets: list[int]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.archive = self.world.archive
        sa.event.listen(self.archive.engine, "commit", self._maybe_crash)
        self.crash_at: int | None = None
        self.runner = asyncio.Runner()
        self.clocks = [timedelta(days=days) for days in offsets]
        self.tablets: list[Tablet] = [self.make(self.world, Path(self.folder.name)) for _ in range(DEVICES)]
        app = httpx.ASGITransport(self.world.app, raise_app_exceptions=False)
        self.lines = [BadLine(app) for _ in range(DEVICES)]
        self.clients = [self._client(tablet, line) for tablet, line in zip(self.tablets, self.lines, strict=True)]
        self.paces = [Pace() for _ in range(DEVICES)]
        self.tablet_copies: list[object] = [None] * DEVICES
        self.in_step = [True] * DEVICES
        """Whether a tablet has met the centre since either was last restored."""
        self._save(0, self._person(0, "Sun Wu"), self._person(0, "Zhu"))
        self._settle()
        self.centre_copy = self._dump()

    # ---- what people do

    @rule(i=which, name=names)
    def meet_somebody(self, i: int, name: str) -> None:
        self._save(i, self._person(i, name))

    @rule(i=which, j=some, content=text)
    def visit(self, i: int, j: int, content: str) -> None:
        if (person := self._pick(i, j, Person)) is not None:
            found = {"person_ids": (person.id,), "outcome": VisitOutcome.SEEN_OK, "content": content}
            self._save(i, Visit(**self.tablets[i].born(), **found))

    @rule(i=which, j=some, change=changes)
    def edit(self, i: int, j: int, change: dict[str, object]) -> None:
        self._edit(i, j, change)

    @rule(j=some, changes=st.lists(changes, min_size=DEVICES, max_size=DEVICES))
    def all_edit_the_same(self, j: int, changes: list[dict[str, object]]) -> None:
        for i, change in enumerate(changes):
            self._edit(i, j, change)

    def _edit(self, i: int, j: int, change: dict[str, object]) -> None:
        if (person := self._pick(i, j, Person)) is not None:
            self._save(i, msgspec.structs.replace(person, **change))

    @rule(i=which, j=some, content=text)
    def edit_visit(self, i: int, j: int, content: str) -> None:
        if (visit := self._pick(i, j, Visit)) is not None:
            self._save(i, msgspec.structs.replace(visit, content=content))

    @rule(j=some, hint=text)
    def decide_at_the_centre(self, j: int, hint: str) -> None:
        persons = self.archive.records(Person, EVERYTHING, order="id")
        if persons:
            self.archive.write(OFFICER, msgspec.structs.replace(persons[j % len(persons)], talk_hint=hint))

    @rule(j=some, resolution=st.sampled_from([ConflictResolution.KEEP_A, ConflictResolution.KEEP_B]))
    def resolve_a_conflict(self, j: int, resolution: ConflictResolution) -> None:
        conflicts = self.archive.records(ConflictRecord, EVERYTHING, "resolution is null", order="id")
        if conflicts:
            decided = msgspec.structs.replace(conflicts[j % len(conflicts)], resolution=resolution)
            self.archive.write(OFFICER, decided)

    @rule(i=which)
    def lock(self, i: int) -> None:
        self.tablets[i].lock()

    # ---- what happens to them

    @rule(i=which)
    def sync_well(self, i: int) -> None:
        self.runner.run(sync_once(self.tablets[i].outbox, self.clients[i], Pace()))
        self.in_step[i] = True

    @rule(i=which, fates=fates, crash_at=st.none() | st.integers(1, 4), small=st.booleans())
    def sync_badly(self, i: int, fates: list[Fate], crash_at: int | None, small: bool) -> None:
        self.lines[i].fates = list(fates)
        self.crash_at = crash_at
        self.paces[i].size = 400 if small else 256 * 1024
        with suppress(SyncFailed):
            self.runner.run(sync_once(self.tablets[i].outbox, self.clients[i], self.paces[i]))
            self.in_step[i] = True
        self.crash_at = None
        self.lines[i].fates = []

    @rule(i=which)
    def what_was_held_back_arrives(self, i: int) -> None:
        line = self.lines[i]
        if line.held_back:
            self.runner.run(line.deliver(*line.held_back.pop()))

    @rule(i=which, j=st.integers(0, 99))
    def somebody_repeats_an_old_request(self, i: int, j: int) -> None:
        line = self.lines[i]
        if line.delivered:
            self.runner.run(line.deliver(*line.delivered[j % len(line.delivered)]))

    @rule(i=which, back=st.booleans())
    def copy_or_restore_tablet(self, i: int, back: bool) -> None:
        if back and self.tablet_copies[i] is not None:
            self.tablets[i].restore(self.tablet_copies[i])
            self.in_step[i] = False
        else:
            self.tablet_copies[i] = self.tablets[i].copy()

    @rule(back=st.booleans())
    def copy_or_restore_centre(self, back: bool) -> None:
        if back:
            self._connection().deserialize(self.centre_copy)
            self.in_step = [False] * DEVICES
        else:
            self.centre_copy = self._dump()

    # ---- what must hold

    @invariant()
    def whatever_has_a_receipt_is_at_the_centre(self) -> None:
        if not hasattr(self, "in_step"):
            return
        kept = self._contents("duplicate")
        for tablet, in_step in zip(self.tablets, self.in_step, strict=True):
            if in_step:
                assert set(tablet.contents()[: tablet.outbox.acked]) <= set(kept)

    def teardown(self) -> None:
        if not hasattr(self, "in_step"):
            return
        try:
            self._settle()
            self._check_ops()
            self._check_records()
        finally:
            self.runner.run(self._hang_up())
            self.runner.close()
            for tablet in self.tablets:
                tablet.close()
            self.archive.close()
            self.folder.cleanup()

    async def _hang_up(self) -> None:
        for client in self.clients:
            await client.close()

    def _settle(self) -> None:
        """A good line at last: everybody syncs until nobody has news."""
        for _ in range(3):
            for tablet, client in zip(self.tablets, self.clients, strict=True):
                self.runner.run(sync_once(tablet.outbox, client, Pace()))

    def _check_ops(self) -> None:
        """Every op that any tablet still knows of became part of a record once, and only once."""
        kept = self._contents("duplicate", "held", "quarantined")
        unborn = {e.edit.id for e in self.archive.set_aside(EVERYTHING, 10**6) if e.edit and self._is_unborn(e)}
        for tablet in self.tablets:
            assert tablet.outbox.acked == tablet.outbox.last == len(tablet.contents())
            for content in tablet.contents():
                assert kept.get(content) == 1 or content in unborn

    def _is_unborn(self, entry: HistoryEntry) -> bool:
        """Both the centre and the tablet that made the record were put back to before it: its birth is nowhere."""
        unknown = entry.op is not None and self.archive.state(entry.op.record_id, EVERYTHING) is None
        return entry.reason == "no_birth" and unknown

    def _check_records(self) -> None:
        shown = [tablet.states() for tablet in self.tablets]
        ids: set[UUID] = set().union(*shown)
        for kind in KINDS.values():
            ids |= {record.id for record in self.archive.records(kind, (f"{STATION}/s", f"{STATION}/r"))}
        for record_id in ids:
            state = self.archive.state(record_id, EVERYTHING)
            if state is None:  # the centre's backup did not have what was decided there; nobody else can know it
                continue
            for states in shown:
                assert states[record_id] == state
            assert self.archive.count(KINDS[state.kind], EVERYTHING, "id = :id", {"id": record_id}) == 1

    # ---- how

    def _save(self, i: int, *records: Record) -> None:
        self.tablets[i].save(self.clocks[i], *records)

    def _person(self, i: int, name: str) -> Person:
        return Person(**self.tablets[i].born(), name=name)

    def _client(self, tablet: Tablet, line: BadLine) -> CentreClient:
        return CentreClient(URL, *tablet.keys, self.archive.secrets.public, transport=line)

    def _pick(self, i: int, j: int, kind: type[Record]) -> Record | None:
        found = [s.record() for _, s in sorted(self.tablets[i].states().items())]
        found = [r for r in found if isinstance(r, kind)]
        return found[j % len(found)] if found else None

    def _contents(self, *left_out: str) -> dict[bytes, int]:
        """Which ops are at the centre, and how often, without those of some verdicts."""
        counted = op_table.c.verdict.not_in(left_out)
        query = sa.select(op_table.c.content, sa.func.count()).where(counted).group_by(op_table.c.content)
        with self.archive.reading() as db:
            return {row[0]: row[1] for row in db.execute(query)}

    def _maybe_crash(self, _connection: sa.Connection) -> None:
        if self.crash_at is None:
            return
        self.crash_at -= 1
        if self.crash_at == 0:
            raise Crash

    def _connection(self) -> object:
        return self.archive.engine.raw_connection().driver_connection

    def _dump(self) -> bytes:
        return bytes(self._connection().serialize())


class NotebookFleet(Fleet):
    """The same with the real notebook on a disk."""

    make = NotebookTablet


TestFleet = Fleet.TestCase
TestFleet.settings = settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None)
TestNotebookFleet = NotebookFleet.TestCase
TestNotebookFleet.settings = settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None)
