"""The lock: users of this tablet, their PINs, the time until it closes by itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

if TYPE_CHECKING:
    from storage.notebook import TabletUser

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
WELFARE_PLACES: Final = ("/check/", "/visit/", "/records/elder_check/", "/records/child_check/")


@dataclass(frozen=True)
class Refused(Exception):
    """The tablet stays locked.

    Attributes:
        key: `lock.<key>` says why.
        seconds: how long to wait before the next try.
        left: tries left before the street's code is needed.
    """

    key: str
    seconds: int = 0
    left: int = 0


class Unlocking:
    """Opens and closes the vault."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._watching: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[None] | None = None
        self.last_user: UUID | None = None
        """Who had it open last: the one most likely to come back."""

    def users(self) -> list[TabletUser]:
        """Who may unlock this tablet."""
        return list(self._app.notebook.users())

    async def unlock(self, staff_id: UUID, pin: str) -> None:
        """Open the vault: the newest records at once, the rest while the screen goes on.

        Raises:
            Refused: wrong PIN, or too early after wrong ones.
        """
        from storage import notebook as book

        notebook = self._app.notebook
        try:
            attempt = notebook.begin_unlock(staff_id)
            key = await asyncio.to_thread(attempt.derive, pin)
            notebook.finish_unlock(attempt, key)
        except book.Wait as wait:
            raise Refused("wait", seconds=wait.seconds) from wait
        except book.WrongPin as wrong:
            raise Refused("wrong_pin", left=wrong.tries_left, seconds=wrong.seconds) from wrong
        except book.NeedsStreetCode as needed:
            raise Refused("street_code") from needed
        self.opened()

    def opened(self) -> None:
        """The vault is open: show it, and read the rest between two turns of the screen."""
        from views.state.keeping import changed

        app = self._app
        other = self.last_user not in (None, app.notebook.me)
        self.last_user = app.notebook.me
        app.touched()
        if other:
            for window in app.windows:
                window.forget()
                window.go("/")
        app.locked, app.progress = False, (0, 1)
        app.keep_setting("site_name", app.site_name)
        changed(app)
        self._loading = asyncio.get_running_loop().create_task(self._load())

    async def _load(self) -> None:
        app = self._app
        told = time.monotonic()
        for step in app.notebook.load(LOAD_SLICE):
            if app.locked:
                return
            if time.monotonic() - told > 0.25:  # a redraw costs more than a slice
                told = time.monotonic()
                app.progress = (step.done, step.total)
                app.version += 1
            await asyncio.sleep(0)
        app.progress = None
        app.version += 1

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

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look(time.monotonic())

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
