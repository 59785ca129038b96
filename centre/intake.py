"""Taking in a tablet's ops: check the chain, open, merge, and commit log, records, numbers and `acked` together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.conflicts import settle_clashes
from centre.log_book import (
    Log,
    LogLine,
    hash_at,
    keep_sessions,
    known_contents,
    lines_before_birth,
    lines_without_session,
    read_log,
    rejudge_lines,
    verdicts_of,
    write_lines,
    write_log,
)
from centre.merging import NO_BIRTH, Batch, Merged, Unmergeable
from centre.nonces import LARGEST, admit
from centre.opening import NO_SESSION, open_line
from centre.own_log import OwnLog
from centre.places import Places, level_of
from centre.session_keys import SessionKeys
from centre.tablets import Tablet, find_tablet, saw_tablet
from centre.writing import write
from records.merge import Verdict
from records.op import Edit, EditId, Op
from records.sites import covers, site_of_scope
from records.wire import OpVerdict, SyncRequest, chain_hash

OPENED_AT_ONCE: Final = 16 * 1024 * 1024
"""Bytes of opened ops in one transaction; what a request holds beyond that is taken in when it is sent again."""


class Taken(msgspec.Struct, frozen=True):
    """What became of a request's ops.

    Attributes:
        log: the device's log as it is here now.
        problem: "" | "nonce" | "gap" | "fork".
        fresh: whether ops were taken in that were not here before.
    """

    log: Log
    problem: str = ""
    verdicts: tuple[OpVerdict, ...] = ()
    fresh: bool = False


class Desk(msgspec.Struct, frozen=True):
    """What taking in needs of the centre besides the database."""

    own: OwnLog
    keys: SessionKeys


class Intake:
    """One tablet's request, taken in within the caller's transaction."""

    def __init__(self, db: sa.Connection, desk: Desk, tablet: Tablet, request: SyncRequest, now: datetime) -> None:
        self._db = db
        self._desk = desk
        self._tablet = tablet
        self._now = now
        self._now_ms = int(now.timestamp() * 1000)
        self._offset: int | None = None
        self._epoch = request.epoch
        self._request = request
        self._born: set[UUID] = set()

    def take(self, nonce: int, version: str) -> Taken:
        """Take in a request's ops, once."""
        kept = read_log(self._db, self._tablet.device, self._epoch, self._now_ms)
        admitted = admit(kept.nonce, kept.nonces_seen, nonce)
        if admitted is None:
            return Taken(kept, "nonce")
        kept.nonce, kept.nonces_seen = admitted
        problem, known = self._place(kept)
        kept.head_equal = problem != "fork"
        before = kept.acked
        if not problem:
            self._append(kept, known)
        kept.announced = max(min(self._request.last, LARGEST), kept.acked)
        write_log(self._db, kept)
        told = {"version": version} if self._offset is None else {"version": version, "clock_offset": self._offset}
        saw_tablet(self._db, self._tablet.device, self._epoch, self._now_ms, **told)
        return Taken(kept, problem, () if problem else self._verdicts(kept), kept.acked > before)

    def _place(self, kept: Log) -> tuple[str, int]:
        """Whether the request continues the log that is here, and how many of its ops are here already."""
        request, before = self._request, self._request.first - 1
        if before > kept.acked:
            return "gap", 0
        if hash_at(self._db, kept, before) != request.prev_hash:
            return "fork", 0
        known = min(kept.acked - before, len(request.ops))
        head = request.prev_hash
        for seq, box in enumerate(request.ops[:known], request.first):
            head = chain_hash(head, seq, box)
        if known and hash_at(self._db, kept, before + known) != head:
            return "fork", 0
        return "", known

    def _verdicts(self, kept: Log) -> tuple[OpVerdict, ...]:
        request = self._request
        last = min(request.first + len(request.ops) - 1, kept.acked)
        found = verdicts_of(self._db, kept, request.first, last) if request.ops else []
        return tuple(OpVerdict(seq, verdict) for seq, verdict in found)

    def _append(self, kept: Log, known: int) -> None:
        """Add the ops that are not here yet to the log, and merge those that can be merged."""
        request = self._request
        barred = self._tablet.barred(self._now_ms)
        fresh_sessions = keep_sessions(self._db, self._tablet.device, request.sessions)
        boxes = enumerate(request.ops[known:], request.first + known)
        lines = [LogLine(seq=seq, box=box, hash=b"") for seq, box in boxes]
        if barred:
            for line in lines:
                line.verdict, line.reason = Verdict.QUARANTINED, barred
            self._write_lines(kept, lines)
            return
        batch = Batch(self._db, Places.read(self._db))
        if fresh_sessions:
            self._try_again(batch)
        self._write_lines(kept, lines[: self._judge(batch, lines)])
        if self._born:
            self._take_early(batch)
        settle_clashes(batch, self._desk.own, self._now)
        write(batch)

    def _try_again(self, batch: Batch) -> None:
        """Ops that came without their sealing session: perhaps it has come now."""
        late = lines_without_session(self._db, self._tablet.device, NO_SESSION)
        self._judge(batch, [line for _, line in late])
        rejudge_lines(self._db, self._tablet.device, late)

    def _take_early(self, batch: Batch) -> None:
        """Edits that were here before their record's birth: after a restored backup tablets come in any order."""
        for (device, epoch), lines in lines_before_birth(self._db, self._born, NO_BIRTH).items():
            tablet = find_tablet(self._db, device)
            if tablet is None or tablet.barred(self._now_ms):
                continue
            theirs = msgspec.structs.replace(self._request, device=device, epoch=epoch)
            Intake(self._db, self._desk, tablet, theirs, self._now)._judge(batch, lines)
            rejudge_lines(self._db, device, [(epoch, line) for line in lines])

    def _write_lines(self, kept: Log, lines: Sequence[LogLine]) -> None:
        for line in lines:
            kept.acked, kept.head = line.seq, chain_hash(kept.head, line.seq, line.box)
            line.hash = kept.head
        write_lines(self._db, kept, lines, self._now_ms)

    def _judge(self, batch: Batch, lines: Sequence[LogLine]) -> int:
        """Merge what can be merged and note each line's verdict; returns how many lines were judged."""
        opened: list[tuple[LogLine, Op | None]] = []
        room = OPENED_AT_ONCE
        for line in lines:
            op, size = open_line(self._db, self._desk.keys, self._tablet.device, line)
            opened.append((line, op))
            room -= size
            if op is not None:
                self._offset = op.clock_offset
            if room <= 0:
                break
        batch.load(op.record_id for _, op in opened if op is not None)
        taken = known_contents(self._db, [line.content for line, _ in opened if line.content])
        for line, op in opened:
            if op is not None and line.content is not None:
                self._merge(batch, line, op, taken)
        return len(opened)

    def _merge(self, batch: Batch, line: LogLine, op: Op, taken: set[EditId]) -> None:
        edit = Edit(line.content or b"", op.hlc, op.author, self._tablet.device)
        if edit.id in taken:  # the author may still show an older value: have the record sent down again
            batch.touch(op.record_id)
            line.verdict, line.reason = Verdict.DUPLICATE, ""
            return
        try:
            merged = batch.merge(op, edit)
        except Unmergeable as error:
            line.verdict, line.reason = error.verdict, error.reason
        else:
            line.reason = self._out_of_bounds(merged)
            line.verdict = Verdict.HELD if line.reason else batch.keep(merged, op, edit, self._epoch)
            if merged.is_new and not line.reason:
                self._born.add(op.record_id)
        if line.verdict in (Verdict.HELD, Verdict.QUARANTINED):
            batch.touch(op.record_id)  # the tablet shows what it wrote; have it show what stands
            return
        taken.add(edit.id)

    def _out_of_bounds(self, merged: Merged) -> str:
        """Why the device may not write this record, or nothing."""
        code = self._tablet.site_code
        if not covers(code, site_of_scope(merged.scope)):
            return "other_site"
        return "" if level_of(code) in merged.record.about.writers else "other_level"
