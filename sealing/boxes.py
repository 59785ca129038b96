"""Boxes: bytes sealed under one key. Suite 0x01 is AES-256-GCM; its byte stands in every box."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE: Final = 0x01
"""AES-256-GCM, HKDF-SHA256, X25519, Ed25519, scrypt: what `cryptography` on OpenSSL 3.0 has."""

KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 4
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
HEAD_BYTES: Final = 1 + KEY_ID_BYTES + NONCE_BYTES
OVERHEAD: Final = HEAD_BYTES + TAG_BYTES
PAD_TO: Final = 64
"""Sealed lengths are multiples of this, so that a length tells little (design of the notebook)."""


class SealBroken(Exception):
    """A box does not open: another key, another place, or a changed byte."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


class BoxKey:
    """A key made ready to seal and open many boxes.

    Box: suite 1 | key id 4 | nonce 12 | ciphertext and tag; the head of the box is covered by the tag.
    """

    def __init__(self, key: bytes, key_id: bytes = bytes(KEY_ID_BYTES)) -> None:
        self.id = key_id
        """Tells which key opens a box, so that keys can be changed in the background."""
        self._cipher = AESGCM(key)
        self._head = bytes([SUITE]) + key_id

    def seal(self, plain: bytes, aad: bytes) -> bytes:
        """Seal `plain`; `aad` must be the same when the box is opened."""
        nonce = os.urandom(NONCE_BYTES)
        head = self._head + nonce
        return head + self._cipher.encrypt(nonce, plain, head + aad)

    def open(self, box: bytes, aad: bytes) -> bytes:
        """Open what `seal` made.

        Raises:
            SealBroken: the box was not sealed with this key for this place, or a byte differs.
        """
        if len(box) < OVERHEAD or box[0] != SUITE:
            raise SealBroken("not a box of this suite")
        head = box[:HEAD_BYTES]
        try:
            return self._cipher.decrypt(head[-NONCE_BYTES:], box[HEAD_BYTES:], head + aad)
        except InvalidTag:
            raise SealBroken("the box does not open") from None


def seal(key: bytes, plain: bytes, aad: bytes, key_id: bytes = bytes(KEY_ID_BYTES)) -> bytes:
    """Seal `plain`: suite 1 | key id 4 | nonce 12 | ciphertext and tag.

    Args:
        key: 32 bytes.
        plain: what nobody else may read.
        aad: what must be the same when the box is opened; the head of the box is covered too.
        key_id: tells which key opens it, so that keys can be changed in the background.
    """
    return BoxKey(key, key_id).seal(plain, aad)


def key_id_of(box: bytes) -> bytes:
    """Which key a box names."""
    return box[1 : 1 + KEY_ID_BYTES]


def open_box(key: bytes, box: bytes, aad: bytes) -> bytes:
    """Open what `seal` made.

    Raises:
        SealBroken: the box was not sealed with this key for this place, or a byte differs.
    """
    return BoxKey(key).open(box, aad)


def pad(plain: bytes) -> bytes:
    """Lengthen to a multiple of `PAD_TO`: a 1 bit, then zeros (ISO/IEC 7816-4)."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % PAD_TO)


def unpad(padded: bytes) -> bytes:
    """Undo `pad`.

    Raises:
        SealBroken: it was not padded.
    """
    marked = padded.rstrip(b"\0")
    if not marked.endswith(b"\x80"):
        raise SealBroken("padding is wrong")
    return marked[:-1]
