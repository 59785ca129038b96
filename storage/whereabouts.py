"""Where a record is: on this tablet only, at the centre too, or waiting for a person."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from records.conflict import ConflictRecord
from records.kinds import kind_name
from records.merge import Verdict
from storage.unlocked import Unlocked
from storage.verdicts import NEEDS_YOU

Whereabouts = Literal["here", "centre", "needs_you"]

_CONFLICTS: Final = f'select resolution is null from "{kind_name(ConflictRecord)}" where record_id = ?'


def whereabouts(book: Unlocked, record_id: UUID) -> Whereabouts:
    """Where a record is. "centre" is said only of what the centre has signed for."""
    open_conflicts = [bool(is_open) for (is_open,) in book.working_set.execute(_CONFLICTS, (record_id.bytes,))]
    verdict = book.shut.verdicts.of(record_id)
    decided = verdict == Verdict.REVIEW and open_conflicts and not any(open_conflicts)
    if any(open_conflicts) or (verdict in NEEDS_YOU and not decided):
        return "needs_you"
    kept = book.read(record_id)
    return "here" if kept and kept.waits(book.log.ledger.acked) else "centre"
