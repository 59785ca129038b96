"""The logs of all devices as the centre keeps them: every op as it came, its chain of hashes, its sealing sessions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.inserting import Row, insert_rows
from centre.merging import slices
from centre.nonces import NONE_SEEN
from centre.tables import log, op, sealing_session, set_aside
from records.merge import Verdict
from records.op import EditId
from records.wire import ZERO_HASH, Session

JUDGED: Final = ("content", "record_id", "kind", "verdict", "reason")
"""Columns of `op` that say what became of it."""


class Log(msgspec.Struct):
    """One device's log of one epoch: how much of it is here."""

    device: UUID
    epoch: UUID
    acked: int = 0
    head: bytes = ZERO_HASH
    nonce: int = 0
    nonces_seen: bytes = NONE_SEEN
    announced: int = 0
    head_equal: bool = True
    started_at: int = 0
    is_new: bool = True


class LogLine(msgspec.Struct, kw_only=True):
    """One op of a log, with what became of it."""

    seq: int
    box: bytes
    hash: bytes
    content: EditId | None = None
    record_id: UUID | None = None
    kind: str | None = None
    verdict: Verdict = Verdict.APPLIED
    reason: str = ""


def read_log(db: sa.Connection, device: UUID, epoch: UUID, now_ms: int) -> Log:
    """The log, locked against other writers; a new one when nothing of this epoch came yet."""
    row = db.execute(sa.select(log).where(_is(device, epoch)).with_for_update()).mappings().first()
    if row is None:
        return Log(device, epoch, started_at=now_ms)
    return Log(**{**row, "device": device, "epoch": epoch, "is_new": False})


def write_log(db: sa.Connection, kept: Log) -> None:
    """Write the log's place."""
    values = msgspec.structs.asdict(kept)
    del values["is_new"], values["device"], values["epoch"]
    if kept.is_new:
        db.execute(sa.insert(log).values(device=kept.device.bytes, epoch=kept.epoch.bytes, **values))
        kept.is_new = False
    else:
        db.execute(sa.update(log).where(_is(kept.device, kept.epoch)).values(**values))


def _is(device: UUID, epoch: UUID) -> sa.ColumnElement[bool]:
    return (log.c.device == device.bytes) & (log.c.epoch == epoch.bytes)


def write_lines(db: sa.Connection, kept: Log, lines: Sequence[LogLine], now_ms: int) -> None:
    """Add ops to a log."""
    device, epoch = kept.device.bytes, kept.epoch.bytes
    rows = [(device, epoch, now_ms, line.seq, line.box, line.hash, *_judged(line)) for line in lines]
    insert_rows(db, op, ("device", "epoch", "received_at", "seq", "box", "hash", *JUDGED), rows)


def _judged(line: LogLine) -> Row:
    """In the order of `JUDGED`."""
    record_id = line.record_id.bytes if line.record_id else None
    return line.content, record_id, line.kind, str(line.verdict), line.reason


def hash_at(db: sa.Connection, kept: Log, seq: int) -> bytes:
    """The chain's hash after op `seq`, which is here."""
    if seq == 0:
        return ZERO_HASH
    if seq == kept.acked:
        return kept.head
    found: bytes = db.execute(sa.select(op.c.hash).where(_line(kept, seq))).scalar_one()
    return found


def _line(kept: Log, seq: int) -> sa.ColumnElement[bool]:
    return (op.c.device == kept.device.bytes) & (op.c.epoch == kept.epoch.bytes) & (op.c.seq == seq)


def verdicts_of(db: sa.Connection, kept: Log, first: int, last: int) -> list[tuple[int, str]]:
    """Verdicts other than `applied` of ops that are here already, for a device that did not hear them."""
    between = (op.c.device == kept.device.bytes) & (op.c.epoch == kept.epoch.bytes) & op.c.seq.between(first, last)
    wanted = sa.select(op.c.seq, op.c.verdict).where(between, op.c.verdict != Verdict.APPLIED.value)
    return [(row.seq, row.verdict) for row in db.execute(wanted.order_by(op.c.seq))]


def known_contents(db: sa.Connection, contents: Iterable[EditId]) -> set[EditId]:
    """Those of `contents` that became part of a record before, from whatever log."""
    found: set[EditId] = set()
    counted = op.c.verdict.not_in((Verdict.HELD.value, Verdict.QUARANTINED.value))
    for some in slices(contents):
        found.update(db.scalars(sa.select(op.c.content).where(op.c.content.in_(list(some)), counted)))
    return found


def keep_sessions(db: sa.Connection, device: UUID, sessions: Iterable[Session]) -> list[Session]:
    """Keep sealing sessions that are not here yet; returns those. One that is here is never replaced."""
    fresh = {s.id: s for s in sessions}
    wanted = sa.select(sealing_session.c.id).where(sealing_session.c.device == device.bytes)
    for known in db.scalars(wanted.where(sealing_session.c.id.in_(list(fresh)))).all():
        del fresh[known]
    rows: list[dict[str, Any]] = [
        {"device": device.bytes, "id": s.id, "sealed_key": s.sealed_key} for s in fresh.values()
    ]
    if rows:
        db.execute(sa.insert(sealing_session), rows)
    return list(fresh.values())


def find_session(db: sa.Connection, device: UUID, session_id: bytes) -> Session | None:
    """A device's sealing session."""
    t = sealing_session
    is_it = (t.c.device == device.bytes) & (t.c.id == session_id)
    sealed = db.scalar(sa.select(t.c.sealed_key).where(is_it))
    return None if sealed is None else Session(session_id, sealed)


def lines_without_session(db: sa.Connection, device: UUID, reason: str) -> list[tuple[UUID, LogLine]]:
    """Ops of a device, with their epochs, that wait for their sealing session."""
    waiting = set_aside & (op.c.device == device.bytes) & (op.c.reason == reason)
    wanted = sa.select(op.c.epoch, op.c.seq, op.c.box, op.c.hash).where(waiting).order_by(op.c.epoch, op.c.seq)
    rows = db.execute(wanted)
    return [(UUID(bytes=row.epoch), LogLine(seq=row.seq, box=row.box, hash=row.hash)) for row in rows]


def lines_before_birth(
    db: sa.Connection, born: Collection[UUID], reason: str
) -> dict[tuple[UUID, UUID], list[LogLine]]:
    """Held ops about records that are `born` only now, by device and epoch, in the order in which they came."""
    waiting = set_aside & (op.c.reason == reason)
    wanted = sa.select(op.c.device, op.c.epoch, op.c.seq, op.c.box, op.c.hash, op.c.record_id).where(waiting)
    found: dict[tuple[UUID, UUID], list[LogLine]] = {}
    for row in db.execute(wanted.order_by(op.c.received_at, op.c.epoch, op.c.seq)):
        if row.record_id is not None and UUID(bytes=row.record_id) in born:
            log_of = (UUID(bytes=row.device), UUID(bytes=row.epoch))
            found.setdefault(log_of, []).append(LogLine(seq=row.seq, box=row.box, hash=row.hash))
    return found


def rejudge_lines(db: sa.Connection, device: UUID, lines: Iterable[tuple[UUID, LogLine]]) -> None:
    """Write what became of ops that were judged again."""
    for epoch, line in lines:
        values = dict(zip(JUDGED, _judged(line), strict=True))
        at = (op.c.device == device.bytes) & (op.c.epoch == epoch.bytes) & (op.c.seq == line.seq)
        db.execute(sa.update(op).where(at).values(**values))
