"""The platform itself: sites, the people who work there, and their tablets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPLETE,
    COMPUTED,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Ring,
    Sensitivity,
    code,
    day,
    flag,
    moment,
    octets,
    part,
    ref,
    text,
    whole,
)
from records.codes import DeviceStatus, Role, SiteLevel, SiteStatus

MOBILE = r"^(|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$"
"""Mainland mobile, or a landline with its area code (report 3.4)."""


class CommitteeContact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom to call at the village committee."""

    name: Annotated[str, msgspec.Meta(max_length=30)] = ""
    phone: Annotated[str, msgspec.Meta(pattern=MOBILE)] = ""


class Site(Record, frozen=True, kw_only=True, omit_defaults=True, tag="site"):
    """平台站点: a station, a street centre or the district centre; also the unit of data scope."""

    about: ClassVar[About] = About(
        owner=Level.DISTRICT,
        conflict=Conflict.SERVER,
        sens=Sensitivity.L0,
        ring=Ring.ROSTER,
        writers=frozenset({Level.DISTRICT}),
        named_by=("name",),
        listed=("level", "code", "status"),
        filters=("level", "status"),
    )

    code: Annotated[str, text(6, 12, pattern=r"^(\d{6}|\d{9}|\d{12})$", need=SAVE)]
    """Statistical code: district 6, street 9, village 12 digits (GB/T 2260 and below); `sites.covers` reads it."""
    level: Annotated[SiteLevel, code(need=SAVE)]
    name: Annotated[str, text(2, 60, need=SAVE, search=True)]
    parent_id: Annotated[UUID, ref("site", need=COMPLETE)] | None = None
    is_pilot: Annotated[bool, flag()] = False
    pilot_start: Annotated[date, day()] | None = None
    committee_contact: Annotated[CommitteeContact, part()] | None = None
    duty_phone: Annotated[str, text(0, 20, pattern=MOBILE)] = ""
    """The number that is answered at any hour; shown before every queue."""
    opened_on: Annotated[date, day()] | None = None
    status: Annotated[SiteStatus, code(need=SAVE)] = SiteStatus.ACTIVE


class Post(msgspec.Struct, frozen=True, omit_defaults=True):
    """A role at a site, for a time."""

    role: Role
    site_id: UUID
    from_on: date
    to_on: date | None = None

    def held_on(self, on: date) -> bool:
        """Whether the post is held on that day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


class Staff(Record, frozen=True, kw_only=True, omit_defaults=True, tag="staff"):
    """工作人员: everybody with a login or a PIN."""

    about: ClassVar[About] = About(
        owner=Level.DISTRICT,
        conflict=Conflict.SERVER,
        sens=Sensitivity.L1,
        ring=Ring.ROSTER,
        writers=frozenset({Level.STREET, Level.DISTRICT}),
        named_by=("name",),
        listed=("phone", "started_on", "ended_on"),
    )

    name: Annotated[str, text(2, 30, need=SAVE, search=True)]
    posts: Annotated[tuple[Post, ...], part(need=SAVE)]
    phone: Annotated[str, text(0, 20, pattern=MOBILE)] = ""
    is_local: Annotated[bool, flag()] = True
    started_on: Annotated[date, day(need=COMPLETE)] | None = None
    ended_on: Annotated[date, day()] | None = None
    training_privacy_at: Annotated[date, day(need=COMPLETE)] | None = None

    def check(self) -> None:
        """Refuse an end before the start."""
        if self.ended_on and self.started_on and self.ended_on < self.started_on:
            raise InvalidRecord("ended_on", "before_start")

    def roles_at(self, site_id: UUID, on: date) -> frozenset[Role]:
        """The roles held at a site on a day."""
        return frozenset(p.role for p in self.posts if p.site_id == site_id and p.held_on(on))


class Device(Record, frozen=True, kw_only=True, omit_defaults=True, tag="device"):
    """终端: a shared tablet. Its record's id is its device id: the hash of its signing key."""

    about: ClassVar[About] = About(
        owner=Level.STREET,
        conflict=Conflict.SERVER,
        sens=Sensitivity.L0,
        ring=Ring.ROSTER,
        writers=frozenset({Level.STREET, Level.DISTRICT}),
        named_by=("label",),
        listed=("status", "last_seen_at", "app_version"),
        filters=("status",),
    )

    label: Annotated[str, text(1, 40, need=SAVE)]
    signing_key: Annotated[bytes, octets(32, need=COMPUTED)] = b""
    box_key: Annotated[bytes, octets(32, need=COMPUTED)] = b""
    status: Annotated[DeviceStatus, code(need=SAVE)] = DeviceStatus.PENDING
    last_seen_at: Annotated[datetime, moment(need=COMPUTED)] | None = None
    app_version: Annotated[str, text(0, 40, need=COMPUTED)] = ""
    clock_offset: Annotated[int, whole(-(2**31), 2**31, unit="seconds", need=COMPUTED)] = 0
    """Centre's clock minus the device's."""
