"""What travels between a tablet and a centre. Every frame carries a digest; only a signed receipt is an answer."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, TypeVar
from uuid import UUID

import msgspec

from records.op import UNREADABLE, State

VERSION: Final = 1
"""Version of the frames below."""

DIGEST_BYTES: Final = 16
"""SHA-256 of a frame's body, cut; deflate alone lets flipped bits decode into other valid bytes."""

ZERO_HASH: Final = bytes(32)
"""The hash before the first op of an epoch."""

F = TypeVar("F", bound=msgspec.Struct)


class FrameDamaged(Exception):
    """Bytes that are not a frame, or not the frame that was sent."""


_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")


def encode_frame(frame: msgspec.Struct) -> bytes:
    """A frame's body, for what is sealed or signed as a whole and needs no digest of its own."""
    return _encoder.encode(frame)


def decode_frame(body: bytes, kind: type[F]) -> F:
    """Read a frame's body.

    Raises:
        FrameDamaged: it is not such a frame.
    """
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except UNREADABLE as error:
        raise FrameDamaged(str(error)) from error


def pack(frame: msgspec.Struct) -> bytes:
    """A frame's bytes: its body, then the digest of the body."""
    body = encode_frame(frame)
    return body + hashlib.sha256(body).digest()[:DIGEST_BYTES]


def unpack(data: bytes, kind: type[F]) -> F:
    """Read a frame.

    Raises:
        FrameDamaged: a byte is missing or differs, or it is another kind of frame.
    """
    body, digest = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
    if hashlib.sha256(body).digest()[:DIGEST_BYTES] != digest:
        raise FrameDamaged("digest differs")
    return decode_frame(body, kind)


def chain_hash(previous: bytes, seq: int, box: bytes) -> bytes:
    """The log's hash after op `seq`: SHA-256(previous hash | seq as 8 bytes, big end first | box)."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + box).digest()


class Session(msgspec.Struct, frozen=True, array_like=True):
    """A sealing session's key, sealed to the centre (HPKE). Boxes name the session by its id."""

    id: bytes
    sealed_key: bytes


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a scope has been read: a number and the random tag of the batch that made it.

    `full` says that this is a read from the beginning which has not ended yet: the device's own rows are sent too.
    """

    scope: str
    number: int = 0
    tag: bytes = b""
    full: bool = True


class SyncRequest(msgspec.Struct, frozen=True, array_like=True):
    """`POST /v1/sync`.

    Attributes:
        device, epoch: whose log.
        first: number of the first op in `ops`, or of the next one to come when there are none.
        prev_hash: the log's hash before `first`.
        ops: boxes, in the order of the log without gaps.
        cursors: what was read so far; scopes the device may not see are ignored.
        max_bytes: how large the answer may become.
        urgent: boxes further along in the log that cannot wait; they come again in their turn.
        pull: whether an answer to `cursors` is wanted.
        last: number of the last op in the log, so that the centre knows what is still to come.
        valid_until: the end of the certificate that the device holds; a later one comes with the answer.
    """

    v: int
    schema: int
    device: UUID
    epoch: UUID
    first: int
    prev_hash: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    sessions: tuple[Session, ...] = ()
    ops: tuple[bytes, ...] = ()
    cursors: tuple[Cursor, ...] = ()
    max_bytes: int = 256 * 1024
    urgent: tuple[bytes, ...] = ()
    pull: bool = True
    last: int = 0
    valid_until: int = 0


class OpVerdict(msgspec.Struct, frozen=True, array_like=True):
    """The answer to op `seq`; an op that was simply applied is not named."""

    seq: int
    verdict: str


class Change(msgspec.Struct, frozen=True, array_like=True):
    """A record as it stands now, or word that it has left the scope (`state` is None)."""

    scope: str
    kind: str
    record_id: UUID
    state: State | None


class Pulled(msgspec.Struct, frozen=True, array_like=True):
    """What came down: changes, and the cursors after them. Deflated, then sealed to the device (HPKE)."""

    changes: tuple[Change, ...]
    cursors: tuple[Cursor, ...]
    reset: tuple[str, ...] = ()
    """Scopes that must be read from the beginning: the centre's numbering is not the one the cursor came from."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """The body of a centre's answer.

    Attributes:
        verdicts: answers to ops, other than `applied`.
        pulled: a sealed `Pulled`, or empty when nothing changed.
        more: there is more to pull.
        problem: "" | "gap" | "fork" | "nonce" | "upgrade". After `gap` the receipt's `acked` says from where to send;
            `nonce` says that this request's number was used before.
        backed_up: ops up to this number are in a backup of the centre; the device may let go of older ones.
        nonce: the number of the request that this answers, so that an older answer cannot stand in for it.
        certificate: a later certificate than the one the device holds.
    """

    verdicts: tuple[OpVerdict, ...] = ()
    pulled: bytes = b""
    more: bool = False
    problem: str = ""
    backed_up: int = 0
    nonce: int = 0
    certificate: Certificate | None = None


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """A centre's signed word: every op of this epoch up to `acked` is here, and the log's hash is `head`.

    `at` is the centre's time in milliseconds; `answers` the digest of the `Answer` it came with.
    Nothing is settled, and nobody is told 已上报, without it.
    """

    device: UUID
    epoch: UUID
    acked: int
    head: bytes
    at: int
    answers: bytes
    signature: bytes = b""


class SyncResponse(msgspec.Struct, frozen=True, array_like=True):
    """The answer to a sync: the receipt, and the bytes of an `Answer` that its signature covers."""

    receipt: Receipt
    answer: bytes


class Certificate(msgspec.Struct, frozen=True, array_like=True):
    """A centre's signed word that a device belongs to a station. Times are seconds since 1970."""

    serial: UUID
    device: UUID
    site_id: UUID
    site_code: str
    signing_key: bytes
    box_key: bytes
    not_before: int
    not_after: int
    signature: bytes = b""


class CentreKeys(msgspec.Struct, frozen=True, array_like=True):
    """The public keys of a centre that a device keeps from its enrolment on."""

    ca_key: bytes
    """Ed25519: signs certificates."""
    receipt_key: bytes
    """Ed25519: signs receipts."""
    box_key: bytes
    """X25519: ops are sealed to it."""


class EnrolRequest(msgspec.Struct, frozen=True, array_like=True):
    """`POST /v1/enrol`: a device asks to join with a one-time code. `proof` is a MAC over everything both sides saw."""

    v: int
    enrol_id: str
    signing_key: bytes
    box_key: bytes
    label: str
    nonce: bytes
    proof: bytes


class EnrolAnswer(msgspec.Struct, frozen=True, array_like=True):
    """The certificate, the centre's keys, and the first users of the tablet; `proof` is the centre's MAC."""

    certificate: Certificate
    centre: CentreKeys
    staff: tuple[State, ...]
    sites: tuple[State, ...]
    proof: bytes


def signed_bytes(frame: Receipt | Certificate) -> bytes:
    """What the signature of a receipt or a certificate is made over."""
    name = b"linli-receipt-1\0" if isinstance(frame, Receipt) else b"linli-certificate-1\0"
    return name + _encoder.encode(msgspec.structs.replace(frame, signature=b""))


def digest_of(answer: bytes) -> bytes:
    """The digest of an `Answer`'s bytes, as a receipt names it."""
    return hashlib.sha256(answer).digest()[:DIGEST_BYTES]
