"""Saving, voiding and undoing, with the notebook's errors turned into words' keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from records.base import Record
from records.op import decode_state, encode_state
from storage import errors

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


@contextmanager
def told_in_words() -> Iterator[None]:
    """Every way a save can fail, by the key of its sentences.

    Raises:
        SaveFailed: nothing was kept.
    """
    try:
        yield
    except errors.Locked as error:
        raise SaveFailed("locked") from error
    except errors.DiskFull as error:
        raise SaveFailed("disk_full") from error
    except errors.RecordUnknown as error:
        raise SaveFailed("record_unknown") from error
    except errors.NotebookError as error:
        raise SaveFailed("disk_failed") from error


def save(app: AppState, *records: Record, seen: bytes | None = None) -> Saved:
    """Keep records, all or none."""
    with told_in_words():
        saved = app.notebook.save(*records, seen=decode_state(seen) if seen else None)
    changed(app)
    return saved


def seen_now(app: AppState, record_id: UUID) -> bytes:
    """A record's state as bytes, so that a draft can hold it."""
    state = app.notebook.state(record_id)
    return encode_state(state) if state else b""


def seen_record(seen: bytes) -> Record:
    """The record that a form first showed."""
    return decode_state(seen).record()


def void(app: AppState, record_id: UUID, reason: str) -> Saved:
    """Declare a record void."""
    with told_in_words():
        saved = app.notebook.void(record_id, reason)
    changed(app)
    return saved


def undo(app: AppState, saved: Saved) -> None:
    """Take a save back."""
    with told_in_words():
        app.notebook.undo(saved)
    changed(app)


def changed(app: AppState) -> None:
    """Something on the tablet is different: count what waits, redraw, and wake the sync."""
    count_waiting(app)
    app.version += 1
    app.syncing.wake()


def count_waiting(app: AppState) -> None:
    """Read again how much is not at the centre yet."""
    waiting = app.notebook.waiting()
    app.waiting, app.waiting_since = waiting.count, waiting.since


def site_name(app: AppState) -> str:
    """The station's name, from the records while unlocked, from the clear settings while locked."""
    if not app.locked and (site := app.site):
        return site.name
    return str(app.setting("site_name", "") or "")
