"""Enrolled tablets: their certificates, what is known of each, and how far each one's log is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.places import roster_codes
from centre.tables import log, op, set_aside
from centre.tables import tablet as t
from centre.times import moment_of_ms
from records.ids import new_id
from records.wire import Certificate
from sealing.signing import SigningKey, device_id_of, signed

VALID_FOR: Final = timedelta(days=180)
RENEWED_BEFORE: Final = timedelta(days=60)
"""Life of a certificate, and how long before its end it is renewed by itself (design of enrolment)."""


class Tablet(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled device, as an intake needs it."""

    device: UUID
    site_id: UUID
    site_code: str
    label: str
    signing_key: bytes
    box_key: bytes
    not_after: int
    revoked_at: int | None

    def barred(self, now_ms: int) -> str:
        """Why the device may only push into quarantine: "revoked", "expired", or "" when it is in good standing."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if now_ms >= self.not_after * 1000 else ""


class TabletStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How a tablet is doing, for the sync desk.

    Attributes:
        announced: number of the last op in the tablet's log, as it last said.
        received: number of the last op that is here.
        head_equal: the tablet's log and the centre's copy agreed when they last met.
        waiting_for_person: ops of this tablet that are held or quarantined.
        barred: "", "expired" or "revoked".
        clock_offset: seconds, the centre's clock minus the tablet's.
    """

    device: UUID
    label: str
    site_id: UUID
    site_code: str
    last_seen_at: datetime | None
    announced: int
    received: int
    head_equal: bool
    waiting_for_person: int
    version: str
    clock_offset: int
    expires_at: datetime
    barred: str


def certify(
    ca: SigningKey, site: tuple[UUID, str], *, signing_key: bytes, box_key: bytes, now: datetime
) -> Certificate:
    """The signed word that a device belongs to a site, given as its id and code."""
    began = int(now.timestamp())
    return signed(
        Certificate(
            serial=new_id(),
            device=device_id_of(signing_key),
            site_id=site[0],
            site_code=site[1],
            signing_key=signing_key,
            box_key=box_key,
            not_before=began,
            not_after=began + int(VALID_FOR.total_seconds()),
        ),
        ca,
    )


def admit_tablet(db: sa.Connection, certificate: Certificate, label: str) -> None:
    """Know a device by its certificate; one that enrols again takes the place it had."""
    c = certificate
    values = {
        "site_id": c.site_id.bytes,
        "site_code": c.site_code,
        "label": label,
        "signing_key": c.signing_key,
        "box_key": c.box_key,
        "serial": c.serial.bytes,
        "not_before": c.not_before,
        "not_after": c.not_after,
        "revoked_at": None,
    }
    if db.execute(sa.update(t).where(t.c.device == c.device.bytes).values(**values)).rowcount == 0:
        fresh = {"version": "", "clock_offset": 0}
        db.execute(sa.insert(t).values(device=c.device.bytes, **values, **fresh))


def find_tablet(db: sa.Connection, device: UUID) -> Tablet | None:
    """A device, or None when it never enrolled here."""
    wanted = sa.select(
        t.c.device, t.c.site_id, t.c.site_code, t.c.label, t.c.signing_key, t.c.box_key, t.c.not_after, t.c.revoked_at
    )
    row = db.execute(wanted.where(t.c.device == device.bytes)).mappings().first()
    if row is None:
        return None
    return Tablet(**{**row, "device": device, "site_id": UUID(bytes=row["site_id"])})


def saw_tablet(db: sa.Connection, device: UUID, epoch: UUID, now_ms: int, **more: object) -> None:
    """Note that a device was here; `more` are other columns of the table `tablet`."""
    values = {"epoch": epoch.bytes, "last_seen_at": now_ms, **more}
    db.execute(sa.update(t).where(t.c.device == device.bytes).values(**values))


def later_certificate(
    db: sa.Connection, ca: SigningKey, tablet: Tablet, held_until: int, now: datetime
) -> Certificate | None:
    """A later certificate than the one a device in good standing holds: the newest, or a fresh one near its end."""
    if tablet.not_after - now.timestamp() < RENEWED_BEFORE.total_seconds():
        keys = {"signing_key": tablet.signing_key, "box_key": tablet.box_key}
        fresh = certify(ca, (tablet.site_id, tablet.site_code), now=now, **keys)
        admit_tablet(db, fresh, tablet.label)
        return fresh
    if held_until >= tablet.not_after:
        return None
    row = db.execute(sa.select(t.c.serial, t.c.not_before).where(t.c.device == tablet.device.bytes)).one()
    return signed(
        Certificate(
            serial=UUID(bytes=row.serial),
            device=tablet.device,
            site_id=tablet.site_id,
            site_code=tablet.site_code,
            signing_key=tablet.signing_key,
            box_key=tablet.box_key,
            not_before=row.not_before,
            not_after=tablet.not_after,
        ),
        ca,
    )


def revoke_tablet(db: sa.Connection, device: UUID, now_ms: int) -> None:
    """From now on the device pulls nothing, and what it pushes is quarantined."""
    db.execute(sa.update(t).where(t.c.device == device.bytes).values(revoked_at=now_ms))


def tablet_standings(db: sa.Connection, scopes: Sequence[str], now_ms: int) -> list[TabletStanding]:
    """How the tablets of the sites are doing whose rosters are in `scopes` (expanded)."""
    codes = roster_codes(scopes)
    looked_at = sa.select(sa.func.count()).where(op.c.device == t.c.device, set_aside).scalar_subquery()
    joined = sa.outerjoin(t, log, (log.c.device == t.c.device) & (log.c.epoch == t.c.epoch))
    wanted = sa.select(t, log.c.acked, log.c.announced, log.c.head_equal, looked_at.label("waiting_for_person"))
    rows = db.execute(wanted.select_from(joined).where(t.c.site_code.in_(codes)).order_by(t.c.site_code, t.c.label))
    return [_standing(row, now_ms) for row in rows.mappings()]


def _standing(row: sa.RowMapping, now_ms: int) -> TabletStanding:
    seen = row["last_seen_at"]
    return TabletStanding(
        device=UUID(bytes=row["device"]),
        label=row["label"],
        site_id=UUID(bytes=row["site_id"]),
        site_code=row["site_code"],
        last_seen_at=None if seen is None else moment_of_ms(seen),
        announced=max(row["announced"] or 0, row["acked"] or 0),
        received=row["acked"] or 0,
        head_equal=row["head_equal"] is not False,
        waiting_for_person=row["waiting_for_person"],
        version=row["version"],
        clock_offset=row["clock_offset"],
        expires_at=moment_of_ms(row["not_after"] * 1000),
        barred="revoked" if row["revoked_at"] is not None else "expired" if now_ms >= row["not_after"] * 1000 else "",
    )
