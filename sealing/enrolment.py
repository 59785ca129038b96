"""Joining a tablet to a centre with a one-time code: what the QR code holds, who proves what, and the six words.

An officer's code has two forms. The QR code carries the centre's keys and a 128-bit secret. The typed code is ten
characters (50 bits); an id and a secret are stretched from it, so that who hears the exchange cannot try all codes
before it ends. Either way both sides prove the secret over everything that each of them saw, the TLS certificate
included, and then show six words: people compare them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from typing import Final

import msgspec

from records.wire import (
    CentreKeys,
    EnrolAnswer,
    EnrolRequest,
    FrameDamaged,
    decode_frame,
    encode_frame,
)
from sealing.kdf import hkdf

SECRET_BYTES: Final = 16
CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
CODE_LENGTH: Final = 10
WORDS: Final = 6
WORD_LIST: Final = 256
"""Six words out of 256: 48 bits, compared by people."""

_LOOKS_LIKE: Final = str.maketrans("OILU", "011V")
_PREFIX: Final = "LINLI1:"
_STRETCH: Final = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}
"""Trying all 2^50 codes at this price takes far longer than a code lives."""


class CodeUnreadable(Exception):
    """Not a code of ours, or not all of it."""


class Invitation(msgspec.Struct, frozen=True, array_like=True):
    """What the QR code says.

    Attributes:
        url: the centre's address.
        ca_digest: SHA-256 of the key that signs certificates.
        box_key, receipt_key: the centre's other public keys.
        enrol_id: which code.
        secret: 16 random bytes.
        expires_at: seconds since 1970.
    """

    url: str
    ca_digest: bytes
    box_key: bytes
    receipt_key: bytes
    enrol_id: str
    secret: bytes
    expires_at: int


class Credential(msgspec.Struct, frozen=True):
    """What proves that somebody holds a code: its public id and its secret."""

    enrol_id: str
    secret: bytes


def new_invitation(url: str, centre: CentreKeys, expires_at: int) -> Invitation:
    """A fresh invitation to a centre."""
    digest = hashlib.sha256(centre.ca_key).digest()
    secret = os.urandom(SECRET_BYTES)
    return Invitation(url, digest, centre.box_key, centre.receipt_key, os.urandom(8).hex(), secret, expires_at)


def qr_text(invitation: Invitation) -> str:
    """What stands in the QR code: capitals and digits only, which QR codes pack tightly."""
    return _PREFIX + base64.b32encode(encode_frame(invitation)).decode().rstrip("=")


def parse_qr(text: str) -> Invitation:
    """Read a QR code.

    Raises:
        CodeUnreadable: it is not an invitation.
    """
    body = text.strip().upper().removeprefix(_PREFIX)
    if len(body) == len(text.strip()):
        raise CodeUnreadable("another kind of code")
    try:
        return decode_frame(base64.b32decode(body + "=" * (-len(body) % 8)), Invitation)
    except (ValueError, FrameDamaged) as error:
        raise CodeUnreadable(str(error)) from error


def check_centre(invitation: Invitation, centre: CentreKeys) -> bool:
    """Whether a centre's keys are those that the QR code promised."""
    ca = hmac.compare_digest(invitation.ca_digest, hashlib.sha256(centre.ca_key).digest())
    return ca and (invitation.box_key, invitation.receipt_key) == (centre.box_key, centre.receipt_key)


def new_code() -> str:
    """A fresh code to type: ten characters, shown in two groups of five."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """A typed code as it was made, whatever its case, its spaces, and letters taken for digits.

    Raises:
        CodeUnreadable: not ten of the characters.
    """
    code = "".join(typed.upper().replace("-", "").split()).translate(_LOOKS_LIKE)
    if len(code) != CODE_LENGTH or set(code) - set(CODE_LETTERS):
        raise CodeUnreadable("not ten characters")
    return code


def stretch(code: str) -> Credential:
    """Id and secret of a typed code. Takes a moment, on purpose."""
    out = hashlib.scrypt(code.encode("ascii"), salt=b"linli-enrol-code-1", dklen=24, **_STRETCH)
    return Credential(out[:8].hex(), out[8:])


def request_proof(secret: bytes, request: EnrolRequest, tls: bytes) -> bytes:
    """The device's proof over everything it says and the TLS certificate it saw (its digest; empty without TLS)."""
    return _mac(secret, b"linli-enrol-request-1", msgspec.structs.replace(request, proof=b""), tls)


def answer_proof(secret: bytes, request: EnrolRequest, answer: EnrolAnswer, tls: bytes) -> bytes:
    """The centre's proof over the device's request and everything it answers."""
    bare = msgspec.structs.replace(answer, proof=b"")
    return _mac(secret, b"linli-enrol-answer-1", bare, encode_frame(request) + tls)


def same(proof: bytes, other: bytes) -> bool:
    """Compare two proofs in constant time."""
    return hmac.compare_digest(proof, other)


def six_words(secret: bytes, request: EnrolRequest, centre: CentreKeys, tls: bytes) -> tuple[int, ...]:
    """The words that both screens show, as numbers below `WORD_LIST`: `pairing.<number>` in the locale files."""
    digest = _mac(secret, b"linli-enrol-words-1", centre, encode_frame(request) + tls)
    return tuple(digest[:WORDS])


def _mac(secret: bytes, purpose: bytes, frame: msgspec.Struct, more: bytes) -> bytes:
    body = encode_frame(frame)
    return hmac.digest(hkdf(secret, purpose), len(body).to_bytes(4, "big") + body + more, "sha256")
