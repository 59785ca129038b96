"""How far the log has come: what the centre has, what it has in a backup, what has been let go of.

Inside the file ops have a number that only grows. On the wire they have a `seq` that begins at 1 with each epoch and
has no gaps: `number - base`, less the numbers that were lost. So a new epoch, or a damaged op, renumbers the log
without touching a single sealed row.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from uuid import UUID

import msgspec

from records.wire import ZERO_HASH, Cursor, Session


class Ledger(msgspec.Struct, frozen=True, array_like=True):
    """Where the log stands. All counts are numbers, not seqs.

    Attributes:
        epoch: whose numbering the centre knows.
        base: number of the last op before the epoch began.
        acked: the newest op that the centre has signed for.
        backed_up: the newest op that is in one of its backups.
        floor: the newest op that has been let go of; `floor_hash` is the chain's hash after it.
        cursors: how far each scope has been read.
        heard: the latest stamp of the hybrid clock that came from elsewhere.
        holes: numbers after `base` whose ops were damaged and cut out; ascending.
    """

    epoch: UUID
    base: int = 0
    acked: int = 0
    backed_up: int = 0
    floor: int = 0
    floor_hash: bytes = ZERO_HASH
    cursors: tuple[Cursor, ...] = ()
    heard: int = 0
    holes: tuple[int, ...] = ()

    def seq(self, number: int) -> int:
        """A number as the wire has it; that of the op before, when there is none of that number."""
        return number - self.base - bisect_right(self.holes, number)

    def number(self, seq: int) -> int:
        """A seq of this epoch as the file has it."""
        number = seq + self.base
        for hole in self.holes:
            if hole <= number:
                number += 1
        return number


class Tail(msgspec.Struct, frozen=True):
    """The end of the log: its last number, the chain's hash there, and the newest stamp of our own clock."""

    number: int
    hash: bytes
    hlc: int


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """What the tablet itself still has to know of an op that only the centre can open.

    `boxed`: it was written while the vault was shut, so its row waits in the inbox.
    """

    record_id: UUID
    hlc: int
    urgent: bool = False
    boxed: bool = False


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
