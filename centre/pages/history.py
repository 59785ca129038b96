"""How a record came to be what it is: every change, who made it and where, and the receipt that covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup, escape

from centre.access import area_of
from centre.duties import Act as Right
from centre.duties import Area
from centre.history import HistoryEntry
from centre.looked import Deed
from centre.pages import moments
from centre.pages.address import id_in
from centre.pages.records_list import href_of
from centre.pages.tablet_page import verdict_chip
from centre.pages.visitor import Guest, Visitor
from records.base import EMPTY, Record, Shape
from records.clock import moment_of
from records.fields import field_of
from records.kinds import kind_name, record_of
from records.op import Act, Op

router = APIRouter()

_MARK: Final = 16
"""Characters of a receipt's head that people compare."""


@dataclass(frozen=True)
class Change:
    """One entry of the history."""

    title: str
    verdict: tuple[str, str, str]
    when: str
    who: str
    changes: list[tuple[str, Markup]]
    receipt: str
    mark: str


@router.get("/history/{record_id}")
def history(visitor: Guest, record_id: str) -> Response:
    """A record's history."""
    found = visitor.sight.get(id_in(record_id))
    if area_of(type(found)) in (Area.CARE, Area.PROTECTION, Area.PEOPLE):
        visitor.note(Deed.HISTORY, found.id)
    entries = visitor.office.archive.history(found.id, visitor.sight.all_scopes)
    kind = type(found)
    return visitor.page(
        "history.html",
        name=visitor.labels.of(found.id),
        kind_name=visitor.say.kind(kind),
        kind_href=f"/records/{kind_name(kind)}" if visitor.reader.lists(kind) else "",
        href=href_of(found),
        entries=[_change(visitor, found, entry, first=number == 0) for number, entry in enumerate(entries)],
        looks=_looks(visitor, found.id),
    )


def _change(visitor: Visitor, found: Record, entry: HistoryEntry, *, first: bool) -> Change:
    say = visitor.say
    receipt, mark = _receipt(visitor, entry)
    return Change(
        title=_title(visitor, entry.op, first=first),
        verdict=verdict_chip(visitor, entry.verdict),
        when=moments.moment(say, entry.received_at, visitor.now),
        who=_who(visitor, entry),
        changes=_changes(visitor, found, entry.op),
        receipt=receipt,
        mark=mark,
    )


def _title(visitor: Visitor, op: Op | None, *, first: bool) -> str:
    if op is None:
        return visitor.say("centre.history.sealed")
    key = "voided" if op.act is Act.VOID else "born" if first or op.born else "changed"
    return visitor.say(f"centre.history.{key}")


def _who(visitor: Visitor, entry: HistoryEntry) -> str:
    """Who, on what, when by their own clock."""
    say = visitor.say
    device = entry.label or say("centre.label.centre")
    if entry.op is None:
        return device
    author = visitor.labels.staff(entry.op.author)
    if entry.op.author == entry.device:  # the centre's program wrote it, no person
        author = say("centre.label.program")
    when = moments.moment(say, moment_of(entry.op.hlc), visitor.now)
    return say("centre.conflict.who", who=author, device=device, when=when)


def _receipt(visitor: Visitor, entry: HistoryEntry) -> tuple[str, str]:
    if entry.receipt is None:
        key = "centre.history.own" if not entry.label else "centre.history.no_receipt"
        return visitor.say(key, seq=entry.seq), ""
    at = moments.moment(visitor.say, moment_of(entry.receipt.at << 16), visitor.now)
    said = visitor.say("centre.history.receipt", seq=entry.seq, acked=entry.receipt.acked, when=at)
    return said, entry.receipt.head.hex()[:_MARK]


def _changes(visitor: Visitor, found: Record, op: Op | None) -> list[tuple[str, Markup]]:
    """The fields that an op set, as far as the reader may see them."""
    if op is None:
        return []
    rows = []
    for name, raw in op.fields.items():
        label = visitor.labels.field(type(found), name)
        rows.append((label, _value(visitor, found, name, raw)))
    return rows


def _value(visitor: Visitor, found: Record, name: str, raw: msgspec.Raw) -> Markup:
    kind = type(found)
    try:
        field = field_of(kind, name)
    except KeyError:  # a field of a newer version
        return escape("–")
    if field.spec.shape is Shape.BYTES:
        return escape("–")
    if not visitor.shown.sees(found, field):
        return Markup('<span class="hidden">{}</span>').format(visitor.say("centre.ui.hidden"))
    try:
        value = getattr(_with(visitor, found, {name: raw}), name)
    except msgspec.ValidationError:  # a value that the kind no longer allows
        return escape("–")
    if value in EMPTY:
        return Markup('<span class="zero">{}</span>').format(visitor.say("centre.conflict.empty"))
    return visitor.shown.draw(kind, name, value)


def _with(visitor: Visitor, found: Record, fields: dict[str, msgspec.Raw]) -> Record:
    """The record with some fields as an op had them."""
    state = visitor.office.archive.state(found.id, visitor.sight.all_scopes)
    own = state.fields if state else {}
    born = {"id": found.id, "site_id": found.site_id, "actor_id": found.actor_id, "device_id": found.device_id}
    return record_of(kind_name(type(found)), {**born, "recorded_at": found.recorded_at}, {**own, **fields})


def _looks(visitor: Visitor, record_id: UUID) -> list[tuple[str, str, str, str]]:
    """Who looked at it, for those who answer for that."""
    if not visitor.may(Right.USERS):
        return []
    return [
        (moments.moment(visitor.say, when, visitor.now), login, visitor.say(f"centre.deed.{deed.value}"), why)
        for when, login, deed, why in visitor.office.looked.at(record_id)
    ]
