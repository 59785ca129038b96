"""Who is looking at a page, in which language, at what moment; every page starts from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from centre.access import Reader, held_posts
from centre.accounts import Accounts, Login
from centre.archive import Archive
from centre.duties import Act, Area
from centre.looked import Deed, Looked
from centre.pages.errors import BadForm, Forbidden, MustChange, NotSignedIn
from centre.pages.frame import common, language_of, templates
from centre.pages.guard import Form, read_form, token_fits
from centre.pages.labels import Labels
from centre.pages.moments import exact
from centre.pages.shown import Shown
from centre.pages.sight import Sight
from centre.pages.tablets import is_stale
from centre.settings import Settings
from centre.tablets import TabletStanding
from records.base import Record, Ring
from records.platform import Site, Staff
from records.rules.calendar import day_of
from records.sites import scope
from records.words import Words, load_words

MOST_NAMED: Final = 3
"""More silent tablets than this are only counted."""

OPEN_WHILE_CHANGING: Final = ("/password", "/logout")
"""What a login may open before it has chosen its own password."""


@dataclass(frozen=True)
class Office:
    """What the pages of one centre work with."""

    archive: Archive
    settings: Settings
    accounts: Accounts
    looked: Looked


@dataclass
class Visitor:
    """Somebody signed in, asking for one page."""

    office: Office
    request: Request
    login: Login
    csrf: str
    reader: Reader
    say: Words
    now: datetime

    @property
    def today(self) -> date:
        """The day here."""
        return day_of(self.now)

    @cached_property
    def sight(self) -> Sight:
        """What this reader may see of the records."""
        return Sight(self.office.archive, self.reader, self.now, self.office.settings.site_code)

    @cached_property
    def labels(self) -> Labels:
        """What records are called for this reader."""
        return Labels(self.sight, self.say)

    @cached_property
    def shown(self) -> Shown:
        """Values in words for this reader."""
        return Shown(self.sight, self.labels, self.say)

    @cached_property
    def tablets(self) -> list[TabletStanding]:
        """The tablets of this reader's sites."""
        scopes = tuple(scope(code, Ring.ROSTER) for code in self.reader.codes())
        return self.office.archive.tablets(scopes)

    def freshness(self) -> str:
        """Until when the figures count, and which tablets are missing from them."""
        late = [t.label for t in self.tablets if is_stale(t, self.now)]
        until = self.say("centre.frame.until", at=exact(self.now))
        if not late:
            return until
        named = self.say("centre.ui.list_mark").join(late[:MOST_NAMED])
        key = "centre.frame.missing_named" if len(late) <= MOST_NAMED else "centre.frame.missing_count"
        return until + self.say(key, names=named, n=len(late))

    def query(self, name: str) -> str:
        """A value from the page's address, at most 200 characters of it."""
        return self.request.query_params.get(name, "").strip()[:200]

    def must(self, allowed: bool) -> None:
        """Stop here unless this is allowed.

        Raises:
            Forbidden: it is not.
        """
        if not allowed:
            raise Forbidden

    def may(self, act: Act, code: str = "") -> bool:
        """Whether an act is allowed at a site, or anywhere."""
        return self.reader.may(act, code)

    @property
    def sees_all_names(self) -> bool:
        """Whether no name of a resident is hidden from this reader."""
        return all(self.reader.reads(Area.PROTECTION, code) for code in self.reader.codes(Area.PEOPLE))

    def note(self, deed: Deed, target: object, reason: str = "") -> None:
        """Write down that somebody looked."""
        self.office.looked.note(self.login.name, deed, target, reason)

    def write(self, *records: Record) -> None:
        """Keep what was decided on this page.

        It counts as decided on what the page read: what somebody else changed meanwhile is met as any concurrent edit.
        """
        seen = {
            record.id: self.sight.read.states[record.id] for record in records if record.id in self.sight.read.states
        }
        self.office.archive.write(self.reader.staff_id, *records, seen=seen)

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Draw a page."""
        from centre.pages.navigation import navigation  # the menu counts records, and asks pages for their filters

        shared = {
            **common(self.request, self.say),
            "me": self,
            "sight": self.sight,
            "csrf": self.csrf,
            "path": self.request.url.path,
            "navigation": navigation(self),
        }
        return HTMLResponse(templates().get_template(template).render(**{**shared, **values}), status)


def session_cookie(settings: Settings) -> str:
    """The cookie's name; over TLS browsers refuse to let anybody else set it."""
    return "__Host-linli" if settings.https else "linli"


def office_of(request: Request) -> Office:
    """The centre that this application serves."""
    office: Office = request.app.state.office
    return office


def visitor_of(request: Request) -> Visitor:
    """The visitor behind the session cookie.

    Raises:
        NotSignedIn: there is no session, or its owner holds no post here any more.
    """
    office = office_of(request)
    found = office.accounts.session(request.cookies.get(session_cookie(office.settings), ""))
    if found is None:
        raise NotSignedIn
    now = datetime.now(UTC)
    reader = reader_of(office, found.login, day_of(now))
    if reader is None:
        raise NotSignedIn
    if found.login.must_change and request.url.path not in OPEN_WHILE_CHANGING:
        raise MustChange
    return Visitor(office, request, found.login, found.csrf, reader, load_words(language_of(request)), now)


def reader_of(office: Office, login: Login, today: date) -> Reader | None:
    """What the owner of a login may do today; None when they hold no post."""
    roster = (scope(office.settings.site_code, Ring.ROSTER),)
    staff = office.archive.get(login.staff_id, roster)
    if not isinstance(staff, Staff):
        return None
    codes = {site.id: site.code for site in office.archive.records(Site, roster)}
    posts = held_posts(staff, codes, today)
    return Reader(staff.id, staff.name, posts, login.protected_on(today)) if posts else None


TheOffice = Annotated[Office, Depends(office_of)]
Guest = Annotated[Visitor, Depends(visitor_of)]
AnyForm = Annotated[Form, Depends(read_form)]


def form_of(visitor: Guest, form: AnyForm) -> Form:
    """The posted form, from a page that we drew for this very session.

    Raises:
        BadForm: it does not carry the session's token.
    """
    if not token_fits(form.one("csrf"), visitor.csrf):
        raise BadForm("token")
    return form


Posted = Annotated[Form, Depends(form_of)]
