"""How a record came to be what it is: every op about it, who made it and where, and the receipt that covers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.answering import receipt_for
from centre.log_book import LogLine
from centre.opening import open_line
from centre.session_keys import SessionKeys
from centre.tables import op as t
from centre.tables import set_aside as looked_at
from centre.tables import tablet
from centre.times import moment_of_ms
from records.merge import Verdict
from records.op import Edit, Op
from records.wire import Receipt, decode_frame


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One op about a record.

    Attributes:
        op, edit: what was changed and by whom; None while its box cannot be opened.
        verdict, reason: what became of it here.
        label: the tablet's name; empty for what was written at this centre.
        seq: its number in the log it came with.
        receipt: the first signed receipt that covers it; None for what was written here.
    """

    op: Op | None
    edit: Edit | None
    verdict: Verdict
    reason: str
    device: UUID
    label: str
    epoch: UUID
    seq: int
    received_at: datetime
    receipt: Receipt | None


def history_of(db: sa.Connection, keys: SessionKeys, record_id: UUID) -> list[HistoryEntry]:
    """Every op about a record, in the order in which they came."""
    return _entries(db, keys, t.c.record_id == record_id.bytes, (t.c.received_at, t.c.epoch, t.c.seq), None)


def set_aside(db: sa.Connection, keys: SessionKeys, site_codes: Sequence[str], limit: int) -> list[HistoryEntry]:
    """Ops of the sites' tablets that are held or quarantined, the newest first: a person looks at them."""
    condition = looked_at & tablet.c.site_code.in_(site_codes)
    return _entries(db, keys, condition, (t.c.received_at.desc(), t.c.seq.desc()), limit)


def _entries(
    db: sa.Connection,
    keys: SessionKeys,
    condition: sa.ColumnElement[bool],
    order: Sequence[sa.ColumnElement[object]],
    limit: int | None,
) -> list[HistoryEntry]:
    named = sa.outerjoin(t, tablet, tablet.c.device == t.c.device)
    wanted = sa.select(t, tablet.c.label).select_from(named).where(condition).order_by(*order).limit(limit)
    return [_entry(db, keys, row) for row in db.execute(wanted).mappings().all()]


def _entry(db: sa.Connection, keys: SessionKeys, row: sa.RowMapping) -> HistoryEntry:
    device, epoch = UUID(bytes=row["device"]), UUID(bytes=row["epoch"])
    line = LogLine(seq=row["seq"], box=row["box"], hash=row["hash"])
    op, _ = open_line(db, keys, device, line)
    frame = receipt_for(db, device, epoch, line.seq)
    return HistoryEntry(
        op=op,
        edit=Edit(line.content, op.hlc, op.author, device) if op and line.content else None,
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        device=device,
        label=row["label"] or "",
        epoch=epoch,
        seq=line.seq,
        received_at=moment_of_ms(row["received_at"]),
        receipt=None if frame is None else decode_frame(frame, Receipt),
    )
