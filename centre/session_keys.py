"""Keys of sealing sessions, opened once and remembered: opening one is a public-key operation."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from centre.log_book import find_session
from sealing.boxes import SealBroken
from sealing.op_session import open_session

REMEMBERED: Final = 4096
"""Sessions kept in memory; 500 tablets open a handful each day."""


class SessionKeys:
    """The keys of the sessions in which ops were sealed to this centre."""

    def __init__(self, box_private: bytes) -> None:
        self._private = box_private
        self._keys: OrderedDict[tuple[UUID, bytes], bytes] = OrderedDict()

    def find(self, db: sa.Connection, device: UUID, session_id: bytes) -> bytes | None:
        """The key of a device's session, or None when the session never came or is not for this centre."""
        name = (device, session_id)
        if name not in self._keys:
            session = find_session(db, device, session_id)
            if session is None:
                return None
            try:
                self._keys[name] = open_session(session, self._private)
            except SealBroken:
                return None
        self._keys.move_to_end(name)
        while len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return self._keys[name]
