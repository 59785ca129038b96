"""What a record is called where it is mentioned. A child's name is written only for those who hold a grant."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from centre.access import is_child
from centre.pages import moments
from centre.pages.sight import Sight
from records.base import Record, Shape
from records.conflict import ConflictRecord
from records.fields import field_of
from records.kinds import KINDS, about_persons, kind_called
from records.person import Person
from records.platform import Staff
from records.rules.calendar import age_on
from records.words import Words

_TAIL = 4
"""Characters of an id that tell nameless people on one page apart."""


class Labels:
    """Names for one reader in one language."""

    def __init__(self, sight: Sight, words: Words) -> None:
        self._sight = sight
        self._words = words

    def of(self, record_id: UUID | None) -> str:
        """The name of whatever has this id."""
        if record_id is None:
            return ""
        record = self._sight.known(record_id)
        if record is None:
            return self._words("centre.label.gone", no=tail(record_id))
        label = self.record(record)
        return label if _names_itself(record) else f"{self._words.kind(type(record))} · {label}"

    def record(self, record: Record) -> str:
        """What a record is called: a person's name if the reader may know it, else what the kind is named by."""
        if isinstance(record, Person):
            return self.person(record)
        if isinstance(record, ConflictRecord):
            return self._conflict(record)
        parts = [self._part(getattr(record, name)) for name in record.about.named_by]
        return " · ".join(part for part in parts if part) or self._words.kind(type(record))

    def person(self, person: Person) -> str:
        """A resident's name, or what stands for it."""
        if self._sight.sees_name(person):
            return person.name
        return self._words(
            "centre.label.child" if is_child(person, self._sight.today) else "centre.label.person", no=tail(person.id)
        )

    def about(self, record: Record) -> str:
        """Whom a record is about, by name."""
        return self._words("centre.ui.list_mark").join(self.of(i) for i in about_persons(record))

    def age(self, person: Person) -> str:
        """A person's age in words; empty when the birth date is not known."""
        if person.birth_date is None:
            return ""
        return self._words("centre.label.age", n=age_on(person.birth_date, self._sight.today))

    def site(self, site_id: UUID) -> str:
        """A site's name."""
        site = self._sight.sites.get(site_id)
        return site.name if site else self._words("centre.label.gone", no=tail(site_id))

    def staff(self, staff_id: UUID | None) -> str:
        """The name of a member of staff: colleagues know each other."""
        record = self._sight.known(staff_id) if staff_id else None
        if isinstance(record, Staff):
            return record.name
        if staff_id == self._sight.archive.device_id:
            return self._words("centre.label.program")
        return self._words("centre.label.gone", no=tail(staff_id)) if staff_id else ""

    def device(self, device_id: UUID) -> str:
        """A tablet's label; the centre's own log has none."""
        if device_id == self._sight.archive.device_id:
            return self._words("centre.label.centre")
        label = self._sight.tablet_labels.get(device_id)
        return label or self._words("centre.label.gone", no=tail(device_id))

    def _conflict(self, record: ConflictRecord) -> str:
        if record.entity not in KINDS:
            return record.entity
        kind = kind_called(record.entity)
        about = self._sight.known(record.record_id)
        name = self.record(about) if about is not None else self._words.kind(kind)
        return f"{name} · {self.field(kind, record.field)}"

    def field(self, kind: type[Record], name: str) -> str:
        """A field's name; one of a newer version has only its own."""
        try:
            return self._words.field(kind, name)
        except KeyError:
            return name

    def _part(self, value: object) -> str:
        if isinstance(value, UUID):
            return self.of(value)
        if isinstance(value, StrEnum):
            return self._words.code(value)
        if isinstance(value, datetime):
            return moments.moment(self._words, value, self._sight.now)
        if isinstance(value, date):
            return moments.day(self._words, value, self._sight.today)
        return str(value) if value not in (None, "", ()) else ""


def _names_itself(record: Record) -> bool:
    """Whether a record's name is a name, and not only the word of a code list."""
    named = (field_of(type(record), name).spec.shape for name in record.about.named_by)
    return isinstance(record, ConflictRecord) or any(
        shape in (Shape.TEXT, Shape.LONG_TEXT, Shape.REF) for shape in named
    )


def tail(record_id: UUID) -> str:
    """The last characters of an id."""
    return record_id.hex[-_TAIL:].upper()
