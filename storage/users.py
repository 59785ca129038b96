"""Who may open the notebook: giving PINs, changing them, opening with them, taking them away."""

from __future__ import annotations

from uuid import UUID

from sealing.boxes import SealBroken
from sealing.kdf import ScryptCost
from sealing.street_code import street_code
from storage import rotation
from storage.attempts import Attempt, challenge
from storage.errors import LastUser, Locked, WeakPin
from storage.locked import Shut
from storage.pins import weak_pin
from storage.slots import (
    NewPin,
    Stretched,
    new_slot,
    open_grants,
    open_slot,
    with_pin,
)
from storage.unlocked import Unlocked
from storage.vault import RINGS, RingKey, Vault


def stretched(shut: Shut, pin: str | Stretched, cost: ScryptCost) -> Stretched:
    """A PIN after the slow work, unless that was done already.

    Raises:
        WeakPin: it is guessed first.
    """
    if isinstance(pin, Stretched):
        return pin
    if reason := weak_pin(pin):
        raise WeakPin(reason)
    return NewPin(shut.device_secret, cost).derive(pin)


def add(shut: Shut, book: Unlocked | None, staff_id: UUID, name: str, pin: Stretched, *, protection: bool) -> None:
    """Give somebody a slot.

    Raises:
        Locked: there are users, and none who holds these rings is here.
    """
    rings = RINGS if protection else RINGS[:1]
    if not shut.slots.all():
        shut.add_first_user(staff_id, name, pin, rings)
        return
    if book is None:
        raise Locked("somebody who holds the rings has to be here")
    new = [RingKey.fresh(ring) for ring in rings if shut.face.drop_box(ring) is None]
    keys = [*(key for ring in rings if shut.face.drop_box(ring) for key in book.vault.keys_of(ring)), *new]
    slot = new_slot(staff_id, name, pin, keys, device=shut.device_id, centre_box_key=shut.enrolled.centre.box_key)
    with shut.file.writing():
        shut.keep_face(shut.face.with_boxes_of(new))
        shut.slots.write(slot)


def begin_unlock(shut: Shut, staff_id: UUID) -> Attempt:
    """Count an attempt before it is made.

    Raises:
        UserUnknown, Wait, NeedsStreetCode: there is no attempt to be had.
    """
    slot = shut.slots.read(staff_id)
    shut.attempts.count(staff_id)
    return Attempt(slot, shut.device_secret)


def open_book(shut: Shut, attempt: Attempt, kek: bytes) -> Unlocked:
    """Open the notebook with what an attempt derived.

    Raises:
        WrongPin: it was another PIN.
    """
    user_key = _user_key(shut, attempt, kek)
    slot = shut.slots.read(attempt.staff_id)
    return Unlocked(shut, attempt.staff_id, user_key, Vault(shut.face, open_grants(slot, user_key)))


def change_pin(shut: Shut, attempt: Attempt, kek: bytes, new: Stretched) -> None:
    """Put another PIN on a slot.

    Raises:
        WrongPin: the old one was another.
    """
    user_key = _user_key(shut, attempt, kek)
    with shut.file.writing():
        shut.slots.write(with_pin(shut.slots.read(attempt.staff_id), user_key, new))
    shut.attempts.succeeded(attempt.staff_id)


def remove(shut: Shut, book: Unlocked | None, staff_id: UUID) -> None:
    """Take a slot away, and change the keys of the rings it held as soon as somebody is here who holds them.

    Raises:
        UserUnknown: nobody of that id has a PIN here.
        LastUser: nobody would be left; `wipe` is for that.
    """
    slot = shut.slots.read(staff_id)
    if len(shut.slots.all()) == 1 or (book and book.me == staff_id):
        raise LastUser(str(staff_id))
    with shut.file.writing():
        shut.slots.drop(staff_id)
        shut.attempts.drop(staff_id)
        rotation.somebody_left(shut, slot)
    if book is not None:
        rotation.rotate(book)


def give_street_code(shut: Shut, staff_id: UUID, code: str) -> None:
    """Ten more attempts for the street's code.

    Raises:
        UserUnknown, Wait, WrongPin: the code was not taken.
    """
    shut.slots.read(staff_id)
    keys, tries = shut.enrolled.keys, shut.attempts.read(staff_id)
    right = street_code(keys.box, shut.enrolled.centre.box_key, shut.device_id, challenge(staff_id, tries))
    shut.attempts.take_code(staff_id, code, right)


def _user_key(shut: Shut, attempt: Attempt, kek: bytes) -> bytes:
    if attempt.used:
        raise ValueError("an attempt is good for one PIN")
    attempt.used = True
    try:
        user_key = open_slot(shut.slots.read(attempt.staff_id), kek)
    except SealBroken:
        raise shut.attempts.wrong(attempt.staff_id) from None
    return user_key
