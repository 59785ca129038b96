"""The sync desk: how each tablet is doing, and one-time codes for new ones."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Final

import segno
from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from centre.duties import Act
from centre.enrolment import CodeState
from centre.looked import Deed
from centre.pages import moments
from centre.pages.errors import NotThere
from centre.pages.tablets import TabletRow, is_stale, row_of
from centre.pages.visitor import Guest, Posted, Visitor
from records.codes import SiteLevel, SiteStatus
from records.platform import Device, Site

router = APIRouter()

_ENROL_ID: Final = 16
_LEVELS: Final = (SiteLevel.STATION, SiteLevel.STREET_CENTRE)


@dataclass(frozen=True)
class CodeShown:
    """A code on the screen, or what became of it."""

    id: str
    site: str
    site_code: str
    url: str = ""
    typed: str = ""
    qr: Markup | None = None
    left: str = ""
    joined: bool = False
    over: bool = False
    words: str = ""


@dataclass(frozen=True)
class Totals:
    """The last line of the desk."""

    announced: int
    received: int
    missing: int


@router.get("/sync")
def desk(visitor: Guest) -> Response:
    """Every tablet of this reader's sites, those that need somebody first."""
    tablets = sorted(visitor.tablets, key=lambda t: (not is_stale(t, visitor.now), t.head_equal, t.site_code, t.label))
    rows = [_linked(visitor, row_of(visitor.say, t, visitor.labels.site(t.site_id), visitor.now)) for t in tablets]
    return visitor.page(
        "sync.html",
        wide=True,
        day=moments.long_day(visitor.say, visitor.now),
        tablets=rows,
        total=Totals(sum(r.announced for r in rows), sum(r.received for r in rows), sum(r.missing for r in rows)),
        may_enrol=visitor.may(Act.ENROL),
    )


@router.get("/sync/code")
def choose_site(visitor: Guest) -> Response:
    """For which station."""
    visitor.must(visitor.may(Act.ENROL))
    return _code_page(visitor, None, visitor.query("site"), {})


@router.post("/sync/code")
def make_code(visitor: Guest, form: Posted) -> Response:
    """Make a code and show it, once: it is kept nowhere in clear."""
    visitor.must(visitor.may(Act.ENROL))
    site = next((s for s in _sites(visitor) if s.code == form.one("site")), None)
    if site is None:
        return _code_page(visitor, None, "", {"site": visitor.say("centre.ui.choose")})
    settings, archive = visitor.office.settings, visitor.office.archive
    code = archive.make_code(visitor.reader.staff_id, site.id, settings.public_url)
    visitor.note(Deed.CODE, site.code, code.enrol_id)
    left = int((code.expires_at - visitor.now).total_seconds())
    shown = CodeShown(
        id=code.enrol_id,
        site=site.name,
        site_code=site.code,
        url=settings.public_url,
        typed=in_groups(code.typed),
        qr=qr_image(code.qr),
        left=visitor.say("centre.sync.valid_for", span=moments.span(visitor.say, left)),
    )
    return _code_page(visitor, shown, site.code, {}, fresh=True)


@router.get("/sync/code/{enrol_id}")
def code_state(visitor: Guest, enrol_id: str) -> Response:
    """Whether the tablet has joined, and the six words to compare."""
    visitor.must(visitor.may(Act.ENROL))
    if len(enrol_id) != _ENROL_ID or not enrol_id.isalnum():
        raise NotThere
    state = visitor.office.archive.code_state(enrol_id)
    if state is None or not visitor.may(Act.ENROL, visitor.sight.code(state.site_id)):
        raise NotThere
    return _code_page(visitor, _shown(visitor, enrol_id, state), "", {})


def _shown(visitor: Visitor, enrol_id: str, state: CodeState) -> CodeShown:
    left = int((state.expires_at - visitor.now).total_seconds())
    shown = CodeShown(
        id=enrol_id,
        site=visitor.labels.site(state.site_id),
        site_code=visitor.sight.code(state.site_id),
        left=visitor.say("centre.sync.valid_for", span=moments.span(visitor.say, left)),
    )
    if state.used:
        words = "  ".join(visitor.say(f"pairing.{number}") for number in state.words)
        return replace(shown, joined=True, words=words)
    return replace(shown, over=left <= 0 or state.tries_left <= 0)


def _code_page(
    visitor: Visitor, code: CodeShown | None, site_code: str, errors: dict[str, str], *, fresh: bool = False
) -> Response:
    options = [("", visitor.say("centre.ui.choose")), *((s.code, s.name) for s in _sites(visitor))]
    return visitor.page(
        "code.html",
        422 if errors else 200,
        code=code,
        fresh=fresh,
        site_options=options,
        site_code=site_code,
        errors=errors,
    )


def _sites(visitor: Visitor) -> list[Site]:
    """Sites where this visitor may enrol a tablet."""
    return [
        site
        for site in visitor.sight.sites.values()
        if site.level in _LEVELS and site.status is not SiteStatus.CLOSED and visitor.may(Act.ENROL, site.code)
    ]


def _linked(visitor: Visitor, row: TabletRow) -> TabletRow:
    """The row with its addresses, where the reader may open what stands behind them."""
    href = f"/record/{row.device}" if visitor.reader.lists(Device) else ""
    return replace(row, href=href, received_href=f"/sync/tablet/{row.device}")


def in_groups(typed: str) -> str:
    """A code as it is read out: two groups of five."""
    return f"{typed[: len(typed) // 2]}-{typed[len(typed) // 2 :]}"


def qr_image(text: str) -> Markup:
    """A QR code as a drawing within the page; it holds no style and no script."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, xmldecl=False, svgns=False, omitsize=False, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # drawn by us from squares, not from text
