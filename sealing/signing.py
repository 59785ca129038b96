"""Ed25519: who said it. Certificates and receipts are checked here and nowhere else."""

from __future__ import annotations

import hashlib
from typing import TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from records.wire import Certificate, Receipt, signed_bytes

S = TypeVar("S", Receipt, Certificate)


class SignatureWrong(Exception):
    """It was not said by whom it claims, or it was changed since."""


class SigningKey:
    """An Ed25519 key pair."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.private = private
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def generate(cls) -> SigningKey:
        """A fresh pair."""
        fresh = Ed25519PrivateKey.generate()
        return cls(fresh.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""
        return self._key.sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Check a signature.

    Raises:
        SignatureWrong: it is not this key's over this message.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise SignatureWrong from None


def device_id_of(signing_key: bytes) -> UUID:
    """A device's id: the first 16 bytes of SHA-256 over its public signing key, marked as UUIDv8 (RFC 9562)."""
    number = UUID(bytes=hashlib.sha256(signing_key).digest()[:16]).int
    return UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 8 << 76 | 2 << 62)


def signed(frame: S, key: SigningKey) -> S:
    """The receipt or certificate with its signature."""
    return msgspec.structs.replace(frame, signature=key.sign(signed_bytes(frame)))


def check_signed(frame: Receipt | Certificate, public: bytes) -> None:
    """Check the signature of a receipt or a certificate.

    Raises:
        SignatureWrong: it is not the centre's.
    """
    verify(public, frame.signature, signed_bytes(frame))
