"""Conflicts: two people changed the same thing without seeing each other; a person decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPUTED,
    About,
    Conflict,
    Level,
    Record,
    Sensitivity,
    code,
    moment,
    octets,
    part,
    ref,
    text,
)
from records.codes import ConflictResolution


class Side(msgspec.Struct, frozen=True):
    """One of the two values, with who and when."""

    value: bytes
    """The field's value as it travels: msgpack."""
    edit: bytes
    """Content id of the edit that set it."""
    author: UUID
    device: UUID
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class ConflictRecord(Record, frozen=True, kw_only=True, omit_defaults=True, tag="conflict"):
    """冲突: one field of one record. Both values are kept; nothing is ever dropped."""

    about: ClassVar[About] = About(
        owner=Level.STREET,
        conflict=Conflict.SERVER,
        sens=Sensitivity.L2,
        writers=frozenset({Level.STREET, Level.DISTRICT}),
        named_by=("entity", "field"),
        listed=("occurred_at", "record_id", "resolution"),
        filters=("entity", "resolution", "record_id"),
    )

    entity: Annotated[str, text(1, 40, need=COMPUTED)]
    """Name of the record's kind."""
    record_id: Annotated[UUID, ref(need=COMPUTED)]
    field: Annotated[str, text(1, 40, need=COMPUTED)]
    kept: Annotated[Side, part(need=COMPUTED)]
    """The value that stands until somebody decides."""
    other: Annotated[Side, part(need=COMPUTED)]
    resolution: Annotated[ConflictResolution, code()] | None = None
    resolved_value: Annotated[bytes, octets(4096)] = b""
    resolved_by: Annotated[UUID, ref("staff")] | None = None
    resolved_at: Annotated[datetime, moment()] | None = None
    reason: Annotated[str, text(0, 200)] = ""
