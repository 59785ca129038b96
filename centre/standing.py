"""Risk level and due date of everybody whom a transaction touched, kept in the table `standing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from centre.merging import Batch, slices
from centre.tables import link, table_of
from centre.tables import standing as t
from centre.times import moment_of_ms
from records.base import Record
from records.codes import VisitMode, VisitOutcome
from records.columns import cell
from records.kinds import about_persons, kind_name
from records.person import Person, PersonCategory
from records.rules.standing import Contacted, Standing, standing
from records.visit import Visit, VisitPerson, VisitPlan
from records.welfare_check import RiskAssessment

_WATCHED: Final = (Person, PersonCategory, RiskAssessment, Visit, VisitPerson, VisitPlan)
"""Kinds that a standing is worked out from."""

_FILE: Final = (PersonCategory, RiskAssessment, VisitPlan)


def refresh(batch: Batch) -> None:
    """Work out the standing of every person that `batch` changed something about; its rows are written already."""
    touched = {person for record in _changed(batch) for person in about_persons(record)}
    for some in slices(sorted(touched)):
        _refresh(batch, some)


def _changed(batch: Batch) -> Iterable[Record]:
    """What the watched records say now and what they said before: a visit may no longer be about somebody."""
    for record_id, changed in batch.changed.items():
        if isinstance(changed.record, _WATCHED):
            yield changed.record
            if (stored := batch.stored.get(record_id)) is not None:
                yield stored.state.record()


def _refresh(batch: Batch, persons: Sequence[UUID]) -> None:
    found = _files(batch, persons)
    contacts = _contacts(batch.db, persons)
    rows = []
    for person_id in persons:
        person = _record(batch, person_id)
        if not isinstance(person, Person) or person.is_void:
            continue
        file = found[person_id]
        worked_out = standing(
            person,
            categories=[r for r in file if isinstance(r, PersonCategory)],
            risks=[r for r in file if isinstance(r, RiskAssessment)],
            contacts=contacts[person_id],
            plans=[r for r in file if isinstance(r, VisitPlan)],
        )
        rows.append(_row(person, batch.places.scope_of(person) or "", worked_out))
    batch.db.execute(sa.delete(t).where(t.c.person_id.in_([p.bytes for p in persons])))
    if rows:
        batch.db.execute(sa.insert(t), rows)


def _files(batch: Batch, persons: Sequence[UUID]) -> dict[UUID, list[Record]]:
    """Categories, risk levels and plans of each person."""
    kinds = [kind_name(kind) for kind in _FILE]
    wanted = sa.select(link.c.person_id, link.c.record_id).where(
        link.c.person_id.in_([p.bytes for p in persons]), link.c.kind.in_(kinds)
    )
    links = [(UUID(bytes=row.person_id), UUID(bytes=row.record_id)) for row in batch.db.execute(wanted)]
    batch.load([*persons, *(record_id for _, record_id in links)])
    found: dict[UUID, list[Record]] = {person: [] for person in persons}
    for person, record_id in links:
        if (record := _record(batch, record_id)) is not None:
            found[person].append(record)
    return found


def _record(batch: Batch, record_id: UUID) -> Record | None:
    if (changed := batch.changed.get(record_id)) is not None:
        return changed.record
    state = batch.state(record_id)
    return state.record() if state else None


def _contacts(db: sa.Connection, persons: Sequence[UUID]) -> dict[UUID, list[Contacted]]:
    """Every contact of each person: the visits, and what they found where several people were met."""
    visit, result = table_of(Visit), table_of(VisitPerson)
    ids = [p.bytes for p in persons]
    own = result.alias()
    wanted = (
        sa.select(link.c.person_id, visit.c.occurred_at, visit.c.mode, visit.c.next_contact_on)
        .add_columns(sa.func.coalesce(own.c.outcome, visit.c.outcome))
        .select_from(
            link.join(visit, visit.c.id == link.c.record_id).outerjoin(
                own, (own.c.visit_id == visit.c.id) & (own.c.person_id == link.c.person_id) & (own.c.void_reason == "")
            )
        )
        .where(link.c.person_id.in_(ids), link.c.kind == kind_name(Visit), visit.c.void_reason == "")
    )
    found: dict[UUID, list[Contacted]] = {person: [] for person in persons}
    names = {person.bytes: person for person in persons}
    for person, at, mode, next_on, outcome in db.execute(wanted):
        contact = Contacted(
            moment_of_ms(at), VisitMode(mode), VisitOutcome(outcome), date.fromisoformat(next_on) if next_on else None
        )
        found[names[person]].append(contact)
    return found


def _row(person: Person, scope: str, found: Standing) -> dict[str, Any]:
    return {
        "person_id": person.id.bytes,
        "site_id": person.site_id.bytes,
        "scope": scope,
        "level": found.level.value,
        "level_since": cell(found.level_since),
        "reasons": " ".join(found.reasons),
        "last_contact_at": cell(found.last_contact_at),
        "last_seen_at": cell(found.last_seen_at),
        "due_on": cell(found.due_on),
        "why_due": found.why_due,
        "paused": found.paused,
        "interval_days": found.interval_days,
        "alone": found.alone,
    }
