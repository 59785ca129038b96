"""Who is here already and looks like what a form holds: a few candidates by SQL, the judgement by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from records.person import Person
from records.rules.duplicates import Likeness, PersonFacts, similar
from records.rules.names import normalise_name
from views.state.reading import Reading

CANDIDATES: Final = 60
SHORTEST_NAME: Final = 2


def similar_to(app: Reading, values: Mapping[str, Any], but: UUID | None) -> list[Likeness]:
    """The likenesses of what has been typed so far; empty until there is something to compare."""
    from views.days import read_day

    name = normalise_name(str(values.get("name", "") or ""))
    born = read_day(str(values.get("birth_date", "") or ""))
    phone, number = str(values.get("phone", "") or ""), str(values.get("id_no", "") or "")
    if len(name) < SHORTEST_NAME and not number:
        return []
    facts = PersonFacts(id=but, name=name, birth_date=born, phone=phone, id_no=number)
    return similar(facts, _candidates(app, name, born, phone, number, but))


def _candidates(
    app: Reading, name: str, born: date | None, phone: str, number: str, but: UUID | None
) -> list[PersonFacts]:
    where = "void_reason = '' and (name = ? or (birth_date is not null and birth_date = ?)"
    where += " or (phone <> '' and phone = ?) or (id_no <> '' and id_no = ?))"
    found = app.records(Person, where, (name, born, phone, number), "name", CANDIDATES)
    return [_facts(each) for each in found if each.id != but]


def _facts(person: Person) -> PersonFacts:
    return PersonFacts(
        id=person.id,
        name=normalise_name(person.name),
        birth_date=person.birth_date,
        phone=person.phone,
        id_no=person.id_no,
    )
