"""A list of any kind of record, made from the kind's declaration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from centre.access import area_of
from centre.duties import Act
from centre.pages import moments, site_choice
from centre.pages.filters import Filters, filters_of, scopes_of
from centre.pages.paging import Pager, pager, with_query
from centre.pages.shown import address, says_nothing
from centre.pages.visitor import Guest, Visitor
from records.alert import Alert
from records.base import Record, Shape
from records.codes import RiskLevel
from records.conflict import ConflictRecord
from records.fields import Field, field_of
from records.kinds import kind_name

router = APIRouter()

SORTABLE: Final = (Shape.TEXT, Shape.WHOLE, Shape.DAY, Shape.MOMENT, Shape.CODE, Shape.FLAG)
_SHORT: Final = (Shape.DAY, Shape.MOMENT, Shape.CODE, Shape.WHOLE, Shape.FLAG, Shape.REF)


@dataclass(frozen=True)
class Column:
    """A column's head."""

    label: str
    href: str
    dir: str
    number: bool


@dataclass(frozen=True)
class Cell:
    """A value in a row."""

    text: Markup | str
    number: bool
    short: bool
    level: str = ""


@dataclass(frozen=True)
class Row:
    """A record in a list."""

    href: str
    name: str
    void: bool
    cells: list[Cell]


@dataclass(frozen=True)
class KindRow:
    """A kind in the list of kinds."""

    key: str
    name: str
    n: int
    newest: str


@router.get("/records")
def kinds(visitor: Guest) -> Response:
    """The kinds that are open to this reader."""
    rows = []
    for kind in visitor.sight.listed_kinds():
        newest = visitor.sight.records(kind, limit=1)
        when = moments.moment(visitor.say, newest[0].occurred_at, visitor.now) if newest else "–"
        rows.append(KindRow(kind_name(kind), visitor.say.kind(kind), visitor.sight.count(kind), when))
    return visitor.page("kinds.html", kinds=rows)


@router.get("/records/{name}")
def records(visitor: Guest, name: str) -> Response:
    """A list."""
    return list_page(visitor, visitor.sight.kind(name), {})


def list_page(visitor: Visitor, kind: type[Record], errors: dict[str, str]) -> Response:
    """The list's page; `errors` are those of the export form."""
    found = filters_of(visitor, kind)
    scopes = scopes_of(visitor, kind, found)
    page = pager(visitor.request, visitor.sight.count(kind, *found.where, scopes=scopes))
    order = order_of(visitor, kind)
    listed = visitor.sight.records(
        kind, *found.where, order=_sql(order), limit=page.per_page, offset=page.offset, scopes=scopes
    )
    visitor.sight.read.load_named_in(listed)
    return visitor.page(
        "list.html",
        422 if errors else 200,
        wide=True,
        kind=kind_name(kind),
        kind_name=visitor.say.kind(kind),
        period=visitor.say("centre.ui.list_mark").join([site_choice.name_of(visitor, found.site), *_said(found)]),
        summary=visitor.say("centre.ui.list_mark").join(found.said),
        f=found,
        site_options=site_choice.options(visitor, area_of(kind)),
        columns=_columns(visitor, kind, order),
        rows=[_row(visitor, record) for record in listed],
        pager=page,
        may_export=visitor.may(Act.EXPORT) and bool(listed),
        export_action=_export(kind, page),
        errors=errors,
    )


def _said(found: Filters) -> list[str]:
    return found.said[1:] if found.site else found.said


def _export(kind: type[Record], page: Pager) -> str:
    query = urlencode(page.query)
    return f"/records/{kind_name(kind)}/export" + (f"?{query}" if query else "")


def order_of(visitor: Visitor, kind: type[Record]) -> tuple[str, bool]:
    """The column a list is sorted by, and whether downwards; the newest first unless the address says otherwise."""
    asked = visitor.query("sort")
    name = asked.removeprefix("-")
    known = {n for n in columns_of_list(kind) if field_of(kind, n).spec.shape in SORTABLE}
    return (name, asked.startswith("-")) if name in known | {"occurred_at"} else ("occurred_at", True)


def _sql(order: tuple[str, bool]) -> str:
    name, down = order
    return f"{name}{' desc' if down else ''}, id"


def columns_of_list(kind: type[Record]) -> list[str]:
    """The columns after the name."""
    listed = [name for name in kind.about.listed if name not in ("id", "actor_id")]
    return listed if "occurred_at" in listed else [*listed, "occurred_at"]


def _columns(visitor: Visitor, kind: type[Record], order: tuple[str, bool]) -> list[Column]:
    head = [Column(visitor.say("centre.list.name"), "", "", number=False)]
    for name in columns_of_list(kind):
        field = field_of(kind, name)
        current = order[0] == name
        href = ""
        if field.spec.shape in SORTABLE:
            href = with_query(visitor.request, sort=name if not current or order[1] else f"-{name}")
        dir_ = ("descending" if order[1] else "ascending") if current else ""
        head.append(Column(visitor.say.field(kind, name), href, dir_, field.spec.shape is Shape.WHOLE))
    if "actor_id" in kind.about.listed:
        head.append(Column(visitor.say.field(kind, "actor_id"), "", "", number=False))
    return [*head, Column(visitor.say.field(kind, "site_id"), "", "", number=False)]


def _row(visitor: Visitor, record: Record) -> Row:
    kind = type(record)
    cells = [_cell(visitor, record, field_of(kind, name)) for name in columns_of_list(kind)]
    if "actor_id" in kind.about.listed:
        cells.append(Cell(visitor.labels.staff(record.actor_id), number=False, short=True))
    cells.append(Cell(visitor.labels.site(record.site_id), number=False, short=True))
    return Row(href_of(record), visitor.labels.record(record), record.is_void, cells)


def href_of(record: Record) -> str:
    """Where a row leads: to the page made for its kind, or to the general one."""
    if isinstance(record, Alert | ConflictRecord):
        return f"/{'alert' if isinstance(record, Alert) else 'conflict'}/{record.id}"
    return address(record)


def _cell(visitor: Visitor, record: Record, field: Field) -> Cell:
    value = getattr(record, field.name)
    number, short = field.spec.shape is Shape.WHOLE, field.spec.shape in _SHORT
    if isinstance(value, RiskLevel):
        return Cell("", number, short, value.value)
    if isinstance(record, ConflictRecord) and field.name == "record_id":
        return Cell(visitor.shown.link(value), number, short)
    if number and visitor.shown.sees(record, field):
        return Cell("–" if says_nothing(field, value) else f"{value:,}", number, short)
    return Cell(visitor.shown.value(record, field), number, short)
