"""The sites of the made-up district, and who works there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from centre.archive import Archive
from centre.demo.invent import Inventor, sayings
from records.codes import Role, SiteLevel
from records.ids import new_id
from records.platform import Post, Site, Staff
from records.sites import DISTRICT_DIGITS, STATION_DIGITS, STREET_DIGITS, chain

OPENED_DAYS: Final = 400


@dataclass
class District:
    """Everything above the residents.

    Attributes:
        sites: code -> site.
        staff: those who work at each site, the chief first.
        logins: sign-in name -> who signs in with it.
    """

    sites: dict[str, Site] = field(default_factory=dict)
    staff: dict[str, list[Staff]] = field(default_factory=dict)
    logins: dict[str, Staff] = field(default_factory=dict)

    @property
    def stations(self) -> list[str]:
        """The codes of the stations."""
        return sorted(code for code in self.sites if len(code) == STATION_DIGITS)

    def workers(self, code: str) -> tuple[UUID, UUID]:
        """The chief social worker and the assistant of a station."""
        chief, assistant = self.staff[code]
        return chief.id, assistant.id


def found_district(archive: Archive, inventor: Inventor) -> District:
    """Write the sites and the staff, as the district's office does."""
    district, author = District(), new_id()
    for code, words in sorted(sayings()["sites"].items(), key=lambda entry: len(entry[0])):
        district.sites[code] = _site(archive, inventor, district, code, words)
    archive.write(author, *district.sites.values())
    for entry in sayings()["staff"]:
        staff = _staff(archive, inventor, district, entry)
        district.staff.setdefault(entry["site"], []).append(staff)
        if login := entry.get("login"):
            district.logins[login] = staff
    archive.write(author, *(staff for team in district.staff.values() for staff in team))
    return district


def _site(archive: Archive, inventor: Inventor, district: District, code: str, words: dict[str, str]) -> Site:
    site_id = new_id()
    above = chain(code)[:-1]
    return Site(
        **{**archive.born(site_id, site_id), "id": site_id},
        code=code,
        level=SiteLevel(words["level"]),
        name=words["name"],
        parent_id=district.sites[above[-1]].id if above else None,
        is_pilot=True,
        opened_on=inventor.today - timedelta(days=OPENED_DAYS),
        duty_phone=inventor.phone() if len(code) in (DISTRICT_DIGITS, STREET_DIGITS) else "",
    )


def _staff(archive: Archive, inventor: Inventor, district: District, entry: dict[str, object]) -> Staff:
    site = district.sites[str(entry["site"])]
    started = inventor.today - timedelta(days=OPENED_DAYS - 30)
    roles = [Role(role) for role in entry["roles"]]  # type: ignore[attr-defined]
    return Staff(
        **archive.born(site.id, site.id),
        name=str(entry["name"]),
        posts=tuple(Post(role, site.id, started) for role in roles),
        phone=inventor.phone(),
        started_on=started,
        training_privacy_at=started,
    )
