"""The filters of a generic list: made from a kind's declaration, kept in the page's address, turned into conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from centre.access import area_of
from centre.pages import alert_rows, site_choice
from centre.pages.paging import with_query
from centre.pages.visitor import Visitor
from centre.tables import link, table_of
from records.alert import Alert
from records.base import Record, Sensitivity, Shape
from records.columns import cell
from records.fields import Field, field_of, fields_of
from records.kinds import KINDS
from records.person import Person
from records.rules.calendar import start_of

VOIDS: Final = ("valid", "void", "all")


@dataclass(frozen=True)
class Choice:
    """A filter by a code list."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


@dataclass(frozen=True)
class Typed:
    """A filter that is typed: a day, or a text."""

    name: str
    label: str
    value: str
    type: str


@dataclass(frozen=True)
class Held:
    """A filter that came with a link, as one activity; it can only be taken away."""

    name: str
    label: str
    value: str
    text: str
    without: str


@dataclass
class Filters:
    """The filters as the page shows them, and the conditions they come to."""

    site: str = ""
    since: str = ""
    until: str = ""
    void: str = "valid"
    q: str = ""
    searchable: bool = False
    void_options: list[tuple[str, str]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    texts: list[Typed] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    where: list[sa.ColumnElement[bool]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def filters_of(visitor: Visitor, kind: type[Record]) -> Filters:
    """The filters of a kind with the values in the page's address; values that make no sense count as not given."""
    found = Filters(site=site_choice.chosen(visitor, area_of(kind)))
    if found.site:
        found.said.append(site_choice.name_of(visitor, found.site))
    _period(visitor, kind, found)
    for name in kind.about.filters:
        _by_field(visitor, kind, field_of(kind, name), found)
    _by_person(visitor, kind, found)
    _open_only(visitor, kind, found)
    _by_void(visitor, kind, found)
    _by_text(visitor, kind, found)
    return found


def scopes_of(visitor: Visitor, kind: type[Record], found: Filters) -> tuple[str, ...]:
    """The reader's scopes, cut down to the chosen site."""
    return site_choice.narrowed(visitor.reader.reach(kind).scopes, found.site)


def _period(visitor: Visitor, kind: type[Record], found: Filters) -> None:
    column = table_of(kind).c.occurred_at
    since, until = _day(visitor.query("from")), _day(visitor.query("to"))
    if since:
        found.since = since.isoformat()
        found.where.append(column >= cell(start_of(since)))
    if until:
        found.until = until.isoformat()
        found.where.append(column < cell(start_of(until + timedelta(days=1))))
    if since or until:
        found.said.append(visitor.say("centre.list.period", since=found.since or "…", until=found.until or "…"))


def _by_field(visitor: Visitor, kind: type[Record], column: Field, found: Filters) -> None:
    name, value = column.name, visitor.query(column.name)
    place = table_of(kind).c[name]
    label = visitor.say.field(kind, name)
    if name == "entity":  # the name of a kind
        kinds = [(key, visitor.say.kind(k)) for key, k in KINDS.items() if visitor.reader.lists(k)]
        _choose(visitor, found, Choice(name, label, kinds, value), place)
    elif column.options is not None:
        options = [(entry.value, visitor.say.code(entry)) for entry in column.options]
        _choose(visitor, found, Choice(name, label, options, value), place)
    elif column.spec.shape is Shape.DAY:
        chosen = _day(value)
        found.texts.append(Typed(name, label, chosen.isoformat() if chosen else "", "date"))
        if chosen:
            found.where.append(place == cell(chosen))
    elif column.spec.shape is Shape.REF:
        _hold(visitor, found, name, label, place)
    elif column.spec.shape is Shape.TEXT:
        found.texts.append(Typed(name, label, value, "text"))
        if value:
            found.where.append(place == value)
            found.said.append(value)


def _choose(visitor: Visitor, found: Filters, choice: Choice, place: sa.ColumnElement[object]) -> None:
    words = dict(choice.options)
    value = choice.value if choice.value in words else ""
    options = [("", visitor.say("centre.ui.all")), *choice.options]
    found.choices.append(Choice(choice.name, choice.label, options, value))
    if value:
        found.where.append(place == value)
        found.said.append(words[value])


def _hold(visitor: Visitor, found: Filters, name: str, label: str, place: sa.ColumnElement[object]) -> None:
    chosen = _id(visitor.query(name))
    if chosen is None:
        return
    without = with_query(visitor.request, **{name: ""})
    found.held.append(Held(name, label, str(chosen), visitor.labels.of(chosen), without))
    found.where.append(place == chosen.bytes)
    found.said.append(visitor.labels.of(chosen))


def _by_person(visitor: Visitor, kind: type[Record], found: Filters) -> None:
    """Records about one person; a person's page leads here."""
    chosen = _id(visitor.query("person"))
    if chosen is None or not kind.about.person_fields:
        return
    about = sa.select(link.c.record_id).where(link.c.person_id == chosen.bytes)
    found.where.append(table_of(kind).c.id.in_(about))
    text = visitor.labels.of(chosen)
    label, without = visitor.say("centre.due.person"), with_query(visitor.request, person="")
    found.held.append(Held("person", label, str(chosen), text, without))
    found.said.append(text)


def _open_only(visitor: Visitor, kind: type[Record], found: Filters) -> None:
    """Alerts somebody must still act on: what the board counts."""
    if not issubclass(kind, Alert) or visitor.query("open") != "1":
        return
    found.where += [alert_rows.is_open(), alert_rows.is_urgent()]
    text, without = visitor.say("centre.alert.open_urgent"), with_query(visitor.request, open="")
    found.held.append(Held("open", visitor.say("centre.alert.state"), "1", text, without))
    found.said.append(text)


def _by_void(visitor: Visitor, kind: type[Record], found: Filters) -> None:
    found.void = visitor.query("void") if visitor.query("void") in VOIDS else "valid"
    found.void_options = [(key, visitor.say(f"centre.list.{key}")) for key in VOIDS]
    column = table_of(kind).c.void_reason
    if found.void != "all":
        found.where.append(column == "" if found.void == "valid" else column != "")
        found.said.append(visitor.say(f"centre.list.{found.void}"))


def _by_text(visitor: Visitor, kind: type[Record], found: Filters) -> None:
    """A search in the fields that say so, but never in what this reader sees only behind a mask."""
    names = [f.name for f in fields_of(kind) if f.spec.search and f.spec.sens in (None, Sensitivity.L0, Sensitivity.L1)]
    found.searchable = bool(names)
    found.q = visitor.query("q") if names else ""
    if not found.q:
        return
    columns = table_of(kind).c
    found.where.append(sa.or_(*(columns[name].contains(found.q, autoescape=True) for name in names)))
    found.said.append(found.q)
    if issubclass(kind, Person) and not visitor.sees_all_names:  # a hit would tell a hidden name
        born = columns.birth_date
        found.where.append(sa.or_(born.is_(None), born <= cell(visitor.sight.born_after)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == len(str(UUID(int=0))) else None
    except ValueError:
        return None
