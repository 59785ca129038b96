"""Tablets for tests: enrolled at a centre whose keys the test holds, opened without paying for scrypt each time."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from records.base import Record
from records.codes import Role, SiteLevel
from records.ids import new_id
from records.kinds import fields_map, kind_name
from records.op import Edit, Op, State, decode_op
from records.platform import Post, Site, Staff
from records.wire import ZERO_HASH, CentreKeys, Certificate, Receipt, chain_hash
from sealing.hpke import new_box_key, public_of
from sealing.kdf import COSTS
from sealing.op_session import open_op, open_session, session_of
from sealing.signing import SigningKey, device_id_of, signed
from storage.notebook import DeviceKeys, Enrolled, Notebook

PIN = "290174"
DEVICE_SECRET = bytes(range(32))
CHEAP = COSTS[-1]
SITE_CODE = "370299001003"


@dataclass
class Centre:
    """The centre's side of a tablet: opens what it sends, signs for it, remembers the chain."""

    receipt_key: SigningKey = field(default_factory=SigningKey.generate)
    box: bytes = field(default_factory=new_box_key)
    sessions: dict[bytes, bytes] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    boxes: list[bytes] = field(default_factory=list)

    @property
    def keys(self) -> CentreKeys:
        return CentreKeys(self.receipt_key.public, self.receipt_key.public, public_of(self.box))

    def take(self, tablet: Notebook, max_bytes: int = 1 << 20) -> Receipt:
        """Take everything the tablet has to send, and sign for it."""
        out = tablet.outgoing(len(self.boxes) + 1, max_bytes)
        assert out.prev_hash == self.head()
        for session in out.sessions:
            self.sessions[session.id] = open_session(session, self.box)
        for box in out.ops:
            self.ops.append(decode_op(open_op(box, self.sessions[session_of(box)])))
            self.boxes.append(box)
        return self.receipt(tablet)

    def receipt(self, tablet: Notebook, acked: int | None = None, at: int | None = None) -> Receipt:
        acked = len(self.boxes) if acked is None else acked
        at = int(time.time() * 1000) if at is None else at
        plain = Receipt(tablet.device_id, tablet.epoch, acked, self.head(acked), at, b"")
        return signed(plain, self.receipt_key)

    def head(self, upto: int | None = None) -> bytes:
        after = ZERO_HASH
        for seq, box in enumerate(self.boxes[:upto], 1):
            after = chain_hash(after, seq, box)
        return after


@dataclass
class Enrolment:
    centre: Centre
    enrolled: Enrolled
    site: Site
    chief: Staff
    assistant: Staff


def an_enrolment() -> Enrolment:
    """A tablet of one station with a chief, who holds both rings, and an assistant."""
    centre, sign, box = Centre(), SigningKey.generate(), new_box_key()
    device = device_id_of(sign.public)
    site_id, office = new_id(), new_id()
    at = datetime(2026, 11, 2, 1, tzinfo=UTC)
    born = {"site_id": site_id, "actor_id": office, "device_id": office, "recorded_at": at, "occurred_at": at}
    site = Site(
        id=site_id, code=SITE_CODE, level=SiteLevel.STATION, name="河东村社会工作服务站", **{**born, "site_id": site_id}
    )
    chief = _staff("王秀英", Role.CHIEF_SOCIAL_WORKER, site_id, born)
    assistant = _staff("李小梅", Role.SW_ASSISTANT, site_id, born)
    certificate = signed(
        Certificate(new_id(), device, site_id, SITE_CODE, sign.public, public_of(box), 0, 1 << 40), centre.receipt_key
    )
    enrolled = Enrolled(
        keys=DeviceKeys(sign.private, box),
        certificate=certificate,
        centre=centre.keys,
        centre_url="https://centre.example",
        sites=(state_of(site),),
        staff=(state_of(chief), state_of(assistant)),
    )
    return Enrolment(centre, enrolled, site, chief, assistant)


def _staff(name: str, role: Role, site_id: UUID, born: dict[str, object]) -> Staff:
    return Staff(id=new_id(), name=name, posts=(Post(role, site_id, date(2026, 1, 1)),), **born)


def state_of(record: Record, edit: bytes = b"", hlc: int = 1, device: UUID | None = None) -> State:
    """A record as a centre sends it, all of it from one edit."""
    by = Edit(edit or new_id().bytes, hlc, record.actor_id, device or record.device_id)
    born = (record.id, record.site_id, record.actor_id, record.device_id, record.recorded_at)
    return State(kind_name(type(record)), *born, fields_map(record), (by,))


@dataclass
class Template:
    """A notebook file with both users, and what their PIN derives to, so that a copy opens at once."""

    enrolment: Enrolment
    path: Path
    keks: dict[UUID, bytes]

    def copy(self, to: Path) -> Path:
        shutil.copy(self.path, to)
        return to


def make_template(folder: Path) -> Template:
    enrolment = an_enrolment()
    path = folder / "template.linli"
    notebook = Notebook.create(path, DEVICE_SECRET, enrolment.enrolled)
    notebook.add_user(enrolment.chief.id, enrolment.chief.name, PIN, protection=True, cost=CHEAP)
    keks = {enrolment.chief.id: notebook.begin_unlock(enrolment.chief.id).derive(PIN)}
    open_for(notebook, enrolment.chief.id, keks)
    notebook.add_user(enrolment.assistant.id, enrolment.assistant.name, PIN, protection=False, cost=CHEAP)
    keks[enrolment.assistant.id] = notebook.begin_unlock(enrolment.assistant.id).derive(PIN)
    open_for(notebook, enrolment.assistant.id, keks)
    notebook.close()
    return Template(enrolment, path, keks)


def open_for(notebook: Notebook, staff_id: UUID, keks: dict[UUID, bytes]) -> None:
    """Unlock without the slow work: the PIN's key is known."""
    notebook.finish_unlock(notebook.begin_unlock(staff_id), keks[staff_id])
    for _ in notebook.load():
        pass
