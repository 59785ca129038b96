"""Who may open this tablet: a slot each, opened by a PIN and the device's secret together."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

from records.base import Ring
from sealing.boxes import new_key, open_box, seal
from sealing.hpke import open_sealed, public_of, seal_to
from sealing.kdf import DEFAULT_COST, ScryptCost, derive_kek, hkdf, new_salt
from storage.errors import UserUnknown
from storage.meta import Meta
from storage.pins import plain_pin
from storage.vault import RingKey

_SLOT = "slot:"
_RECOVERY = b"linli-recovery-1"
_HANDED = b"linli-handed-1"


class TabletUser(msgspec.Struct, frozen=True):
    """Somebody with a PIN on this tablet."""

    staff_id: UUID
    name: str
    has_protection: bool


class Grant(msgspec.Struct, frozen=True, array_like=True):
    """A ring's key for one user: sealed under the user's own key, or handed over by somebody else.

    Attributes:
        under: empty, or the id of the ring's older key, which the giver and the user both hold.
    """

    ring: Ring
    key_id: bytes
    box: bytes
    under: bytes = b""


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """One user's slot. It stands under the device's secret; only the PIN opens `box`.

    Attributes:
        box: the user's key under what PIN and device secret derive to.
        public: the user's X25519 half, for keys that others hand over.
        recovery: the user's key sealed to the centre, for the day the PIN is forgotten.
    """

    staff_id: UUID
    name: str
    salt: bytes
    cost: ScryptCost
    box: bytes
    public: bytes
    recovery: bytes
    grants: tuple[Grant, ...] = ()

    @property
    def rings(self) -> frozenset[Ring]:
        """The rings this user holds."""
        return frozenset(grant.ring for grant in self.grants)

    @property
    def user(self) -> TabletUser:
        """What the lock screen shows."""
        return TabletUser(self.staff_id, self.name, Ring.PROTECTION in self.rings)


class Stretched(msgspec.Struct, frozen=True):
    """A PIN after the slow work, ready for a slot."""

    salt: bytes
    cost: ScryptCost
    kek: bytes


class NewPin:
    """Does the slow work for a PIN that is being set; `derive` is pure and may run on another thread."""

    def __init__(self, device_secret: bytes, cost: ScryptCost = DEFAULT_COST) -> None:
        self._device_secret = device_secret
        self._cost = cost

    def derive(self, pin: str) -> Stretched:
        """Takes up to seconds."""
        salt = new_salt()
        return Stretched(salt, self._cost, derive_kek(plain_pin(pin), salt, self._device_secret, self._cost))


class Slots:
    """The slots of a tablet."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    def all(self) -> list[Slot]:
        """Every slot, in the order in which the users came."""
        found = (self._meta.read(name, Slot) for name in self._meta.names(_SLOT))
        return [slot for slot in found if slot is not None]

    def read(self, staff_id: UUID) -> Slot:
        """One user's slot.

        Raises:
            UserUnknown: nobody of that id has a PIN here.
            SealBroken: both copies of the slot are damaged.
        """
        slot = self._meta.read(_SLOT + str(staff_id), Slot)
        if slot is None:
            raise UserUnknown(str(staff_id))
        return slot

    def write(self, slot: Slot) -> None:
        """Keep a slot; call it inside a transaction."""
        self._meta.write(_SLOT + str(slot.staff_id), slot)

    def drop(self, staff_id: UUID) -> None:
        """Remove a slot; call it inside a transaction."""
        self._meta.drop(_SLOT + str(staff_id))


def new_slot(
    staff_id: UUID, name: str, pin: Stretched, keys: Iterable[RingKey], *, device: UUID, centre_box_key: bytes
) -> Slot:
    """A slot for somebody new."""
    user_key = new_key()
    return Slot(
        staff_id=staff_id,
        name=name,
        salt=pin.salt,
        cost=pin.cost,
        box=_seal_user_key(staff_id, pin, user_key),
        public=public_of(_private(user_key)),
        recovery=seal_to(centre_box_key, user_key, _RECOVERY, device.bytes + staff_id.bytes),
        grants=tuple(own_grant(user_key, staff_id, key) for key in keys),
    )


def open_slot(slot: Slot, kek: bytes) -> bytes:
    """The user's key.

    Raises:
        SealBroken: the PIN was another one.
    """
    return open_box(kek, slot.box, _head(slot.staff_id, slot.salt, slot.cost))


def with_pin(slot: Slot, user_key: bytes, pin: Stretched) -> Slot:
    """The slot under another PIN; nothing else is sealed anew."""
    box = _seal_user_key(slot.staff_id, pin, user_key)
    return msgspec.structs.replace(slot, salt=pin.salt, cost=pin.cost, box=box)


def own_grant(user_key: bytes, staff_id: UUID, key: RingKey) -> Grant:
    """A ring's key under the user's own."""
    return Grant(key.ring, key.id, seal(user_key, key.key, _grant_head(staff_id, key.ring, key.id)))


def handed_grant(slot: Slot, older: RingKey, key: RingKey) -> Grant:
    """A ring's new key for somebody who is not here.

    Only that user can open it; and only who held the ring's older key can have made it, so nobody can slip in a
    key of their own.
    """
    head = _grant_head(slot.staff_id, key.ring, key.id)
    inner = seal_to(slot.public, key.key, _HANDED, head)
    return Grant(key.ring, key.id, seal(older.key, inner, head), under=older.id)


def open_grants(slot: Slot, user_key: bytes) -> list[RingKey]:
    """The ring keys of a slot, older ones first.

    Raises:
        SealBroken: a grant was changed.
    """
    keys: dict[bytes, RingKey] = {}
    for grant in slot.grants:
        head = _grant_head(slot.staff_id, grant.ring, grant.key_id)
        if grant.under:
            inner = open_box(keys[grant.under].key, grant.box, head)
            key = open_sealed(_private(user_key), inner, _HANDED, head)
        else:
            key = open_box(user_key, grant.box, head)
        keys[grant.key_id] = RingKey(grant.ring, grant.key_id, key)
    return list(keys.values())


def _seal_user_key(staff_id: UUID, pin: Stretched, user_key: bytes) -> bytes:
    return seal(pin.kek, user_key, _head(staff_id, pin.salt, pin.cost))


def _head(staff_id: UUID, salt: bytes, cost: ScryptCost) -> bytes:
    return b"slot" + staff_id.bytes + salt + msgspec.msgpack.encode(cost)


def _grant_head(staff_id: UUID, ring: Ring, key_id: bytes) -> bytes:
    return b"grant" + staff_id.bytes + ring.value.encode() + key_id


def _private(user_key: bytes) -> bytes:
    return hkdf(user_key, b"linli-user-1")
