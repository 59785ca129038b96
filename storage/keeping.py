"""Saving, voiding, undoing: the row and the op for the centre in one transaction, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

from records.base import Record
from records.merge import apply
from records.op import Edit, EditId, Op, State, content_id, encode_op
from sealing.boxes import SealBroken
from storage import composing
from storage.errors import RecordUnknown
from storage.ledger import Mark
from storage.rows import Kept
from storage.unlocked import Held, Touched, Unlocked
from storage.vault import Opaque


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
        RecordUnknown: one of them is here, and not for this user.
        msgspec.ValidationError: one of them was never completed and breaks its kind's declaration.
        DiskFull: nothing was kept.
    """
    said = []
    with book.writing() as touched:
        for record in records:
            held = _hold(book, record.id)
            found = seen if seen and seen.id == record.id else held.kept.state if held.kept else None
            if op := composing.put(record, found, book.writer.pen()):
                said.append(_say(book, touched, op, held))
    return _saved(book, said)


def void(book: Unlocked, record_id: UUID, reason: str) -> Saved:
    """Void a record with a reason.

    Raises:
        RecordUnknown: there is none, or not for this user.
        DiskFull: nothing was kept.
    """
    with book.writing() as touched:
        held, state = _known(book, record_id)
        said = _say(book, touched, composing.void(state, reason, book.writer.pen()), held)
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
            held, state = _known(book, record_id)
            if op := composing.take_back(state, before, edit, book.writer.pen()):
                said.append(_say(book, touched, op, held))
    return _saved(book, said)


def _say(book: Unlocked, touched: Touched, op: Op, held: Held) -> _Said:
    """Put one op into the log and its outcome into the row."""
    op_bytes, before = encode_op(op), held.kept
    edit = Edit(content_id(op_bytes), op.hlc, op.author, book.shut.device_id)
    state = apply(before.state if before else None, op, edit).state
    record = state.record()
    number = book.writer.append(op_bytes, Mark(op.record_id, op.hlc, composing.is_urgent(record)))
    unsent = (before.waits(book.log.ledger.backed_up) if before else {}) | dict.fromkeys(op.fields, number)
    kept = msgspec.structs.replace(before, state=state, unsent=unsent) if before else Kept(state, unsent)
    book.put(touched, held, kept, record)
    return _Said(op.record_id, number, before.state if before else None, edit.id)


def _hold(book: Unlocked, record_id: UUID) -> Held:
    """The row to build on; empty for a new record.

    Raises:
        RecordUnknown: there is one, and this user cannot open it.
    """
    try:
        return book.hold(record_id)
    except (Opaque, SealBroken):
        raise RecordUnknown(record_id) from None


def _known(book: Unlocked, record_id: UUID) -> tuple[Held, State]:
    held = _hold(book, record_id)
    if held.kept is None or held.record is None:
        raise RecordUnknown(record_id)
    return held, held.kept.state


def _saved(book: Unlocked, said: list[_Said]) -> Saved:
    return Saved(
        ids=tuple(each.record_id for each in said),
        seqs=tuple(book.log.ledger.seq(each.number) for each in said),
        before=tuple(each.before for each in said),
        edits=tuple(each.edit for each in said),
    )
