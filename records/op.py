"""One change of one record as it travels (`Op`), and what all changes of a record come to (`State`)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Final
from uuid import UUID

import msgspec

from records.base import Record
from records.kinds import FieldMap, record_of

SCHEMA: Final = 1
"""Version of the kinds' declarations. A centre understands this one and the two before it."""

EditId = bytes
"""Content id of an edit: the first 16 bytes of SHA-256 over the op's bytes. The same op has the same id everywhere."""


class Act(StrEnum):
    """What an op does to a record."""

    PUT = "put"
    VOID = "void"


class Born(msgspec.Struct, frozen=True, array_like=True):
    """A record's birth, in its first op; `actor` and `device` are the op's own."""

    site_id: UUID
    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]


class Op(msgspec.Struct, frozen=True, array_like=True):
    """One sealed change.

    Attributes:
        kind, record_id: which record.
        act: put or void.
        fields: the changed fields only, as they travel.
        author: who changed it. The device is known from the log the op stands in.
        hlc: hybrid logical clock of the device.
        parents: field -> content id of the edit whose value the author saw; a void names every field.
        base: for fields that are sets, the value the author saw, so that what was added and removed is known.
        born: the record's birth, in its first op.
        clock_offset: seconds, the centre's clock minus the device's, as the device last knew.
        schema: version of the kinds' declarations.
    """

    kind: str
    record_id: UUID
    act: Act
    fields: FieldMap
    author: UUID
    hlc: int
    parents: dict[str, EditId] = {}
    base: FieldMap = {}
    born: Born | None = None
    clock_offset: int = 0
    schema: int = SCHEMA


class Edit(msgspec.Struct, frozen=True, array_like=True):
    """Who changed something, where and when."""

    id: EditId
    hlc: int
    author: UUID
    device: UUID


class State(msgspec.Struct, frozen=True, array_like=True):
    """A record after all its edits, with which edit set which field.

    Attributes:
        edits: the edits that still stand in some field; the first is the one most fields come from.
        by: field -> place in `edits`; fields not named come from the first.
        same: field -> further edits that set the very same value without having seen each other.
    """

    kind: str
    id: UUID
    site_id: UUID
    actor_id: UUID
    device_id: UUID
    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]
    fields: FieldMap
    edits: tuple[Edit, ...]
    by: dict[str, int] = {}
    same: dict[str, tuple[EditId, ...]] = {}

    def edit_of(self, field: str) -> Edit | None:
        """The edit that set `field`, or None when nothing ever did."""
        return self.edits[self.by.get(field, 0)] if field in self.fields else None

    def seen(self, fields: Mapping[str, object]) -> dict[str, EditId]:
        """What somebody who looks at this state has seen of `fields`: an op's `parents`."""
        return {name: edit.id for name in fields if (edit := self.edit_of(name))}

    def record(self) -> Record:
        """The record as everything else knows it.

        Raises:
            UnknownKind: this version does not know the kind.
            msgspec.ValidationError: the fields break the kind's declaration.
        """
        born = {
            "id": self.id,
            "site_id": self.site_id,
            "actor_id": self.actor_id,
            "device_id": self.device_id,
            "recorded_at": self.recorded_at,
        }
        return record_of(self.kind, born, self.fields)


class OpDamaged(Exception):
    """Bytes that are not an op, or one from a newer packing."""


UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes it cannot read; the last for lists in lists in lists."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_op_decoder: Final = msgspec.msgpack.Decoder(Op)
_state_decoder: Final = msgspec.msgpack.Decoder(State)

PACKING: Final = 1
"""First byte of packed bytes: deflate with the first shipped dictionary."""

LARGEST_OP: Final = 256 * 1024
"""Bytes an op may come to when unpacked; a record's text limits keep real ones far below."""


@cache
def _dictionary() -> bytes:
    return files("records").joinpath("deflate.dict").read_bytes()


@cache
def _packer() -> zlib._Compress:
    """One that has read the dictionary; copying it takes a sixth of the time of making another."""
    return zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, _dictionary())


def deflate(data: bytes) -> bytes:
    """Pack bytes with the dictionary that both sides ship (raw deflate, RFC 1951)."""
    packer = _packer().copy()
    return bytes([PACKING]) + packer.compress(data) + packer.flush()


def inflate(data: bytes, limit: int) -> bytes:
    """Undo `deflate`.

    Raises:
        OpDamaged: not packed by us, cut short, or larger than `limit`.
    """
    if not data or data[0] != PACKING:
        raise OpDamaged("unknown packing")
    opener = zlib.decompressobj(-15, _dictionary())
    try:
        plain = opener.decompress(data[1:], limit + 1)
    except zlib.error as error:
        raise OpDamaged(str(error)) from error
    if len(plain) > limit or not opener.eof or opener.unused_data:
        raise OpDamaged("cut short, too long, or more than one piece")
    return plain


def encode_op(op: Op) -> bytes:
    """The op's bytes: what its content id is taken over."""
    return _encoder.encode(op)


def content_id(op_bytes: bytes) -> EditId:
    """The content id of an op's bytes."""
    return hashlib.sha256(op_bytes).digest()[:16]


def decode_op(op_bytes: bytes) -> Op:
    """Read an op's bytes.

    Raises:
        OpDamaged: they are not an op.
    """
    try:
        return _op_decoder.decode(op_bytes)
    except UNREADABLE as error:
        raise OpDamaged(str(error)) from error


def encode_state(state: State) -> bytes:
    """The state's bytes."""
    return _encoder.encode(state)


def decode_state(data: bytes) -> State:
    """Read a state's bytes.

    Raises:
        OpDamaged: they are not a state.
    """
    try:
        return _state_decoder.decode(data)
    except UNREADABLE as error:
        raise OpDamaged(str(error)) from error
