"""Values in words: from a field's declaration to what stands on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from markupsafe import Markup, escape

from centre.pages import moments
from centre.pages.labels import Labels
from centre.pages.sight import Sight
from records.base import EMPTY, Record, Sensitivity, Shape
from records.fields import Field, field_of, fields_of
from records.person import Person
from records.words import Words

_MASK_KEEPS: Final = 4
_MASKED: Final = ("id_no",)
"""Numbers that are never shown whole (report 3.3, 9: `3702**********0012`)."""

NAMING: Final = frozenset(
    {"name", "phone", "id_no", "emergency_contacts", "hukou_address", "disability", "other", "id_type"}
)
"""Fields that tell who somebody is."""


class Shown:
    """Draws values for one reader in one language."""

    def __init__(self, sight: Sight, labels: Labels, words: Words) -> None:
        self._sight = sight
        self._labels = labels
        self._words = words

    def fields(self, record: Record, *, skip: Iterable[str] = ()) -> list[tuple[str, Markup]]:
        """The filled fields of a record with their names, in the order of the form."""
        left_out = set(skip)
        found = []
        for field in fields_of(type(record)):
            value = getattr(record, field.name)
            if field.name in left_out or field.spec.shape is Shape.BYTES or says_nothing(field, value):
                continue
            found.append((self._words.field(type(record), field.name), self.value(record, field)))
        return found

    def brief(self, record: Record, *, skip: Iterable[str] = ()) -> list[str]:
        """The filled fields for one line: a flag by its name, a day with its name, other values alone."""
        left_out, found = set(skip), []
        for field in fields_of(type(record)):
            value = getattr(record, field.name)
            if field.name in left_out or field.spec.shape is Shape.BYTES or says_nothing(field, value):
                continue
            name, text = self._words.field(type(record), field.name), self.value(record, field).striptags()
            alone = field.spec.shape not in (Shape.DAY, Shape.MOMENT, Shape.FLAG)
            found.append(text if alone else name if field.spec.shape is Shape.FLAG else f"{name} {text}")
        return found

    def value(self, record: Record, field: Field) -> Markup:
        """One field of a record, as far as the reader may see it."""
        if not self.sees(record, field):
            return Markup('<span class="hidden">{}</span>').format(self._words("centre.ui.hidden"))
        return self.draw(type(record), field.name, getattr(record, field.name))

    def sees(self, record: Record, field: Field) -> bool:
        """Whether the reader may see this field of this record."""
        deep = field.spec.sens in (Sensitivity.L2, Sensitivity.L3)
        if deep and isinstance(record, Person) and not self._sight.sees_care(record):
            return False
        written = field.spec.shape is Shape.LONG_TEXT or field.name in NAMING
        return not (written and self._sight.hides(record))

    def draw(self, kind: type[Record], name: str, value: object) -> Markup:
        """A value of a field, with links where it names other records."""
        if value in EMPTY:
            return Markup('<span class="zero">{}</span>').format("–")
        if name in _MASKED:
            return escape(mask(str(value)))
        try:
            field = field_of(kind, name)
        except KeyError:  # a field of a newer version
            return escape(str(value))
        return self._drawn(field, value)

    def _drawn(self, field: Field, value: object) -> Markup:
        match field.spec.shape:
            case Shape.WHOLE:
                return escape(self._number(field, value))
            case Shape.LONG_TEXT:
                return Markup('<span class="text">{}</span>').format(value)
            case Shape.REF:
                return self.link(value)
            case Shape.REFS:
                return self._listed(self.link(v) for v in _many(value))
            case Shape.CODES:
                return self._listed(self._code(field, v) for v in _many(value))
            case Shape.PART:
                return self._part(field, value)
            case Shape.ANSWERS:
                return self._answers(value)
        return escape(self.plain(value))

    def plain(self, value: object) -> str:
        """A value as text, without links: for lists, exports and comparisons."""
        if isinstance(value, bool):
            return self._words("centre.ui.yes" if value else "centre.ui.no")
        if isinstance(value, StrEnum):
            return self._words.code(value)
        if isinstance(value, datetime):
            return moments.moment(self._words, value, self._sight.now)
        if isinstance(value, date):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, UUID):
            return self._labels.of(value)
        if isinstance(value, tuple):
            return self._words("centre.ui.list_mark").join(self.plain(v) for v in value)
        return "" if value in EMPTY else str(value)

    def link(self, value: object) -> Markup:
        """The name of a record, leading to it where it is open."""
        if not isinstance(value, UUID):
            return escape(str(value))
        record, label = self._sight.known(value), self._labels.of(value)
        if record is None or not self._sight.opens(record):
            return escape(label)
        return Markup('<a href="{}">{}</a>').format(address(record), label)

    def reason(self, reason: str, kind: str = "elder") -> str:
        """What drove a level, in words: an answer, a flag, or a combination."""
        name, mark, value = reason.partition("=")
        if mark:
            check = "child" if name.startswith("K") else kind
            key = f"check.{check}.{name}"
            return self._words("centre.label.answer", item=self._words(key), value=self._words(f"{key}.{value}"))
        area, _, code = reason.partition(":")
        key = f"{area}.{code}"
        return self._words(key) if key in self._words else code or reason

    def _number(self, field: Field, value: object) -> str:
        text = f"{value:,}"
        return f"{text} {self._words(f'unit.{field.spec.unit}')}" if field.spec.unit else text

    def _code(self, field: Field, value: object) -> Markup:
        if isinstance(value, StrEnum):
            return escape(self._words.code(value))
        prefix = "hours" if field.name == "warnings" else "flag"
        key = f"{prefix}.{value}"
        return escape(self._words(key) if key in self._words else str(value))

    def _answers(self, value: object) -> Markup:
        answers: Mapping[str, int] = value if isinstance(value, Mapping) else {}
        rows = [self._answer(item, chosen) for item, chosen in sorted(answers.items())]
        return Markup('<ul class="answers">{}</ul>').format(
            Markup().join(Markup("<li>{}</li>").format(r) for r in rows)
        )

    def _answer(self, item: str, chosen: int) -> str:
        area = {"E": "elder", "K": "child"}.get(item[:1], "selfcare")
        key = f"check.{area}.{item}"
        if f"{key}.{chosen}" not in self._words:
            return f"{item} {chosen}"
        return self._words("centre.label.answer", item=self._words(key), value=self._words(f"{key}.{chosen}"))

    def _part(self, field: Field, value: object) -> Markup:
        if field.name == "reasons":
            return self._listed((escape(self.reason(str(v))) for v in _many(value)), "part_mark")
        return self._listed((self._struct(v) for v in _many(value)), "part_mark")

    def _struct(self, value: object) -> Markup:
        if not isinstance(value, msgspec.Struct):
            return escape(self.plain(value))
        filled = ((k, v) for k, v in msgspec.structs.asdict(value).items() if v not in EMPTY and v is not False)
        return Markup(" ").join(self._piece(type(value), name, held) for name, held in filled)

    def _piece(self, part: type[msgspec.Struct], name: str, value: object) -> Markup:
        """One value of a nested struct; a flag that is set is said by its name."""
        if value is True:
            return escape(self._words(f"part.{snake(part.__name__)}.{name}"))
        return self.link(value) if isinstance(value, UUID) else escape(self.plain(value))

    def _listed(self, parts: Iterable[Markup], mark: str = "list_mark") -> Markup:
        return escape(self._words(f"centre.ui.{mark}")).join(parts)


def address(record: Record) -> str:
    """The page of a record."""
    return f"/person/{record.id}" if isinstance(record, Person) else f"/record/{record.id}"


def mask(number: str) -> str:
    """A number with only its first and last four characters."""
    if len(number) <= 2 * _MASK_KEEPS:
        return "*" * len(number)
    return number[:_MASK_KEEPS] + "*" * (len(number) - 2 * _MASK_KEEPS) + number[-_MASK_KEEPS:]


def snake(name: str) -> str:
    """The name of a class as words have it: `CommitteeContact` -> `committee_contact`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def says_nothing(field: Field, value: object) -> bool:
    """Not filled, or as it is when nobody says anything: a flag not set, a number never counted."""
    quiet = field.spec.shape in (Shape.FLAG, Shape.WHOLE) and not field.required and not value
    return quiet or value in EMPTY


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
