"""What is decided at a centre is an op in the centre's own log, merged like any other.

So a street centre's log can be sent upward by the same code that sends a tablet's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.keys import CentreSecrets
from centre.log_book import Log, LogLine, keep_sessions, read_log, write_lines, write_log
from centre.merging import Batch
from centre.tables import note
from records.base import Record
from records.clock import LONGEST_LEAD, next_stamp, stamp
from records.fields import field_of
from records.ids import new_id
from records.kinds import changed_fields, fields_map, kind_name, raw
from records.merge import VOID
from records.op import Act, Born, Edit, Op, State, content_id, encode_op
from records.wire import chain_hash
from sealing.op_session import SealingSession

_EPOCH = "own_epoch"


class OwnLog:
    """The centre's own log. One sealing session per process."""

    def __init__(self, secrets: CentreSecrets) -> None:
        self.device = secrets.device_id
        self._session = SealingSession(secrets.public.box_key)

    def write(
        self, batch: Batch, author: UUID, records: Iterable[Record], now: datetime, seen: Mapping[UUID, State]
    ) -> None:
        """Make each record's change an op of this log, in `batch`'s transaction.

        Args:
            batch: the transaction.
            author: who decided.
            records: as they shall stand; what did not change is left out.
            now: the centre's time.
            seen: the states that the author looked at, where they are not the present ones.

        Raises:
            Unmergeable: a record breaks its kind's declaration, or its site is unknown.
        """
        ops = []
        for record in records:
            state = seen.get(record.id) or batch.state(record.id)
            op = op_for(state, record, author, self.stamp_for(batch, record.id, now))
            if op is not None:
                ops.append(op)
        self.append(batch, ops, now)

    def append(self, batch: Batch, ops: Iterable[Op], now: datetime) -> list[Edit]:
        """Add ops to the log and merge them."""
        ops = list(ops)
        if not ops:
            return []
        now_ms = int(now.timestamp() * 1000)
        kept = read_log(batch.db, self.device, self._epoch(batch.db), now_ms)
        keep_sessions(batch.db, self.device, [self._session.announcement])
        lines, edits = [], []
        for op in ops:
            data = encode_op(op)
            edit = Edit(content_id(data), op.hlc, op.author, self.device)
            merged = batch.merge(op, edit)
            lines.append(self._line(kept, op, data, batch.keep(merged, op, edit, kept.epoch)))
            edits.append(edit)
        write_lines(batch.db, kept, lines, now_ms)
        kept.announced = kept.acked
        write_log(batch.db, kept)
        return edits

    def _line(self, kept: Log, op: Op, data: bytes, verdict: object) -> LogLine:
        box = self._session.seal(data)
        kept.acked += 1
        kept.head = chain_hash(kept.head, kept.acked, box)
        line = LogLine(
            seq=kept.acked, box=box, hash=kept.head, content=content_id(data), record_id=op.record_id, kind=op.kind
        )
        return msgspec.structs.replace(line, verdict=verdict)

    def stamp_for(self, batch: Batch, record_id: UUID, now: datetime) -> int:
        """Later than every edit of the record that does not run too far ahead of our clock."""
        state = batch.state(record_id)
        ahead = stamp(now + LONGEST_LEAD)
        last = max((e.hlc for e in state.edits if e.hlc <= ahead), default=0) if state else 0
        return next_stamp(last, now)

    def _epoch(self, db: sa.Connection) -> UUID:
        known = db.scalar(sa.select(note.c.value).where(note.c.name == _EPOCH))
        if known is not None:
            return UUID(bytes=known)
        epoch = new_id()
        db.execute(sa.insert(note).values(name=_EPOCH, value=epoch.bytes))
        return epoch


def op_for(state: State | None, record: Record, author: UUID, hlc: int) -> Op | None:
    """The op that brings a record from `state` to what `record` says, or None when it says nothing new."""
    kind = kind_name(type(record))
    if state is None:
        born = Born(record.site_id, record.recorded_at)
        return Op(kind, record.id, Act.PUT, fields_map(record), author, hlc, born=born)
    changed = changed_fields(state.fields, record)
    if not changed:
        return None
    if VOID in changed and record.is_void:
        return Op(kind, record.id, Act.VOID, {VOID: changed[VOID]}, author, hlc, parents=state.seen(state.fields))
    sets = [name for name in changed if field_of(type(record), name).spec.union]
    base = {name: state.fields.get(name, raw(())) for name in sets}
    # A put names the void it saw too, so that an edit made before the void is told from one made after it.
    parents = state.seen({**changed, VOID: None})
    return Op(kind, record.id, Act.PUT, changed, author, hlc, parents=parents, base=base)
