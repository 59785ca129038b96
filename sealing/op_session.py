"""Sealing sessions: a tablet seals its ops so that only the centre can open them, at the price of a box each.

A session's key is sealed to the centre once and forgotten when the tablet locks. The nonce is the op's place in
its session, so a session never outlives the process that made it. Box: suite 1 | session id 8 | place 4 | sealed.
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from records.op import LARGEST_OP, OpDamaged, deflate, inflate
from records.wire import Session
from sealing.boxes import SUITE, SealBroken, new_key
from sealing.hpke import open_sealed, seal_to

SESSION_ID_BYTES: Final = 8
INFO: Final = b"linli-op-session-1"
_HEAD: Final = 1 + SESSION_ID_BYTES + 4


class SealingSession:
    """Seals ops for one centre while the tablet is unlocked, or the kiosk is open."""

    def __init__(self, centre_box_key: bytes) -> None:
        key = new_key()
        self.id = os.urandom(SESSION_ID_BYTES)
        self.announcement = Session(self.id, seal_to(centre_box_key, key, INFO, self.id))
        """What the centre needs once, before the first box of this session."""
        self._cipher: AESGCM | None = AESGCM(key)
        self._place = 0

    def seal(self, op_bytes: bytes) -> bytes:
        """Pack and seal one op.

        Raises:
            RuntimeError: the session was forgotten.
        """
        if self._cipher is None:
            raise RuntimeError("this sealing session was forgotten")
        head = bytes([SUITE]) + self.id + self._place.to_bytes(4, "big")
        self._place += 1
        return head + self._cipher.encrypt(_nonce(head), deflate(op_bytes), head)

    def forget(self) -> None:
        """Let go of the key; nobody on this tablet can open the boxes from here on."""
        self._cipher = None


def session_of(box: bytes) -> bytes:
    """The id of the session a box was sealed in.

    Raises:
        SealBroken: too short, or of another suite.
    """
    if len(box) <= _HEAD or box[0] != SUITE:
        raise SealBroken("not an op's box of this suite")
    return box[1 : 1 + SESSION_ID_BYTES]


def open_session(announcement: Session, centre_private: bytes) -> bytes:
    """The session's key, at the centre.

    Raises:
        SealBroken: it was not sealed to this centre.
    """
    return open_sealed(centre_private, announcement.sealed_key, INFO, announcement.id)


def open_op(box: bytes, session_key: bytes) -> bytes:
    """The op's bytes.

    Raises:
        SealBroken: another session's key, or a changed byte, or it does not unpack.
    """
    head, sealed = box[:_HEAD], box[_HEAD:]
    try:
        return inflate(AESGCM(session_key).decrypt(_nonce(head), sealed, head), LARGEST_OP)
    except InvalidTag:
        raise SealBroken("the box does not open") from None
    except OpDamaged as error:
        raise SealBroken(str(error)) from error


def _nonce(head: bytes) -> bytes:
    return bytes(8) + head[-4:]
