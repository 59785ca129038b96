"""One request, one signed answer: take the ops in, read what is new for the device, and give a receipt over both."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.intake import Intake, Taken
from centre.places import Places
from centre.pull import read_changes
from centre.tables import receipt as receipt_table
from centre.tablets import Tablet, find_tablet, later_certificate
from centre.times import ms_of
from records.op import SCHEMA, deflate
from records.wire import Answer, Receipt, SyncRequest, SyncResponse, digest_of, encode_frame
from sealing.hpke import seal_to
from sealing.signing import signed

if TYPE_CHECKING:
    from centre.archive import Archive

PULLED_INFO: Final = b"linli-pulled-1"
OLDEST_SCHEMA: Final = SCHEMA - 2
"""A device with an older one may push, but not pull."""


class UnknownDevice(Exception):
    """The device never enrolled here."""


def answer(archive: Archive, request: SyncRequest, nonce: int, version: str) -> SyncResponse:
    """Answer a request whose signature has been checked.

    Raises:
        UnknownDevice: the device never enrolled here.
    """
    now = archive.now()
    with archive.writing() as db:
        tablet = find_tablet(db, request.device)
        if tablet is None:
            raise UnknownDevice(str(request.device))
        taken = Intake(db, archive.desk, tablet, request, now).take(nonce, version)
        renewed = None
        if not taken.problem and not tablet.barred(ms_of(now)):
            renewed = later_certificate(db, archive.secrets.ca, tablet, request.valid_until, now)
    with archive.reading() as db:
        body = _answer(db, tablet, request, taken, now)
    data = encode_frame(msgspec.structs.replace(body, nonce=nonce, certificate=renewed))
    receipt = _receipt(archive, taken, data, now)
    if taken.fresh:
        with archive.writing() as db:
            _keep(db, receipt)
    return SyncResponse(receipt, data)


def _answer(db: sa.Connection, tablet: Tablet, request: SyncRequest, taken: Taken, now: datetime) -> Answer:
    problem, pulled, more = taken.problem, b"", False
    barred = tablet.barred(ms_of(now))
    if not problem and request.pull and not barred:
        if request.schema < OLDEST_SCHEMA:
            problem = "upgrade"
        else:
            scopes = Places.read(db).scopes_of_device(tablet.site_code)
            changes, more = read_changes(db, request.epoch, scopes, request.cursors, request.max_bytes)
            pulled = b"" if changes is None else seal_to(tablet.box_key, deflate(encode_frame(changes)), PULLED_INFO)
    return Answer(verdicts=taken.verdicts, pulled=pulled, more=more, problem=problem)


def _receipt(archive: Archive, taken: Taken, data: bytes, now: datetime) -> Receipt:
    log = taken.log
    at = ms_of(now)
    unsigned = Receipt(log.device, log.epoch, log.acked, log.head, at, digest_of(data))
    return signed(unsigned, archive.secrets.receipt)


def _keep(db: sa.Connection, receipt: Receipt) -> None:
    t = receipt_table
    at = {"device": receipt.device.bytes, "epoch": receipt.epoch.bytes, "acked": receipt.acked}
    same = sa.and_(*(t.c[name] == value for name, value in at.items()))
    if db.scalar(sa.select(t.c.acked).where(same)) is None:
        db.execute(sa.insert(t).values(**at, frame=encode_frame(receipt)))


def receipt_for(db: sa.Connection, device: UUID, epoch: UUID, seq: int) -> bytes | None:
    """The first receipt that covers an op, as it was signed."""
    t = receipt_table
    covers = (t.c.device == device.bytes) & (t.c.epoch == epoch.bytes) & (t.c.acked >= seq)
    return db.scalar(sa.select(t.c.frame).where(covers).order_by(t.c.acked).limit(1))
