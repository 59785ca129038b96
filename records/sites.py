"""Sites lie below one another; what a site may see is a scope."""

from __future__ import annotations

from typing import Final

from records.base import Ring

DISTRICT_DIGITS: Final = 6
STREET_DIGITS: Final = 9
STATION_DIGITS: Final = 12
"""Lengths of a statistical code (GB/T 2260 and below): each level's code begins with the one above it."""


def covers(upper: str, lower: str) -> bool:
    """Whether the site with code `upper` is `lower` itself or lies above it."""
    return len(upper) in (DISTRICT_DIGITS, STREET_DIGITS, STATION_DIGITS) and lower.startswith(upper)


def chain(code: str) -> tuple[str, ...]:
    """The codes from the district down to `code` itself: ("370299", "370299001", "370299001003")."""
    return tuple(code[:n] for n in (DISTRICT_DIGITS, STREET_DIGITS, STATION_DIGITS) if n <= len(code))


def scope(code: str, ring: Ring) -> str:
    """The name of what holders of `ring` at one site may see, as in `370299001003/s`."""
    return f"{code}/{ring.value}"


def site_of_scope(name: str) -> str:
    """The site code in a scope's name."""
    return name.partition("/")[0]


def scopes_of_station(code: str) -> tuple[str, ...]:
    """Everything a station's tablet reads: its own work, its protection ring, and the rosters above it.

    The protection ring comes to the tablet sealed to the vault; only named people hold the key that opens it there.
    """
    return (
        scope(code, Ring.STATION),
        scope(code, Ring.PROTECTION),
        *(scope(c, Ring.ROSTER) for c in reversed(chain(code))),
    )
