"""A damaged piece of the log is cut out, and what it said is said again.

No one here can open an op once it is sealed, but as long as the centre does not have it, the record's row still
remembers which fields it was about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from records.op import Act, Born, Edit, Op, State, content_id, encode_op
from records.wire import chain_hash
from storage.composing import is_urgent
from storage.ledger import Mark
from storage.locked import Shut
from storage.merging import lay_over
from storage.receiving import present
from storage.rows import Kept
from storage.unlocked import Held, Touched, Unlocked, understood
from storage.vault import Opaque

_LOST: Final = "lost"


class Lost(msgspec.Struct, frozen=True, array_like=True):
    """Numbers of ops that are gone and have not been said again."""

    numbers: tuple[int, ...] = ()


def mend_log(shut: Shut) -> None:
    """Look through what the centre does not have, and cut out what is damaged or gone. Needs nobody's PIN."""
    lost = _damaged(shut)
    if lost:
        with shut.file.writing():
            _cut(shut, lost, shut.log.tail.number)


def check_tail(book: Unlocked) -> None:
    """The head knows how long the log was when a row was last written.

    Numbers that are missing at the log's end are lost. If the log has gone on without the head, and not only by what
    waits in the inbox, somebody has put rows and head back to an older version.
    """
    if not book.head.was_readable:
        return
    log, head = book.log, book.head.now.number
    if head > log.tail.number:
        with book.writing():
            _cut(book.shut, range(log.tail.number + 1, head + 1), head)
    marks = (log.mark(number) for number in range(max(head, log.ledger.floor) + 1, log.tail.number + 1))
    if any(mark and not mark.boxed for mark in marks):
        with book.writing():
            book.shut.ask_again(rows=1)


def lost_numbers(shut: Shut) -> frozenset[int]:
    """Numbers of ops that have not been said again."""
    return frozenset((shut.meta.read(_LOST, Lost) or Lost()).numbers)


def say_again(book: Unlocked, records: Iterable[UUID]) -> None:
    """Say again, from the rows of some records, what was in lost ops."""
    lost = lost_numbers(book.shut)
    with book.writing() as touched:
        for record_id in records:
            try:
                held = present(book, record_id)
            except Opaque:
                continue
            if held.kept:
                _say_again(book, touched, held, held.kept, lost)
        if book.opaque == 0:
            book.shut.meta.drop(_LOST)


def _say_again(book: Unlocked, touched: Touched, held: Held, kept: Kept, lost: frozenset[int]) -> None:
    fields = [field for field, number in kept.unsent.items() if number in lost]
    record = understood(kept)
    if not fields or record is None:
        return
    pen, state = book.writer.pen(), kept.state
    op = Op(
        kind=state.kind,
        record_id=state.id,
        act=Act.PUT,
        fields={field: state.fields[field] for field in fields},
        author=_author(state, fields[0]),
        hlc=pen.hlc,
        born=Born(state.site_id, state.recorded_at),  # perhaps the op of its birth was lost
        clock_offset=pen.clock_offset,
    )
    op_bytes = encode_op(op)
    edit = Edit(content_id(op_bytes), op.hlc, op.author, book.shut.device_id)
    number = book.writer.append(op_bytes, Mark(state.id, op.hlc, is_urgent(record)))
    said = lay_over(state, msgspec.structs.replace(state, edits=(edit,), by={}), op.fields)
    again = msgspec.structs.replace(kept, state=said, unsent=kept.unsent | dict.fromkeys(fields, number))
    book.put(touched, held, again, record)


def _author(state: State, field: str) -> UUID:
    edit = state.edit_of(field)
    return edit.author if edit else state.actor_id


def _damaged(shut: Shut) -> list[int]:
    """Numbers after the last signed one that are gone, or whose box does not fit the chain of hashes."""
    ledger, lost = shut.log.ledger, []
    befores = {shut.log.hash_at(ledger.acked)}
    expected = ledger.acked
    for number, after, box in shut.log.waiting_boxes():
        gone = [each for each in range(expected + 1, number) if each not in ledger.holes]
        lost += gone
        worked_out = {chain_hash(before, ledger.seq(number), box) for before in befores if before}
        if not gone and after not in worked_out:
            lost.append(number)
        befores = {after, *worked_out}  # the box may be damaged, or only the hash beside it
        expected = number
    return lost


def _cut(shut: Shut, lost: Sequence[int], last: int) -> None:
    shut.log.cut(lost, last)
    shut.meta.write(_LOST, Lost(tuple(sorted({*lost_numbers(shut), *lost}))))
