"""HPKE, base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message per key.

`cryptography` on Android is too old to have it; the RFC's test vectors and newer versions of the library are
what the tests hold it against.
"""

from __future__ import annotations

import hmac
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sealing.boxes import KEY_BYTES, SUITE, SealBroken

KEM_SUITE: Final = b"KEM\x00\x20"
HPKE_SUITE: Final = b"HPKE\x00\x20\x00\x01\x00\x02"
PUBLIC_BYTES: Final = 32


def new_box_key() -> bytes:
    """A fresh X25519 private key, as 32 raw bytes."""
    return X25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_of(private: bytes) -> bytes:
    """The public half of an X25519 private key."""
    return _raw(X25519PrivateKey.from_private_bytes(private))


def seal_to(public: bytes, plain: bytes, info: bytes, aad: bytes = b"") -> bytes:
    """Seal `plain` so that only the holder of the private half can open it: suite 1 | enc 32 | ciphertext and tag."""
    return _seal(X25519PrivateKey.generate(), public, plain, info, aad)


def _seal(ephemeral: X25519PrivateKey, public: bytes, plain: bytes, info: bytes, aad: bytes) -> bytes:
    enc = _raw(ephemeral)
    key, nonce = _schedule(ephemeral, public, enc + public, info)
    return bytes([SUITE]) + enc + AESGCM(key).encrypt(nonce, plain, aad)


def open_sealed(private: bytes, box: bytes, info: bytes, aad: bytes = b"") -> bytes:
    """Open what `seal_to` made.

    Raises:
        SealBroken: it was sealed to another key or for another purpose, or a byte differs.
    """
    if len(box) <= 1 + PUBLIC_BYTES or box[0] != SUITE:
        raise SealBroken("not a sealed box of this suite")
    enc, sealed = box[1 : 1 + PUBLIC_BYTES], box[1 + PUBLIC_BYTES :]
    mine = X25519PrivateKey.from_private_bytes(private)
    try:
        key, nonce = _schedule(mine, enc, enc + _raw(mine), info)
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError):  # ValueError: a point of small order
        raise SealBroken("the box does not open") from None


def _raw(private: X25519PrivateKey) -> bytes:
    """The public half as 32 bytes; `public_bytes_raw` came only with version 40 of the library."""
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _schedule(private: X25519PrivateKey, public: bytes, kem_context: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce of the one message."""
    return _key_and_nonce(_shared_secret(private, public, kem_context), info, HPKE_SUITE, KEY_BYTES)


def _shared_secret(private: X25519PrivateKey, public: bytes, kem_context: bytes) -> bytes:
    """What both sides agree on (RFC 9180, 4.1)."""
    dh = private.exchange(X25519PublicKey.from_public_bytes(public))
    return _expand(KEM_SUITE, _extract(KEM_SUITE, b"", b"eae_prk", dh), b"shared_secret", kem_context, 32)


def _key_and_nonce(shared: bytes, info: bytes, suite: bytes, key_bytes: int) -> tuple[bytes, bytes]:
    """The key schedule of base mode (RFC 9180, 5.1)."""
    context = b"\x00" + _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared, b"secret", b"")
    return _expand(suite, secret, b"key", context, key_bytes), _expand(suite, secret, b"base_nonce", context, 12)


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labelled).derive(key)
