"""A small real outbox in memory: what the protocol asks of a notebook, without its keys and its disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from centre.own_log import op_for
from records.base import Record
from records.clock import next_stamp
from records.ids import new_id
from records.merge import apply
from records.op import Edit, Op, State, content_id, encode_op
from records.wire import ZERO_HASH, CentreKeys, Certificate, Cursor, OpVerdict, Pulled, Receipt, Session, chain_hash
from sealing.op_session import SealingSession
from sync.push import Outbox

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Piece:
    first: int
    prev_hash: bytes
    ops: tuple[bytes, ...]
    sessions: tuple[Session, ...]


@dataclass
class Line:
    box: bytes
    record_id: UUID
    content: bytes
    hash: bytes


@dataclass
class MemoryBox:
    """One device's log, records and cursors."""

    signing_key: bytes
    box_key: bytes
    certificate: Certificate
    centre: CentreKeys
    epoch: UUID = field(default_factory=new_id)
    acked: int = 0
    nonce: int = 0
    hlc: int = 0
    log: list[Line] = field(default_factory=list)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    confirmed: set[bytes] = field(default_factory=set)
    states: dict[UUID, State] = field(default_factory=dict)
    read: dict[str, Cursor] = field(default_factory=dict)
    verdicts: dict[bytes, str] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    session: SealingSession | None = None
    also: tuple[Session, ...] = ()
    """Sessions to send whether they are needed or not."""

    @property
    def device_id(self) -> UUID:
        return self.certificate.device

    @property
    def last(self) -> int:
        return len(self.log)

    # ---- what a worker does

    def unlock(self) -> None:
        self.session = SealingSession(self.centre.box_key)
        self.sessions[self.session.id] = self.session.announcement

    def save(self, author: UUID, *records: Record, now: datetime | None = None) -> None:
        for record in records:
            op = op_for(self.states.get(record.id), record, author, self._stamp(now))
            if op is not None:
                self.append(op)

    def append(self, op: Op) -> None:
        edit = Edit(content_id(encode_op(op)), op.hlc, op.author, self.device_id)
        self.states[op.record_id] = apply(self.states.get(op.record_id), op, edit).state
        self.append_unseen(op)

    def append_unseen(self, op: Op) -> None:
        """An op that the tablet itself makes nothing of, as only a broken one would send."""
        if self.session is None:
            self.unlock()
        data = encode_op(op)
        self.append_box(self.session.seal(data), op.record_id, content_id(data))

    def append_box(self, box: bytes, record_id: UUID = NOBODY, content: bytes = b"") -> None:
        after = chain_hash(self.head(self.last), self.last + 1, box)
        self.log.append(Line(box, record_id, content, after))

    def _stamp(self, now: datetime | None) -> int:
        self.hlc = next_stamp(self.hlc, now or datetime.now(UTC))
        return self.hlc

    def record(self, record_id: UUID) -> Record:
        return self.states[record_id].record()

    def waiting(self) -> set[UUID]:
        return {line.record_id for line in self.log[self.acked :]}

    def renew(self, certificate: Certificate) -> None:
        self.certificate = certificate

    # ---- what sync asks for

    def next_nonce(self) -> int:
        self.nonce += 1
        return self.nonce

    def head(self, seq: int) -> bytes:
        return self.log[seq - 1].hash if seq else ZERO_HASH

    def outgoing(self, first: int, max_bytes: int) -> Piece:
        boxes: list[bytes] = []
        room = max_bytes
        for line in self.log[first - 1 :]:
            room -= len(line.box)
            if boxes and room < 0:
                break
            boxes.append(line.box)
        needed = dict.fromkeys(box[1:9] for box in boxes)
        sessions = tuple(self.sessions[i] for i in needed if i in self.sessions and i not in self.confirmed)
        return Piece(first, self.head(first - 1), tuple(boxes), (*sessions, *self.also))

    def cursors(self) -> tuple[Cursor, ...]:
        return tuple(self.read.values())

    def accept(self, receipt: Receipt, verdicts: tuple[OpVerdict, ...], pulled: Pulled | None, backed_up: int) -> None:
        if receipt.epoch != self.epoch:
            return
        self.receipts.append(receipt)
        for verdict in verdicts:
            self.verdicts[self.log[verdict.seq - 1].content] = verdict.verdict
        self.confirmed |= {line.box[1:9] for line in self.log[self.acked : receipt.acked]}
        self.acked = receipt.acked
        if pulled is not None:
            self._take(pulled)

    def _take(self, pulled: Pulled) -> None:
        for scope in pulled.reset:
            self.read.pop(scope, None)
        waiting = self.waiting()
        for change in pulled.changes:
            if change.record_id in waiting:
                continue  # it comes again when the centre has our own change
            if change.state is None:
                self.states.pop(change.record_id, None)
            else:
                self.states[change.record_id] = change.state
        self.read.update({cursor.scope: cursor for cursor in pulled.cursors})

    def rewind(self, to: int) -> None:
        self.acked = to
        self.confirmed.clear()

    def new_epoch(self) -> None:
        self.epoch = new_id()
        after = ZERO_HASH
        for seq, line in enumerate(self.log, 1):
            after = line.hash = chain_hash(after, seq, line.box)
        self.acked = 0
        self.confirmed.clear()
        self.read.clear()


def _is_an_outbox(box: MemoryBox) -> Outbox:
    return box
