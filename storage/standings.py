"""Where each person stands, in the working set: worked out by `records.rules.standing`, never stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from records.base import Record
from records.codes import VisitMode, VisitOutcome
from records.columns import cell
from records.kinds import about_persons, kind_name
from records.person import Person, PersonCategory
from records.rules.standing import Contacted, Standing, standing
from records.visit import Visit, VisitPerson, VisitPlan
from records.welfare_check import RiskAssessment
from storage.lines import Line
from storage.rows import read_kept

if TYPE_CHECKING:
    from storage.unlocked import Unlocked

STANDING: Final = "standing"

AT_ONCE: Final = 100
"""Persons worked out between two redraws; each needs all its records for a moment."""

_WHOLE: Final = (Person, PersonCategory, RiskAssessment, VisitPlan)
"""Kinds that a standing is worked out from as whole records; of visits the columns are enough."""

_MODES: Final = {mode.value: mode for mode in VisitMode}
_OUTCOMES: Final = {outcome.value: outcome for outcome in VisitOutcome}
"""Looking an entry up is ten times as quick as asking the code list for it, and there are tens of thousands."""

_MATTERS: Final = (*_WHOLE, Visit, VisitPerson)

_CONTACTS: Final = """
    select link.person_id, visit.occurred_at, visit.mode, coalesce(visit_person.outcome, visit.outcome),
        visit.next_contact_on
    from link join visit on visit.id = link.record_id and visit.void_reason = ''
    left join visit_person on visit_person.person_id = link.person_id and visit_person.visit_id = visit.id
        and visit_person.void_reason = ''
    where link.person_id in ({persons}) and link.kind = 'visit'"""


class Standings:
    """Keeps the table `standing` in step with the records of an unlocked notebook."""

    def __init__(self, book: Unlocked) -> None:
        self._book = book
        self._working_set = book.working_set
        self._loading: dict[bytes, list[bytes]] | None = defaultdict(list)
        self._dirty: set[UUID] = set()
        columns = ", ".join(Standing.__struct_fields__)
        self._working_set.execute(f"create table {STANDING} (person_id blob primary key, {columns})")
        self._working_set.execute(f"create index standing_due_on on {STANDING} (due_on)")
        self._insertion = f"insert or replace into {STANDING} values (?{', ?' * len(Standing.__struct_fields__)})"

    def wants(self, kind: type[Record]) -> bool:
        """Whether records of a kind are needed whole."""
        return self._loading is not None and kind in _WHOLE

    def collect(self, line: Line, plain: bytes) -> None:
        """Hold a row's content until everything is read, for the persons it is about."""
        if self._loading is not None:
            for person in line.persons:
                self._loading[person].append(plain)

    def work_out(self) -> Iterator[None]:
        """Everything is read: work all standings out, some at a time."""
        held = self._loading or {}
        self._loading = None
        persons = list(held)
        for start in range(0, len(persons), AT_ONCE):
            some = persons[start : start + AT_ONCE]
            self._write({UUID(bytes=person): _records(held.pop(person)) for person in some})
            yield
        self.settle()

    def touched(self, *records: Record | None) -> None:
        """Records have changed or gone: whom they are about is worked out anew when somebody looks."""
        for record in records:
            if isinstance(record, _MATTERS):
                self._dirty.update(about_persons(record))

    def settle(self) -> None:
        """Bring the table up to date before it is read."""
        if self._loading is None and self._dirty:
            dirty, self._dirty = self._dirty, set()
            self._write({person: self._records_of(person) for person in dirty})

    def _records_of(self, person: UUID) -> list[Record]:
        ids = self._working_set.linked(person.bytes, [kind_name(kind) for kind in _WHOLE])
        kept = (self._book.read(UUID(bytes=record_id)) for record_id in ids)
        return [each.state.record() for each in kept if each]

    def _write(self, held: dict[UUID, list[Record]]) -> None:
        contacts = self._contacts(list(held))
        with self._working_set.db.atomic():
            for person_id, records in held.items():
                now = _standing(person_id, records, contacts[person_id.bytes])
                if now is None:
                    self._working_set.execute(f"delete from {STANDING} where person_id = ?", (person_id.bytes,))
                else:
                    cells = map(cell, msgspec.structs.astuple(now))
                    self._working_set.execute(self._insertion, (person_id.bytes, *cells))

    def _contacts(self, persons: Sequence[UUID]) -> dict[bytes, list[Contacted]]:
        found: dict[bytes, list[Contacted]] = defaultdict(list)
        sql = _CONTACTS.format(persons=", ".join("?" * len(persons)))
        for person, at, mode, outcome, next_on in self._working_set.execute(sql, [p.bytes for p in persons]):
            wish = date.fromisoformat(next_on) if next_on else None
            moment = datetime.fromtimestamp(at / 1000, UTC)
            found[person].append(Contacted(moment, _MODES[mode], _OUTCOMES[outcome], wish))
        return found


def _records(contents: Iterable[bytes]) -> list[Record]:
    return [read_kept(plain).state.record() for plain in contents]


def _standing(person_id: UUID, records: Iterable[Record], contacts: list[Contacted]) -> Standing | None:
    """A person's standing; None for one who is not here, or void."""
    of: dict[type[Record], list[Any]] = {kind: [] for kind in _WHOLE}
    for record in records:
        of[type(record)].append(record)
    person = next((each for each in of[Person] if each.id == person_id and not each.void_reason), None)
    if person is None:
        return None
    return standing(
        person, categories=of[PersonCategory], risks=of[RiskAssessment], contacts=contacts, plans=of[VisitPlan]
    )
