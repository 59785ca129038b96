"""The state of one tablet: who has it unlocked, what it shows and says, and the doors to what is kept.

Screens call methods here and never see the notebook. What can fail raises `SaveFailed` with a key of the locale
files; what is read is read from memory. The parts with more to say stand in the modules beside: `people`, `board`,
`drafts`, `unlocking`, `syncing`, `opening`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import flet as ft

from records.base import Record
from records.words import Words, load_words
from storage.notebook import Notebook, Saved
from views.messages import snackbar
from views.state import keeping
from views.state.drafts import Drafts, Kept
from views.state.facts import TabletFacts, tablet_facts
from views.state.keeping import SaveFailed
from views.state.people_reading import PeopleReading
from views.state.reading import wall_clock
from views.state.syncing import SyncState
from views.state.unlocking import Unlocking

if TYPE_CHECKING:
    from views.state.window import Window

__all__ = ["AppState", "SaveFailed"]


@ft.observable
@dataclass(eq=False)
class AppState(PeopleReading):
    """One tablet, one state; all its windows read it. A change of any field redraws them."""

    language: str = "zh-Hans"
    dark: bool = False
    scale: float = 1.0
    enrolled: bool = False
    locked: bool = True
    online: bool = False
    waiting: int = 0
    waiting_since: datetime | None = None
    progress: tuple[int, int] | None = None
    """While the working set is being read after an unlock: done, of how many."""
    version: int = 0
    """Grows at every change of what is kept; what is worked out from the records is cached by it."""
    kiosk: Any = None
    """The kiosk while it stands open: the vault is locked and only the sign-in board is shown."""
    home: Path | None = None
    """The folder with the tablet's data; None in tests that keep everything in memory."""
    secret_in_keystore: bool = False
    """Where the device's secret lies: the platform's key store, or a file that only its owner can read."""
    clock: Callable[[], datetime] = field(default=wall_clock, repr=False)

    def __post_init__(self) -> None:
        """Begin without a notebook; `opening` gives one."""
        self._notebook: Notebook | None = None
        self._windows: list[Window] = []
        self._cache: dict[object, tuple[int, Any]] = {}
        self._touched = time.monotonic()
        self._drafts = Drafts(self)
        self._unlocking = Unlocking(self)
        self._syncing = SyncState(self)

    def give_notebook(self, notebook: Notebook) -> None:
        """Work with this notebook from now on; it is locked, and says how the tablet looks and speaks."""
        self._notebook = notebook
        self.language = notebook.setting("language", self.language)
        self.dark, self.scale = notebook.setting("dark", self.dark), notebook.setting("scale", self.scale)
        self.locked, self.enrolled = True, True
        keeping.count_waiting(self)

    async def close(self) -> None:
        """Keep what is half written, stop what runs beside the screens, and let go of the notebook."""
        self.lock()
        self._unlocking.stop()
        await self._syncing.stop()
        if self._notebook is not None:
            self._notebook.close()

    # --- words ---------------------------------------------------------------------------
    @property
    def words(self) -> Words:
        """The words of the chosen language."""
        return load_words(self.language)

    def say(self, key: str, **values: object) -> str:
        """The sentence for `key` in the chosen language."""
        return self.words(key, **values)

    # --- windows ----------------------------------------------------------------------------------
    def add_window(self, window: Window) -> None:
        """A tab was opened."""
        self._windows = [*self._windows, window]

    def drop_window(self, window: Window) -> None:
        """A tab is gone."""
        window.close()
        self._windows = [each for each in self._windows if each is not window]

    @property
    def windows(self) -> tuple[Window, ...]:
        """Every open window."""
        return tuple(self._windows)

    def window(self) -> Window:
        """The window whose handler is running.

        Raises:
            LookupError: no window of this page.
        """
        page = ft.context.page
        for each in self._windows:
            if each.belongs_to(page):
                return each
        raise LookupError("no window belongs to this page")

    def go(self, path: str) -> None:
        """Open another screen in the window whose handler is running."""
        self._drafts.flush()
        self.window().go(path)

    def back(self, otherwise: str = "/") -> None:
        """Leave a screen for the one before it."""
        self._drafts.flush()
        self.window().back(otherwise)

    def toast(self, key: str, undo: Saved | Callable[[], object] | None = None, **values: object) -> None:
        """Say in a snackbar what was done; `undo` adds the button that takes it back."""
        window = self.window()

        def take_back() -> None:
            try:
                self.undo(undo) if isinstance(undo, Saved) else undo() if undo else None
            except SaveFailed as failed:
                self.toast(f"error.{failed.key}.what")
            else:
                self.toast("saved.undone")

        press = take_back if undo is not None else None
        window.show(snackbar(window.tokens, self.say(key, **values), self.say("action.undo"), press))

    def touched(self) -> None:
        """Somebody used the tablet just now: the time to the automatic lock starts anew."""
        self._touched = time.monotonic()

    # --- keep -------------------------------------------------------------------------------------
    @property
    def site_name(self) -> str:
        """The station's name; known while the tablet is locked, too."""
        return keeping.site_name(self)

    def born(self, at: datetime | None = None) -> dict[str, Any]:
        """What a new record begins with; `at`: when it happened, now when not said."""
        born: dict[str, Any] = self.notebook.born()
        return {**born, "occurred_at": at or self.now()}

    def save(self, *records: Record, seen: bytes | None = None) -> Saved:
        """Keep records, all or none; `seen` (from `seen_now`) is one of them as its form first showed it.

        Raises:
            SaveFailed: nothing was kept; its key says why.
        """
        return keeping.save(self, *records, seen=seen)

    def seen_now(self, record_id: UUID) -> bytes:
        """A record as it is now, for `save(seen=...)`: what somebody else changes meanwhile is not overwritten."""
        return keeping.seen_now(self, record_id)

    def seen_record(self, seen: bytes) -> Record:
        """The record inside what `seen_now` gave."""
        return keeping.seen_record(seen)

    def void(self, record_id: UUID, reason: str) -> Saved:
        """Declare a record void; it stays visible with its reason.

        Raises:
            SaveFailed: nothing was changed.
        """
        return keeping.void(self, record_id, reason)

    def undo(self, saved: Saved) -> None:
        """Take a save back."""
        keeping.undo(self, saved)

    # --- drafts -----------------------------------------------------------------------------------
    def drafts(self) -> list[Kept]:
        """What the present user has begun and not saved, newest first."""
        return self._drafts.mine()

    def draft(self, form: str, about: UUID | None) -> Kept | None:
        """The unfinished form of that name about that record, if there is one."""
        return self._drafts.find(form, about)

    def keep_draft(self, form: str, about: UUID | None, values: Mapping[str, Any]) -> None:
        """Keep what a form holds; called at every change."""
        self._drafts.keep(form, about, dict(values))

    def drop_draft(self, form: str, about: UUID | None) -> None:
        """The form was saved, or thrown away."""
        self._drafts.drop(form, about)

    def restore_draft(self, kept: Kept) -> None:
        """Put a draft back that was thrown away."""
        self._drafts.keep(kept.form, kept.about, dict(kept.values))
        self._drafts.flush()

    # --- lock, sync, settings ---------------------------------------------------------------------
    @property
    def unlocking(self) -> Unlocking:
        """Users, PINs, the lock."""
        return self._unlocking

    @property
    def syncing(self) -> SyncState:
        """What is here, what is at the centre, what went wrong."""
        return self._syncing

    def tablet_facts(self) -> TabletFacts:
        """What the about page says."""
        return tablet_facts(self)

    def lock(self) -> None:
        """Close the vault; what is half written is kept first, and syncing goes on."""
        self._unlocking.lock()

    def change_look(self, *, language: str | None = None, dark: bool | None = None, scale: float | None = None) -> None:
        """Change how the tablet looks or speaks, and remember it."""
        chosen = {"language": language, "dark": dark, "scale": scale}
        for name, value in chosen.items():
            if value is not None:
                self.keep_setting(name, value)
                setattr(self, name, value)

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - whatever was kept
        """A setting of this tablet; known while it is locked, too."""
        return self._notebook.setting(name, default) if self._notebook else default

    def keep_setting(self, name: str, value: Any) -> None:  # noqa: ANN401
        """Remember a setting of this tablet; never anything about a person."""
        if self._notebook:
            self._notebook.keep_setting(name, value)
