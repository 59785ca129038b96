"""Which site has which code, and so which scope a record belongs to and which scopes a reader covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa

from centre.tables import table_of
from records.base import Level, Record, Ring
from records.kinds import ring_of
from records.platform import Site
from records.sites import (
    DISTRICT_DIGITS,
    STREET_DIGITS,
    covers,
    scope,
    scopes_of_station,
    site_of_scope,
)


class Places:
    """The codes of all sites that the centre knows."""

    def __init__(self, codes: dict[UUID, str]) -> None:
        self.codes = codes

    @classmethod
    def read(cls, db: sa.Connection) -> Places:
        """Read them; a district has some 150."""
        site = table_of(Site)
        return cls({UUID(bytes=row.id): row.code for row in db.execute(sa.select(site.c.id, site.c.code))})

    def scope_of(self, record: Record) -> str | None:
        """The scope of a record, or None when its site is unknown here."""
        code = self.codes.get(record.site_id)
        if code is None and isinstance(record, Site) and record.site_id == record.id:
            code = record.code
        return None if code is None else scope(code, ring_of(record))

    def expand(self, scopes: Iterable[str]) -> tuple[str, ...]:
        """Every scope that a reader with `scopes` sees: a scope covers its own site and those below."""
        found = set()
        known = set(self.codes.values())
        for name in scopes:
            above, ring = site_of_scope(name), name.partition("/")[2]
            found.add(name)
            found.update(f"{code}/{ring}" for code in known if covers(above, code))
        return tuple(sorted(found))

    def scopes_of_device(self, code: str) -> tuple[str, ...]:
        """What a device enrolled at the site with `code` reads: its own site, those below, the rosters above."""
        below = {scope(c, ring) for c in self.codes.values() if c != code and covers(code, c) for ring in Ring}
        return tuple(sorted({*scopes_of_station(code), *below}, key=_in_order))


_ORDER = (Ring.ROSTER, Ring.STATION, Ring.PROTECTION)


def _in_order(name: str) -> tuple[int, str]:
    """Rosters first, so that people have names; the protection ring last, as many tablets hold no key to it."""
    return _ORDER.index(Ring(name.partition("/")[2])), name


def roster_codes(scopes: Sequence[str]) -> list[str]:
    """The sites whose rosters are among `scopes`."""
    return [code for code in map(site_of_scope, scopes) if scope(code, Ring.ROSTER) in scopes]


def level_of(code: str) -> Level:
    """The level of the site with `code`."""
    if len(code) == DISTRICT_DIGITS:
        return Level.DISTRICT
    return Level.STREET if len(code) == STREET_DIGITS else Level.STATION
