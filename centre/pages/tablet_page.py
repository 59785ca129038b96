"""One tablet: how it is doing, what came from it last, and what is set aside for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from centre.duties import Act
from centre.looked import Deed
from centre.pages import moments
from centre.pages.address import id_in
from centre.pages.errors import NotThere
from centre.pages.records_list import href_of
from centre.pages.tablets import row_of
from centre.pages.visitor import Guest, Posted, Visitor
from centre.tables import op
from centre.tablets import TabletStanding
from centre.times import moment_of_ms
from records.kinds import KINDS
from records.merge import Verdict

router = APIRouter()

NEWEST: Final = 50
_TINTS: Final = {Verdict.APPLIED: "ok", Verdict.MERGED: "ok", Verdict.DUPLICATE: "unknown"}
_ICONS: Final = {Verdict.DUPLICATE: "off"}


@dataclass(frozen=True)
class OpRow:
    """One op from the tablet."""

    seq: int
    when: str
    name: str
    kind: str
    href: str
    verdict: tuple[str, str, str]
    reason: str


@router.get("/sync/tablet/{device}")
def tablet(visitor: Guest, device: str) -> Response:
    """A tablet's page."""
    found = _tablet(visitor, id_in(device))
    site = visitor.labels.site(found.site_id)
    return visitor.page(
        "tablet.html",
        wide=True,
        tablet=row_of(visitor.say, found, site, visitor.now),
        expires=moments.day(visitor.say, found.expires_at.date(), visitor.today),
        barred=found.barred,
        rows=_ops(visitor, found.device),
        may_revoke=visitor.may(Act.ENROL, found.site_code) and found.barred != "revoked",
    )


@router.post("/sync/tablet/{device}")
def revoke(visitor: Guest, form: Posted, device: str) -> Response:
    """Bar a tablet that was lost; it works on the tablet's next request."""
    found = _tablet(visitor, id_in(device))
    visitor.must(visitor.may(Act.ENROL, found.site_code) and form.one("do") == "revoke")
    visitor.office.archive.revoke(found.device)
    visitor.note(Deed.CODE, found.device, "revoke")
    return RedirectResponse(f"/sync/tablet/{found.device}", 303)


def verdict_chip(visitor: Visitor, verdict: Verdict) -> tuple[str, str, str]:
    """A verdict as a chip: tint, word, icon."""
    tint = _TINTS.get(verdict, "needs")
    return tint, visitor.say(f"centre.verdict.{verdict.value}"), _ICONS.get(verdict, tint)


def _tablet(visitor: Visitor, device: UUID) -> TabletStanding:
    for one in visitor.tablets:
        if one.device == device:
            return one
    raise NotThere


def _ops(visitor: Visitor, device: UUID) -> list[OpRow]:
    """The newest ops, those that wait for a person first."""
    aside = sa.case((op.c.verdict.in_((Verdict.HELD.value, Verdict.QUARANTINED.value)), 0), else_=1)
    columns = (op.c.seq, op.c.received_at, op.c.kind, op.c.record_id, op.c.verdict, op.c.reason)
    query = sa.select(*columns).where(op.c.device == device.bytes)
    with visitor.office.archive.reading() as db:
        rows = db.execute(query.order_by(aside, op.c.received_at.desc(), op.c.seq.desc()).limit(NEWEST)).all()
    visitor.sight.read.load(UUID(bytes=row.record_id) for row in rows if row.record_id)
    return [_row(visitor, row) for row in rows]


def _row(visitor: Visitor, row: sa.Row[*tuple[Any, ...]]) -> OpRow:
    say = visitor.say
    record = visitor.sight.known(UUID(bytes=row.record_id)) if row.record_id else None
    is_open = record is not None and visitor.sight.opens(record)
    kind = KINDS.get(row.kind or "")
    told = kind is not None and (is_open or visitor.reader.lists(kind))
    reason = f"centre.reason.{row.reason}"
    return OpRow(
        seq=row.seq,
        when=moments.moment(say, moment_of_ms(row.received_at), visitor.now),
        name=visitor.labels.record(record) if record is not None and is_open else say("centre.ui.hidden"),
        kind=say.kind(kind) if kind is not None and told else "–",
        href=href_of(record) if record is not None and is_open else "",
        verdict=verdict_chip(visitor, Verdict(row.verdict)),
        reason=say(reason) if row.reason and reason in say else row.reason,
    )
