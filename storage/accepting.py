"""A centre's answer is believed: what it has is settled, what it sent is taken in, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import msgspec

from records.base import Ring
from records.clock import heard
from records.op import State
from records.wire import Change, Cursor, OpVerdict, Pulled, Receipt
from sealing.signing import check_signed
from storage.inbox import Dropped
from storage.locked import Shut
from storage.receiving import MOST_IN_A_BOX, drop_left, receive, ring_of_scope
from storage.unlocked import Touched, Unlocked
from storage.vault import ring_here

MOST_RECEIPTS: Final = 200
"""How many receipts are kept to be shown; only the newest one matters to the log."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")


class Answered(msgspec.Struct, frozen=True):
    """A centre's answer, opened: see `Notebook.accept`."""

    receipt: Receipt
    verdicts: Sequence[OpVerdict]
    pulled: Pulled | None
    backed_up: int


def accept(shut: Shut, book: Unlocked | None, answer: Answered) -> bool:
    """Believe an answer; whether anything was changed by it. `book` is None while the notebook is locked.

    Raises:
        SignatureWrong: the receipt is not the centre's.
        LogForked: it does not fit this log.
        DiskFull: nothing of it was kept; the next sync brings it again.
    """
    receipt, verdicts, pulled = answer.receipt, answer.verdicts, answer.pulled
    if (receipt.device, receipt.epoch) != (shut.device_id, shut.log.ledger.epoch):
        return False
    check_signed(receipt, shut.enrolled.centre.receipt_key)
    with _writing(shut, book) as touched:
        before = shut.log.ledger
        _keep_verdicts(shut, verdicts, before.acked, before.number(receipt.acked))
        shut.log.settle(receipt, answer.backed_up)
        if pulled is not None:
            _take_in(shut, book, touched, pulled, receipt)
        changed = bool(verdicts) or shut.log.ledger != before or bool(pulled and pulled.changes)
        if changed:
            _keep_receipt(shut, receipt)
    if book is not None and book.loaded and book.leaving:
        book.leaving = set(drop_left(book, book.leaving))
    return changed


def latest_receipt(shut: Shut) -> Receipt | None:
    """The newest receipt that changed anything."""
    found = shut.file.execute("select receipt from receipts order by id desc limit 1").fetchone()
    return msgspec.msgpack.decode(found[0], type=Receipt) if found else None


def _keep_verdicts(shut: Shut, verdicts: Sequence[OpVerdict], after: int, up_to: int) -> None:
    """Keep what was said of ops; one that is not named was applied, so its record needs nobody any more."""
    said = {shut.log.ledger.number(verdict.seq): verdict.verdict for verdict in verdicts}
    for number, verdict in said.items():
        shut.verdicts.keep(number, verdict)
    shut.verdicts.applied(number for number in range(after + 1, up_to + 1) if number not in said)


@contextmanager
def _writing(shut: Shut, book: Unlocked | None) -> Iterator[Touched]:
    if book is not None:
        with book.writing() as touched:
            yield touched
    else:
        with shut.file.writing():
            yield Touched()


def _take_in(shut: Shut, book: Unlocked | None, touched: Touched, pulled: Pulled, receipt: Receipt) -> None:
    acked = shut.log.ledger.number(receipt.acked)
    refused = set()
    for ring in Ring:
        changes = [change for change in pulled.changes if ring_of_scope(change.scope) is ring]
        here = ring_here(ring)
        if not changes:
            continue
        if book is not None and here in book.vault.rings:
            receive(book, touched, changes, acked)
        elif not _drop(shut, here, changes, acked):
            refused.add(ring)
    _move_cursors(shut, pulled, refused, receipt)


def _drop(shut: Shut, ring: Ring, changes: Sequence[Change], acked: int) -> bool:
    """Put changes into the inbox; False when nobody on this tablet holds their ring yet."""
    pieces = (changes[n : n + MOST_IN_A_BOX] for n in range(0, len(changes), MOST_IN_A_BOX))
    return all(shut.drop(ring, Dropped(tuple(piece), acked)) for piece in pieces)


def _move_cursors(shut: Shut, pulled: Pulled, refused: set[Ring], receipt: Receipt) -> None:
    """Note how far each scope has been read; one whose changes could not be kept is read again."""
    cursors = {cursor.scope: cursor for cursor in shut.log.ledger.cursors}
    cursors.update({scope: Cursor(scope) for scope in pulled.reset})
    cursors.update({c.scope: c for c in pulled.cursors if ring_of_scope(c.scope) not in refused})
    latest = max((e.hlc for state in _states(pulled.changes) for e in state.edits), default=0)
    now = datetime.fromtimestamp(receipt.at / 1000, UTC)
    clock = heard(shut.log.ledger.heard, latest, now) if latest else shut.log.ledger.heard
    after = tuple(cursors[scope] for scope in sorted(cursors))
    if (after, clock) != (shut.log.ledger.cursors, shut.log.ledger.heard):
        shut.log.keep_ledger(cursors=after, heard=clock)
    if after and not any(cursor.full for cursor in after):
        shut.troubles.all_came_again()


def _states(changes: Iterable[Change]) -> Iterator[State]:
    return (change.state for change in changes if change.state is not None)


def _keep_receipt(shut: Shut, receipt: Receipt) -> None:
    added = shut.file.execute("insert into receipts (receipt) values (?)", (_encoder.encode(receipt),))
    shut.file.execute("delete from receipts where id <= ?", (int(added.lastrowid or 0) - MOST_RECEIPTS,))
