"""Puts ops into the log under one sealing session: while somebody is there, or while the kiosk stands open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from records.clock import next_stamp
from records.ids import new_id
from sealing.op_session import SealingSession
from storage.composing import Pen
from storage.ledger import Mark
from storage.locked import Shut


class OpWriter:
    """One user's way to the log, until it is closed. What it has sealed, nobody on this tablet can open again."""

    def __init__(self, shut: Shut, actor: UUID) -> None:
        self._shut = shut
        self.actor = actor
        self._session = SealingSession(shut.enrolled.centre.box_key)
        self._announced = shut.file.remember(False)

    def born(self) -> dict[str, Any]:
        """What a new record begins with: whole seconds, which is as exact as people are and shorter on the wire."""
        at = datetime.now(UTC).replace(microsecond=0)
        return {
            "id": new_id(),
            "site_id": self._shut.enrolled.certificate.site_id,
            "actor_id": self.actor,
            "device_id": self._shut.device_id,
            "recorded_at": at,
            "occurred_at": at,
        }

    def pen(self) -> Pen:
        """Who writes now, and when by the hybrid clock."""
        last = max(self._shut.log.tail.hlc, self._shut.log.ledger.heard)
        return Pen(self.actor, next_stamp(last, datetime.now(UTC)), self._shut.clock_offset)

    def append(self, op_bytes: bytes, mark: Mark) -> int:
        """Seal an op for the centre and put it at the end of the log; call it inside a transaction."""
        number = self._shut.log.append(self._session.seal(op_bytes), mark)
        if not self._announced.value:
            self._shut.log.sessions.announce(self._session.announcement, number)
            self._announced.value = True
        return number

    def close(self) -> None:
        """Forget the session's key."""
        self._session.forget()
        self._shut.file.forget(self._announced)
