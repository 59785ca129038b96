"""What the centre's command line does. Every command returns the lines to print; words come from the locale files."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import segno
import sqlalchemy as sa
import uvicorn

from centre.accounts import Accounts, LoginNotFound, LoginTaken
from centre.app import create_app
from centre.archive import Archive, init_archive, open_archive
from centre.checking import check_archive
from centre.duties import DUTIES
from centre.passwords import one_time_password
from centre.quiet_log import quieten
from centre.settings import Settings, database_of, read_settings, write_settings
from records.codes import Role, SiteLevel
from records.complete import complete
from records.ids import new_id
from records.platform import Post, Site, Staff
from records.rules.calendar import day_of
from records.sites import DISTRICT_DIGITS, STATION_DIGITS, STREET_DIGITS, chain
from records.words import Words

LEVELS: Final = {
    DISTRICT_DIGITS: SiteLevel.DISTRICT_CENTRE,
    STREET_DIGITS: SiteLevel.STREET_CENTRE,
    STATION_DIGITS: SiteLevel.STATION,
}
FIRST_ROLE: Final = {DISTRICT_DIGITS: Role.DISTRICT_ADMIN, STREET_DIGITS: Role.STREET_ADMIN}


class CommandFailed(Exception):
    """The command cannot do that; `key` is a key below `centre.cli.` in the locale files."""

    def __init__(self, key: str, **about: object) -> None:
        super().__init__(key)
        self.key = key
        self.about = about


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Archive, Settings]]:
    """The centre in a folder."""
    settings = read_settings(folder)
    archive = open_archive(database_of(folder, settings), folder)
    try:
        yield archive, settings
    finally:
        archive.close()


def init(folder: Path, given: Namespace, say: Words) -> list[str]:
    """Make keys, database, the centre's own site and the first login."""
    if len(given.site) not in FIRST_ROLE or not given.site.isdecimal():
        raise CommandFailed("bad_site")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = Settings(site_code=given.site, site_name=given.name, public_url=given.url)
    archive = init_archive(database_of(folder, settings), folder)
    try:
        site_id = new_id()
        archive.write(site_id, _site(archive, site_id, given.site, given.name, None))
        staff = _staff(archive, site_id, given.person, FIRST_ROLE[len(given.site)])
        archive.write(staff.id, staff)
        password = one_time_password()
        Accounts(archive.engine).add(given.login, staff.id, password, must_change=True)
        write_settings(folder, settings)
    finally:
        archive.close()
    return [say("centre.cli.made", folder=folder), say("centre.cli.password", login=given.login, password=password)]


def site(folder: Path, given: Namespace, say: Words) -> list[str]:
    """Add a street centre or a station below this centre."""
    with opened(folder) as (archive, settings):
        code = given.code
        if len(code) not in LEVELS or not code.isdecimal() or not code.startswith(settings.site_code):
            raise CommandFailed("bad_site")
        sites = {s.code: s for s in archive.records(Site, (f"{settings.site_code}/r",))}
        parent = next((sites[c] for c in reversed(chain(code)[:-1]) if c in sites), None)
        if code in sites or parent is None:
            raise CommandFailed("site_known" if code in sites else "no_parent")
        archive.write(parent.id, _site(archive, new_id(), code, given.name, parent.id))
    return [say("centre.cli.site_made", code=code, name=given.name)]


def serve(folder: Path, given: Namespace, _say: Words) -> list[str]:
    """Serve until stopped."""
    with opened(folder) as (archive, settings):
        config = uvicorn.Config(
            create_app(archive, settings),
            host=given.host,
            port=given.port,
            http="h11",
            limit_concurrency=given.limit_concurrency,
            server_header=False,
            proxy_headers=False,
            access_log=False,  # addresses of pages hold what people searched for
            timeout_graceful_shutdown=5,
        )
        quieten("uvicorn", "uvicorn.error")
        uvicorn.Server(config).run()
    return []


def code(folder: Path, given: Namespace, say: Words) -> list[str]:
    """Make a one-time code with which a tablet joins a station."""
    with opened(folder) as (archive, settings):
        found = _site_called(archive, settings, given.station)
        made = archive.make_code(archive.device_id, found.id, given.url or settings.public_url)
    picture = io.StringIO()
    segno.make(made.qr, error="l", micro=False).terminal(picture, compact=True)
    half = len(made.typed) // 2
    typed = f"{made.typed[:half]}-{made.typed[half:]}"
    return [picture.getvalue(), say("centre.cli.code_for", site=found.name), say("centre.cli.typed", code=typed)]


def user(folder: Path, given: Namespace, say: Words) -> list[str]:
    """Add or change a login."""
    with opened(folder) as (archive, settings):
        accounts = Accounts(archive.engine)
        try:
            return _USER[given.do](archive, settings, accounts, given, say)
        except LoginNotFound:
            raise CommandFailed("no_login", login=given.login) from None
        except LoginTaken:
            raise CommandFailed("login_taken", login=given.login) from None


def check(folder: Path, _given: Namespace, say: Words) -> list[str]:
    """Verify the archive.

    Raises:
        CommandFailed: something is not as it should be.
    """
    with opened(folder) as (archive, _settings):
        try:
            found = [say(f"centre.check.{finding.key}", where=finding.where) for finding in check_archive(archive)]
        except sa.exc.DatabaseError:
            found = [say("centre.check.unreadable")]
    if found:
        raise CommandFailed("not_whole", n=len(found), findings="\n".join(found))
    return [say("centre.cli.whole")]


def _add(archive: Archive, settings: Settings, accounts: Accounts, given: Namespace, say: Words) -> list[str]:
    if given.role not in {role.value for role in DUTIES}:
        raise CommandFailed("bad_role", roles=" ".join(role.value for role in DUTIES))
    found = _site_called(archive, settings, given.site or settings.site_code)
    staff = _staff(archive, found.id, given.person or given.login, Role(given.role))
    password = one_time_password()
    accounts.add(given.login, staff.id, password, must_change=True)
    archive.write(archive.device_id, staff)
    return [say("centre.cli.password", login=given.login, password=password)]


def _reset(_a: Archive, _s: Settings, accounts: Accounts, given: Namespace, say: Words) -> list[str]:
    password = one_time_password()
    accounts.change_password(given.login, password, must_change=True)
    return [say("centre.cli.password", login=given.login, password=password)]


def _close(_a: Archive, _s: Settings, accounts: Accounts, given: Namespace, say: Words) -> list[str]:
    accounts.close(given.login, closed=given.do == "close")
    return [say(f"centre.cli.{given.do}", login=given.login)]


def _protect(_a: Archive, _s: Settings, accounts: Accounts, given: Namespace, say: Words) -> list[str]:
    try:
        until = date.fromisoformat(given.until) if given.until else None
    except ValueError:
        raise CommandFailed("bad_day") from None
    accounts.grant_protection(given.login, until)
    return [say("centre.cli.protect", login=given.login, until=until or "–")]


def _list(_a: Archive, _s: Settings, accounts: Accounts, _given: Namespace, _say: Words) -> list[str]:
    return [login.name for login in accounts.logins()]


_USER: Final = {"add": _add, "reset": _reset, "close": _close, "open": _close, "protect": _protect, "list": _list}
USER_DOES: Final = tuple(_USER)


def _site_called(archive: Archive, settings: Settings, wanted: str) -> Site:
    for found in archive.records(Site, (f"{settings.site_code}/r",)):
        if found.code == wanted:
            return found
    raise CommandFailed("no_site", code=wanted)


def _site(archive: Archive, site_id: UUID, site_code: str, name: str, parent: UUID | None) -> Site:
    born = {**archive.born(site_id, site_id), "id": site_id}
    return complete(
        Site, {**born, "code": site_code, "name": name, "level": LEVELS[len(site_code)], "parent_id": parent}
    )


def _staff(archive: Archive, site_id: UUID, name: str, role: Role) -> Staff:
    today = day_of(archive.now())
    own = new_id()
    born = {**archive.born(site_id, own), "id": own}
    return complete(Staff, {**born, "name": name, "posts": (Post(role, site_id, today),), "started_on": today})
