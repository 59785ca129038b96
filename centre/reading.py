"""What pages read of an archive. Everything here takes the reader's scopes and returns nothing outside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.places import Places
from centre.tables import link, name, table_of
from centre.tables import record as r
from records.base import Record
from records.columns import Cell, cell
from records.kinds import kind_name
from records.op import State, decode_state
from records.person import Person
from records.rules.finding import plain

R = TypeVar("R", bound=Record)

Where = str | sa.ColumnElement[bool]
"""A condition on the columns of the kind's table (`records.columns`): SQL with named parameters, or an expression."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows, in which order, which page of them."""

    where: Where = ""
    params: Mapping[str, object] = {}
    order: str = "occurred_at desc"
    limit: int | None = None
    offset: int = 0


class Reading:
    """One reader's view within one transaction."""

    def __init__(self, db: sa.Connection, scopes: Iterable[str]) -> None:
        self.db = db
        self.scopes = Places.read(db).expand(scopes)

    def state(self, record_id: UUID) -> State | None:
        """A record with its edits."""
        wanted = sa.select(r.c.state).where(r.c.id == record_id.bytes, r.c.scope.in_(self.scopes))
        found = self.db.scalar(wanted)
        return None if found is None else decode_state(found)

    def records(self, kind: type[R], query: Query) -> list[R]:
        """Records of a kind."""
        table = table_of(kind)
        chosen = self._where(sa.select(r.c.state).join(table, r.c.id == table.c.id), table, query)
        chosen = chosen.order_by(*(sa.text(f"{kind_name(kind)}.{part.strip()}") for part in query.order.split(",")))
        rows = self.db.scalars(chosen.limit(query.limit).offset(query.offset), _cells(query.params))
        return [record for found in rows if isinstance(record := decode_state(found).record(), kind)]

    def count(self, kind: type[Record], query: Query) -> int:
        """How many records of a kind there are."""
        table = table_of(kind)
        chosen = self._where(sa.select(sa.func.count()).select_from(table), table, query)
        return int(self.db.execute(chosen, _cells(query.params)).scalar_one())

    def _where(self, chosen: sa.Select[Any], table: sa.Table, query: Query) -> sa.Select[Any]:
        chosen = chosen.where(table.c.in_scope.in_(self.scopes))
        if isinstance(query.where, str):
            return chosen.where(sa.text(f"({query.where})")) if query.where else chosen
        return chosen.where(query.where)

    def timeline(self, person_id: UUID, limit: int) -> list[Record]:
        """What is known about a person, the newest first."""
        mine = sa.select(link.c.record_id).where(link.c.person_id == person_id.bytes, link.c.scope.in_(self.scopes))
        newest = mine.order_by(link.c.occurred_at.desc(), link.c.record_id.desc()).limit(limit)
        ids = list(self.db.scalars(newest))
        states = self.db.execute(sa.select(r.c.id, r.c.state).where(r.c.id.in_(ids)))
        found = {row.id: row.state for row in states}
        return [decode_state(found[i]).record() for i in ids]

    def search_person(self, text: str, limit: int) -> list[Person]:
        """Persons in whose names, readings or last digits all words of `text` are found; beginnings come first."""
        words = [plain(word) for word in text.split()]
        if not words:
            return []
        place = sa.func.instr if self.db.dialect.name == "sqlite" else sa.func.strpos
        chosen = (
            sa.select(r.c.state)
            .join(name, name.c.record_id == r.c.id)
            .where(name.c.kind == kind_name(Person), name.c.scope.in_(self.scopes))
            .where(*(place(name.c.text, word) > 0 for word in words))
            .order_by(place(name.c.text, words[0]), name.c.text)
            .limit(limit)
        )
        found = (decode_state(state).record() for state in self.db.scalars(chosen))
        return [person for person in found if isinstance(person, Person)]


def _cells(params: Mapping[str, object]) -> dict[str, Cell | Sequence[Cell]]:
    """Values as the columns hold them."""
    return {name: cell(value) for name, value in params.items()}
