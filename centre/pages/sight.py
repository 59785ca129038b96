"""What one reader may see: the archive, asked only for what their rights open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from centre.access import CHILD_ALERTS, Reader, area_of, born_after, is_child
from centre.archive import Archive
from centre.duties import Area, Narrow
from centre.pages.errors import NotThere
from centre.pages.read import Read
from centre.places import Places
from centre.tables import table_of
from records.alert import Alert
from records.base import Record, Ring
from records.codes import RiskLevel
from records.columns import cell
from records.conflict import ConflictRecord
from records.kinds import KINDS, about_persons, kind_called, kind_name
from records.person import Person
from records.platform import Site
from records.rules.calendar import day_of
from records.sites import scope

R = TypeVar("R", bound=Record)

Where = sa.ColumnElement[bool]


class Sight:
    """One page's view of the archive. What it has read once it does not read again."""

    def __init__(self, archive: Archive, reader: Reader, now: datetime, top: str) -> None:
        self.archive = archive
        self.reader = reader
        self._top = top
        self.now = now
        self.today = day_of(now)
        self.read = Read(archive)
        self._alerted: dict[UUID, bool] = {}

    # -- sites -------------------------------------------------------------------------------------------------

    @cached_property
    def sites(self) -> dict[UUID, Site]:
        """All sites of this centre; L0, open to everybody who signs in."""
        return {site.id: site for site in self.archive.records(Site, self._whole(Ring.ROSTER), order="code")}

    @cached_property
    def tablet_labels(self) -> dict[UUID, str]:
        """What every tablet of this centre is called."""
        return {tablet.device: tablet.label for tablet in self.archive.tablets(self._whole(Ring.ROSTER))}

    def code(self, site_id: UUID) -> str:
        """A site's code; empty when the site is not known here."""
        site = self.sites.get(site_id)
        return site.code if site else ""

    def site_called(self, code: str) -> Site:
        """The site with a code.

        Raises:
            NotThere: there is none.
        """
        for site in self.sites.values():
            if site.code == code:
                return site
        raise NotThere

    def _whole(self, *rings: Ring) -> tuple[str, ...]:
        """Every scope of these rings, for finding out whose a record is before asking whether it is open."""
        return tuple(scope(self._top, ring) for ring in rings)

    @property
    def all_scopes(self) -> tuple[str, ...]:
        """Every scope of this centre; what is read with it is asked `opens` before it is shown."""
        return self._whole(*Ring)

    @cached_property
    def born_after(self) -> date:
        """Whoever is born later is a child today."""
        return born_after(self.today)

    # -- lists -------------------------------------------------------------------------------------------------

    def records(
        self,
        kind: type[R],
        *where: Where,
        order: str = "occurred_at desc",
        limit: int | None = None,
        offset: int = 0,
        scopes: Sequence[str] | None = None,
    ) -> list[R]:
        """Records of a kind that this reader may see in a list."""
        reach = tuple(scopes) if scopes is not None else self.reader.reach(kind).scopes
        if not reach:
            return []
        return self.archive.records(kind, reach, self._all(kind, where), order=order, limit=limit, offset=offset)

    def count(self, kind: type[Record], *where: Where, scopes: Sequence[str] | None = None) -> int:
        """How many there are."""
        reach = tuple(scopes) if scopes is not None else self.reader.reach(kind).scopes
        return self.archive.count(kind, reach, self._all(kind, where)) if reach else 0

    def count_by_site(self, kind: type[Record], *where: Where) -> dict[UUID, int]:
        """How many there are at each site, for sites that have any."""
        reach, table = self.reader.reach(kind).scopes, table_of(kind)
        if not reach:
            return {}
        query = sa.select(table.c.site_id, sa.func.count()).where(self._all(kind, where)).group_by(table.c.site_id)
        with self.archive.reading() as db:
            rows = db.execute(query.where(table.c.in_scope.in_(Places.read(db).expand(reach)))).all()
        return {UUID(bytes=site): n for site, n in rows}

    def _all(self, kind: type[Record], where: Sequence[Where]) -> Where:
        return sa.and_(sa.true(), *where, *self._narrowing(kind))

    def _narrowing(self, kind: type[Record]) -> list[Where]:
        """The conditions that a narrowed role adds to every list."""
        narrow, columns = self.reader.reach(kind).narrow, table_of(kind).c
        if issubclass(kind, Person) and Narrow.CHILDREN in narrow:
            return [columns.birth_date > cell(self.born_after)]
        if issubclass(kind, Alert):
            mine: Where = columns.assignee_id == self.reader.staff_id.bytes
            found: list[Where] = []
            if Narrow.CHILDREN in narrow:
                found.append(sa.or_(columns.alert_type.in_([t.value for t in CHILD_ALERTS]), mine))
            if Narrow.ADDRESSED in narrow:
                found.append(mine)
            if Narrow.CRITICAL in narrow:
                found.append(columns.level == RiskLevel.CRITICAL.value)
            return found
        if issubclass(kind, ConflictRecord):
            return [columns.entity.in_([name for name, k in KINDS.items() if self.reader.lists(k)])]
        return []

    # -- single records ----------------------------------------------------------------------------------------

    def known(self, record_id: UUID) -> Record | None:
        """A record whatever the reader's rights: only to decide about rights, or for a name that everybody may read."""
        return self.read.known(record_id)

    def get(self, record_id: UUID) -> Record:
        """A record that this reader may open.

        Raises:
            NotThere: there is none, or it is not open to this reader.
        """
        record = self.known(record_id)
        if record is None or not self.opens(record):
            raise NotThere
        return record

    def one(self, kind: type[R], record_id: UUID) -> R:
        """A record of a kind that this reader may open.

        Raises:
            NotThere: as `get`.
        """
        record = self.get(record_id)
        if not isinstance(record, kind):
            raise NotThere
        return record

    def opens(self, record: Record) -> bool:
        """Whether this reader may open a record."""
        code, area = self.code(record.site_id), area_of(type(record))
        if isinstance(record, Person):
            return self.reader.sees_person(code, child=is_child(record, self.today))
        if isinstance(record, Alert):
            return self.reader.sees_alert(record, code)
        if isinstance(record, ConflictRecord):
            about = self.known(record.record_id)
            return self.reader.reads(Area.CONFLICTS, code) and about is not None and self.opens(about)
        if not self.reader.reads(area, code):
            return False
        persons = [p for p in map(self.known, about_persons(record)) if isinstance(p, Person)]
        if area is Area.CARE:
            return any(self.sees_care(p) for p in persons) if persons else self.reader.lists(type(record))
        if area is Area.PEOPLE and persons:
            return any(self.opens(p) for p in persons)
        return True

    def sees_care(self, person: Person) -> bool:
        """Whether L2 of a person is open."""
        code, child = self.code(person.site_id), is_child(person, self.today)
        if self.reader.sees_care(code, child=child, alerted=False):
            return True
        return self.reader.sees_care(code, child=child, alerted=True) and self.alerted(person.id)

    def sees_name(self, person: Person) -> bool:
        """Whether a resident's name is shown to this reader."""
        return self.reader.sees_name(self.code(person.site_id), child=is_child(person, self.today))

    def hides(self, record: Record) -> bool:
        """Whether a record is about somebody whose name is hidden: then what people wrote in it is hidden too."""
        about = (p for p in map(self.known, about_persons(record)) if isinstance(p, Person))
        return any(not self.sees_name(person) for person in about)

    def alerted(self, person_id: UUID) -> bool:
        """Whether an alert was ever raised about a person."""
        if person_id not in self._alerted:
            about = table_of(Alert).c.subject_id == person_id.bytes
            self._alerted[person_id] = self.archive.count(Alert, self._whole(Ring.STATION), about) > 0
        return self._alerted[person_id]

    def listed_kinds(self) -> list[type[Record]]:
        """The kinds whose lists are open, in the order of their declaration."""
        return [kind for kind in KINDS.values() if self.reader.lists(kind)]

    def kind(self, name: str) -> type[Record]:
        """A kind whose list is open.

        Raises:
            NotThere: no such kind, or its very existence is not this reader's business.
        """
        if name not in KINDS or not self.reader.lists(kind_called(name)):
            raise NotThere
        return kind_called(name)


def kind_of(record: Record) -> str:
    """The name of a record's kind."""
    return kind_name(type(record))
