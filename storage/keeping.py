"""Saving, voiding, undoing: the row and the op for the centre in one transaction, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

from records.base import Record, Ring
from records.kinds import ring_of
from records.merge import apply
from records.op import Edit, EditId, Op, State, content_id, encode_op
from storage import composing
from storage.errors import Locked, RecordUnknown
from storage.ledger import Mark
from storage.rows import Kept
from storage.unlocked import Touched, Unlocked, understood
from storage.vault import Opaque, ring_here


class Saved(msgspec.Struct, frozen=True):
    """What a save came to; `undo` takes it back.

    Attributes:
        ids: the records, without those that said nothing new.
        seqs: their ops' seqs in the log.
        before: each record as it was, None for a new one.
        edits: content ids of the ops.
    """

    ids: tuple[UUID, ...] = ()
    seqs: tuple[int, ...] = ()
    before: tuple[State | None, ...] = ()
    edits: tuple[EditId, ...] = ()


class _Said(msgspec.Struct, frozen=True):
    record_id: UUID
    number: int
    before: State | None
    edit: EditId


def save(book: Unlocked, records: Iterable[Record], seen: State | None = None) -> Saved:
    """Keep records, all or none.

    Args:
        book: the open notebook.
        records: as the worker left them.
        seen: one of them as the worker found it, when it may have changed since.

    Raises:
        Locked: the present user does not hold the ring of one of them.
        DiskFull: nothing was kept.
    """
    said = []
    with book.writing() as touched:
        for record in records:
            _hold(book, ring_here(ring_of(record)))
            kept = _own(book, record.id)
            found = seen if seen and seen.id == record.id else kept.state if kept else None
            if op := composing.put(record, found, book.writer.pen()):
                said.append(_say(book, touched, op, kept))
    return _saved(book, said)


def void(book: Unlocked, record_id: UUID, reason: str) -> Saved:
    """Void a record with a reason.

    Raises:
        RecordUnknown: there is none, or not for this user.
        DiskFull: nothing was kept.
    """
    with book.writing() as touched:
        kept = _known(book, record_id)
        said = _say(book, touched, composing.void(kept.state, reason, book.writer.pen()), kept)
    return _saved(book, [said])


def undo(book: Unlocked, saved: Saved) -> Saved:
    """Take a save back where it still stands; the log only grows.

    Raises:
        RecordUnknown: a record has gone since.
        DiskFull: nothing was kept.
    """
    said = []
    with book.writing() as touched:
        for record_id, before, edit in zip(saved.ids, saved.before, saved.edits, strict=True):
            kept = _known(book, record_id)
            if op := composing.take_back(kept.state, before, edit, book.writer.pen()):
                said.append(_say(book, touched, op, kept))
    return _saved(book, said)


def _say(book: Unlocked, touched: Touched, op: Op, kept: Kept | None) -> _Said:
    """Put one op into the log and its outcome into the row."""
    op_bytes = encode_op(op)
    edit = Edit(content_id(op_bytes), op.hlc, op.author, book.shut.device_id)
    state = apply(kept.state if kept else None, op, edit).state
    record = state.record()
    number = book.writer.append(op_bytes, Mark(op.record_id, op.hlc, composing.is_urgent(record)))
    unsent = {**(kept.unsent if kept else {}), **dict.fromkeys(op.fields, number)}
    book.put(touched, kept, Kept(state, unsent, kept.found_by if kept else ""))
    return _Said(op.record_id, number, kept.state if kept else None, edit.id)


def _hold(book: Unlocked, ring: Ring) -> None:
    if ring not in book.vault.rings:
        raise Locked(f"the ring {ring.name} is not held")


def _own(book: Unlocked, record_id: UUID) -> Kept | None:
    """The row to build on; None for a new record.

    Raises:
        RecordUnknown: there is one, and this user cannot open it.
    """
    try:
        return book.rows.read(record_id)
    except Opaque:
        raise RecordUnknown(record_id) from None


def _known(book: Unlocked, record_id: UUID) -> Kept:
    kept = _own(book, record_id)
    if kept is None or understood(kept) is None:
        raise RecordUnknown(record_id)
    return kept


def _saved(book: Unlocked, said: list[_Said]) -> Saved:
    return Saved(
        ids=tuple(each.record_id for each in said),
        seqs=tuple(book.log.ledger.seq(each.number) for each in said),
        before=tuple(each.before for each in said),
        edits=tuple(each.edit for each in said),
    )
