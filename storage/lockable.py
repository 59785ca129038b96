"""The part of the notebook's face that is about PINs: who may open it, unlocking, locking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from records.base import Ring
from sealing.kdf import DEFAULT_COST, ScryptCost
from storage import pins, users, wiping
from storage.attempts import Attempt
from storage.errors import Locked
from storage.loading import Progress, load_first, load_rest
from storage.slots import NewPin, Stretched
from storage.tablet import Tablet
from storage.unlocked import Unlocked


class Lockable(Tablet):
    """A notebook that one of its users can open."""

    # --- who may open it ---------------------------------------------------------------------------
    @staticmethod
    def weak_pin(pin: str, birth_date: date | None = None) -> str | None:
        """Why a PIN is refused, a key below `error.pin`, or None."""
        return pins.weak_pin(pin, birth_date)

    def new_pin(self, cost: ScryptCost = DEFAULT_COST) -> NewPin:
        """Does the slow work for a PIN on another thread; its result is taken wherever a PIN is set."""
        return NewPin(self._shut.device_secret, cost)

    def add_user(
        self, staff_id: UUID, name: str, pin: str | Stretched, *, protection: bool, cost: ScryptCost = DEFAULT_COST
    ) -> None:
        """Give somebody a PIN: the first user at the beginning, later ones by somebody who holds the same rings.

        Raises:
            WeakPin: it is guessed first.
            Locked: there are users, and none who holds these rings is here; or the notebook was wiped.
        """
        if self.wiped:
            raise Locked("the notebook was wiped")
        stretched = users.stretched(self._shut, pin, cost)
        users.add(self._shut, self._book, staff_id, name, stretched, protection=protection)
        self.version += 1

    def change_pin(self, staff_id: UUID, old: str, new: str | Stretched, *, cost: ScryptCost = DEFAULT_COST) -> None:
        """Put another PIN on one slot; slow. `begin_unlock` and `finish_change_pin` leave the slow work to a thread.

        Raises:
            WeakPin, UserUnknown, Wait, NeedsStreetCode, WrongPin: as elsewhere; nothing was changed.
        """
        stretched = users.stretched(self._shut, new, cost)
        attempt = self.begin_unlock(staff_id)
        self.finish_change_pin(attempt, attempt.derive(old), stretched)

    def finish_change_pin(self, attempt: Attempt, kek: bytes, new: Stretched) -> None:
        """Put another PIN on the slot that an attempt with the old one opens.

        Raises:
            WrongPin: the old one was another.
        """
        users.change_pin(self._shut, attempt, kek, new)

    def remove_user(self, staff_id: UUID) -> None:
        """Somebody leaves: the slot goes, and the rings that person held change their keys.

        Raises:
            UserUnknown: nobody of that id has a PIN here.
            LastUser: nobody would be left, or it is the present user.
        """
        users.remove(self._shut, self._book, staff_id)
        self.version += 1

    def wipe(self) -> bool:
        """Destroy every key and record on this tablet; whether everything is gone already.

        Sealed changes that the centre does not have yet stay, and the tablet can still push them; with the last
        receipt they go too. The caller then destroys the device's secret.
        """
        self.lock()
        self.version += 1
        return wiping.wipe(self._shut)

    def give_street_code(self, staff_id: UUID, code: str) -> None:
        """Ten more attempts for the code that the street centre reads out.

        Raises:
            Wait: it is too early.
            WrongPin: that is not the code.
        """
        users.give_street_code(self._shut, staff_id, code)

    # --- lock --------------------------------------------------------------------------------------
    @property
    def locked(self) -> bool:
        """Whether nobody has it open."""
        return self._book is None

    @property
    def me(self) -> UUID | None:
        """Who has it open."""
        return self._book.me if self._book else None

    @property
    def rings(self) -> frozenset[Ring]:
        """What the present user may open."""
        return self._book.vault.rings if self._book else frozenset()

    def begin_unlock(self, staff_id: UUID) -> Attempt:
        """Count an attempt, on the disk, before it is made.

        Raises:
            UserUnknown: nobody of that id has a PIN here.
            Wait: it is too early.
            NeedsStreetCode: there were ten.
        """
        return users.begin_unlock(self._shut, staff_id)

    def finish_unlock(self, attempt: Attempt, kek: bytes) -> None:
        """Open with what the attempt derived, and read the newest rows; `load` reads the rest.

        Raises:
            WrongPin: it was another PIN.
        """
        book = users.open_book(self._shut, attempt, kek)
        self.lock()
        self._book = book
        load_first(book)
        self.version += 1

    def load(self, slice: int = 500) -> Iterator[Progress]:
        """Read everything else, and take in what came while it was locked; pump it between two redraws."""
        book = self._open()
        for progress in load_rest(book, slice):
            self.version += 1
            yield progress
            if self._book is not book:  # somebody has locked it, or opened it anew
                return

    def unlock(self, staff_id: UUID, pin: str) -> None:
        """All of it at once, for tests and tools.

        Raises:
            UserUnknown, Wait, NeedsStreetCode, WrongPin: see `begin_unlock` and `finish_unlock`.
        """
        attempt = self.begin_unlock(staff_id)
        self.finish_unlock(attempt, attempt.derive(pin))
        for _ in self.load():
            pass

    def lock(self) -> None:
        """Forget every key and everything that was read; what a screen still holds as a draft is kept before."""
        if self._book is not None:
            self._book.close()
            self._book = None
            self.version += 1

    def _open(self) -> Unlocked:
        if self._book is None:
            raise Locked("nobody has the notebook open")
        return self._book
