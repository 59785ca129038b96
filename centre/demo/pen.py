"""Writes a station's book: every record and every later change, with who wrote it and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from centre.demo.invent import Inventor
from records.base import Record


class Entry(msgspec.Struct, frozen=True):
    """One line: the record as it stood after `author` had written at `at`."""

    at: datetime
    author: UUID
    record: Record


class Pen:
    """Gives records their birth and keeps the lines."""

    def __init__(self, inventor: Inventor, site_id: UUID, device_id: UUID) -> None:
        self.inventor, self.site_id, self.device_id = inventor, site_id, device_id
        self.entries: list[Entry] = []

    def born(self, at: datetime, author: UUID, *, occurred_at: datetime | None = None) -> dict[str, Any]:
        """The birth of a record that `author` writes at `at` about something that happened then, or before."""
        return {
            "id": self.inventor.id(at),
            "site_id": self.site_id,
            "actor_id": author,
            "device_id": self.device_id,
            "recorded_at": at,
            "occurred_at": occurred_at or at,
        }

    def write(self, record: Record) -> None:
        """A new record, written when it was born."""
        self.entries.append(Entry(record.recorded_at, record.actor_id, record))

    def change(self, record: Record, at: datetime, author: UUID) -> None:
        """The same record with other values."""
        self.entries.append(Entry(at, author, record))

    def in_order(self) -> list[Entry]:
        """All lines by time; a record's first line always stands before its changes."""
        return sorted(self.entries, key=lambda entry: entry.at)
