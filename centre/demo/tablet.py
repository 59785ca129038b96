"""A made-up tablet of the last months: seals a station's book as such a tablet would, and brings it to the centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from centre.archive import Archive
from centre.demo.pen import Entry
from centre.own_log import op_for
from centre.tablets import admit_tablet, certify
from records import clock
from records.ids import new_id
from records.merge import apply
from records.op import SCHEMA, Edit, State, content_id, encode_op
from records.platform import Site
from records.wire import VERSION, ZERO_HASH, SyncRequest, chain_hash
from sealing.hpke import new_box_key, public_of
from sealing.op_session import SealingSession
from sealing.signing import SigningKey, device_id_of

AT_ONCE: Final = 400
"""Ops in one request, about what fits into 64 KB."""


class OlderTablet:
    """The tablet that a station had before: enrolled like any other, with its own keys and its own log."""

    def __init__(self, archive: Archive, site: Site, label: str) -> None:
        self.archive = archive
        signing, box = SigningKey.generate().public, public_of(new_box_key())
        self.device_id = device_id_of(signing)
        place = (site.id, site.code)
        certificate = certify(archive.secrets.ca, place, signing_key=signing, box_key=box, now=archive.now())
        with archive.writing() as db:
            admit_tablet(db, certificate, label)
        self._states: dict[UUID, State] = {}
        self._hlc = 0

    def bring(self, entries: list[Entry], on_sent: Callable[[int], None]) -> None:
        """Send a book, oldest line first, in several requests; `on_sent` hears how many lines are there."""
        session = SealingSession(self.archive.secrets.public.box_key)
        boxes = [session.seal(data) for data in self._ops(entries)]
        epoch, head = new_id(), ZERO_HASH
        for nonce, first in enumerate(range(1, len(boxes) + 1, AT_ONCE), 1):
            some = tuple(boxes[first - 1 : first - 1 + AT_ONCE])
            request = SyncRequest(
                VERSION,
                SCHEMA,
                self.device_id,
                epoch,
                first,
                head,
                sessions=(session.announcement,),
                ops=some,
                pull=False,
                last=len(boxes),
            )
            self.archive.sync(request, nonce)
            for seq, box in enumerate(some, first):
                head = chain_hash(head, seq, box)
            on_sent(first - 1 + len(some))

    def _ops(self, entries: list[Entry]) -> Iterator[bytes]:
        """One op per line, each seeing what was written before it."""
        for entry in entries:
            state = self._states.get(entry.record.id)
            self._hlc = clock.next_stamp(self._hlc, entry.at)
            op = op_for(state, entry.record, entry.author, self._hlc)
            if op is None:
                continue
            data = encode_op(op)
            edit = Edit(content_id(data), op.hlc, op.author, self.device_id)
            self._states[op.record_id] = apply(state, op, edit).state
            yield data
