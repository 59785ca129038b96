"""What screens ask about records of any kind: how many, which, who changed them, which to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from records.base import Record
from records.clock import moment_of
from records.fields import field_of
from records.kinds import KINDS, about_persons, kind_name
from views.state.reading import Reading

BIRTH_TAKES: Final = timedelta(minutes=1)
"""An edit so soon after a record was begun is the one that made it; a later one has taken its place everywhere."""


@dataclass(frozen=True)
class EditShown:
    """An edit that still stands in some fields of a record."""

    author: UUID
    at: datetime
    here: bool
    """Made on this tablet."""
    first: bool
    """The record's birth."""
    fields: tuple[str, ...]


class RecordsReading(Reading):
    """Lists of kinds, histories, choices."""

    def counts(self) -> dict[str, int]:
        """How many records there are of each kind, without void ones."""
        found: dict[str, int] = self.cached("counts", self._counts)
        return found

    def _counts(self) -> dict[str, int]:
        sql = " union all ".join(
            f"select '{name}' as kind, count(*) as n from \"{name}\" where void_reason = ''"  # noqa: S608 - names of kinds
            for name in KINDS
        )
        return {row["kind"]: row["n"] for row in self.query(sql)}

    def ids_of(self, kind: type[Record], narrowed: Mapping[str, str]) -> tuple[UUID, ...]:
        """Ids of a kind's records, newest first; void ones stay in the list, what was undone does not."""
        key = ("ids", kind, tuple(sorted(narrowed.items())))
        found: tuple[UUID, ...] = self.cached(key, lambda: self._ids_of(kind, narrowed))
        return found

    def _ids_of(self, kind: type[Record], narrowed: Mapping[str, str]) -> tuple[UUID, ...]:
        where = " and ".join(["void_reason <> 'undo'", *(f'"{field}" = ?' for field in narrowed)])
        sql = f'select id from "{kind_name(kind)}" where {where} order by occurred_at desc, id desc'  # noqa: S608 - names of fields
        return tuple(UUID(bytes=row["id"]) for row in self.query(sql, tuple(narrowed.values())))

    def values_in_use(self, kind: type[Record], field: str) -> list[StrEnum]:
        """The entries of a field's code list that some record has, in the list's order."""
        options = field_of(kind, field).options
        sql = f'select distinct "{field}" as value from "{kind_name(kind)}" where void_reason = \'\''  # noqa: S608
        used = {row["value"] for row in self.cached(("values", kind, field), lambda: self.query(sql))}
        return [each for each in options or () if each.value in used]

    def about(self, record: Record) -> tuple[UUID, ...]:
        """The persons a record is about."""
        return about_persons(record)

    def edits_of(self, record_id: UUID) -> list[EditShown]:
        """Who set what, oldest first: the edits that still stand."""
        state = self.notebook.state(record_id)
        if state is None:
            return []
        fields: dict[bytes, list[str]] = {edit.id: [] for edit in state.edits}
        for name in state.fields:
            if (edit := state.edit_of(name)) is not None:
                fields[edit.id].append(name)
        ordered = sorted(state.edits, key=lambda edit: edit.hlc)
        return [
            EditShown(
                author=edit.author,
                at=moment_of(edit.hlc),
                here=edit.device == self.notebook.device_id,
                first=edit is ordered[0] and moment_of(edit.hlc) - state.recorded_at < BIRTH_TAKES,
                fields=tuple(fields[edit.id]),
            )
            for edit in ordered
        ]

    # --- records to choose from -------------------------------------------------------------------
    def few_of(self, kinds: Sequence[str], most: int) -> list[Record] | None:
        """All records of some kinds when they are few; None when there are more, or the kinds are searched."""
        found: list[Record] = []
        for name in kinds or KINDS:
            if name in ("person", "household"):
                return None
            found += self.records(KINDS[name], "void_reason = ''", limit=most + 1)
            if len(found) > most:
                return None
        return found

    def search_kinds(self, kinds: Sequence[str], text: str, limit: int) -> list[UUID]:
        """Records of some kinds that a text finds."""
        found = [each for name in kinds for each in self.search(text, limit, name)] if text.strip() else []
        return found[:limit]
