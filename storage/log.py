"""The tablet's gap-free list of sealed changes, chained by hash, kept until the centre has them in a backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from records.clock import moment_of
from records.ids import new_id
from records.wire import ZERO_HASH, Receipt, Session, chain_hash
from sealing.boxes import SealBroken
from sealing.op_session import SealingSession, session_of
from storage.errors import LogForked
from storage.file import NotebookFile
from storage.ledger import Ledger, Mark, Tail
from storage.meta import Meta

LEDGER: Final = "ledger"

_UNREAD: frozenset[int] | None = None
"""Which of the waiting ops are urgent has to be read again."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_marks: Final = msgspec.msgpack.Decoder(Mark)


class Outgoing(msgspec.Struct, frozen=True):
    """A piece of the log to send.

    Attributes:
        first: seq of the first op, or of the next one to come when there are none.
        prev_hash: the chain's hash before it.
        sessions: those that the ops need and that the centre has not signed for.
    """

    first: int
    prev_hash: bytes
    ops: tuple[bytes, ...]
    sessions: tuple[Session, ...]


class Waiting(msgspec.Struct, frozen=True):
    """What the centre does not have yet.

    Attributes:
        count: how many changes.
        since: when the oldest of them was saved.
        urgent: how many of them cannot wait.
    """

    count: int
    since: datetime | None
    urgent: int


class Log:
    """Sealed ops in the order of their saving. No one on this tablet can open them again."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta
        ledger = meta.read(LEDGER, Ledger)
        if ledger is None:
            ledger = Ledger(new_id())
            with file.writing():
                meta.write(LEDGER, ledger)
        self._ledger = file.remember(ledger)
        self._tail = file.remember(self._read_tail())
        self._urgent = file.remember(_UNREAD)

    @property
    def ledger(self) -> Ledger:
        """How far the log has come."""
        return self._ledger.value

    @property
    def tail(self) -> Tail:
        """The end of the log."""
        return self._tail.value

    def keep_ledger(self, **changes: object) -> None:
        """Write down that the log has come further; call it inside a transaction."""
        self._ledger.value = msgspec.structs.replace(self.ledger, **changes)
        self._meta.write(LEDGER, self._ledger.value)

    def append(self, box: bytes, mark: Mark) -> int:
        """Put a sealed op at the end and return its number; call it inside a transaction."""
        number = self.tail.number + 1
        after = chain_hash(self.tail.hash, self.ledger.seq(number), box)
        sealed = self._meta.seal(_encoder.encode(mark), _place(number))
        self._file.execute("insert into log values (?, ?, ?, ?)", (number, after, sealed, box))
        self._tail.value = Tail(number, after, mark.hlc)
        if mark.urgent and self._urgent.value is not None:
            self._urgent.value |= {number}
        return number

    def announce(self, session: SealingSession, first: int) -> None:
        """Keep what the centre needs to open the boxes of a session whose first op has number `first`."""
        said = session.announcement
        self._file.execute("insert into sessions values (?, ?, ?)", (first, said.id, said.sealed_key))

    def sealed_mark(self, number: int) -> bytes | None:
        """What is still known here of an op, sealed."""
        found = self._file.execute("select mark from log where number = ?", (number,)).fetchone()
        return found[0] if found else None

    def open_mark(self, number: int, sealed: bytes) -> Mark | None:
        """What is known of op `number`; None when a byte of it has changed."""
        try:
            return _marks.decode(self._meta.open(sealed, _place(number)))
        except SealBroken:
            return None

    def mark(self, number: int) -> Mark | None:
        """What is still known here of an op."""
        sealed = self.sealed_mark(number)
        return self.open_mark(number, sealed) if sealed else None

    def waiting(self) -> Waiting:
        """What the centre does not have yet."""
        first = self.mark(self.ledger.acked + 1)
        since = moment_of(first.hlc) if first else None
        return Waiting(self.tail.number - self.ledger.acked, since, len(self._urgent_ones()))

    def waiting_ids(self) -> list[UUID]:
        """The records of the ops that the centre does not have yet, the oldest op's first."""
        marks = (self.open_mark(*row) for row in self._waiting_rows())
        return list(dict.fromkeys(mark.record_id for mark in marks if mark))

    def outgoing(self, first: int, max_bytes: int) -> Outgoing:
        """Ops from seq `first` on, at least one and at most `max_bytes` of them.

        When the log does not reach back so far, they begin where it does.
        """
        number = max(self.ledger.number(first), self.ledger.floor + 1)
        before = self.hash_at(number - 1)
        if before is None:
            raise ValueError(f"the log ends before op {first}")
        boxes = tuple(self._boxes(number, max_bytes))
        return Outgoing(self.ledger.seq(number), before, boxes, self._sessions_of(boxes))

    def hash_at(self, number: int) -> bytes | None:
        """The chain's hash after an op, or None when that is not known here."""
        if number == self.ledger.floor:
            return self.ledger.floor_hash
        found = self._file.execute("select hash from log where number = ?", (number,)).fetchone()
        return bytes(found[0]) if found else None

    def settle(self, receipt: Receipt, backed_up: int) -> None:
        """Believe a receipt of this epoch: it settles every op up to its number, whatever record that is of.

        Raises:
            LogForked: it names an op, or a hash, that this log does not have.
        """
        ledger = self.ledger
        number = ledger.number(receipt.acked)
        if number > self.tail.number or (number >= ledger.floor and self.hash_at(number) != receipt.head):
            raise LogForked(f"the centre has {receipt.acked} ops, here are {ledger.seq(self.tail.number)}")
        acked = max(ledger.acked, number)
        safe = min(max(ledger.backed_up, ledger.number(backed_up)), acked)
        if (acked, safe) == (ledger.acked, ledger.backed_up):
            return
        self._let_go(safe)
        self.keep_ledger(acked=acked, backed_up=safe)
        self._urgent.value = _UNREAD

    def rewind(self, to: int) -> None:
        """The centre was put back to an older backup and has only `to` ops: send the others again."""
        number = self.ledger.number(to)
        if number < self.ledger.floor:  # it lost even what its backups had promised
            self.new_epoch()
            return
        acked = min(number, self.ledger.acked)
        self.keep_ledger(acked=acked, backed_up=min(acked, self.ledger.backed_up))
        self._urgent.value = _UNREAD

    def new_epoch(self) -> None:
        """Number the log anew from 1 and read everything again: the centre knows another log than this one.

        Ops that the centre has already are recognised there by their content.
        """
        floor, after = self.ledger.floor, ZERO_HASH
        for number, box in self._file.execute("select number, box from log order by number").fetchall():
            after = chain_hash(after, number - floor, box)
            self._file.execute("update log set hash = ? where number = ?", (after, number))
        self._tail.value = msgspec.structs.replace(self.tail, hash=after)
        self._file.execute("update sessions set first = ? where first <= ?", (floor + 1, floor))  # announced anew
        self.keep_ledger(epoch=new_id(), base=floor, acked=floor, backed_up=floor, floor_hash=ZERO_HASH, cursors=())
        self._urgent.value = _UNREAD

    def _let_go(self, safe: int) -> None:
        """Ops that are in the centre's backup need not be here any longer."""
        if safe <= self.ledger.floor:
            return
        after = self.hash_at(safe)
        self._file.execute("delete from log where number <= ?", (safe,))
        self._file.execute(
            "delete from sessions where first <= ? and id not in (select distinct substr(box, 2, 8) from log)", (safe,)
        )
        self.keep_ledger(floor=safe, floor_hash=after)

    def _boxes(self, number: int, max_bytes: int) -> Iterator[bytes]:
        sent = 0
        for (box,) in self._file.execute("select box from log where number >= ? order by number", (number,)):
            sent += len(box)
            if sent > max_bytes and sent > len(box):
                return
            yield box

    def _sessions_of(self, boxes: Iterable[bytes]) -> tuple[Session, ...]:
        needed = list({session_of(box) for box in boxes})
        found = self._file.execute(
            f"select id, sealed_key from sessions where first > ? and id in ({', '.join('?' * len(needed))})"
            " order by first",
            (self.ledger.acked, *needed),
        )
        return tuple(Session(*row) for row in found.fetchall())

    def _urgent_ones(self) -> frozenset[int]:
        if self._urgent.value is None:
            marks = {number: self.open_mark(number, sealed) for number, sealed in self._waiting_rows()}
            self._urgent.value = frozenset(number for number, mark in marks.items() if mark and mark.urgent)
        return self._urgent.value

    def _waiting_rows(self) -> list[tuple[int, bytes]]:
        sql = "select number, mark from log where number > ? order by number"
        return self._file.execute(sql, (self.ledger.acked,)).fetchall()

    def _read_tail(self) -> Tail:
        last = self._file.execute("select number, hash from log order by number desc limit 1").fetchone()
        if last is None:
            return Tail(self.ledger.floor, self.ledger.floor_hash, self.ledger.heard)
        number, after = last
        mark = self.mark(number)
        return Tail(number, after, max(mark.hlc if mark else 0, self.ledger.heard))


def _place(number: int) -> bytes:
    return b"mark" + number.to_bytes(8, "big")
