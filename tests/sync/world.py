"""A centre with a district, a street and two stations, and devices enrolled at them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
from fastapi import FastAPI

from centre.api import sync_router
from centre.archive import Archive, init_archive
from centre.rates import Rates
from records.codes import SiteLevel, VisitOutcome
from records.ids import new_id
from records.person import Person
from records.platform import Site
from records.visit import Visit
from sync.client import CentreClient
from tests.sync.admitting import admitted
from tests.sync.memory_box import MemoryBox

DISTRICT, STREET, STATION, OTHER_STATION = "370299", "370299001", "370299001001", "370299001002"
EVERYTHING = (f"{DISTRICT}/r", f"{DISTRICT}/s", f"{DISTRICT}/p")
WHEN = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
OFFICER, WORKER = new_id(), new_id()
URL = "http://centre.test"


class World:
    def __init__(self, folder: Path, address: str = "sqlite://") -> None:
        self.archive = init_archive(address, folder / "keys")
        self.sites = {code: new_id() for code in (DISTRICT, STREET, STATION, OTHER_STATION)}
        levels = {6: SiteLevel.DISTRICT_CENTRE, 9: SiteLevel.STREET_CENTRE, 12: SiteLevel.STATION}
        for code, site_id in self.sites.items():
            site = Site(
                **{**self.archive.born(site_id, OFFICER), "id": site_id}, code=code, level=levels[len(code)], name=code
            )
            self.archive.write(OFFICER, site)
        self.rates = Rates()
        self.app = app_of(self.archive, self.rates)

    def box(self, code: str = STATION) -> MemoryBox:
        return admitted(self.archive, (self.sites[code], code))

    def client(self, box: MemoryBox, transport: httpx.AsyncBaseTransport | None = None) -> CentreClient:
        line = transport or httpx.ASGITransport(self.app)
        return CentreClient(URL, box.signing_key, box.box_key, box.centre, transport=line)


def app_of(archive: Archive, rates: Rates | None = None) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(sync_router(archive, rates))
    return app


def born(box: MemoryBox) -> dict[str, object]:
    ids = {"id": new_id(), "site_id": box.certificate.site_id, "actor_id": WORKER, "device_id": box.device_id}
    return {**ids, "recorded_at": WHEN, "occurred_at": WHEN}


def a_person(box: MemoryBox, name: str = "Sun Wu", **more: object) -> Person:
    return Person(**born(box), name=name, **more)


def a_visit(box: MemoryBox, person: UUID, **more: object) -> Visit:
    return Visit(**born(box), person_ids=(person,), outcome=VisitOutcome.SEEN_OK, **more)
