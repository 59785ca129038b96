"""One record of any kind, made from the kind's declaration."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from centre.access import area_of
from centre.duties import Act, Area
from centre.looked import Deed
from centre.pages import hours_rows, moments
from centre.pages.address import id_in
from centre.pages.records_list import href_of
from centre.pages.shown import address
from centre.pages.visitor import Guest, Visitor
from centre.tables import table_of
from records.base import Record, Shape
from records.complete import unfinished
from records.fields import fields_of
from records.kinds import KINDS, about_persons, kind_name
from records.volunteering import VolunteerSession

router = APIRouter()


@router.get("/record/{record_id}")
def record(visitor: Guest, record_id: str) -> Response:
    """A record's page; kinds with a page of their own are shown there."""
    found = visitor.sight.get(id_in(record_id))
    if href_of(found) != f"/record/{found.id}":
        return RedirectResponse(href_of(found), 303)
    if area_of(type(found)) in (Area.CARE, Area.PROTECTION):
        visitor.note(Deed.RECORD, found.id)
    say, kind = visitor.say, type(found)
    mark = say("centre.ui.list_mark")
    return visitor.page(
        "record.html",
        record=found,
        name=f"{say.kind(kind)}{say('centre.ui.colon')}{visitor.labels.record(found)}",
        meta=f"{visitor.labels.site(found.site_id)} · {moments.moment(say, found.occurred_at, visitor.now)}",
        crumb=_crumb(visitor, found),
        fields=visitor.shown.fields(found, skip=("void_reason",)),
        void_reason="" if visitor.sight.hides(found) else found.void_reason,
        unfinished=mark.join(say.field(kind, name) for name in unfinished(found)),
        born=_born(visitor, found),
        related=_related(visitor, found),
        actions=_actions(visitor, found),
    )


def _crumb(visitor: Visitor, found: Record) -> list[tuple[str, str]]:
    crumb = []
    kind = type(found)
    if visitor.reader.lists(kind):
        crumb.append((visitor.say.kind(kind), f"/records/{kind_name(kind)}"))
    persons = [p for p in map(visitor.sight.known, about_persons(found)) if p is not None and visitor.sight.opens(p)]
    return [*crumb, *((visitor.labels.record(p), address(p)) for p in persons[:1])]


def _born(visitor: Visitor, found: Record) -> list[tuple[str, object]]:
    """Where, by whom and on what the record was made."""
    say, kind = visitor.say, type(found)
    return [
        (say.field(kind, "site_id"), visitor.shown.link(found.site_id)),
        (say.field(kind, "actor_id"), visitor.labels.staff(found.actor_id)),
        (say.field(kind, "device_id"), visitor.labels.device(found.device_id)),
        (say.field(kind, "recorded_at"), moments.moment(say, found.recorded_at, visitor.now)),
        (say("centre.record.id"), str(found.id)),
    ]


def _related(visitor: Visitor, found: Record) -> list[tuple[str, str, int]]:
    """Lists of records that name this one in a field they can be filtered by."""
    mine, rows = kind_name(type(found)), []
    for name, kind in KINDS.items():
        if not visitor.reader.lists(kind):
            continue
        for field in fields_of(kind):
            if field.spec.shape is Shape.REF and mine in field.spec.refers_to and field.name in kind.about.filters:
                n = _count(visitor, kind, field.name, found)
                if n:
                    rows.append((visitor.say.kind(kind), f"/records/{name}?{field.name}={found.id}", n))
    return rows


def _count(visitor: Visitor, kind: type[Record], column: str, found: Record) -> int:

    c = table_of(kind).c
    return visitor.sight.count(kind, c[column] == found.id.bytes, c.void_reason == "")


def _actions(visitor: Visitor, found: Record) -> list[tuple[str, str]]:
    """What can be done from here."""
    if isinstance(found, VolunteerSession) and found.status in hours_rows.WAITING and not found.is_void:
        code = visitor.sight.code(found.site_id)
        if visitor.may(Act.CONFIRM_HOURS, code):
            return [(visitor.say("centre.hours.look"), f"/hours/{found.id}")]
    return []
