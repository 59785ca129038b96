"""What exists only while somebody has the notebook unlocked: keys, rows, working set, sealing session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

import msgspec

from records.base import Record, Ring
from records.kinds import UnknownKind, kind_called, ring_of
from sealing.boxes import SealBroken
from storage.drafts import Drafts
from storage.file import NotebookFile
from storage.head import HeadKeeper
from storage.locked import Shut
from storage.op_writer import OpWriter
from storage.rows import Kept, Rows
from storage.search import found_by, searched_fields
from storage.standings import Standings
from storage.vault import Opaque, Vault, ring_here
from storage.working_set import Shown, WorkingSet


class Touched:
    """Rows that a transaction changed: before and after, for the working set to follow once it is on the disk."""

    def __init__(self) -> None:
        self.rows: list[tuple[Kept | None, Kept | None]] = []


class Unlocked:
    """The open notebook of one user."""

    def __init__(self, shut: Shut, me: UUID, user_key: bytes, vault: Vault) -> None:
        self.shut = shut
        self.file: NotebookFile = shut.file
        self.log = shut.log
        self.me = me
        self.user_key = user_key
        self.vault = vault
        self.head = HeadKeeper(self.file, vault)
        self.rows = Rows(self.file, vault, self.head)
        self.drafts = Drafts(self.file, vault)
        self.working_set = WorkingSet()
        self.standings = Standings(self)
        self.writer = OpWriter(shut, me)
        self.loaded = False
        self.early: set[bytes] = set()
        """Records that were written before the load came to them."""
        self.unknown: set[bytes] = set()
        """Records of kinds, or with values, that only a newer version of the program understands."""
        self.leaving: set[UUID] = set()
        """Records that have left the scope and wait for their own edits to be at the centre."""
        self.opaque = 0
        """Rows whose ring the present user does not hold."""

    def close(self) -> None:
        """Forget every key and everything that was read."""
        self.writer.close()
        self.working_set.close()
        self.head.close()

    @contextmanager
    def writing(self) -> Iterator[Touched]:
        """A transaction that keeps the head in step; the working set follows once it is on the disk.

        Raises:
            DiskFull: nothing of it was kept.
        """
        touched = Touched()
        with self.file.writing():
            yield touched
            self.head.write(self.log.tail)
        self._show(touched)

    def read(self, record_id: UUID) -> Kept | None:
        """What is kept of a record; None when there is nothing, or nothing that this user can open."""
        try:
            return self.rows.read(record_id)
        except (Opaque, SealBroken):
            return None

    def put(self, touched: Touched, before: Kept | None, after: Kept | None, ring: Ring | None = None) -> None:
        """Write or remove a row; call it inside a transaction.

        Args:
            touched: the transaction's.
            before: the row as it was.
            after: the row as it shall be; None removes it.
            ring: of a record that this version does not understand.
        """
        if after is None:
            self.rows.drop(before.state.id.bytes if before else b"")
        else:
            record = understood(after)
            if record is not None:
                after = msgspec.structs.replace(after, found_by=_found_by(record, before, after))
                ring = ring_of(record)
            self.rows.write(after, ring_here(ring or Ring.STATION))
        touched.rows.append((before, after))

    def _show(self, touched: Touched) -> None:
        shown: list[Shown] = []
        for before, after in touched.rows:
            record = understood(after) if after else None
            if record is not None and after is not None:
                shown.append(Shown(record, after.found_by))
            elif before is not None and after is None:
                self._hide(before)
            if after is not None:
                self._count(after, known=record is not None)
        self.working_set.replace(shown)
        self.standings.touched(touched.rows)

    def _hide(self, kept: Kept) -> None:
        self.unknown.discard(kept.state.id.bytes)
        if understood(kept) is not None:
            self.working_set.remove(kind_called(kept.state.kind), kept.state.id.bytes)

    def _count(self, kept: Kept, *, known: bool) -> None:
        record_id = kept.state.id.bytes
        if not self.loaded:
            self.early.add(record_id)
        (self.leaving.add if kept.leaving else self.leaving.discard)(kept.state.id)
        (self.unknown.discard if known else self.unknown.add)(record_id)


def understood(kept: Kept) -> Record | None:
    """The record, or None when only a newer version of the program understands it."""
    try:
        return kept.state.record()
    except (UnknownKind, msgspec.ValidationError):
        return None


def _found_by(record: Record, before: Kept | None, after: Kept) -> str:
    """Worked out anew only when a field has changed that is searched."""
    if before is None or any(
        before.state.fields.get(name) != after.state.fields.get(name) for name in _searched(type(record))
    ):
        return found_by(record)
    return before.found_by


@cache
def _searched(kind: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in searched_fields(kind))
