"""How the tablets are doing, in words: the sync desk's rows, and which sites' counts may be out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from centre.pages import moments
from centre.tablets import TabletStanding
from records.words import Words

STALE_AFTER: Final = timedelta(hours=72)
"""A tablet that was not heard of for longer may hold visits that nobody here knows (look of the centre, 7)."""

ON_TIME_SECONDS: Final = 60
"""Below that nobody does anything about a clock."""

CLOCK_OFF_SECONDS: Final = 5 * 60
"""More than this is shown and marked (design of the clock)."""


@dataclass(frozen=True)
class TabletRow:
    """One tablet's line."""

    device: str
    label: str
    site_code: str
    site: str
    seen: str
    stale: str
    announced: int
    received: int
    missing: int
    equal: tuple[str, str, str]
    version: str
    offset: str
    offset_mark: str
    needs: str
    href: str = ""
    received_href: str = ""


def is_stale(tablet: TabletStanding, now: datetime) -> bool:
    """Whether a tablet that counts has been silent for too long."""
    return tablet.barred != "revoked" and (tablet.last_seen_at is None or now - tablet.last_seen_at > STALE_AFTER)


def stale_sites(tablets: Iterable[TabletStanding], now: datetime) -> frozenset[str]:
    """Codes of the sites where a tablet is silent, or where there is none yet."""
    return frozenset(t.site_code for t in tablets if is_stale(t, now))


def row_of(say: Words, tablet: TabletStanding, site: str, now: datetime) -> TabletRow:
    """A tablet's line in words."""
    seen = tablet.last_seen_at
    silent = moments.span(say, int((now - seen).total_seconds())) if seen else say("centre.sync.never")
    missing = max(0, tablet.announced - tablet.received)
    return TabletRow(
        device=str(tablet.device),
        label=tablet.label,
        site_code=tablet.site_code,
        site=site,
        seen=moments.moment(say, seen, now) if seen else "–",
        stale=silent if is_stale(tablet, now) else "",
        announced=tablet.announced,
        received=tablet.received,
        missing=missing,
        equal=_equal(say, tablet, missing),
        version=tablet.version or "–",
        offset=_offset(say, tablet.clock_offset),
        offset_mark="soon" if abs(tablet.clock_offset) > CLOCK_OFF_SECONDS else "",
        needs=_needs(say, tablet, missing, now),
    )


def _equal(say: Words, tablet: TabletStanding, missing: int) -> tuple[str, str, str]:
    if tablet.last_seen_at is None:
        return "unknown", say("centre.sync.not_yet"), "unknown"
    if not tablet.head_equal:
        return "needs", say("centre.sync.differs"), "needs"
    if missing:
        return "unknown", say("centre.sync.waiting"), "medium"
    return "ok", say("centre.sync.same"), "ok"


def _offset(say: Words, seconds: int) -> str:
    """The tablet's clock against ours; a few seconds are nothing."""
    if abs(seconds) < ON_TIME_SECONDS:
        return say("centre.sync.on_time")
    return say("centre.sync.slow" if seconds > 0 else "centre.sync.fast", span=moments.span(say, abs(seconds)))


def _needs(say: Words, tablet: TabletStanding, missing: int, now: datetime) -> str:
    """The first thing somebody should do about this tablet."""
    if tablet.barred:
        return say(f"centre.sync.{tablet.barred}")
    if not tablet.head_equal:
        return say("centre.sync.do_differs")
    if is_stale(tablet, now):
        return say("centre.sync.do_stale" if tablet.last_seen_at else "centre.sync.do_first")
    if tablet.waiting_for_person:
        return say("centre.sync.do_held", n=tablet.waiting_for_person)
    return say("centre.sync.do_missing", n=missing) if missing else "–"
