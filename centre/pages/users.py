"""Logins: who may sign in here, opening and closing them, and grants for the protection ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from centre.access import HeldPost, held_posts, may_hold_protection
from centre.accounts import Login, LoginNotFound, LoginTaken
from centre.duties import DUTIES, Act
from centre.looked import Deed
from centre.pages import new_staff
from centre.pages.errors import NotThere
from centre.pages.guard import Form
from centre.pages.visitor import Guest, Posted, Visitor
from centre.passwords import one_time_password
from records.base import InvalidRecord
from records.platform import Staff

router = APIRouter()

LONGEST_NAME: Final = 60
LONGEST_GRANT: Final = timedelta(days=366)
"""A grant ends by itself within a year (design of security: expiring grants)."""


@dataclass(frozen=True)
class UserRow:
    """One login."""

    name: str
    person: str
    posts: str
    protection: str
    state: tuple[str, str, str]
    closed: bool
    until: str
    mine: bool


@dataclass(frozen=True)
class Fresh:
    """A password to hand over, shown once."""

    name: str
    password: str


@router.get("/users")
def users(visitor: Guest) -> Response:
    """All logins whose owners work at this visitor's sites."""
    visitor.must(visitor.may(Act.USERS))
    return _page(visitor, {}, {})


@router.post("/users")
def add(visitor: Guest, form: Posted) -> Response:
    """Open a login, for somebody known or for somebody new."""
    visitor.must(visitor.may(Act.USERS))
    values = {name: form.one(name) for name in ("name", "staff", "staff_name", "role", "site")}
    errors = _name_errors(visitor, values["name"])
    try:
        owner = new_staff.owner_of(visitor, values)
    except InvalidRecord as invalid:
        return _page(visitor, values, {**errors, invalid.field: _said(visitor, invalid)})
    if errors:
        return _page(visitor, values, errors)
    password = one_time_password()
    try:
        visitor.office.accounts.add(values["name"], owner.id, password, must_change=True)
    except LoginTaken:
        return _page(visitor, values, {"name": visitor.say("centre.users.taken")})
    new_staff.keep(visitor, owner)
    visitor.note(Deed.LOGIN, values["name"], "add")
    return _page(visitor, {}, {}, Fresh(values["name"], password))


@router.get("/users/{name}")
def user(visitor: Guest, name: str) -> Response:
    """One login."""
    return _user_page(visitor, _theirs(visitor, name), {})


@router.post("/users/{name}")
def change(visitor: Guest, form: Posted, name: str) -> Response:
    """Reset a password, close or open a login, give or take a grant."""
    found = _theirs(visitor, name)
    do, accounts = form.one("do"), visitor.office.accounts
    if do == "reset":
        password = one_time_password()
        accounts.change_password(name, password, must_change=True)
        visitor.note(Deed.LOGIN, name, do)
        return _page(visitor, {}, {}, Fresh(name, password))
    if do in ("close", "open"):
        accounts.close(name, closed=do == "close")
    elif do == "protect":
        errors = _grant(visitor, found, form)
        if errors:
            return _user_page(visitor, found, errors)
    else:
        raise NotThere
    visitor.note(Deed.LOGIN, name, f"{do} {form.one('reason')}".strip())
    return RedirectResponse("/users", 303)


def _grant(visitor: Visitor, found: Login, form: Form) -> dict[str, str]:
    """Give or take the grant; returns what is wrong with the form."""
    say, typed = visitor.say, form.one("until")
    visitor.must(may_hold_protection(_posts(visitor, found)))
    try:
        until = date.fromisoformat(typed) if typed else None
    except ValueError:
        return {"until": say("error.bad_form")}
    if until is not None and not visitor.today <= until <= visitor.today + LONGEST_GRANT:
        return {"until": say("centre.users.until_hint")}
    if not form.one("reason"):
        return {"reason": say("error.required")}
    visitor.office.accounts.grant_protection(found.name, until)
    return {}


def _theirs(visitor: Visitor, name: str) -> Login:
    """A login this visitor may change: of somebody at their sites, and never their own.

    Raises:
        Forbidden: it is their own, or they may change none.
        NotThere: there is none, or it is not theirs to change.
    """
    visitor.must(visitor.may(Act.USERS) and name != visitor.login.name)
    try:
        found = visitor.office.accounts.find(name)
    except LoginNotFound:
        raise NotThere from None
    if not _is_theirs(visitor, found):
        raise NotThere
    return found


def _is_theirs(visitor: Visitor, found: Login) -> bool:
    """Somebody all of whose posts lie at or below this visitor's sites, and none of whose rights are wider."""
    posts = _posts(visitor, found)
    return all(visitor.may(Act.USERS, post.code) for post in posts) and new_staff.may_give(
        visitor, [post.role for post in posts]
    )


def _posts(visitor: Visitor, found: Login) -> tuple[HeldPost, ...]:
    staff = visitor.sight.known(found.staff_id)
    codes = {site.id: site.code for site in visitor.sight.sites.values()}
    return held_posts(staff, codes, visitor.today) if isinstance(staff, Staff) else ()


def _name_errors(visitor: Visitor, name: str) -> dict[str, str]:
    if not name:
        return {"name": visitor.say("error.required")}
    good = len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set(" /\\?#%<>\"'")
    return {} if good else {"name": visitor.say("centre.users.login_hint")}


def _said(visitor: Visitor, invalid: InvalidRecord) -> str:
    key = f"error.{invalid.reason}"
    return visitor.say(key, **invalid.about) if key in visitor.say else visitor.say("centre.ui.wrong")


def _row(visitor: Visitor, found: Login) -> UserRow:
    say, posts = visitor.say, _posts(visitor, found)
    names = {site.code: site.name for site in visitor.sight.sites.values()}
    state = "closed" if found.closed else "waiting" if found.must_change else "open"
    tint = {"closed": ("unknown", "off"), "waiting": ("unknown", "medium"), "open": ("ok", "low")}[state]
    until = found.protection_until
    valid = until is not None and found.protected_on(visitor.today)
    return UserRow(
        name=found.name,
        person=visitor.labels.staff(found.staff_id),
        posts=say("centre.ui.list_mark").join(f"{say.code(p.role)} {names[p.code]}" for p in posts) or "–",
        protection=say("centre.users.until_day", day=f"{until:%Y-%m-%d}") if valid and until else "–",
        state=(tint[0], say(f"centre.users.{state}"), tint[1]),
        closed=found.closed,
        until=until.isoformat() if valid and until else "",
        mine=found.name == visitor.login.name,
    )


def _page(visitor: Visitor, values: dict[str, str], errors: dict[str, str], fresh: Fresh | None = None) -> Response:
    say = visitor.say
    shown = [u for u in visitor.office.accounts.logins() if _is_theirs(visitor, u) or u.name == visitor.login.name]
    roles = [role for role in DUTIES if new_staff.may_give(visitor, [role])]
    return visitor.page(
        "users.html",
        422 if errors else 200,
        wide=True,
        users=[_row(visitor, one) for one in shown],
        fresh=fresh,
        values=values,
        errors=errors,
        staff_options=[("new", say("centre.users.somebody_new")), *new_staff.known(visitor)],
        role_options=[("", say("centre.ui.choose")), *((role.value, say.code(role)) for role in roles)],
        site_options=[("", say("centre.ui.choose")), *((s.code, s.name) for s in new_staff.sites(visitor))],
    )


def _user_page(visitor: Visitor, found: Login, errors: dict[str, str]) -> Response:
    return visitor.page(
        "user.html",
        422 if errors else 200,
        user=_row(visitor, found),
        may_protect=may_hold_protection(_posts(visitor, found)),
        errors=errors,
    )
