"""A list as a CSV file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from centre.duties import Act
from centre.looked import Deed
from centre.pages import moments
from centre.pages.filters import filters_of, scopes_of
from centre.pages.records_list import list_page
from centre.pages.visitor import Guest, Posted, Visitor
from records.base import EMPTY, Record, Shape
from records.fields import Field, fields_of

router = APIRouter()

LONGEST_REASON: Final = 200
MOST_ROWS: Final = 100_000
AT_ONCE: Final = 500
LONG_NUMBER: Final = 11
"""From so many digits on a spreadsheet rounds, or writes in powers of ten."""

_FORMULAS: Final = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LEFT_OUT: Final = (Shape.BYTES, Shape.PART, Shape.ANSWERS)
_NEVER: Final = ("id_no",)
"""Never in a list (records.person)."""

_MARK_OF_UTF8: Final = "\ufeff"
"""Without it office programs take the file for GBK."""


@router.post("/records/{name}/export")
def export(visitor: Guest, form: Posted, name: str) -> Response:
    """The list with its filters, whole; asks for a reason and writes it down."""
    kind = visitor.sight.kind(name)
    visitor.must(visitor.may(Act.EXPORT))
    reason = form.one("reason")
    if not reason or len(reason) > LONGEST_REASON:
        key = "error.too_long" if reason else "error.required"
        return list_page(visitor, kind, {"reason": visitor.say(key, limit=LONGEST_REASON)})
    visitor.note(Deed.EXPORT, name, reason)
    headers = {"content-disposition": f'attachment; filename="{name}-{visitor.today:%Y%m%d}.csv"'}
    return StreamingResponse(_lines(visitor, kind), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(visitor: Visitor, kind: type[Record]) -> Iterator[str]:
    fields = [f for f in fields_of(kind) if f.spec.shape not in _LEFT_OUT and f.name not in _NEVER]
    heads = ["site_id", *(f.name for f in fields), "actor_id", "recorded_at", "id"]
    yield _MARK_OF_UTF8 + _line([visitor.say.field(kind, name) for name in heads])
    found = filters_of(visitor, kind)
    scopes = scopes_of(visitor, kind, found)
    for offset in range(0, MOST_ROWS, AT_ONCE):
        rows = visitor.sight.records(
            kind, *found.where, order="occurred_at desc, id", limit=AT_ONCE, offset=offset, scopes=scopes
        )
        visitor.sight.read.load_named_in(rows)
        for record in rows:
            yield _line(_values(visitor, record, fields))
        if len(rows) < AT_ONCE:
            return


def _values(visitor: Visitor, record: Record, fields: list[Field]) -> list[str]:
    own = [_value(visitor, record, field) for field in fields]
    who, when = visitor.labels.staff(record.actor_id), moments.exact(record.recorded_at)
    return [visitor.labels.site(record.site_id), *own, who, when, str(record.id)]


def _value(visitor: Visitor, record: Record, field: Field) -> str:
    value = getattr(record, field.name)
    if value in EMPTY:
        return ""
    if not visitor.shown.sees(record, field):
        return visitor.say("centre.ui.hidden")
    if field.name == "name" and "name" in record.about.named_by:
        return visitor.labels.record(record)
    if isinstance(value, datetime):
        return moments.exact(value)
    return visitor.shown.plain(value)


def _line(values: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([harmless(value) for value in values])
    return out.getvalue()


def harmless(value: str) -> str:
    """A cell that is read as text: no formula, and no long number that would be rounded."""
    if value.startswith(_FORMULAS) or (len(value) >= LONG_NUMBER and value.isascii() and value.isdigit()):
        return "'" + value
    return value
