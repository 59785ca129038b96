"""The records that one page has read, each once; lists read what their rows name together."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from centre.archive import Archive
from centre.merging import slices
from centre.tables import record as record_table
from records.base import Record, Shape
from records.fields import fields_of
from records.kinds import about_persons
from records.op import State, decode_state


class Read:
    """Whatever was read, whoever may see it: rights are asked of `Sight` before anything is shown.

    Attributes:
        states: the states as read, for decisions that rest on them.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[UUID, Record | None] = {}
        self.states: dict[UUID, State] = {}

    def known(self, record_id: UUID) -> Record | None:
        """One record, or None when there is none."""
        if record_id not in self._known:
            self.load([record_id])
        return self._known[record_id]

    def load(self, ids: Iterable[UUID]) -> None:
        """Read records together that a page is about to name one by one."""
        missing = [record_id for record_id in dict.fromkeys(ids) if record_id not in self._known]
        self._known.update(dict.fromkeys(missing))
        with self._archive.reading() as db:
            for some in slices(missing):
                wanted = sa.select(record_table.c.state).where(record_table.c.id.in_([i.bytes for i in some]))
                for data in db.scalars(wanted):
                    state = decode_state(data)
                    self.states[state.id], self._known[state.id] = state, state.record()

    def load_named_in(self, records: Iterable[Record]) -> None:
        """Read everything that some records refer to, and the people who wrote them."""
        named: list[UUID] = []
        for record in records:
            named += [record.actor_id, *about_persons(record)]
            for field in fields_of(type(record)):
                value = getattr(record, field.name)
                if field.spec.shape in (Shape.REF, Shape.REFS):
                    named += value if isinstance(value, tuple) else [value] if value else []
        self.load(named)
