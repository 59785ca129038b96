"""One round: send what waits, read what is new, until both sides have everything."""

from __future__ import annotations

from typing import Final

import msgspec

from records.op import SCHEMA
from records.wire import VERSION, SyncRequest
from sync.client import Answered, CentreClient
from sync.errors import LogBroken, TooLarge, TooSlow
from sync.push import Outbox, Outgoing, Pace, head_after

MENDS: Final = 4
"""Rewinds and new epochs in one round; more would be two sides that cannot agree."""

NONCE_TRIES: Final = 2
"""A proxy may deliver a request twice; only a number refused again means that this log is an older copy."""


class Round(msgspec.Struct, frozen=True):
    """What a round did.

    Attributes:
        sent: ops that the centre has now and had not before.
        received: records that came down.
        problem: "" or "upgrade": this program is too old to read what the centre has.
        at: the centre's time in milliseconds, from the last receipt.
        lag: seconds between asking for that receipt and having it.
    """

    sent: int = 0
    received: int = 0
    problem: str = ""
    at: int = 0
    lag: float = 0.0


async def sync_once(outbox: Outbox, client: CentreClient, pace: Pace | None = None) -> Round:
    """Sync until nothing is left to send or to read.

    Every request is settled before the next is made, so whatever breaks costs at most one batch, and the centre
    recognises that when it comes again.

    Raises:
        SyncFailed: the round ended early; what was not settled stays in the log.
    """
    return await _Rounds(outbox, client, pace or Pace()).run()


class _Rounds:
    def __init__(self, outbox: Outbox, client: CentreClient, pace: Pace) -> None:
        self._outbox = outbox
        self._client = client
        self._pace = pace
        self._done = Round()
        self._mends = MENDS
        self._repeats = NONCE_TRIES

    async def run(self) -> Round:
        more = True
        while more or self._outbox.acked < self._outbox.last:
            more = await self._step()
        return self._done

    async def _step(self) -> bool:
        """One request; says whether another is needed to read on."""
        box = self._outbox
        piece = box.outgoing(box.acked + 1, self._pace.size)
        if piece.first != box.acked + 1:  # the centre asks for ops that were let go of long ago
            return self._begin_anew()
        request = self._request(piece)
        try:
            answered = await self._client.sync(request, box.next_nonce())
        except (TooLarge, TooSlow):
            if self._pace.shrink():
                return True
            raise
        if request.epoch != box.epoch:  # the log began anew while we waited: this answer is for another one
            return True
        return self._heed(piece, answered)

    def _request(self, piece: Outgoing) -> SyncRequest:
        box = self._outbox
        return SyncRequest(
            v=VERSION,
            schema=SCHEMA,
            device=box.device_id,
            epoch=box.epoch,
            first=piece.first,
            prev_hash=piece.prev_hash,
            sessions=tuple(piece.sessions),
            ops=tuple(piece.ops),
            cursors=tuple(box.cursors()),
            max_bytes=self._pace.size,
            last=box.last,
            valid_until=box.certificate.not_after,
        )

    def _heed(self, piece: Outgoing, answered: Answered) -> bool:
        box, receipt, answer = self._outbox, answered.receipt, answered.answer
        if answer.problem == "nonce":
            self._repeats -= 1
            return True if self._repeats else self._begin_anew()
        if answer.problem == "gap" and receipt.acked < piece.first - 1:
            self._mend()
            box.rewind(receipt.acked)
            return True
        if answer.problem in ("fork", "gap") or not self._fits(piece, answered):
            return self._begin_anew()
        sent = max(0, receipt.acked - box.acked)
        stuck = answer.more and answered.pulled is None
        if (piece.ops and not sent) or stuck:
            raise LogBroken("the centre takes nothing and gives nothing")
        read_to = tuple(box.cursors())
        box.accept(receipt, answer.verdicts, answered.pulled, answer.backed_up)
        if answer.certificate is not None:
            box.renew(answer.certificate)
        full = sum(map(len, piece.ops)) * 2 > self._pace.size or answer.more
        self._pace.went(answered.took, full=full)
        self._note(sent, answered)
        # A tablet on which nobody holds a ring's key cannot keep its records, and so does not read on there.
        return answer.more and tuple(box.cursors()) != read_to

    def _fits(self, piece: Outgoing, answered: Answered) -> bool:
        """Whether the receipt speaks of the log as we have it: a restored copy of a log does not know its own ops."""
        receipt, box = answered.receipt, self._outbox
        if not piece.first - 1 <= receipt.acked <= box.last:
            return False
        end = piece.first + len(piece.ops) - 1
        if receipt.acked == end:
            return receipt.head == head_after(piece)
        return receipt.head == box.outgoing(receipt.acked + 1, 1).prev_hash

    def _begin_anew(self) -> bool:
        self._mend()
        self._repeats = NONCE_TRIES
        self._outbox.new_epoch()
        return True

    def _mend(self) -> None:
        self._mends -= 1
        if self._mends < 0:
            raise LogBroken("mending did not help")

    def _note(self, sent: int, answered: Answered) -> None:
        done = self._done
        self._done = Round(
            sent=done.sent + sent,
            received=done.received + (len(answered.pulled.changes) if answered.pulled else 0),
            problem=answered.answer.problem,
            at=answered.receipt.at,
            lag=answered.took,
        )
