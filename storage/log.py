"""The tablet's gap-free list of sealed changes, chained by hash, kept until the centre has them in a backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from records.clock import moment_of
from records.ids import new_id
from records.wire import ZERO_HASH, Receipt, chain_hash
from sealing.boxes import SealBroken
from sealing.op_session import session_of
from storage.errors import LogForked
from storage.file import NotebookFile
from storage.ledger import Ledger, Mark, Outgoing, Tail, Waiting
from storage.meta import Meta
from storage.sessions import Sessions

_LEDGER: Final = "ledger"

_UNREAD: frozenset[int] | None = None
"""Which of the waiting ops are urgent has to be read again."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_marks: Final = msgspec.msgpack.Decoder(Mark)


class Log:
    """Sealed ops in the order of their saving. No one on this tablet can open them again."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta
        self.sessions = Sessions(meta)
        known = self._read_ledger()
        self._ledger = file.remember(known or self._first_ledger())
        self._tail = file.remember(self._read_tail())
        self._urgent = file.remember(_UNREAD)
        if known is None:
            with file.writing():
                self.keep_ledger()
                self._chain_anew(self.ledger.floor, ZERO_HASH)

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
        self._meta.write(_LEDGER, self._ledger.value)

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

    def mark(self, number: int) -> Mark | None:
        """What is still known here of an op."""
        found = self._file.execute("select mark from log where number = ?", (number,)).fetchone()
        return self._open_mark(number, *found) if found else None

    def waiting(self) -> Waiting:
        """What the centre does not have yet."""
        oldest = next((mark for _, mark in self._waiting_marks(limit=1)), None)
        count = self.ledger.seq(self.tail.number) - self.ledger.seq(self.ledger.acked)
        return Waiting(count, moment_of(oldest.hlc) if oldest else None, len(self._urgent_ones()))

    def waiting_ids(self) -> list[UUID]:
        """The records of the ops that the centre does not have yet, the oldest op's first."""
        return list(dict.fromkeys(mark.record_id for _, mark in self._waiting_marks()))

    def outgoing(self, first: int, max_bytes: int) -> Outgoing:
        """Ops from seq `first` on, at least one and at most `max_bytes` of them.

        When the log does not reach back so far, they begin where it does.
        """
        number = max(self.ledger.number(first), self.ledger.floor + 1)
        before = self.hash_at(number - 1)
        if before is None:
            raise ValueError(f"the log ends before op {first}")
        boxes = tuple(self._boxes(number, max_bytes))
        needed = dict.fromkeys(session_of(box) for box in boxes)
        return Outgoing(self.ledger.seq(number), before, boxes, self.sessions.after(self.ledger.acked, needed))

    def hash_at(self, number: int) -> bytes | None:
        """The chain's hash after an op, or None when that is not known here."""
        if not self.ledger.floor <= number <= self.tail.number:
            return None
        sql = "select hash from log where number <= ? order by number desc limit 1"
        found = self._file.execute(sql, (number,)).fetchone()
        return bytes(found[0]) if found else self.ledger.floor_hash

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
        if (acked, safe) != (ledger.acked, ledger.backed_up):
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
        floor = self.ledger.floor
        holes = tuple(hole for hole in self.ledger.holes if hole > floor)
        self.sessions.announce_again(floor)
        begun = {"epoch": new_id(), "base": floor, "acked": floor, "backed_up": floor, "floor_hash": ZERO_HASH}
        self.keep_ledger(**begun, cursors=(), holes=holes)
        self._chain_anew(floor, ZERO_HASH)
        self._urgent.value = _UNREAD

    def waiting_boxes(self) -> list[tuple[int, bytes, bytes]]:
        """Number, hash and box of every op that the centre does not have yet."""
        sql = "select number, hash, box from log where number > ? order by number"
        return self._file.execute(sql, (self.ledger.acked,)).fetchall()

    def cut(self, lost: Sequence[int], last: int) -> None:
        """Leave out ops that are damaged or gone; the others move up. Call it inside a transaction.

        `last` is the highest number that was ever given: it is not given again.
        """
        before = max(min(lost) - 1, self.ledger.floor)
        after = self.hash_at(before) or self.ledger.floor_hash
        for number in lost:
            self._file.execute("delete from log where number = ?", (number,))
        self.keep_ledger(holes=tuple(sorted({*self.ledger.holes, *lost})))
        self._tail.value = msgspec.structs.replace(self.tail, number=max(last, self.tail.number))
        self._chain_anew(before, after)
        self._urgent.value = _UNREAD

    def _chain_anew(self, number: int, after: bytes) -> None:
        """Work out the hashes after op `number` again."""
        rows = self._file.execute("select number, box from log where number > ? order by number", (number,))
        for each, box in rows.fetchall():
            after = chain_hash(after, self.ledger.seq(each), box)
            self._file.execute("update log set hash = ? where number = ?", (after, each))
        self._tail.value = msgspec.structs.replace(self.tail, hash=after)

    def _let_go(self, safe: int) -> None:
        """Ops that are in the centre's backup need not be here any longer."""
        if safe > self.ledger.floor:
            after = self.hash_at(safe)
            self._file.execute("delete from log where number <= ?", (safe,))
            self.keep_ledger(floor=safe, floor_hash=after)
            left = self._file.execute("select distinct substr(box, 2, 8) from log").fetchall()
            self.sessions.let_go(safe, {session for (session,) in left})

    def _boxes(self, number: int, max_bytes: int) -> Iterator[bytes]:
        sent = 0
        for (box,) in self._file.execute("select box from log where number >= ? order by number", (number,)):
            sent += len(box)
            if sent > max_bytes and sent > len(box):
                return
            yield box

    def _urgent_ones(self) -> frozenset[int]:
        if self._urgent.value is None:
            self._urgent.value = frozenset(number for number, mark in self._waiting_marks() if mark.urgent)
        return self._urgent.value

    def _waiting_marks(self, limit: int = -1) -> Iterable[tuple[int, Mark]]:
        sql = "select number, mark from log where number > ? order by number limit ?"
        for number, sealed in self._file.execute(sql, (self.ledger.acked, limit)).fetchall():
            if mark := self._open_mark(number, sealed):
                yield number, mark

    def _open_mark(self, number: int, sealed: bytes) -> Mark | None:
        try:
            return _marks.decode(self._meta.open(sealed, _place(number)))
        except SealBroken:
            return None

    def _read_ledger(self) -> Ledger | None:
        try:
            return self._meta.read(_LEDGER, Ledger)
        except SealBroken:
            return None

    def _first_ledger(self) -> Ledger:
        """Of a new log; or of one whose ledger cannot be read any more: then everything is sent again."""
        [[first]] = self._file.execute("select coalesce(min(number), 1) from log").fetchall()
        return Ledger(new_id(), base=first - 1, acked=first - 1, floor=first - 1)

    def _read_tail(self) -> Tail:
        ledger = self.ledger
        found = self._file.execute("select number, hash from log order by number desc limit 1").fetchone()
        number, after = found or (ledger.floor, ledger.floor_hash)
        mark = self.mark(number)
        return Tail(max(number, *ledger.holes, 0), after, max(mark.hlc if mark else 0, ledger.heard))


def _place(number: int) -> bytes:
    return b"mark" + number.to_bytes(8, "big")
