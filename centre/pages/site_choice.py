"""The choice of a site in the filters above lists, kept in the page's address."""

from __future__ import annotations

from centre.duties import Area
from centre.pages.visitor import Visitor
from records.base import Ring
from records.platform import Site
from records.sites import covers, scope


def sites_of(visitor: Visitor, area: Area | None) -> list[Site]:
    """The sites a reader has an area open at, in the order of their codes."""
    codes = visitor.reader.codes(area)
    return [s for s in visitor.sight.sites.values() if any(covers(code, s.code) for code in codes)]


def options(visitor: Visitor, area: Area | None) -> list[tuple[str, str]]:
    """What the select offers: all, or one."""
    return [("", visitor.say("centre.ui.all_sites")), *((s.code, s.name) for s in sites_of(visitor, area))]


def chosen(visitor: Visitor, area: Area | None) -> str:
    """The site in the page's address, if the reader has the area open there; otherwise none."""
    code = visitor.query("site")
    return code if any(s.code == code for s in sites_of(visitor, area)) else ""


def narrowed(scopes: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Scopes cut down to one site and those below it."""
    if not code:
        return scopes
    rings = {name.partition("/")[2] for name in scopes if covers(name.partition("/")[0], code)}
    return tuple(scope(code, ring) for ring in Ring if ring.value in rings)


def name_of(visitor: Visitor, code: str) -> str:
    """The chosen site's name, or all."""
    return visitor.sight.site_called(code).name if code else visitor.say("centre.ui.all_sites")
