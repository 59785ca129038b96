"""What a search box finds a record by: names, their readings, and the last digits of numbers."""

from __future__ import annotations

from functools import cache
from typing import Final

from records.base import Record, Shape
from records.fields import Field, fields_of
from records.rules.names import comparable_name, readings

LAST_DIGITS: Final = 4
"""Of a phone or ID number: enough to find somebody, too little to tell the number."""

NUMBERS: Final = frozenset({"phone", "id_no"})
"""Fields of which the last digits are searched for."""

BREAK: Final = "\n"
"""Between the words of one record, so that nothing is found across two of them."""


def found_by(record: Record) -> str:
    """What the search box finds a record by; empty for kinds that are not searched. Slow: kept with the record."""
    words: list[str] = []
    for field in searched_fields(type(record)):
        value = str(getattr(record, field.name) or "")
        if field.name in NUMBERS:
            words.append(plain(value[-LAST_DIGITS:]))
        elif value:
            words += [plain(value), *readings(value)] if field.name == "name" else [plain(value)]
    return BREAK.join(dict.fromkeys(word for word in words if word))


def plain(text: str) -> str:
    """A text as it is searched: full-width letters narrow, traditional characters simplified, capitals small."""
    return comparable_name(text)


@cache
def searched_fields(kind: type[Record]) -> tuple[Field, ...]:
    """The fields that the search box looks into."""
    texts = (Shape.TEXT, Shape.LONG_TEXT)
    return tuple(f for f in fields_of(kind) if f.spec.shape in texts and (f.spec.search or f.name in NUMBERS))
