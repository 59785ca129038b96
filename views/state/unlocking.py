"""The lock: users of this tablet, their PINs, the time until it closes by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

from records.codes import Role
from records.platform import Staff
from storage import errors
from storage.notebook import TabletUser as TabletUser  # noqa: PLC0414 - screens get it from here
from views.state import keeping

if TYPE_CHECKING:
    from views.state.app_state import AppState

PIN_DIGITS: Final = 6
GENERAL_SECONDS: Final = 5 * 60
WELFARE_SECONDS: Final = 2 * 60
KIOSK_SECONDS: Final = 10 * 60
"""How long nobody may touch the tablet before it locks (design of storage, "Keys")."""
LOOK_EVERY: Final = 5
"""Seconds between two looks at the clock."""
LOAD_SLICE: Final = 500
"""Records opened between two turns of the screen after an unlock."""
REDRAW_SECONDS: Final = 0.25
"""Seconds between two redraws of the bar: a redraw costs more than a slice."""
WELFARE_PLACES: Final = ("/check/", "/visit/", "/records/elder_check/", "/records/child_check/")


class Refused(Exception):
    """The digits will not do.

    Attributes:
        key: the sentence that says why.
        seconds: how long to wait before the next try.
        left: tries left before the street's code is needed.
        code: what to read to the street on the telephone.
    """

    def __init__(self, key: str, *, seconds: int = 0, left: int = 0, code: str = "") -> None:
        super().__init__(key)
        self.key, self.seconds, self.left, self.code = key, seconds, left, code


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Every way a PIN can fail, by the key of its sentence.

    Raises:
        Refused: saying why.
    """
    try:
        yield
    except errors.Wait as wait:
        raise Refused("lock.wait_first", seconds=wait.seconds) from wait
    except errors.WrongPin as wrong:
        raise Refused("lock.wrong_pin", left=wrong.tries_left, seconds=wrong.wait_seconds) from wrong
    except errors.NeedsStreetCode as needed:
        raise Refused("lock.street_code", code=needed.challenge) from needed
    except errors.WeakPin as weak:
        raise Refused(f"error.pin.{weak.reason}") from weak
    except errors.Locked as locked:
        raise Refused("lock.no_keys") from locked


class Unlocking:
    """Opens and closes the vault."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._watching: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[None] | None = None
        self._minute = 0
        self.last_user: UUID | None = None
        """Who had it open last: the one most likely to come back."""

    def users(self) -> list[TabletUser]:
        """Who may unlock this tablet."""
        return list(self._app.notebook.users())

    def post_of(self, staff_id: UUID) -> str:
        """The role of a user in words, remembered from the last time the tablet was open."""
        role = self._app.setting(f"post.{staff_id}", "")
        return self._app.say(f"code.role.{role}") if role else ""

    async def unlock(self, staff_id: UUID, pin: str) -> None:
        """Open the vault: the newest records at once, the rest while the screen goes on.

        Raises:
            Refused: wrong PIN, or too early after wrong ones.
        """
        notebook = self._app.notebook
        with refused_in_words():
            attempt = notebook.begin_unlock(staff_id)
            key = await asyncio.to_thread(attempt.derive, pin)
            notebook.finish_unlock(attempt, key)
        self.opened()

    async def give_street_code(self, staff_id: UUID, code: str) -> None:
        """Ten more tries for the code that the street has read out.

        Raises:
            Refused: that is not the code, or it is too early.
        """
        try:
            self._app.notebook.give_street_code(staff_id, code)
        except errors.WrongPin as wrong:
            raise Refused("lock.wrong_code", seconds=wrong.wait_seconds) from wrong
        except errors.Wait as wait:
            raise Refused("lock.wait_first", seconds=wait.seconds) from wait

    def opened(self) -> None:
        """The vault is open: show it, and read the rest between two turns of the screen."""
        app = self._app
        self._welcome(app.notebook.me)
        app.touched()
        app.locked, app.progress = False, (0, 1)
        keeping.changed(app)
        self._loading = asyncio.get_running_loop().create_task(self._load())

    def _welcome(self, me: UUID | None) -> None:
        """Another person than before begins at the beginning; the same one finds the screen as it was left."""
        if self.last_user not in (None, me):
            for window in self._app.windows:
                window.forget()
                window.go("/")
        self.last_user = me

    async def _load(self) -> None:
        app = self._app
        told = time.monotonic()
        for step in app.notebook.load(LOAD_SLICE):
            if app.locked:
                return
            if time.monotonic() - told > REDRAW_SECONDS:  # a redraw costs more than a slice
                told = time.monotonic()
                app.progress = (step.done, step.total)
                app.version += 1
            await asyncio.sleep(0)
        app.progress = None
        self._remember_names()
        keeping.changed(app)

    def _remember_names(self) -> None:
        """What the lock screen says while nothing is open: the station and its telephone, the users' posts."""
        app = self._app
        if site := app.site:
            app.keep_setting("site_name", site.name)
            app.keep_setting("duty_phone", site.duty_phone)
        for user in self.users():
            staff = app.get(user.staff_id)
            roles = staff.roles_at(app.site_id, app.today()) if isinstance(staff, Staff) else frozenset()
            first = min(roles, key=list(Role).index, default=None)
            if first is not None:
                app.keep_setting(f"post.{user.staff_id}", first.value)

    # --- PINs and users ---------------------------------------------------------------------------
    def refuse_weak(self, pin: str) -> None:
        """Refuse a PIN that somebody would guess first.

        Raises:
            Refused: saying why.
        """
        reason = self._app.notebook.weak_pin(pin)
        if reason:
            raise Refused(f"error.pin.{reason}")

    async def change_pin(self, old: str, new: str) -> None:
        """Put another PIN on the present user's slot.

        Raises:
            Refused: the old one is wrong, or the new one too weak.
        """
        book, me = self._app.notebook, self._app.me
        if me is None:
            raise Refused("lock.wait_first")
        stretched = await asyncio.to_thread(book.new_pin().derive, new)
        with refused_in_words():
            attempt = book.begin_unlock(me)
            book.finish_change_pin(attempt, await asyncio.to_thread(attempt.derive, old), stretched)

    async def add_user(self, staff_id: UUID, name: str, pin: str, *, protection: bool) -> None:
        """Give a colleague a PIN.

        Raises:
            Refused: the PIN is too weak, or the present user does not hold the keys.
        """
        book = self._app.notebook
        stretched = await asyncio.to_thread(book.new_pin().derive, pin)
        with refused_in_words():
            book.add_user(staff_id, name, stretched, protection=protection)
        self._remember_names()
        self._app.version += 1

    def remove_user(self, staff_id: UUID) -> None:
        """Take somebody's PIN away."""
        self._app.notebook.remove_user(staff_id)
        self._app.version += 1

    # --- lock -------------------------------------------------------------------------------------
    def lock(self) -> None:
        """Close the vault; half-written forms are kept first."""
        app = self._app
        if app.locked:
            return
        app._drafts.flush()
        app.notebook.lock()
        app.progress, app.locked = None, True
        app._cache.clear()
        app.version += 1

    # --- by itself --------------------------------------------------------------------------------
    def watch(self) -> None:
        """Begin to look at the clock; once per tablet, however many windows."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._watch())

    def stop(self) -> None:
        """Stop looking at the clock: the app is closing."""
        for task in (self._watching, self._loading):
            if task is not None:
                task.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look(time.monotonic())
            self._turn_the_minute()

    def _turn_the_minute(self) -> None:
        """The clock of the lock screen, how long an alert is open, and the day that begins at midnight."""
        minute = int(self._app.now().timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._app.notify()  # type: ignore[attr-defined]

    def look(self, now: float) -> None:
        """Lock when nobody has used the tablet for too long."""
        app = self._app
        if app.enrolled and not app.locked and now - app._touched > self.patience():
            self.lock()

    def patience(self) -> int:
        """Seconds without use before the tablet locks: fewer where somebody's welfare is on the screen."""
        paths = [window.path for window in self._app.windows]
        private = any(path.startswith(WELFARE_PLACES) for path in paths)
        return WELFARE_SECONDS if private else GENERAL_SECONDS
