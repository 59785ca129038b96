"""Conflicts: two people changed the same thing without seeing each other, and somebody decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from centre.duties import Act, Area
from centre.pages import conflict_sides, moments, site_choice
from centre.pages.address import id_in
from centre.pages.conflict_sides import Compared
from centre.pages.paging import pager, with_query
from centre.pages.visitor import Guest, Posted, Visitor
from centre.tables import table_of
from records.codes import ConflictResolution
from records.conflict import ConflictRecord
from records.kinds import KINDS

router = APIRouter()

LONGEST_REASON: Final = 200
PICKS: Final = {"a": ConflictResolution.KEEP_A, "b": ConflictResolution.KEEP_B}


@dataclass(frozen=True)
class ConflictRow:
    """One conflict in the list."""

    id: str
    name: str
    kind: str
    field: str
    sides: Markup
    site: str
    since: str
    resolution: str


@router.get("/conflicts")
def conflicts(visitor: Guest) -> Response:
    """The conflicts, undecided ones first."""
    visitor.must(visitor.reader.reads(Area.CONFLICTS))
    code, decided = site_choice.chosen(visitor, Area.CONFLICTS), visitor.query("decided") == "1"
    scopes = site_choice.narrowed(visitor.reader.reach(ConflictRecord).scopes, code)
    counts = {yes: visitor.sight.count(ConflictRecord, _decided(yes), scopes=scopes) for yes in (False, True)}
    page = pager(visitor.request, counts[decided])
    found = visitor.sight.records(
        ConflictRecord, _decided(decided), limit=page.per_page, offset=page.offset, scopes=scopes
    )
    visitor.sight.read.load(one.record_id for one in found)
    return visitor.page(
        "conflicts.html",
        wide=True,
        rows=[_row(visitor, one) for one in found if visitor.sight.opens(one)],
        pager=page,
        period=site_choice.name_of(visitor, code),
        may_decide=visitor.may(Act.RESOLVE_CONFLICT),
        tabs=[
            (
                visitor.say(f"centre.conflict.{'tab_decided' if yes else 'tab_open'}"),
                counts[yes],
                with_query(visitor.request, decided="1" if yes else ""),
                yes is decided,
            )
            for yes in (False, True)
        ],
    )


@router.get("/conflict/{record_id}")
def conflict(visitor: Guest, record_id: str) -> Response:
    """One record's conflicts side by side."""
    return _page(visitor, visitor.sight.one(ConflictRecord, id_in(record_id)), {}, {})


@router.post("/conflict/{record_id}")
def decide(visitor: Guest, form: Posted, record_id: str) -> Response:
    """Decide; the chosen values reach both tablets with their next sync."""
    found = visitor.sight.one(ConflictRecord, id_in(record_id))
    visitor.must(visitor.may(Act.RESOLVE_CONFLICT, visitor.sight.code(found.site_id)))
    undecided = [one for one in conflict_sides.of_record(visitor, found) if one.resolution is None]
    values = {**dict(form.below("pick-")), "reason": form.one("reason")}
    errors = _errors(visitor, undecided, values)
    if errors or not undecided:
        return _page(visitor, found, values, errors)
    me, now = visitor.reader.staff_id, visitor.now
    decided = [
        msgspec.structs.replace(
            one,
            resolution=(pick := PICKS[values[str(one.id)][:1]]),
            resolved_value=one.kept.value if pick is ConflictResolution.KEEP_A else one.other.value,
            resolved_by=me,
            resolved_at=now,
            reason=values["reason"],
        )
        for one in undecided
    ]
    visitor.write(*decided)
    return RedirectResponse(f"/conflict/{found.id}?done=decided", 303)


def _errors(visitor: Visitor, undecided: list[ConflictRecord], values: dict[str, str]) -> dict[str, str]:
    say = visitor.say
    errors = {}
    for one in undecided:
        side, mark = values.get(str(one.id), "")[:1], values.get(str(one.id), "")[1:]
        if side not in PICKS or mark != conflict_sides.shown_mark(one):
            key = "moved_on" if side in PICKS else "pick"
            errors[f"pick-{one.id}"] = say(f"centre.conflict.{key}", field=conflict_sides.field_name(visitor, one))
    if not values["reason"]:
        errors["reason"] = say("centre.conflict.no_reason")
    elif len(values["reason"]) > LONGEST_REASON:
        errors["reason"] = say("error.too_long", limit=LONGEST_REASON)
    return errors


def _page(visitor: Visitor, found: ConflictRecord, values: dict[str, str], errors: dict[str, str]) -> Response:
    say = visitor.say
    mine = conflict_sides.of_record(visitor, found)
    fields: list[Compared] = conflict_sides.compared(visitor, found, mine)
    asked = sum(1 for one in fields if one.ask)
    about = visitor.sight.known(found.record_id)
    kind = say.kind(KINDS[found.entity]) if found.entity in KINDS else found.entity
    return visitor.page(
        "conflict.html",
        422 if errors else 200,
        id=found.id,
        record_id=found.record_id,
        name=visitor.labels.record(about) if about else kind,
        meta=f"{visitor.labels.site(found.site_id)} · {kind}",
        fields=fields,
        asked=asked,
        may_decide=visitor.may(Act.RESOLVE_CONFLICT, visitor.sight.code(found.site_id)),
        next_href=_next(visitor, found),
        decided_note=_decided_note(visitor, found),
        values=values,
        errors=errors,
        done=say("centre.conflict.done") if visitor.query("done") == "decided" else "",
    )


def _decided(yes: bool) -> sa.ColumnElement[bool]:
    resolution = table_of(ConflictRecord).c.resolution
    return resolution.is_not(None) if yes else resolution.is_(None)


def _next(visitor: Visitor, found: ConflictRecord) -> str:
    """The next undecided conflict about another record."""
    c = table_of(ConflictRecord).c
    others = visitor.sight.records(
        ConflictRecord, _decided(False), c.record_id != found.record_id.bytes, order="occurred_at, id", limit=1
    )
    return f"/conflict/{others[0].id}" if others else ""


def _decided_note(visitor: Visitor, found: ConflictRecord) -> str:
    if found.resolution is None or found.resolved_at is None:
        return ""
    return visitor.say(
        "centre.conflict.decided_note",
        who=visitor.labels.staff(found.resolved_by),
        when=moments.moment(visitor.say, found.resolved_at, visitor.now),
        reason=found.reason,
    )


def _row(visitor: Visitor, one: ConflictRecord) -> ConflictRow:
    about = visitor.sight.known(one.record_id)
    kept, other = conflict_sides.texts(visitor, one)
    return ConflictRow(
        id=str(one.id),
        name=visitor.labels.record(about) if about else visitor.labels.of(one.record_id),
        kind=visitor.say.kind(KINDS[one.entity]) if one.entity in KINDS else one.entity,
        field=conflict_sides.field_name(visitor, one),
        sides=Markup('<span class="versus">{} <span class="unit">/</span> {}</span>').format(kept, other),
        site=visitor.labels.site(one.site_id),
        since=moments.moment(visitor.say, one.occurred_at, visitor.now),
        resolution=visitor.say.code(one.resolution) if one.resolution else "",
    )
