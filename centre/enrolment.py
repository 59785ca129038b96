"""One-time codes by which a tablet joins a site: made by an officer, good once, for 15 minutes and five tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.keys import CentreSecrets
from centre.places import Places
from centre.tables import invitation as t
from centre.tables import record as r
from centre.tablets import admit_tablet, certify
from centre.times import moment_of_ms
from records.base import Ring
from records.codes import DeviceStatus
from records.op import State, decode_state
from records.platform import Device, Staff
from records.sites import chain, scope
from records.wire import VERSION, Certificate, EnrolAnswer, EnrolRequest
from sealing.enrolment import (
    answer_proof,
    new_code,
    new_invitation,
    qr_text,
    request_proof,
    same,
    six_words,
    stretch,
)
from sealing.signing import device_id_of

LIFE: Final = timedelta(minutes=15)
TRIES: Final = 5
"""Design of enrolment."""

KEY_BYTES: Final = 32
LONGEST_LABEL: Final = 40


class Code(msgspec.Struct, frozen=True):
    """A code to show: as a QR code's text, and to type."""

    enrol_id: str
    qr: str
    typed: str
    expires_at: datetime


class CodeState(msgspec.Struct, frozen=True):
    """What became of a code: the six words stand on the tablet's screen too once it was used."""

    site_id: UUID
    used: bool
    words: tuple[int, ...]
    tries_left: int
    expires_at: datetime
    device: UUID | None


class Joined(msgspec.Struct, frozen=True):
    """A tablet that has just joined: the answer for it, who invited it, and the record to keep about it."""

    answer: EnrolAnswer
    author: UUID
    record: Device | None


class NotJoined(msgspec.Struct, frozen=True):
    """Why a tablet may not join: an HTTP status and a word."""

    status: int
    problem: str


def make_code(
    db: sa.Connection, secrets: CentreSecrets, url: str, *, site_id: UUID, author: UUID, now: datetime
) -> Code:
    """Make a code for one tablet of a site. What was typed or scanned is not kept, only what proves it."""
    expires_at = now + LIFE
    seconds = int(expires_at.timestamp())
    invitation, typed = new_invitation(url, secrets.public, seconds), new_code()
    by_hand = stretch(typed)
    common = {"site_id": site_id.bytes, "author": author.bytes, "expires_at": seconds, "tries_left": TRIES, "words": ""}
    twins = [
        {"enrol_id": invitation.enrol_id, "twin_id": by_hand.enrol_id, "secret": invitation.secret, **common},
        {"enrol_id": by_hand.enrol_id, "twin_id": invitation.enrol_id, "secret": by_hand.secret, **common},
    ]
    db.execute(sa.insert(t), twins)
    return Code(invitation.enrol_id, qr_text(invitation), typed, expires_at)


def code_state(db: sa.Connection, enrol_id: str) -> CodeState | None:
    """What became of a code."""
    row = db.execute(sa.select(t).where(t.c.enrol_id == enrol_id)).mappings().first()
    if row is None:
        return None
    used = row["used_by"]
    return CodeState(
        site_id=UUID(bytes=row["site_id"]),
        used=used is not None,
        words=tuple(int(word) for word in row["words"].split()),
        tries_left=row["tries_left"],
        expires_at=moment_of_ms(row["expires_at"] * 1000),
        device=None if used is None else device_id_of(used),
    )


def join(
    db: sa.Connection, secrets: CentreSecrets, request: EnrolRequest, *, tls: bytes, now: datetime
) -> Joined | NotJoined:
    """Let a tablet join if it proves that it holds a code. A wrong proof costs the code one of its tries.

    The same tablet may ask again with the same key: its first answer may have been lost on the way.
    """
    row = db.execute(sa.select(t).where(t.c.enrol_id == request.enrol_id).with_for_update()).mappings().first()
    if (problem := _unfit(request, row, now)) is not None or row is None:
        return problem or NotJoined(404, "unknown_code")
    twins = t.c.enrol_id.in_([row["enrol_id"], row["twin_id"]])
    if not same(request.proof, request_proof(row["secret"], request, tls)):
        db.execute(sa.update(t).where(twins).values(tries_left=t.c.tries_left - 1))
        return NotJoined(403, "wrong_code")
    site = UUID(bytes=row["site_id"])
    code = Places.read(db).codes.get(site)
    if code is None:
        return NotJoined(410, "site_gone")
    keys = {"signing_key": request.signing_key, "box_key": request.box_key}
    certificate = certify(secrets.ca, (site, code), now=now, **keys)
    admit_tablet(db, certificate, request.label)
    words = six_words(row["secret"], request, secrets.public, tls)
    db.execute(sa.update(t).where(twins).values(used_by=request.signing_key, words=" ".join(map(str, words))))
    answer = _answer(db, secrets, certificate, site)
    answer = msgspec.structs.replace(answer, proof=answer_proof(row["secret"], request, answer, tls))
    author = UUID(bytes=row["author"])
    return Joined(answer, author, None if row["used_by"] else _record(certificate, request.label, author, now))


def _unfit(request: EnrolRequest, row: sa.RowMapping | None, now: datetime) -> NotJoined | None:
    lengths = (len(request.signing_key), len(request.box_key))
    label = request.label.strip()
    if request.v != VERSION or lengths != (KEY_BYTES, KEY_BYTES) or not 0 < len(label) <= LONGEST_LABEL:
        return NotJoined(400, "frame")
    if row is None:
        return NotJoined(404, "unknown_code")
    if row["tries_left"] <= 0:
        return NotJoined(410, "no_tries_left")
    if now.timestamp() >= row["expires_at"]:
        return NotJoined(410, "expired")
    if row["used_by"] not in (None, request.signing_key):
        return NotJoined(410, "used")
    return None


def _answer(db: sa.Connection, secrets: CentreSecrets, certificate: Certificate, site: UUID) -> EnrolAnswer:
    """The certificate, and the rosters a tablet needs before its first sync: its sites, and who works there."""
    rosters = [scope(code, Ring.ROSTER) for code in chain(certificate.site_code)]
    wanted = sa.select(r.c.state).where(r.c.kind.in_(("site", "staff")), r.c.scope.in_(rosters)).order_by(r.c.number)
    states = [decode_state(data) for data in db.scalars(wanted)]
    return EnrolAnswer(
        certificate=certificate,
        centre=secrets.public,
        staff=tuple(s for s in states if s.kind == "staff" and _works_at(s, site)),
        sites=tuple(s for s in states if s.kind == "site"),
        proof=b"",
    )


def _works_at(state: State, site: UUID) -> bool:
    staff = state.record()
    return isinstance(staff, Staff) and not staff.is_void and any(post.site_id == site for post in staff.posts)


def _record(certificate: Certificate, label: str, author: UUID, now: datetime) -> Device:
    return Device(
        id=certificate.device,
        site_id=certificate.site_id,
        actor_id=author,
        device_id=certificate.device,
        recorded_at=now,
        occurred_at=now,
        label=label.strip(),
        signing_key=certificate.signing_key,
        box_key=certificate.box_key,
        status=DeviceStatus.ACTIVE,
    )
