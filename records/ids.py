"""Ids: made where the record is made, never used again."""

from __future__ import annotations

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique without asking anybody, and in order of making."""
    return UUID(bytes=uuid7().bytes)
