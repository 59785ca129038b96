"""Sending: what a log holds that the centre has not, in batches that suit the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

from records.wire import Certificate, Cursor, OpVerdict, Pulled, Receipt, Session, chain_hash

SMALLEST: Final = 8 * 1024
FIRST: Final = 256 * 1024
LARGEST: Final = 3 * 1024 * 1024
"""Bytes of boxes in one request; the centre reads up to 4 MiB."""

QUICK_SECONDS: Final = 5
SLOW_SECONDS: Final = 20
"""A batch should take between these on the line it is sent over (design of the sync protocol)."""


class Outgoing(Protocol):
    """A piece of a log."""

    @property
    def first(self) -> int:
        """Number of the first op, or of the next one to come when there are none.

        It is larger than what was asked for when the log does not reach back so far.
        """

    @property
    def prev_hash(self) -> bytes:
        """The log's hash before `first`."""

    @property
    def ops(self) -> Sequence[bytes]:
        """Boxes, without gaps."""

    @property
    def sessions(self) -> Sequence[Session]:
        """The sealing sessions of these boxes that the centre may not have."""


class Outbox(Protocol):
    """Anything with a log to send upward: a tablet's notebook, or a lower centre's archive."""

    @property
    def device_id(self) -> UUID:
        """Whose log."""

    @property
    def epoch(self) -> UUID:
        """Which life of the log."""

    @property
    def certificate(self) -> Certificate:
        """The centre's word that the device belongs to its site."""

    def renew(self, certificate: Certificate) -> None:
        """Keep a later certificate for the same keys."""

    @property
    def acked(self) -> int:
        """Ops up to this number are at the centre, by its receipts."""

    @property
    def last(self) -> int:
        """Number of the last op."""

    def next_nonce(self) -> int:
        """A number never returned before, kept before it is returned."""

    def outgoing(self, first: int, max_bytes: int) -> Outgoing:
        """Ops from `first` on: at least one if there are any, and no more than fit."""

    def cursors(self) -> Sequence[Cursor]:
        """How far each scope was read."""

    def accept(self, receipt: Receipt, verdicts: Sequence[OpVerdict], pulled: Pulled | None, backed_up: int) -> None:
        """Settle what the receipt covers and take in what was pulled, in one transaction.

        Cursors in `pulled` replace those of the same scopes; scopes in `reset` are read from the beginning.
        A receipt of another epoch changes nothing.
        """

    def rewind(self, to: int) -> None:
        """Forget that ops after `to` were acknowledged, and that their sessions were."""

    def new_epoch(self) -> None:
        """Begin a new life of the log: what it still holds is numbered from 1, every scope is read again."""


class Pace:
    """How many bytes to send at once."""

    def __init__(self) -> None:
        self.size = FIRST

    def went(self, took: float, *, full: bool) -> None:
        """Learn from a batch that got through: grow when a full one was quick, shrink when it was slow."""
        if took > SLOW_SECONDS:
            self.shrink()
        elif full and took < QUICK_SECONDS:
            self.size = min(self.size * 2, LARGEST)

    def shrink(self) -> bool:
        """Send half as much from now on; says whether that is less than before."""
        before, self.size = self.size, max(self.size // 2, SMALLEST)
        return self.size < before


def head_after(piece: Outgoing) -> bytes:
    """The log's hash after a piece of it."""
    head = piece.prev_hash
    for seq, box in enumerate(piece.ops, piece.first):
        head = chain_hash(head, seq, box)
    return head
