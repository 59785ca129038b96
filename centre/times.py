"""Moments as the database holds them: milliseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_of_ms(milliseconds: int) -> datetime:
    """A stored moment."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def ms_of(moment: datetime) -> int:
    """A moment to store."""
    return int(moment.timestamp() * 1000)
