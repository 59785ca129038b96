"""A centre's archive: the face of everything that is kept at a centre.

Tablets' ops come in through `sync`, decisions made here through `write`; both become ops in a log and are merged
by the same path. Reading always takes the reader's scopes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from centre.answering import UnknownDevice, answer
from centre.conflicts import apply_resolution, settle_clashes
from centre.database import open_engine
from centre.enrolment import Code, CodeState, NotJoined, code_state, join, make_code
from centre.history import HistoryEntry, history_of, set_aside
from centre.intake import Desk
from centre.keys import CentreSecrets, load_keys, make_keys
from centre.merging import Batch
from centre.own_log import OwnLog
from centre.places import Places, roster_codes
from centre.reading import Query, Reading, Where
from centre.session_keys import SessionKeys
from centre.tables import create_tables
from centre.tablets import TabletStanding, find_tablet, revoke_tablet, tablet_standings
from centre.writing import write
from records.base import Record
from records.conflict import ConflictRecord
from records.ids import new_id
from records.op import State
from records.person import Person
from records.wire import EnrolAnswer, EnrolRequest, SyncRequest, SyncResponse

R = TypeVar("R", bound=Record)


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Archive:
    """What a centre keeps. `clock` is the centre's; it stamps receipts and is what tablets compare theirs with."""

    def __init__(self, engine: sa.Engine, secrets: CentreSecrets, clock: Callable[[], datetime] = _wall_clock) -> None:
        create_tables(engine)
        self.engine = engine
        self.secrets = secrets
        self.now = clock
        self.desk = Desk(OwnLog(secrets), SessionKeys(secrets.box))

    @property
    def device_id(self) -> UUID:
        """The id of the centre's own log: the `device_id` of records that are born here."""
        return self.desk.own.device

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes; on SQLite the only one at a time."""
        with self.engine.begin() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads, and sees one state of everything."""
        with self.engine.connect().execution_options(reading=True) as db, db.begin():
            yield db

    def ping(self) -> None:
        """Ask the database something, for whoever watches."""
        with self.reading() as db:
            db.scalar(sa.select(1))

    # ---- what comes in

    def sync(self, request: SyncRequest, nonce: int, version: str = "") -> SyncResponse:
        """Answer a tablet's request, whose signature has been checked.

        Raises:
            UnknownDevice: the device never enrolled here.
        """
        return answer(self, request, nonce, version)

    def signing_key_of(self, device: UUID) -> bytes | None:
        """The public key of an enrolled device."""
        with self.reading() as db:
            tablet = find_tablet(db, device)
        return tablet.signing_key if tablet else None

    # ---- what is decided here

    def born(self, site_id: UUID, author: UUID) -> dict[str, Any]:
        """The birth of a record that is made here, now."""
        now = self.now()
        ids = {"id": new_id(), "site_id": site_id, "actor_id": author, "device_id": self.device_id}
        return {**ids, "recorded_at": now, "occurred_at": now}

    def write(self, author: UUID, *records: Record, seen: Mapping[UUID, State] | None = None) -> None:
        """Keep what somebody decided here: ops in this centre's own log, numbered so that tablets read them.

        A conflict record that gets a resolution also applies the chosen value to the record it is about.

        Args:
            author: the member of staff.
            records: as they shall stand.
            seen: the states somebody looked at when deciding, by record; what was changed meanwhile by others is
                then met as any concurrent edit. Without it the present states count as seen.

        Raises:
            Unmergeable: a record breaks its kind's declaration, or its site is unknown here.
        """
        now = self.now()
        with self.writing() as db:
            batch = Batch(db, Places.read(db))
            batch.load(record.id for record in records)
            open_before = {r.id for r in records if isinstance(r, ConflictRecord) and not _is_resolved(batch, r.id)}
            self.desk.own.write(batch, author, records, now, seen or {})
            for record in records:
                if isinstance(record, ConflictRecord) and record.id in open_before and record.resolution:
                    apply_resolution(batch, self.desk.own, record, author, now)
            settle_clashes(batch, self.desk.own, now)
            write(batch)

    def make_code(self, author: UUID, site_id: UUID, url: str) -> Code:
        """Make a one-time code with which a tablet joins a site; `url` is where tablets reach this centre."""
        with self.writing() as db:
            return make_code(db, self.secrets, url, site_id=site_id, author=author, now=self.now())

    def code_state(self, enrol_id: str) -> CodeState | None:
        """What became of a code, with the six words to compare once it was used."""
        with self.reading() as db:
            return code_state(db, enrol_id)

    def enrol(self, request: EnrolRequest, tls: bytes = b"") -> EnrolAnswer | NotJoined:
        """Let a tablet join that proves it holds a code.

        Args:
            request: what the tablet says.
            tls: SHA-256 of the TLS certificate that this centre shows, or empty where it has none.
        """
        now = self.now()
        with self.writing() as db:
            joined = join(db, self.secrets, request, tls=tls, now=now)
            if isinstance(joined, NotJoined):
                return joined
            if joined.record is not None:
                batch = Batch(db, Places.read(db))
                self.desk.own.write(batch, joined.author, [joined.record], now, {})
                write(batch)
            return joined.answer

    def revoke(self, device: UUID) -> None:
        """Bar a tablet: from its next request on it pulls nothing, and what it pushes is quarantined."""
        with self.writing() as db:
            revoke_tablet(db, device, int(self.now().timestamp() * 1000))

    # ---- what pages read

    def get(self, record_id: UUID, scopes: Sequence[str]) -> Record | None:
        """A record."""
        state = self.state(record_id, scopes)
        return state.record() if state else None

    def state(self, record_id: UUID, scopes: Sequence[str]) -> State | None:
        """A record with its edits."""
        with self.reading() as db:
            return Reading(db, scopes).state(record_id)

    def records(
        self,
        kind: type[R],
        scopes: Sequence[str],
        where: Where = "",
        params: Mapping[str, object] | None = None,
        *,
        order: str = "occurred_at desc",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[R]:
        """Records of a kind; `where` speaks of the columns that `records.columns` gives the kind."""
        query = Query(where=where, params=params or {}, order=order, limit=limit, offset=offset)
        with self.reading() as db:
            return Reading(db, scopes).records(kind, query)

    def count(
        self, kind: type[Record], scopes: Sequence[str], where: Where = "", params: Mapping[str, object] | None = None
    ) -> int:
        """How many records of a kind there are."""
        with self.reading() as db:
            return Reading(db, scopes).count(kind, Query(where=where, params=params or {}))

    def timeline(self, person_id: UUID, scopes: Sequence[str], limit: int = 100) -> list[Record]:
        """What is known about a person, the newest first."""
        with self.reading() as db:
            return Reading(db, scopes).timeline(person_id, limit)

    def search_person(self, text: str, scopes: Sequence[str], limit: int = 50) -> list[Person]:
        """Persons by name, its reading in letters, or last digits."""
        with self.reading() as db:
            return Reading(db, scopes).search_person(text, limit)

    def history(self, record_id: UUID, scopes: Sequence[str]) -> list[HistoryEntry]:
        """Every op about a record, in the order in which they came."""
        with self.reading() as db:
            seen = Reading(db, scopes).state(record_id) is not None
            return history_of(db, self.desk.keys, record_id) if seen else []

    def set_aside(self, scopes: Sequence[str], limit: int = 200) -> list[HistoryEntry]:
        """Ops that are held or quarantined, of tablets at the sites whose rosters are in `scopes`."""
        with self.reading() as db:
            codes = roster_codes(Places.read(db).expand(scopes))
            return set_aside(db, self.desk.keys, codes, limit)

    def tablets(self, scopes: Sequence[str]) -> list[TabletStanding]:
        """How the tablets are doing at the sites whose rosters are in `scopes`."""
        with self.reading() as db:
            return tablet_standings(db, Places.read(db).expand(scopes), int(self.now().timestamp() * 1000))


def _is_resolved(batch: Batch, conflict_id: UUID) -> bool:
    state = batch.state(conflict_id)
    record = state.record() if state else None
    return isinstance(record, ConflictRecord) and record.resolution is not None


def init_archive(address: str, keys: Path) -> Archive:
    """Make a new centre's keys in the folder `keys` and its tables.

    Raises:
        KeysExist: there is a centre already.
    """
    return Archive(open_engine(address), make_keys(keys))


def open_archive(address: str, keys: Path, clock: Callable[[], datetime] = _wall_clock) -> Archive:
    """Open a centre's archive.

    Args:
        address: a SQLAlchemy address, as `sqlite:////var/lib/linli/centre.db` or `postgresql+psycopg://...`.
        keys: the folder with the key files.
        clock: the centre's time.

    Raises:
        KeysMissing: this is not a centre's folder.
        KeysExposed: others can read its keys.
    """
    return Archive(open_engine(address), load_keys(keys), clock)


__all__ = ["Archive", "UnknownDevice", "init_archive", "open_archive"]
