"""From the sealed rows to the working set: the newest first, so that something can be shown, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from sealing.boxes import SealBroken
from storage.lines import Line, glance
from storage.mending import check_tail, lost_numbers, say_again
from storage.receiving import drop_left, take_inbox
from storage.rotation import reseal, rotate
from storage.rows import Row, read_kept
from storage.unlocked import Unlocked
from storage.vault import Opaque

FIRST: Final = 200
"""Rows that are read before anything is shown: a few milliseconds, and more than a first screen holds."""


class Progress(msgspec.Struct, frozen=True):
    """How far the load has come."""

    done: int
    total: int


def load_first(book: Unlocked) -> None:
    """Read the newest rows."""
    check_tail(book)
    rows = book.rows.newest(FIRST)
    book.head.begin_census(above=rows[-1].place if rows else 0)
    _take_in(book, rows, below=0)


def load_rest(book: Unlocked, slice_of: int) -> Iterator[Progress]:
    """Read everything else a slice at a time; the caller lets the screen breathe between.

    Afterwards every row has been counted, the indexes are there, every person's standing is known, and what came
    while the tablet was locked has been taken in.
    """
    book.shut.attempts.succeeded(book.me)  # a write to the disk; the first list need not wait for it
    total, done = book.rows.count(), min(FIRST, book.rows.count())
    yield Progress(done, total)
    below, above = 0, book.head.above
    while rows := book.rows.between(below, above, slice_of):
        below = rows[-1].place
        _take_in(book, rows, below)
        done += len(rows)
        yield Progress(min(done, total), total)
    _count_up(book, book.set_aside)
    for _ in _finish(book, slice_of):
        yield Progress(total, total)
    yield Progress(total, total)


def _finish(book: Unlocked, slice_of: int) -> Iterator[object]:
    """Everything is read: what has to be done once with all of it at hand."""
    yield from book.working_set.make_indexes()
    yield from book.standings.work_out()
    book.loaded = True
    book.early.clear()
    yield from take_inbox(book)
    book.leaving = set(drop_left(book, book.leaving))
    if book.lost_in:
        say_again(book, book.lost_in)
    rotate(book)
    yield from reseal(book, slice_of)


def _take_in(book: Unlocked, rows: Sequence[Row], below: int) -> None:
    lines, damaged, digests, lost = [], [], 0, lost_numbers(book.shut)
    for row in rows:
        digests += book.head.digest(row.record_id, row.revision, row.box)
        try:
            line = _line(book, row, lost)
        except Opaque:
            book.opaque += 1
        except SealBroken:
            damaged.append(row)
        else:
            if line is not None:
                lines.append(line)
    book.head.count(digests, len(rows), below)
    book.working_set.add(lines)
    if damaged:
        book.set_aside += len(damaged)
        with book.writing():
            for row in damaged:
                book.rows.set_aside(row)
            book.shut.ask_again()


def _line(book: Unlocked, row: Row, lost: frozenset[int]) -> Line | None:
    """What the working set takes of a row; None for what it has already, or cannot show."""
    plain = book.rows.unseal(row)
    seen = glance(plain)
    if seen is None:
        read_kept(plain)
        book.unknown.add(row.record_id)
        return None
    if lost and not lost.isdisjoint(seen.unsent.values()):
        book.lost_in.add(UUID(bytes=row.record_id))
    if row.record_id in book.early:
        return None
    if seen.leaving:
        book.leaving.add(UUID(bytes=row.record_id))
    line = seen.line()
    if book.standings.wants(seen.kind):
        book.standings.collect(line, plain)
    return line


def _count_up(book: Unlocked, damaged: int) -> None:
    """Compare what was read with the head; what is missing is counted, and asked for again.

    Rows that did not open may be why the two differ, and have been counted already.
    """
    boxes = book.shut.inbox.missing()
    if book.head.differs() or boxes:
        rows = book.head.missing() or int(book.head.differs() and not damaged)
        with book.writing():
            book.head.believe_census()
            book.shut.inbox.recount()
            book.shut.ask_again(rows=rows, boxes=max(0, boxes))
