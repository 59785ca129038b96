"""A small district with its people, tablets and logins, over a real archive on a file and the real application."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
from fastapi import FastAPI

from centre.accounts import LoginNotFound
from centre.app import create_app
from centre.archive import init_archive
from centre.pages.visitor import Office
from centre.settings import Settings
from records.base import Record
from records.codes import Gender, Role, SiteLevel
from records.ids import new_id
from records.person import Person
from records.platform import Post, Site, Staff
from sync.client import CentreClient
from sync.round import sync_once
from tests.sync.admitting import admitted
from tests.sync.memory_box import MemoryBox

DISTRICT, STREET, OTHER_STREET = "370299", "370299001", "370299002"
STATION, SISTER, FAR = "370299001001", "370299001002", "370299002001"
SITES = (DISTRICT, STREET, OTHER_STREET, STATION, SISTER, FAR)
EVERYTHING = (f"{DISTRICT}/r", f"{DISTRICT}/s", f"{DISTRICT}/p")
LEVELS = {6: SiteLevel.DISTRICT_CENTRE, 9: SiteLevel.STREET_CENTRE, 12: SiteLevel.STATION}
URL = "http://centre.test"
PASSWORD = "correct-battery-staple"
NUMERALS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土"
LONG_AGO = date(2020, 1, 1)


class Place:
    """The district. Logins are opened when a test first uses them: hashing takes its time."""

    def __init__(self, folder: Path, url: str = URL) -> None:
        self.settings = Settings(site_code=DISTRICT, site_name="中心", public_url=url)
        self.archive = init_archive(f"sqlite:///{folder / 'centre.db'}", folder / "keys")
        self.sites = {code: new_id() for code in SITES}
        for code, site_id in self.sites.items():
            born = {**self.archive.born(site_id, site_id), "id": site_id}
            self.archive.write(site_id, Site(**born, code=code, level=LEVELS[len(code)], name=f"站点{code[-3:]}"))
        self.staff: dict[tuple[Role, str], Staff] = {}
        self.worker = self.hire(Role.CHIEF_SOCIAL_WORKER, STATION, "刘敏")
        self.app: FastAPI = create_app(self.archive, self.settings)

    @property
    def office(self) -> Office:
        return self.app.state.office

    def close(self) -> None:
        self.archive.close()

    # ---- people who work here

    def hire(self, role: Role, code: str, name: str = "") -> Staff:
        """Somebody with a post at a site; the same one when asked again."""
        if (role, code) not in self.staff:
            site = self.sites[code]
            born = self.archive.born(site, site)
            name = name or f"员工{NUMERALS[len(self.staff)]}"
            staff = Staff(**born, name=name, posts=(Post(role, site, LONG_AGO),), started_on=LONG_AGO)
            self.archive.write(site, staff)
            self.staff[role, code] = staff
        return self.staff[role, code]

    def login(self, role: Role, code: str, *, protected: bool = False) -> str:
        """The login of somebody with that post."""
        name = f"{role.value}-{code}{'-p' if protected else ''}"
        try:
            self.office.accounts.find(name)
        except LoginNotFound:
            self.office.accounts.add(name, self.hire(role, code).id, PASSWORD)
            if protected:
                self.office.accounts.grant_protection(name, datetime.now(UTC).date() + timedelta(days=100))
        return name

    def browser(self, role: Role | None = None, code: str = STREET, *, protected: bool = False) -> Browser:
        """A browser, signed in if a role is given."""
        browser = Browser(self.app, str(self.settings.public_url))
        if role is not None:
            token = self.office.accounts.open_session(self.login(role, code, protected=protected))
            browser.http.cookies.set("linli", token, domain="centre.test")
        return browser

    # ---- tablets

    def tablet(self, code: str = STATION, label: str = "DW-01") -> MemoryBox:
        """An enrolled tablet."""
        return admitted(self.archive, (self.sites[code], code), label)

    async def bring(self, box: MemoryBox, *records: Record, author: UUID | None = None) -> None:
        """A worker saves records on a tablet, and the tablet syncs."""
        box.save(author or self.worker.id, *records)
        async with CentreClient(
            URL, box.signing_key, box.box_key, box.centre, transport=httpx.ASGITransport(self.app)
        ) as client:
            await sync_once(box, client)

    def born(self, box: MemoryBox, at: datetime | None = None) -> dict[str, object]:
        at = at or datetime.now(UTC)
        site = box.certificate.site_id
        ids = {"id": new_id(), "site_id": site, "actor_id": self.worker.id, "device_id": box.device_id}
        return {**ids, "recorded_at": at, "occurred_at": at}

    def elder(self, box: MemoryBox, name: str = "孙桂英", **more: object) -> Person:
        values = {"birth_date": date(1940, 3, 12), "gender": Gender.FEMALE, **more}
        return Person(**self.born(box), name=name, **values)

    def child(self, box: MemoryBox, name: str = "小宝", **more: object) -> Person:
        born_on = datetime.now(UTC).date() - timedelta(days=9 * 365)
        return Person(**self.born(box), name=name, birth_date=born_on, phone="13900000001", **more)


class Browser:
    """Opens pages and fills their forms in, with the token that the page carries."""

    def __init__(self, app: FastAPI, url: str = URL) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.http = httpx.AsyncClient(transport=transport, base_url=url)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def read(self, path: str) -> str:
        """A page that must be there."""
        answer = await self.http.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer.text

    async def token(self, path: str = "/") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', (await self.http.get(path)).text)
        return found.group(1) if found else ""

    async def post(self, path: str, fields: dict[str, object] | None = None, *, drawn_at: str = "/") -> httpx.Response:
        token = await self.token(drawn_at)
        return await self.http.post(path, data={"csrf": token, **(fields or {})})

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return await self.post("/login", {"name": name, "password": password}, drawn_at="/login")


def flat(html: str) -> str:
    """The page's text, without tags."""
    text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", html))
    return re.sub(r"\s+", " ", text)


def hrefs(html: str) -> Iterable[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)"', html)]
