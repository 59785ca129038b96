"""What came from the centre or from the kiosk is put into the rows, while the notebook is unlocked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from records.base import Ring
from records.merge import apply
from records.op import Edit, OpDamaged, content_id, decode_op
from records.wire import Change
from sealing.boxes import SealBroken
from storage.inbox import Dropped, Written
from storage.merging import take_in
from storage.rows import Kept
from storage.unlocked import Held, Touched, Unlocked, understood
from storage.vault import Opaque

MOST_IN_A_BOX = 200
"""Changes that go into one box of the inbox, and are taken in in one step."""


def ring_of_scope(scope: str) -> Ring:
    """The ring that a scope's name ends with; what came with the enrolment has no scope and is a roster."""
    return Ring(scope.rpartition("/")[2] or Ring.ROSTER)


def receive(book: Unlocked, touched: Touched, changes: Iterable[Change], acked: int) -> None:
    """Put changes into the rows; call it inside a transaction.

    Args:
        book: the open notebook.
        touched: the transaction's.
        changes: what came down, of rings that the present user holds.
        acked: number of the newest own op that they include.
    """
    for change in changes:
        try:
            held = present(book, change.record_id)
        except Opaque:  # the record has changed its ring: it waits for somebody who holds the other one
            book.shut.drop(Ring.PROTECTION, Dropped((change,), acked))
            continue
        kept = take_in(held.kept, change, acked)
        if kept is None:
            book.drop(touched, held)
        else:
            book.put(touched, held, kept, understood(kept), ring_of_scope(change.scope))
        book.shut.troubles.came_again(change.record_id)


def take_inbox(book: Unlocked) -> Iterator[int]:
    """Take in every box that the present user can open, one transaction each."""
    inbox = book.shut.inbox
    for place in inbox.places(book.vault.rings):
        dropped = inbox.open(place, book.vault)
        with book.writing() as touched:
            if dropped is None:
                book.shut.ask_again(boxes=1)
            else:
                receive(book, touched, dropped.changes, dropped.acked)
                for written in dropped.written:
                    take_written(book, touched, written)
            inbox.done(place)
        yield 1


def take_written(book: Unlocked, touched: Touched, written: Written) -> None:
    """An op of the kiosk: it is in the log already, only the row is missing. Call it inside a transaction."""
    try:
        op = decode_op(written.op)
        held = present(book, op.record_id)
        edit = Edit(content_id(written.op), op.hlc, op.author, book.shut.device_id)
        state = apply(held.kept.state if held.kept else None, op, edit).state
    except (OpDamaged, ValueError, Opaque):  # its record is damaged: the centre makes both into one and sends it again
        book.shut.ask_again(rows=1)
        return
    unsent = (held.kept.unsent if held.kept else {}) | dict.fromkeys(op.fields, written.number)
    kept = Kept(state, unsent)
    book.put(touched, held, kept, understood(kept))


def present(book: Unlocked, record_id: UUID) -> Held:
    """The row of a record as it is; a damaged one is set aside, the centre's copy takes its place.

    Raises:
        Opaque: the present user does not hold its key.
    """
    try:
        return book.hold(record_id)
    except SealBroken:
        if row := book.rows.find(record_id):
            book.rows.set_aside(row)
        return Held()


def drop_left(book: Unlocked, leaving: Iterable[UUID]) -> list[UUID]:
    """Remove the rows that have left the scope and whose own edits are all at the centre; return those that stay."""
    stay = []
    with book.writing() as touched:
        for record_id in leaving:
            held = present(book, record_id)
            if held.kept and held.kept.leaving and held.kept.waits(book.log.ledger.acked):
                stay.append(record_id)
            elif held.kept and held.kept.leaving:
                book.drop(touched, held)
    return stay
