"""Saving, voiding and undoing, with the notebook's errors turned into words' keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from records.base import Record

if TYPE_CHECKING:
    from storage.notebook import Saved

    from views.state.app_state import AppState


class SaveFailed(Exception):
    """Nothing was kept.

    Attributes:
        key: `error.<key>.what`, `.safe` and `.do` say so in words.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def save(app: AppState, *records: Record) -> Saved:
    """Keep records, all or none."""
    from storage import notebook

    try:
        saved = app.notebook.save(*records)
    except notebook.Locked as error:
        raise SaveFailed("locked") from error
    except notebook.DiskFull as error:
        raise SaveFailed("disk_full") from error
    changed(app)
    return saved


def void(app: AppState, record_id: UUID, reason: str) -> Saved:
    """Declare a record void."""
    from storage import notebook

    try:
        saved = app.notebook.void(record_id, reason)
    except notebook.Locked as error:
        raise SaveFailed("locked") from error
    except notebook.DiskFull as error:
        raise SaveFailed("disk_full") from error
    changed(app)
    return saved


def undo(app: AppState, saved: Saved) -> None:
    """Take a save back."""
    app.notebook.undo(saved)
    changed(app)


def changed(app: AppState) -> None:
    """Something on the tablet is different: count what waits, redraw, and wake the sync."""
    waiting = app.notebook.waiting()
    app.waiting, app.waiting_since = waiting.count, waiting.since
    app.version += 1
    app.syncing.wake()


def site_name(app: AppState) -> str:
    """The station's name, from the records while unlocked, from the clear settings while locked."""
    if not app.locked and (site := app.site):
        return site.name
    return str(app.setting("site_name", ""))
