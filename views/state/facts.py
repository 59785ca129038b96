"""What the about page says of a tablet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Final

from records.rules.calendar import day_of
from records.rules.ruleset import load_ruleset

if TYPE_CHECKING:
    from views.state.app_state import AppState


LATEST: Final = 253_370_764_800
"""The first of January 9999: a certificate may be made out for longer than a calendar goes."""


@dataclass(frozen=True)
class TabletFacts:
    """Everything the street may ask on the telephone."""

    site_code: str
    version: str
    device: str
    centre_url: str
    last_ok: datetime | None
    valid_until: date
    ruleset: str
    damaged: int
    secret_in_keystore: bool


def tablet_facts(app: AppState) -> TabletFacts:
    """Read them."""
    book = app.notebook
    until = datetime.fromtimestamp(min(book.certificate.not_after, LATEST), UTC)
    return TabletFacts(
        site_code=book.site_code,
        version=program_version(),
        device=str(book.device_id)[:8].upper(),
        centre_url=book.centre_url,
        last_ok=app.syncing.last_ok,
        valid_until=day_of(until),
        ruleset=load_ruleset().version,
        damaged=book.damaged(),
        secret_in_keystore=app.secret_in_keystore,
    )


def program_version() -> str:
    """The program's version; a checkout that was never installed says so."""
    try:
        return metadata.version("linli")
    except metadata.PackageNotFoundError:
        return "0.1.0"
