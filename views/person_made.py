"""From the fields of the person form to records: the household if it is new, the person, the categories."""

from __future__ import annotations

from uuid import UUID

import msgspec

from records.base import InvalidRecord, Record
from records.codes import IdType
from records.complete import complete
from records.fields import fields_of
from records.person import Household, Person, PersonCategory
from records.rules.id_number import IdNumber, read_id_number
from views.form_fields import Values, is_asked, record_values
from views.state.app_state import AppState

NEW_HOME = "new_home"
CATEGORIES = "categories"


def number_of(values: Values) -> IdNumber | None:
    """The ID number that was typed, checked; None when the field is empty.

    Raises:
        InvalidRecord: naming `id_no` and what is wrong with it.
    """
    text = str(values.get("id_no", "") or "").strip()
    return read_id_number(text) if text else None


def is_other_paper(values: Values) -> bool:
    """Whether the number is of a passport or another paper, which has no check digit."""
    return values.get("id_type") not in (None, "", IdType.RESIDENT_ID.value)


def records_of(app: AppState, values: Values, person: Person | None) -> list[Record]:
    """Everything one press of save keeps, together or not at all.

    Raises:
        InvalidRecord: naming the field to mend.
    """
    made: list[Record] = []
    said = record_values(Person, values)
    if home := _new_home(app, values):
        made.append(home)
        said["household_id"] = home.id
    if said.get("id_no") and not is_other_paper(values):
        number = number_of(values)
        said["id_no"], said["id_type"] = (number.number if number else ""), IdType.RESIDENT_ID.value
    if person is None:
        born = complete(Person, {**app.born(), **said})
        made += [born, *_categories(app, values, born.id)]
    else:
        made.append(_changed(person, said))
    return made


def _new_home(app: AppState, values: Values) -> Household | None:
    typed = values.get(NEW_HOME) or {}
    if not str(typed.get("address", "")).strip():
        if typed:
            raise InvalidRecord("household_id", "required")
        return None
    return complete(Household, {**app.born(), **typed})


def _categories(app: AppState, values: Values, person_id: UUID) -> list[PersonCategory]:
    return [
        complete(PersonCategory, {**app.born(), "person_id": person_id, "category": each, "from_on": app.today()})
        for each in values.get(CATEGORIES) or ()
    ]


def _changed(person: Person, said: Values) -> Person:
    kept = msgspec.to_builtins(person, builtin_types=(UUID,))
    kept.pop("kind", None)
    for field in fields_of(Person):  # a field that the form has and that was emptied there is empty
        if is_asked(field):
            kept.pop(field.name, None)
    return complete(Person, {**kept, **said})
