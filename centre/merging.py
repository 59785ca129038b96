"""The records that one transaction changes: read once, merged in memory. `centre.writing` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.places import Places
from centre.tables import record as record_table
from records.base import Record
from records.kinds import UnknownKind
from records.merge import Clash, Outcome, Verdict, apply
from records.op import Edit, Op, State, decode_state
from records.platform import Site

T = TypeVar("T")

NO_BIRTH: Final = "no_birth"
"""An edit of a record whose first op has not come; it is tried again when it does."""

AT_ONCE: Final = 500
"""Ids in one SELECT; SQLite's own limit is far above."""


def slices(things: Iterable[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """`things` in pieces that one statement can hold."""
    whole = list(things)
    return (whole[start : start + size] for start in range(0, len(whole), size))


class Unmergeable(Exception):
    """An op that cannot become part of a record now; it stays in the log. `reason` names why."""

    def __init__(self, reason: str, verdict: Verdict) -> None:
        super().__init__(reason)
        self.reason = reason
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as the database has it."""

    state: State
    scope: str
    known_to: bytes | None


@dataclass(slots=True)
class Changed:
    """A record as this transaction leaves it."""

    state: State
    record: Record
    scope: str
    known_to: bytes | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What would come of an op, before anybody has agreed to it."""

    outcome: Outcome
    record: Record
    scope: str
    is_new: bool


class Batch:
    """Records under change. Nothing is written until `centre.writing.write` is called with it."""

    def __init__(self, db: sa.Connection, places: Places) -> None:
        self.db = db
        self.places = places
        self.stored: dict[UUID, Stored | None] = {}
        self.changed: dict[UUID, Changed] = {}
        self.clashes: list[tuple[State, Clash]] = []
        self.followed: list[tuple[State, Op, Edit]] = []
        """Puts on records that existed, for open conflicts about the same fields."""

    def load(self, ids: Iterable[UUID]) -> None:
        """Read the records that are about to change, in few statements."""
        missing = [i for i in dict.fromkeys(ids) if i not in self.stored]
        self.stored.update(dict.fromkeys(missing))
        t = record_table
        for some in slices(missing):
            columns = sa.select(t.c.id, t.c.state, t.c.scope, t.c.known_to)
            wanted = columns.where(t.c.id.in_([i.bytes for i in some])).order_by(t.c.id).with_for_update()
            for row in self.db.execute(wanted):
                self.stored[UUID(bytes=row.id)] = Stored(decode_state(row.state), row.scope, row.known_to)

    def state(self, record_id: UUID) -> State | None:
        """The record as it stands within this transaction."""
        if (changed := self.changed.get(record_id)) is not None:
            return changed.state
        if record_id not in self.stored:
            self.load([record_id])
        stored = self.stored[record_id]
        return stored.state if stored else None

    def merge(self, op: Op, edit: Edit) -> Merged:
        """Work out what comes of an op.

        Raises:
            Unmergeable: its record's birth never came, this version does not know its kind, it breaks its kind's
                declaration, or its site is unknown here.
        """
        state = self.state(op.record_id)
        if state is not None and state.kind != op.kind:
            raise Unmergeable("kind_differs", Verdict.QUARANTINED)
        try:
            outcome = apply(state, op, edit)
            record = outcome.state.record()
        except UnknownKind:
            raise Unmergeable("unknown_kind", Verdict.HELD) from None
        except ValueError as error:  # msgspec.ValidationError is one too
            invalid = isinstance(error, msgspec.ValidationError)
            reason, verdict = ("invalid", Verdict.QUARANTINED) if invalid else (NO_BIRTH, Verdict.HELD)
            raise Unmergeable(reason, verdict) from None
        scope = self.places.scope_of(record)
        if scope is None:
            raise Unmergeable("unknown_site", Verdict.HELD)
        return Merged(outcome, record, scope, is_new=state is None)

    def keep(self, merged: Merged, op: Op, edit: Edit, epoch: UUID) -> Verdict:
        """Make what was worked out part of this transaction; it was the last thing merged for its record.

        `epoch` is that of the log the op stands in.
        """
        state, verdict = merged.outcome.state, merged.outcome.verdict
        before = self._known_to(state.id)
        own = verdict is Verdict.APPLIED and (merged.is_new or before == epoch.bytes)
        self.changed[state.id] = Changed(state, merged.record, merged.scope, epoch.bytes if own else None)
        self.clashes.extend((state, clash) for clash in merged.outcome.clashes)
        if not merged.is_new:
            self.followed.append((state, op, edit))
        if isinstance(merged.record, Site):
            self._place(merged.record)
        return verdict

    def _place(self, site: Site) -> None:
        """Know a site's code from here on; when it changed, its records leave the scopes of the old one."""
        before = self.places.codes.get(site.id)
        self.places.codes[site.id] = site.code
        if before in (None, site.code):
            return
        t = record_table
        mine = [UUID(bytes=i) for i in self.db.scalars(sa.select(t.c.id).where(t.c.site_id == site.id.bytes))]
        self.load(mine)
        for record_id in mine:
            self.touch(record_id)

    def replace_state(self, state: State) -> None:
        """Take over a state that `records.merge.apply` made from the present one, values unchanged."""
        changed = self.changed[state.id]
        self.changed[state.id] = Changed(state, changed.record, changed.scope, None)

    def touch(self, record_id: UUID) -> None:
        """Have a record sent down again, to its author too."""
        state = self.state(record_id)
        if state is None:
            return
        record = state.record()
        scope = self.places.scope_of(record)
        if scope is not None:
            self.changed[record_id] = Changed(state, record, scope, None)

    def _known_to(self, record_id: UUID) -> bytes | None:
        if (changed := self.changed.get(record_id)) is not None:
            return changed.known_to
        stored = self.stored.get(record_id)
        return stored.known_to if stored else None
