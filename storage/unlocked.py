"""What exists only while somebody has the notebook unlocked: keys, rows, working set, sealing session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

import msgspec

from records.base import Record, Ring
from records.kinds import UnknownKind, ring_of
from records.rules.finding import found_by, searched_fields
from sealing.boxes import SealBroken
from storage.drafts import Drafts
from storage.file import NotebookFile
from storage.head import HeadKeeper
from storage.lines import line_of
from storage.locked import Shut
from storage.op_writer import OpWriter
from storage.rows import Kept, Row, Rows
from storage.standings import Standings
from storage.vault import Opaque, Vault, ring_here
from storage.working_set import WorkingSet


class Held(msgspec.Struct, frozen=True):
    """A record's row as a transaction finds it; both are None when there is none."""

    row: Row | None = None
    kept: Kept | None = None

    @property
    def record(self) -> Record | None:
        """The record in it, if this version of the program understands it."""
        return understood(self.kept) if self.kept else None


class Touched(msgspec.Struct):
    """What a transaction did to rows, for the working set to follow once it is on the disk."""

    gone: list[Held] = []
    changed: list[tuple[Held, Kept, Record | None]] = []


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
        self.lost_in: set[UUID] = set()
        """Records that remember an op which was lost from the log."""
        self.set_aside = 0
        """Rows that did not open when they were read."""
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
            return self.hold(record_id).kept
        except (Opaque, SealBroken):
            return None

    def hold(self, record_id: UUID) -> Held:
        """A record's row, to be written again.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: it is damaged.
        """
        row = self.rows.find(record_id)
        return Held(row, self.rows.open(row)) if row else Held()

    def put(self, touched: Touched, held: Held, kept: Kept, record: Record | None, ring: Ring = Ring.STATION) -> None:
        """Write a record's row; call it inside a transaction.

        Args:
            touched: the transaction's.
            held: the row as it is.
            kept: what shall be in it.
            record: the record in `kept`; None when only a newer version of the program understands it.
            ring: who holds the keys to such a one.

        Raises:
            Locked: the present user does not hold the record's ring.
        """
        if record is not None:
            ring = ring_of(record)
            kept = msgspec.structs.replace(kept, found_by=_found_by(record, held.kept, kept))
        if held.row is None:
            self.rows.add(kept, ring_here(ring))
        else:
            self.rows.rewrite(held.row, kept, ring_here(ring))
        touched.changed.append((held, kept, record))

    def drop(self, touched: Touched, held: Held) -> None:
        """Remove a record's row; call it inside a transaction."""
        if held.row is not None:
            self.rows.drop(held.row)
            touched.gone.append(held)

    def _show(self, touched: Touched) -> None:
        for held in touched.gone:
            self._hide(held)
        for held, kept, record in touched.changed:
            self._count(kept, known=record is not None)
            if record is not None:
                before = held.record
                if before is not None:
                    self.working_set.hide(before)
                self.working_set.show(line_of(record, kept.found_by))
                self.standings.touched(before, record)

    def _hide(self, held: Held) -> None:
        if held.row is not None:
            self.unknown.discard(held.row.record_id)
        if record := held.record:
            self.working_set.hide(record)
            self.standings.touched(record)

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
    names = _searched(type(record))
    if before and all(before.state.fields.get(name) == after.state.fields.get(name) for name in names):
        return before.found_by
    return found_by(record) if names else ""


@cache
def _searched(kind: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in searched_fields(kind))
