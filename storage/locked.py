"""The notebook as it is without anybody's PIN: what a locked tablet can still do."""

from __future__ import annotations

import os
from collections.abc import Iterable
from uuid import UUID

import msgspec

from records.base import Ring
from records.platform import Staff
from records.wire import Certificate, Change
from sealing.boxes import SealBroken
from sealing.identity import Enrolled
from storage.attempts import Attempts
from storage.enrolled import keep_enrolled, read_enrolled
from storage.file import NotebookFile
from storage.head import write_first_head
from storage.inbox import Dropped, Inbox
from storage.log import Log
from storage.meta import Meta
from storage.settings import Settings
from storage.slots import Slots, Stretched, new_slot
from storage.trouble import Troubles
from storage.vault import RingKey, Vault, VaultFace
from storage.verdicts import Verdicts

_VAULT = "vault"
_WIPED = "wiped"
_VAULT_ID_BYTES = 16


class Wiped(msgspec.Struct, frozen=True, array_like=True):
    """The notebook was wiped; its log may still wait for the centre."""


class Shut:
    """Everything of a notebook that needs only the device's own secret."""

    def __init__(self, file: NotebookFile, device_secret: bytes, enrolled: Enrolled | None = None) -> None:
        self.file = file
        self.device_secret = device_secret
        self.meta = meta = Meta(file, device_secret)
        if enrolled is not None:
            with file.writing():
                keep_enrolled(meta, enrolled)
        self.enrolled = read_enrolled(meta)
        self.device_id = self.enrolled.certificate.device
        self.slots = Slots(meta)
        self.attempts = Attempts(file, meta)
        self.inbox = Inbox(file, meta)
        self.settings = Settings(file)
        self.troubles = Troubles(file, meta)
        self.log = Log(file, meta)
        self.verdicts = Verdicts(file, meta, self.log)
        self.wiped = meta.read(_WIPED, Wiped) is not None
        self._face = file.remember(_read_face(meta))

    @property
    def face(self) -> VaultFace:
        """The vault from outside."""
        return self._face.value

    @property
    def clock_offset(self) -> int:
        """Seconds, the centre's clock minus this tablet's, as the sync last saw it."""
        return int(self.settings.get("clock_offset", 0))

    def keep_face(self, face: VaultFace) -> None:
        """Write down what the vault looks like from outside; call it inside a transaction."""
        self._face.value = face
        self.meta.write(_VAULT, face)

    def roster(self) -> list[Staff]:
        """The staff that came with the enrolment, to choose the first user from."""
        records = (state.record() for state in self.enrolled.staff)
        return [record for record in records if isinstance(record, Staff)]

    def renew(self, certificate: Certificate) -> None:
        """Keep a new certificate."""
        self.enrolled = msgspec.structs.replace(self.enrolled, certificate=certificate)
        with self.file.writing():
            keep_enrolled(self.meta, self.enrolled)

    def add_first_user(self, staff_id: UUID, name: str, pin: Stretched, rings: Iterable[Ring]) -> None:
        """Make the vault, and the slot of whoever opens it first."""
        keys = [RingKey.fresh(ring) for ring in rings]
        slot = new_slot(staff_id, name, pin, keys, device=self.device_id, centre_box_key=self.enrolled.centre.box_key)
        with self.file.writing():
            self.keep_face(VaultFace(os.urandom(_VAULT_ID_BYTES)).with_boxes_of(keys))
            self.slots.write(slot)
            write_first_head(self.file, Vault(self.face, keys))
            self._drop_roster()

    def forget_vault(self) -> None:
        """There is no vault any more, and there will be none; call it inside a transaction."""
        self._face.value = VaultFace(b"")
        self.wiped = True
        self.meta.write(_WIPED, Wiped())
        self.enrolled = msgspec.structs.replace(self.enrolled, sites=(), staff=())
        keep_enrolled(self.meta, self.enrolled)

    def drop(self, ring: Ring, dropped: Dropped) -> bool:
        """Put something into the inbox; False when nobody here holds that ring. Call it inside a transaction."""
        box = self.face.drop_box(ring)
        if box is not None:
            self.inbox.drop(self.face, box, dropped)
        return box is not None

    def ask_again(self, *, rows: int = 0, boxes: int = 0) -> None:
        """Something is damaged: count it, and read everything again from the centre. Call it inside a transaction."""
        self.troubles.add(rows=rows, boxes=boxes)
        self.log.keep_ledger(cursors=())

    def _drop_roster(self) -> None:
        """What came with the enrolment waits for the first unlock like everything else that came."""
        states = (*self.enrolled.sites, *self.enrolled.staff)
        if states:
            self.drop(Ring.STATION, Dropped(tuple(Change("", state.kind, state.id, state) for state in states)))
            self.enrolled = msgspec.structs.replace(self.enrolled, sites=(), staff=())
            keep_enrolled(self.meta, self.enrolled)


def _read_face(meta: Meta) -> VaultFace:
    try:
        return meta.read(_VAULT, VaultFace) or VaultFace(b"")
    except SealBroken:
        return VaultFace(b"")
