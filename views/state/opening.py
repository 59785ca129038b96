"""From nothing to a tablet that works: the device's secret, the notebook's file, joining a station."""

from __future__ import annotations

import asyncio
import base64
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import flet as ft

from records.platform import Site, Staff
from sealing.identity import Enrolled
from sealing.kdf import strongest_cost
from storage.errors import NotebookError, WeakPin
from storage.notebook import Notebook
from sync import enrol
from sync.errors import SyncFailed
from views.state.app_state import AppState
from views.state.syncing import PROBLEMS

if TYPE_CHECKING:
    from views.state.window import Window

SECRET_BYTES: Final = 32
SECRET_FILE: Final = "device.secret"  # noqa: S105 - the file's name
NOTEBOOK_FILE: Final = "notebook.linli"
STORE_NAME: Final = "linli-device-secret"


def open_state(home: Path, state: AppState | None = None) -> AppState:
    """The state of the tablet whose data lies in `home`, with its notebook if it has one.

    Raises:
        NotebookError: there is a notebook, and it cannot be opened.
    """
    app = state or AppState()
    app.home = home
    if (home / NOTEBOOK_FILE).exists() and (home / SECRET_FILE).exists():
        take_notebook(app, Notebook.open(home / NOTEBOOK_FILE, read_secret(home)))
    return app


def take_notebook(app: AppState, notebook: Notebook) -> None:
    """Work with this notebook from now on; it is locked."""
    app.give_notebook(notebook)


# --- the device's secret --------------------------------------------------------------------------------------
def read_secret(home: Path) -> bytes:
    """The secret from its file, made if there is none; nobody but the owner may read it."""
    path = home / SECRET_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
    return path.read_bytes()


async def wake(app: AppState, page: ft.Page) -> None:
    """Open the notebook of a packaged app, whose secret lies in the platform's key store."""
    if app.home is None or app.enrolled or not has_key_store(page):
        return
    app.secret_in_keystore = True
    if (app.home / NOTEBOOK_FILE).exists():
        take_notebook(app, Notebook.open(app.home / NOTEBOOK_FILE, await stored_secret()))


def has_key_store(page: ft.Page) -> bool:
    """Whether the device keeps secrets itself: a packaged app on a phone or tablet."""
    return not page.web and page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)


async def stored_secret() -> bytes:
    """The secret from the platform's key store, made if there is none. Never reset on an error: that would lose it."""
    from flet_secure_storage import SecureStorage  # type: ignore[import-untyped]  # only where there is a key store

    store = SecureStorage()
    found = await store.get(STORE_NAME)
    if not found:
        found = base64.b64encode(os.urandom(SECRET_BYTES)).decode()
        await store.set(STORE_NAME, found)
    return base64.b64decode(found)


# --- joining ------------------------------------------------------------------------------------------------------
class JoinFailed(Exception):
    """The tablet belongs to no station yet.

    Attributes:
        key: `error.<key>` says what happened and what to do.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Enrolment:
    """One tablet on its way to a station: the code, the six words, the first users."""

    def __init__(self, app: AppState, window: Window) -> None:
        self._app = app
        self._window = window
        self._joined: Enrolled | None = None

    async def join(self, url: str, code: str, label: str) -> tuple[int, ...]:
        """Ask a centre with what was typed or scanned; the numbers of the six words to compare.

        Raises:
            JoinFailed: nothing was kept.
        """
        try:
            self._joined = await enrol.enrol(url, code, label, transport=self._app.syncing.transport)
        except enrol.CodeUnreadable as error:
            raise JoinFailed("code_unreadable") from error
        except SyncFailed as error:
            found = next((key for kind, key in PROBLEMS.items() if isinstance(error, kind)), "offline")
            raise JoinFailed("join_refused" if found == "refused" else found) from error
        return self._joined.words

    @property
    def site_name(self) -> str:
        """The station that the code was made for."""
        joined = self._joined
        sites = [state.record() for state in joined.sites] if joined else []
        return next(
            (s.name for s in sites if isinstance(s, Site) and joined and s.id == joined.certificate.site_id), ""
        )

    @property
    def staff(self) -> list[Staff]:
        """Who works at the station and may have a PIN here."""
        found = [state.record() for state in self._joined.staff] if self._joined else []
        return [each for each in found if isinstance(each, Staff) and not each.is_void]

    def weak(self, pin: str) -> str:
        """Why a PIN would be guessed first, a key below `error.pin`; empty when it will do."""
        return Notebook.weak_pin(pin) or ""

    def refuse_weak(self, pin: str) -> None:
        """Refuse a PIN that somebody would guess first.

        Raises:
            WeakPin: saying why.
        """
        if reason := self.weak(pin):
            raise WeakPin(reason)

    async def finish(self, users: list[tuple[UUID, str, bool]]) -> None:
        """Keep everything: the notebook begins, each user gets a slot, the first one has it open.

        Args:
            users: who, with which PIN, and with the keys of child protection or without; one with them comes first.

        Raises:
            JoinFailed: the disk refused.
        """
        app, joined = self._app, self._joined
        if joined is None or app.home is None:
            raise JoinFailed("offline")
        try:
            notebook = Notebook.create(app.home / NOTEBOOK_FILE, await self._secret(), joined)
            await _give_pins(notebook, users, {each.id: each.name for each in self.staff})
        except (NotebookError, OSError) as error:
            raise JoinFailed("disk_failed") from error
        take_notebook(app, notebook)
        app.keep_setting("site_name", self.site_name)
        app.syncing.start()

    async def _secret(self) -> bytes:
        home = self._app.home
        page = self._window.page
        if page is not None and has_key_store(page):
            self._app.secret_in_keystore = True
            return await stored_secret()
        return await asyncio.to_thread(read_secret, home) if home else b""


async def _give_pins(notebook: Notebook, users: list[tuple[UUID, str, bool]], names: dict[UUID, str]) -> None:
    """A slot for each; who holds every key comes first, because only a holder can hand keys on."""
    cost = await asyncio.to_thread(strongest_cost)
    ordered = sorted(users, key=lambda user: not user[2])
    first, first_pin, _ = ordered[0]
    for index, (staff_id, pin, protection) in enumerate(ordered):
        stretched = await asyncio.to_thread(notebook.new_pin(cost).derive, pin)
        notebook.add_user(staff_id, names[staff_id], stretched, protection=protection)
        if index == 0 and len(ordered) > 1:
            attempt = notebook.begin_unlock(first)
            notebook.finish_unlock(attempt, await asyncio.to_thread(attempt.derive, first_pin))
    notebook.lock()
