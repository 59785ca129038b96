"""Opening the boxes of a log: from sealed bytes to an op, or to the reason why it cannot be read."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import sqlalchemy as sa

from centre.log_book import LogLine
from centre.session_keys import SessionKeys
from records.merge import Verdict
from records.op import Op, OpDamaged, content_id, decode_op
from sealing.boxes import SealBroken
from sealing.op_session import open_op, session_of

NO_SESSION: Final = "no_session"
"""The sealing session has not come (yet); the op is tried again when it does."""

LATEST_STAMP: Final = 2**63 - 1
"""In the year 6429: no honest clock stamps later, and databases hold no larger number."""

WIDEST_OFFSET: Final = 2**40
LONGEST_KIND: Final = 40


def open_line(db: sa.Connection, keys: SessionKeys, device: UUID, line: LogLine) -> tuple[Op | None, int]:
    """Open a line's box and note on the line what was in it, or why it is quarantined.

    Returns:
        The op, if it can be read, and how many bytes it came to.
    """
    try:
        session = session_of(line.box)
        key = keys.find(db, device, session)
        if key is None:
            return _quarantine(line, NO_SESSION)
        data = open_op(line.box, key)
        op = decode_op(data)
    except SealBroken:
        return _quarantine(line, "not_opened")
    except OpDamaged:
        return _quarantine(line, "damaged")
    if not _plausible(op):
        return _quarantine(line, "invalid")
    line.content, line.record_id, line.kind = content_id(data), op.record_id, op.kind
    return op, len(data)


def _quarantine(line: LogLine, reason: str) -> tuple[None, int]:
    line.verdict, line.reason = Verdict.QUARANTINED, reason
    return None, 0


def _plausible(op: Op) -> bool:
    """Numbers that every part of the program can hold."""
    stamps = 0 <= op.hlc <= LATEST_STAMP and abs(op.clock_offset) < WIDEST_OFFSET
    return stamps and len(op.kind) <= LONGEST_KIND
