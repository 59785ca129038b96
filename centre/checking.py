"""Whether an archive is whole: chains of hashes, receipts, and every record against the ops that made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.archive import Archive
from centre.log_book import LogLine
from centre.merging import slices
from centre.opening import open_line
from centre.tables import log, op, receipt, table_of
from centre.tables import record as record_table
from records.base import Record
from records.columns import cells_of, columns_of
from records.fields import field_of
from records.kinds import KINDS
from records.merge import VOID, Verdict
from records.op import Op, OpDamaged, State, decode_state
from records.wire import ZERO_HASH, FrameDamaged, Receipt, chain_hash, decode_frame

AT_ONCE: Final = 400
_COUNTED: Final = (Verdict.APPLIED.value, Verdict.MERGED.value, Verdict.REVIEW.value)


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be: a key below `centre.check.` in the locale files, and where."""

    key: str
    where: str


def check_archive(archive: Archive) -> Iterator[Finding]:
    """Look at everything; nothing is changed."""
    with archive.reading() as db:
        for row in db.execute(sa.select(log)).mappings().all():
            yield from _check_log(db, row)
        yield from _check_receipts(db)
        yield from _check_records(db, archive)


def _check_log(db: sa.Connection, row: sa.RowMapping) -> Iterator[Finding]:
    """A log's numbers have no gap, its hashes follow from its boxes, and its head is the last of them."""
    where, head, expected = UUID(bytes=row["device"]).hex[-8:], ZERO_HASH, 0
    mine = (op.c.device == row["device"]) & (op.c.epoch == row["epoch"])
    lines = db.execute(sa.select(op.c.seq, op.c.box, op.c.hash).where(mine).order_by(op.c.seq))
    for line in lines:
        expected += 1
        if line.seq != expected:
            yield Finding("gap", f"{where} {expected}")
            return
        head = chain_hash(head, line.seq, line.box)
        if head != line.hash:
            yield Finding("chain", f"{where} {line.seq}")
            return
    if expected != row["acked"] or head != row["head"]:
        yield Finding("head", f"{where} {row['acked']}")


def _check_receipts(db: sa.Connection) -> Iterator[Finding]:
    """Every receipt that was given names the hash that stands at its number."""
    same = (op.c.device == receipt.c.device) & (op.c.epoch == receipt.c.epoch) & (op.c.seq == receipt.c.acked)
    joined = sa.outerjoin(receipt, op, same)
    for row in db.execute(sa.select(receipt, op.c.hash).select_from(joined)).mappings():
        where = f"{UUID(bytes=row['device']).hex[-8:]} {row['acked']}"
        try:
            given = decode_frame(row["frame"], Receipt)
        except FrameDamaged:
            yield Finding("receipt", where)
            continue
        if row["acked"] and given.head != row["hash"]:
            yield Finding("receipt", where)


def _check_records(db: sa.Connection, archive: Archive) -> Iterator[Finding]:
    ids = list(db.scalars(sa.select(record_table.c.id)))
    counted = op.c.verdict.in_(_COUNTED) & op.c.record_id.is_not(None)
    orphans = sa.select(op.c.record_id).where(counted).except_(sa.select(record_table.c.id))
    for orphan in db.scalars(orphans):
        yield Finding("lost", UUID(bytes=orphan).hex)
    for some in slices(ids, AT_ONCE):
        ops = _ops_about(db, archive, some)
        rows = db.execute(sa.select(record_table.c.id, record_table.c.state).where(record_table.c.id.in_(list(some))))
        for row in rows.all():
            yield from _check_record(db, UUID(bytes=row.id), row.state, ops.get(row.id, {}))


def _ops_about(db: sa.Connection, archive: Archive, ids: Sequence[bytes]) -> dict[bytes, dict[bytes, Op]]:
    """Record -> content id -> op, for all ops that count."""
    columns = (op.c.device, op.c.seq, op.c.box, op.c.hash, op.c.content)
    found: dict[bytes, dict[bytes, Op]] = {}
    for row in db.execute(sa.select(*columns).where(op.c.record_id.in_(list(ids)))).all():
        line = LogLine(seq=row.seq, box=row.box, hash=row.hash)
        opened, _ = open_line(db, archive.desk.keys, UUID(bytes=row.device), line)
        if opened is not None and line.content == row.content and line.content is not None:
            found.setdefault(opened.record_id.bytes, {})[line.content] = opened
    return found


def _check_record(db: sa.Connection, record_id: UUID, data: bytes, ops: dict[bytes, Op]) -> Iterator[Finding]:
    try:
        state = decode_state(data)
        record = state.record()
    except (OpDamaged, msgspec.ValidationError):
        yield Finding("state", record_id.hex)
        return
    if state.id != record_id or any(not _is_from(state, name, ops) for name in state.fields):
        yield Finding("row_without_op", record_id.hex)
    if not _is_in_table(db, record):
        yield Finding("row_differs", record_id.hex)


def _is_from(state: State, name: str, ops: dict[bytes, Op]) -> bool:
    """Whether the op that a field names as its source is here and says the same.

    A set may be the sum of several ops, and a void may have been lifted by an edit that knew nothing of it.
    """
    edit = state.edit_of(name)
    source = ops.get(edit.id) if edit else None
    if source is None:
        return False
    return name == VOID or _is_set(state.kind, name) or source.fields.get(name) == state.fields[name]


def _is_set(kind: str, name: str) -> bool:
    try:
        return field_of(KINDS[kind], name).spec.union
    except KeyError:  # a field of a newer version
        return False


def _is_in_table(db: sa.Connection, record: Record) -> bool:
    """Whether the typed row says what the record says."""
    kind = type(record)
    table = table_of(kind)
    columns: list[sa.Column[Any]] = [table.c[c.name] for c in columns_of(kind)]
    row = db.execute(sa.select(*columns).where(table.c.id == record.id.bytes)).first()
    return row is not None and tuple(row) == cells_of(record)
