"""The code that the street reads out on the telephone when a tablet has seen too many wrong PINs.

Tablet and centre work it out alone, from keys that both have since the enrolment: no line between them is needed.
"""

from __future__ import annotations

import hmac
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealing.kdf import hkdf

DIGITS: Final = 8


def street_code(private: bytes, public: bytes, device: UUID, challenge: str) -> str:
    """The code for one challenge.

    Args:
        private: the tablet's X25519 private key, or the centre's.
        public: the other side's public key.
        device: the tablet.
        challenge: what the tablet shows; it is never the same twice.
    """
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    key = hkdf(shared, b"linli-street-code-1", device.bytes)
    number = int.from_bytes(hmac.digest(key, challenge.encode(), "sha256")[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"
