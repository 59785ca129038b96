"""What a search for a person looks through."""

from __future__ import annotations

from records.base import Record
from records.person import Person


def search_text(record: Record) -> str:
    """The text to search for a record, or nothing for a kind that is not searched."""
    return record.name if isinstance(record, Person) else ""
