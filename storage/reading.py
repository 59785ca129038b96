"""What screens ask for: the working set says which records, their rows say what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from records.base import Record
from records.codes import SessionStatus
from records.op import State
from records.volunteering import VolunteerSession
from storage import search as finding
from storage.unlocked import Unlocked, understood
from storage.working_set import Wanted

R = TypeVar("R", bound=Record)


def get(book: Unlocked, record_id: UUID) -> Record | None:
    """One record; None when it is not here, not for this user, or not for this version of the program."""
    kept = book.read(record_id)
    return understood(kept) if kept else None


def records(book: Unlocked, kind: type[R], wanted: Wanted) -> list[R]:
    """Records of a kind that fit."""
    book.standings.settle()
    found = _opened(book, book.working_set.ids(kind, wanted))
    return [record for record in found if isinstance(record, kind)]


def timeline(book: Unlocked, person_id: UUID, limit: int) -> list[Record]:
    """What has been recorded about a person, newest first."""
    return _opened(book, book.working_set.timeline(person_id.bytes, limit))


def search(book: Unlocked, text: str, kind: str, limit: int) -> list[UUID]:
    """Ids of what is found."""
    return [UUID(bytes=found) for found in finding.search(book.working_set, text, kind, limit)]


def kiosk_board(book: Unlocked, board: Iterable[UUID]) -> list[State]:
    """The records that a kiosk may edit: those named, and every session that nobody has signed out of."""
    still_in = book.working_set.ids(VolunteerSession, Wanted("status = ?", [SessionStatus.IN]))
    kept = (book.read(record_id) for record_id in {*board, *(UUID(bytes=found) for found in still_in)})
    return [each.state for each in kept if each]


def _opened(book: Unlocked, ids: Iterable[bytes]) -> list[Record]:
    found = (get(book, UUID(bytes=record_id)) for record_id in ids)
    return [record for record in found if record is not None]
