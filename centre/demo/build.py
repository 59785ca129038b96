"""Builds the made-up district in a centre's folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from centre.accounts import Accounts
from centre.archive import Archive, init_archive
from centre.demo.district import District, found_district
from centre.demo.invent import Inventor, sayings
from centre.demo.months import Months
from centre.demo.pen import Entry, Pen
from centre.demo.tablet import OlderTablet
from centre.demo.village import Village
from centre.demo.volunteers import Volunteers
from centre.settings import Settings, database_of, write_settings
from records.rules.calendar import day_of

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

GRANT: Final = timedelta(days=365)
"""The demo's street staff may open child protection records for so long."""


class DemoLogin(msgspec.Struct, frozen=True):
    """Somebody who can sign in at the demo's centre. The password was made here and works nowhere else."""

    login: str
    password: str
    name: str
    site: str


class Demo(msgspec.Struct, frozen=True):
    """What was built: who signs in, and the station whose tablet comes next."""

    logins: tuple[DemoLogin, ...]
    station: str
    station_name: str
    workers: tuple[str, ...]


def build(folder: Path, address: str, report: Report) -> Demo:
    """Make a centre with a district, its people and their last months in an empty folder.

    Raises:
        KeysExist: there is a centre already.
    """
    name = sayings()["sites"]["370299"]["name"]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = Settings(site_code="370299", site_name=name, public_url=address, demo=True)
    archive = init_archive(database_of(folder, settings), folder)
    try:
        today = day_of(archive.now())
        district = found_district(archive, Inventor("district", today))
        for code in district.stations:
            _live(archive, district, code, report)
        logins = _open_logins(archive, district)
        write_settings(folder, settings)
    finally:
        archive.close()
    station = district.stations[0]
    workers = tuple(staff.name for staff in district.staff[station])
    return Demo(logins, station, district.sites[station].name, workers)


def _live(archive: Archive, district: District, code: str, report: Report) -> None:
    """One station's months, written by the tablet it had before."""
    site = district.sites[code]
    tablet = OlderTablet(archive, site, sayings()["tablet"]["older"])
    entries = book_of(archive, district, code, tablet)
    report(site.name, 0, len(entries))
    tablet.bring(entries, lambda sent: report(site.name, sent, len(entries)))


def book_of(archive: Archive, district: District, code: str, tablet: OlderTablet) -> list[Entry]:
    """Everything that the station wrote down, in the order of time."""
    now = archive.now()
    inventor = Inventor(code, day_of(now))
    site, workers = district.sites[code], district.workers(code)
    pen = Pen(inventor, site.id, tablet.device_id)
    village = Village(inventor, pen, workers[1])
    village.settle()
    months = Months(inventor, pen, workers, now)
    for number, resident in enumerate(village.residents):
        months.live(resident, number)
    Volunteers(inventor, pen, workers, sayings()["sites"][code]["village"]).serve(now)
    return [entry for entry in pen.in_order() if entry.at <= now]


def _open_logins(archive: Archive, district: District) -> tuple[DemoLogin, ...]:
    """A login for each of the staff above the stations, with a password that nobody knew before."""
    accounts, opened = Accounts(archive.engine), []
    until = day_of(archive.now()) + GRANT
    for login, staff in district.logins.items():
        password = f"{secrets.token_hex(3)}-{secrets.token_hex(3)}"
        accounts.add(login, staff.id, password)
        accounts.grant_protection(login, until)
        site = next(s.name for s in district.sites.values() if s.id == staff.site_id)
        opened.append(DemoLogin(login, password, staff.name, site))
    return tuple(opened)
