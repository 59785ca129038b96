"""The part of the notebook's face that needs nobody's PIN: what this tablet is, and its log for the centre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from records.platform import Staff
from records.wire import CentreKeys, Certificate, Cursor, OpVerdict, Pulled, Receipt
from sealing.identity import DeviceKeys
from storage import accepting, wiping
from storage.ledger import Outgoing, Waiting
from storage.lines import get_ready
from storage.locked import Shut
from storage.mending import mend_log
from storage.nonces import Nonces
from storage.slots import TabletUser
from storage.unlocked import Unlocked


class Tablet:
    """A notebook whether it is locked or not: a locked tablet syncs all the same."""

    def __init__(self, shut: Shut) -> None:
        self._shut = shut
        self._book: Unlocked | None = None
        self._nonces = Nonces(shut.file, shut.meta)
        mend_log(shut)
        get_ready()
        self.version = 0
        """Grows at every change; callers read again when it has."""

    # --- what it is -------------------------------------------------------------------------------
    @property
    def device_id(self) -> UUID:
        """The tablet's id."""
        return self._shut.device_id

    @property
    def site_id(self) -> UUID:
        """The station it belongs to."""
        return self.certificate.site_id

    @property
    def site_code(self) -> str:
        """That station's code."""
        return self.certificate.site_code

    @property
    def certificate(self) -> Certificate:
        """The centre's word for that."""
        return self._shut.enrolled.certificate

    @property
    def centre(self) -> CentreKeys:
        """The centre's public keys."""
        return self._shut.enrolled.centre

    @property
    def centre_url(self) -> str:
        """Where the centre is."""
        return self._shut.enrolled.centre_url

    def device_keys(self) -> DeviceKeys:
        """The tablet's private keys."""
        return self._shut.enrolled.keys

    def renew(self, certificate: Certificate) -> None:
        """Keep a new certificate for the same keys."""
        self._shut.renew(certificate)

    def users(self) -> list[TabletUser]:
        """Who has a PIN here, in the order in which they came."""
        return [slot.user for slot in self._shut.slots.all()]

    def roster(self) -> list[Staff]:
        """The staff that came with the enrolment, as long as nobody has a PIN: one of them is the first user."""
        return self._shut.roster()

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """A setting of the tablet; nothing about a person is ever kept so."""
        return self._shut.settings.get(name, default)

    def keep_setting(self, name: str, value: object) -> None:
        """Keep a setting that JSON can hold.

        Raises:
            DiskFull: there is no room.
        """
        self._shut.settings.keep(name, value)

    # --- what the centre has and what it has not ---------------------------------------------------
    def waiting(self) -> Waiting:
        """What the centre does not have yet."""
        return self._shut.log.waiting()

    def waiting_ids(self) -> list[UUID]:
        """The records of those changes, the oldest first."""
        return self._shut.log.waiting_ids()

    def troubled(self) -> dict[UUID, str]:
        """Records whose newest answer from the centre asks for a person, and that answer."""
        return self._shut.verdicts.need_a_person()

    def latest_receipt(self) -> Receipt | None:
        """The newest receipt that settled or brought anything."""
        return accepting.latest_receipt(self._shut)

    def damaged(self) -> int:
        """Rows and boxes that were found damaged, gone or exchanged, and have not come again from the centre."""
        return self._shut.troubles.count() + (self._book.drafts.broken() if self._book else 0)

    @property
    def wiped(self) -> bool:
        """Whether every key and record was destroyed; only the log may still wait for the centre."""
        return self._shut.wiped

    # --- for sync ----------------------------------------------------------------------------------
    @property
    def epoch(self) -> UUID:
        """Whose numbering of the log the centre knows."""
        return self._shut.log.ledger.epoch

    @property
    def acked(self) -> int:
        """Seq of the newest op that the centre has signed for."""
        return self._shut.log.ledger.seq(self._shut.log.ledger.acked)

    @property
    def last(self) -> int:
        """Seq of the newest op."""
        return self._shut.log.ledger.seq(self._shut.log.tail.number)

    def cursors(self) -> tuple[Cursor, ...]:
        """How far each scope has been read; one that is not named has not been read at all."""
        return self._shut.log.ledger.cursors

    def next_nonce(self) -> int:
        """A number for a request, larger than every earlier one."""
        return self._nonces.next()

    def outgoing(self, first: int, max_bytes: int) -> Outgoing:
        """Ops from seq `first` on: at least one if there is one, and no more than `max_bytes`.

        The answer's `first` is larger than asked for when older ops have been let go of.
        """
        return self._shut.log.outgoing(first, max_bytes)

    def accept(
        self, receipt: Receipt, verdicts: Sequence[OpVerdict] = (), pulled: Pulled | None = None, backed_up: int = 0
    ) -> None:
        """Believe an answer: settle what it covers and take in what it brought, in one transaction.

        A receipt of another epoch is ignored: it answers a question that nobody asks any more.

        Raises:
            SignatureWrong: the receipt is not the centre's.
            LogForked: it does not fit this log; `new_epoch` is the way on.
            DiskFull: nothing of it was kept; the next sync brings it again.
        """
        answer = accepting.Answered(receipt, verdicts, pulled, backed_up)
        if accepting.accept(self._shut, self._book, answer):
            self.version += 1
        if self.wiped:
            wiping.end_wipe(self._shut)

    def rewind(self, to: int) -> None:
        """The centre was put back to an older backup and has only `to` ops of this epoch: send the others again."""
        with self._shut.file.writing():
            self._shut.log.rewind(to)
        mend_log(self._shut)
        self.version += 1

    def new_epoch(self) -> None:
        """Number the log anew from 1 and read everything again from the centre."""
        with self._shut.file.writing():
            self._shut.log.new_epoch()
        mend_log(self._shut)
        self.version += 1
