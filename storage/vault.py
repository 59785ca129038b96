"""The keys that a PIN opens, for as long as the tablet is unlocked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

import msgspec

from records.base import Ring
from sealing.boxes import KEY_ID_BYTES, BoxKey, SealBroken, key_id_of, new_key, pad, unpad
from sealing.hpke import open_sealed, public_of, seal_to
from sealing.kdf import hkdf
from storage.errors import Locked

RINGS: Final = (Ring.STATION, Ring.PROTECTION)
"""A tablet has these two; rosters are kept under the station's."""


def ring_here(ring: Ring) -> Ring:
    """The ring under which a tablet keeps what is of `ring`."""
    return Ring.STATION if ring is Ring.ROSTER else ring


class RingKey(msgspec.Struct, frozen=True, array_like=True):
    """One key of a ring. Leaving users make a ring change its key; rows say which one they need."""

    ring: Ring
    id: bytes
    key: bytes

    @classmethod
    def fresh(cls, ring: Ring) -> RingKey:
        """A new key."""
        return cls(ring, os.urandom(KEY_ID_BYTES), new_key())

    @property
    def private(self) -> bytes:
        """The X25519 half that opens what was dropped into the inbox for this ring."""
        return hkdf(self.key, b"linli-vault-1")


class DropBox(msgspec.Struct, frozen=True, array_like=True):
    """The public half for one ring: seals what comes while nobody is there who could open it."""

    ring: Ring
    key_id: bytes
    public: bytes


class VaultFace(msgspec.Struct, frozen=True, array_like=True):
    """What is known of the vault while it is locked."""

    id: bytes
    drop_boxes: tuple[DropBox, ...] = ()
    key_ids: tuple[bytes, ...] = ()
    """Of every key there has been: a box that names none of them is damaged, and not somebody else's."""

    def drop_box(self, ring: Ring) -> DropBox | None:
        """Where to drop what is of `ring`; None as long as nobody on this tablet holds that ring."""
        return next((box for box in self.drop_boxes if box.ring == ring), None)

    def with_boxes_of(self, keys: Iterable[RingKey]) -> VaultFace:
        """With the drop boxes of new keys in place of older ones of their rings."""
        boxes = {box.ring: box for box in self.drop_boxes} | {key.ring: drop_box_of(key) for key in keys}
        key_ids = dict.fromkeys((*self.key_ids, *(key.id for key in keys)))
        return VaultFace(self.id, tuple(boxes.values()), tuple(key_ids))


class Opaque(Exception):
    """The present user does not hold the key of this box."""


class Vault:
    """The present user's keys. Rows: padded, sealed to their place in the vault."""

    def __init__(self, face: VaultFace, keys: Iterable[RingKey]) -> None:
        self.id = face.id
        self._key_ids = frozenset(face.key_ids)
        self.keys: dict[bytes, RingKey] = {}
        self._ready: dict[bytes, BoxKey] = {}
        self._newest: dict[Ring, RingKey] = {}
        for key in keys:
            self.add(key)

    @property
    def rings(self) -> frozenset[Ring]:
        """The rings the present user holds."""
        return frozenset(self._newest)

    def add(self, key: RingKey) -> None:
        """Hold one more key; from here on it seals what is new in its ring."""
        self.keys[key.id] = key
        self._ready[key.id] = BoxKey(key.key, key.id)
        self._newest[key.ring] = key

    def keep_only(self, keys: Iterable[RingKey]) -> None:
        """Forget all other keys."""
        kept = {key.id for key in keys}
        self.keys = {key_id: key for key_id, key in self.keys.items() if key_id in kept}
        self._ready = {key_id: ready for key_id, ready in self._ready.items() if key_id in kept}

    def newest(self, ring: Ring) -> RingKey:
        """The key that seals what is new in a ring.

        Raises:
            Locked: the present user does not hold the ring.
        """
        try:
            return self._newest[ring]
        except KeyError:
            raise Locked(f"the ring {ring.name} is not held") from None

    def keys_of(self, ring: Ring) -> list[RingKey]:
        """All keys of a ring, older ones first.

        Raises:
            Locked: the present user does not hold the ring.
        """
        self.newest(ring)
        return [key for key in self.keys.values() if key.ring == ring]

    def seal_row(self, ring: Ring, record_id: bytes, revision: int, plain: bytes) -> bytes:
        """Seal a row's content to its place.

        Raises:
            Locked: the present user does not hold the ring.
        """
        return self._ready[self.newest(ring).id].seal(pad(plain), self._place(record_id, revision))

    def open_row(self, box: bytes, record_id: bytes, revision: int) -> bytes:
        """Open a row.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: a byte differs, or it belongs to another place.
        """
        return unpad(self._key_of(box).open(box, self._place(record_id, revision)))

    def seal(self, ring: Ring, plain: bytes, name: bytes) -> bytes:
        """Seal something else of the vault: a draft, the head."""
        return self._ready[self.newest(ring).id].seal(pad(plain), self.id + name)

    def open(self, box: bytes, name: bytes) -> bytes:
        """Open it again.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: a byte differs, or it stands in another's place.
        """
        return unpad(self._key_of(box).open(box, self.id + name))

    def open_dropped(self, box: bytes) -> bytes:
        """Open what was dropped into the inbox.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: a byte differs.
        """
        key = self.keys.get(box[:KEY_ID_BYTES])
        if key is None:
            raise Opaque
        return open_sealed(key.private, box[KEY_ID_BYTES:], _DROPPED, self.id + key.id)

    def _key_of(self, box: bytes) -> BoxKey:
        """The key that a box names."""
        key_id = key_id_of(box)
        key = self._ready.get(key_id)
        if key is None:
            raise Opaque if key_id in self._key_ids else SealBroken("no key was ever called so")
        return key

    def _place(self, record_id: bytes, revision: int) -> bytes:
        return self.id + record_id + revision.to_bytes(8, "big")


def drop_box_of(key: RingKey) -> DropBox:
    """The public half of a ring's key."""
    return DropBox(key.ring, key.id, public_of(key.private))


def seal_dropped(face: VaultFace, box: DropBox, plain: bytes) -> bytes:
    """Seal for the inbox: key id 4 | sealed box. Needs nothing that is secret."""
    return box.key_id + seal_to(box.public, plain, _DROPPED, face.id + box.key_id)


_DROPPED: Final = b"linli-inbox-1"
