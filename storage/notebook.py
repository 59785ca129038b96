"""The face of a tablet's notebook: what screens and sync call. Behind it, one module per topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from records.base import Record
from records.op import State
from sealing.identity import DeviceKeys, Enrolled
from storage import keeping, reading
from storage.attempts import Attempt
from storage.drafts import Draft
from storage.errors import (
    DiskFailed,
    DiskFull,
    FileDamaged,
    InUse,
    Locked,
    LogForked,
    NeedsStreetCode,
    NotANotebook,
    NotebookError,
    RecordUnknown,
    UserUnknown,
    Wait,
    WeakPin,
    WrongDevice,
    WrongPin,
)
from storage.file import Connect, new_file, open_file
from storage.keeping import Saved
from storage.kiosk import Kiosk
from storage.ledger import Outgoing, Waiting
from storage.loading import Progress
from storage.lockable import Lockable
from storage.locked import Shut
from storage.receiving import take_inbox
from storage.salvage import rebuild, what_opens
from storage.slots import TabletUser
from storage.whereabouts import Whereabouts, whereabouts
from storage.working_set import Wanted

R = TypeVar("R", bound=Record)

__all__ = [
    "Attempt",
    "DeviceKeys",
    "DiskFailed",
    "DiskFull",
    "Draft",
    "Enrolled",
    "FileDamaged",
    "InUse",
    "Kiosk",
    "Locked",
    "LogForked",
    "NeedsStreetCode",
    "NotANotebook",
    "Notebook",
    "NotebookError",
    "Outgoing",
    "Progress",
    "RecordUnknown",
    "Saved",
    "TabletUser",
    "UserUnknown",
    "Wait",
    "Waiting",
    "WeakPin",
    "Whereabouts",
    "WrongDevice",
    "WrongPin",
]


class Notebook(Lockable):
    """One tablet's records, drafts, and log for the centre, and who may open them."""

    @classmethod
    def create(
        cls, path: Path | str, device_secret: bytes, enrolled: Enrolled, *, connect: Connect | None = None
    ) -> Notebook:
        """Begin a notebook for a tablet that has just been enrolled; `add_user` comes next.

        Raises:
            FileExistsError: there is one already.
        """
        return cls(Shut(new_file(path, connect), device_secret, enrolled))

    @classmethod
    def open(cls, path: Path | str, device_secret: bytes, *, connect: Connect | None = None) -> Notebook:
        """Open a notebook; it is locked. A damaged file is kept beside the one that is made from what can be read.

        Raises:
            NotANotebook: there is none (`WrongDevice`: it is another tablet's).
            InUse: another process has it open.
            FileDamaged: its pages do not hang together, and too little of it could be read to put them in order.
        """
        try:
            file = open_file(path, connect)
        except FileDamaged:
            rebuild(Path(path))
            file = open_file(path, connect)
        try:
            return cls(Shut(file, device_secret))
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Lock it and let go of the file."""
        self.lock()
        self._shut.file.close()

    # --- keep --------------------------------------------------------------------------------------
    def born(self) -> dict[str, Any]:
        """What a new record begins with: id, site, author, device, both times.

        Raises:
            Locked: nobody has it open.
        """
        return self._open().writer.born()

    def save(self, *records: Record, seen: State | None = None) -> Saved:
        """Keep records, all or none; only what changed travels to the centre.

        `seen` is the state of one of them that its editor showed, when it may have changed meanwhile.

        Raises:
            Locked: nobody has it open, or not with the ring this needs.
            RecordUnknown: it is here, and not for this user.
            DiskFull: nothing was kept.
        """
        return self._changed(keeping.save(self._open(), records, seen))

    def void(self, record_id: UUID, reason: str) -> Saved:
        """Declare a record void; it stays visible with its reason.

        Raises:
            Locked, RecordUnknown, DiskFull: as for `save`.
        """
        return self._changed(keeping.void(self._open(), record_id, reason))

    def undo(self, saved: Saved) -> Saved:
        """Take a save back where it still stands.

        Raises:
            Locked, RecordUnknown, DiskFull: as for `save`.
        """
        return self._changed(keeping.undo(self._open(), saved))

    def open_kiosk(self, board: Iterable[UUID] = ()) -> Kiosk:
        """The sign-in board: usable after `lock`. It can edit the records of `board` and all open sessions.

        Raises:
            Locked: nobody has it open.
        """
        book = self._open()
        return Kiosk(self._shut, book.me, reading.kiosk_board(book, board), self._tapped)

    def keep_draft(self, draft: Draft) -> None:
        """Write a begun form; when this returns, it is on the disk.

        Raises:
            Locked, DiskFull: as for `save`.
        """
        self._open().drafts.keep(draft)

    def drafts(self) -> list[Draft]:
        """The begun forms that the present user can open, newest first."""
        return self._open().drafts.all()

    def drop_draft(self, draft_id: UUID) -> None:
        """A form was saved, or thrown away."""
        self._open().drafts.drop(draft_id)

    # --- read --------------------------------------------------------------------------------------
    def get(self, record_id: UUID) -> Record | None:
        """One record; None when it is not here, or not for this user."""
        return reading.get(self._open(), record_id)

    def state(self, record_id: UUID) -> State | None:
        """One record with which edit set which field."""
        kept = self._open().read(record_id)
        return kept.state if kept else None

    def records(
        self,
        kind: type[R],
        where: str = "",
        params: Sequence[object] = (),
        order: str = "occurred_at desc",
        limit: int | None = None,
    ) -> list[R]:
        """Records of a kind that fit an SQL condition over its columns."""
        return reading.records(self._open(), kind, Wanted(where, params, order, limit))

    def query(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Rows of the working set: a table per kind, `link`, `standing`, `text`."""
        book = self._open()
        book.standings.settle()
        return book.working_set.query(sql, params)

    def timeline(self, person_id: UUID, limit: int = 100) -> list[Record]:
        """What has been recorded about a person, newest first."""
        return reading.timeline(self._open(), person_id, limit)

    def search(self, text: str, kind: str = "person", limit: int = 50) -> list[UUID]:
        """Ids of what is found by name, pinyin, initials or last digits."""
        return reading.search(self._open(), text, kind, limit)

    def whereabouts(self, record_id: UUID) -> Whereabouts:
        """Where a record is; "centre" only with the centre's signed word."""
        return whereabouts(self._open(), record_id)

    def salvage(self) -> Iterator[State]:
        """Everything that still opens for the present user, to be put in safety elsewhere."""
        return what_opens(self._open())

    def unknown(self) -> int:
        """Records that only a newer version of the program understands: kept, not shown."""
        return len(self._open().unknown)

    def _changed(self, saved: Saved) -> Saved:
        self.version += 1
        return saved

    def _tapped(self) -> None:
        if self._book is not None and self._book.loaded:
            for _ in take_inbox(self._book):
                pass
        self.version += 1
