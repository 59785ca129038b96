"""Attempts at a PIN: counted on the disk before they are made, so that pulling the plug gains nothing."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from sealing.kdf import ScryptCost, derive_kek
from storage.errors import NeedsStreetCode, Wait, WrongPin
from storage.file import NotebookFile
from storage.meta import Meta
from storage.pins import MOST_TRIES, delay_after, plain_pin
from storage.slots import Slot

_TRIES = "tries:"


class Tries(msgspec.Struct, frozen=True, array_like=True):
    """What is known of the attempts of one user.

    Attributes:
        failed: attempts since the last one that succeeded; one that is under way counts as failed.
        at: the latest attempt, seconds since 1970.
        codes: how many of the street's codes have been used.
    """

    failed: int = 0
    at: int = 0
    codes: int = 0


class Attempt:
    """One attempt at a user's PIN; it has been counted already."""

    def __init__(self, slot: Slot, device_secret: bytes) -> None:
        self.staff_id = slot.staff_id
        self._salt = slot.salt
        self._cost: ScryptCost = slot.cost
        self._device_secret = device_secret
        self.used = False

    def derive(self, pin: str) -> bytes:
        """The slow work; pure, so that it may run on another thread."""
        return derive_kek(plain_pin(pin), self._salt, self._device_secret, self._cost)


class Attempts:
    """The counters of a tablet."""

    def __init__(self, file: NotebookFile, meta: Meta) -> None:
        self._file = file
        self._meta = meta

    def read(self, staff_id: UUID) -> Tries:
        """What is known of one user's attempts."""
        return self._meta.read(_TRIES + str(staff_id), Tries) or Tries()

    def count(self, staff_id: UUID) -> None:
        """Count one attempt; when this returns, it is on the disk.

        Raises:
            Wait: it is too early.
            NeedsStreetCode: there were ten.
        """
        tries = self.read(staff_id)
        if tries.failed >= MOST_TRIES:
            raise NeedsStreetCode(challenge(staff_id, tries))
        self._be_patient(staff_id, tries)
        self._write(staff_id, Tries(tries.failed + 1, _now(), tries.codes))

    def succeeded(self, staff_id: UUID) -> None:
        """The PIN was right."""
        self._write(staff_id, msgspec.structs.replace(self.read(staff_id), failed=0))

    def wrong(self, staff_id: UUID) -> WrongPin:
        """What to tell somebody whose PIN was wrong."""
        failed = self.read(staff_id).failed
        return WrongPin(max(0, MOST_TRIES - failed), delay_after(failed))

    def take_code(self, staff_id: UUID, given: str, right: str) -> None:
        """Ten more attempts for the street's code. A wrong code costs the longest wait.

        Raises:
            Wait: it is too early.
            WrongPin: that was not the code.
        """
        tries = self.read(staff_id)
        self._be_patient(staff_id, tries)
        self._write(staff_id, msgspec.structs.replace(tries, at=_now()))
        if not hmac.compare_digest(plain_pin(given).replace(" ", "").encode(), right.encode()):
            raise WrongPin(0, delay_after(tries.failed))
        self._write(staff_id, Tries(0, 0, tries.codes + 1))

    def drop(self, staff_id: UUID) -> None:
        """Forget a user who has left; call it inside a transaction."""
        self._meta.drop(_TRIES + str(staff_id))

    def _be_patient(self, staff_id: UUID, tries: Tries) -> None:
        delay, now = delay_after(tries.failed), _now()
        if not delay:
            return
        if now < tries.at:  # the clock was put back: wait from now on, neither for ever nor not at all
            self._write(staff_id, msgspec.structs.replace(tries, at=now))
            raise Wait(delay)
        if (seconds := tries.at + delay - now) > 0:
            raise Wait(seconds)

    def _write(self, staff_id: UUID, tries: Tries) -> None:
        with self._file.writing():
            self._meta.write(_TRIES + str(staff_id), tries)


def challenge(staff_id: UUID, tries: Tries) -> str:
    """What the worker reads to the street: it changes with every code that was used."""
    return f"{staff_id.hex[-6:]}-{tries.codes + 1}"


def _now() -> int:
    return int(datetime.now(UTC).timestamp())
