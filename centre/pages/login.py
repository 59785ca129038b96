"""Signing in and out, choosing one's own password, and the language."""

from __future__ import annotations

import secrets
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from centre.accounts import LONGEST, TooManyTries, WeakPassword, WrongLogin
from centre.looked import Deed
from centre.pages.errors import BadForm
from centre.pages.frame import LANGUAGE_COOKIE, language_of, plain_page
from centre.pages.guard import Form, token_fits
from centre.pages.visitor import AnyForm, Guest, Office, Posted, TheOffice, Visitor, reader_of, session_cookie
from records.rules.calendar import day_of
from records.words import LANGUAGES

router = APIRouter()

LONGEST_NAME: Final = 60
LONGEST_PASSWORD: Final = 128
LONGEST_ADDRESS: Final = 2000
"""Far above any address of ours."""

_DOOR: Final = "linli-door"
"""Cookie with the token of the sign-in form, which is drawn before there is a session."""
_YEAR: Final = 365 * 24 * 3600


@router.get("/login")
def login(request: Request, office: TheOffice) -> Response:
    """The form."""
    return _form(request, office, "", "")


@router.post("/login")
def sign_in(request: Request, office: TheOffice, form: AnyForm) -> Response:
    """Check name and password and open a session."""
    if not token_fits(form.one("csrf"), request.cookies.get(_DOOR, "")):
        return _form(request, office, "", "again", 400)
    name, password = form.one("name")[:LONGEST_NAME], _password(form, "password")
    address = request.client.host if request.client else ""
    try:
        token = office.accounts.sign_in(name, password, address)
    except TooManyTries:
        answer = _form(request, office, name, "too_many", 429)
        answer.headers["retry-after"] = "60"
        return answer
    except WrongLogin:
        return _form(request, office, name, "wrong", 403)
    found = office.accounts.find(name)
    if reader_of(office, found, day_of(office.archive.now())) is None:
        office.accounts.sign_out(token)
        return _form(request, office, name, "no_post", 403)
    office.looked.note(name, Deed.SIGNED_IN, name)
    answer = RedirectResponse("/", 303)
    _set_cookie(answer, office, session_cookie(office.settings), token)
    answer.delete_cookie(_DOOR)
    return answer


@router.post("/logout")
def sign_out(request: Request, visitor: Guest, form: Posted) -> Response:  # noqa: ARG001  # the form carries the token
    """End the session."""
    name = session_cookie(visitor.office.settings)
    visitor.office.accounts.sign_out(request.cookies.get(name, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(name, secure=visitor.office.settings.https, httponly=True, samesite="strict")
    return answer


@router.get("/password")
def password(visitor: Guest) -> Response:
    """The form for one's own password."""
    return _password_page(visitor, {})


@router.post("/password")
def change_password(request: Request, visitor: Guest, form: Posted) -> Response:
    """Change one's own password; every session of the login ends, and this browser gets a new one."""
    say, accounts, name = visitor.say, visitor.office.accounts, visitor.login.name
    address = request.client.host if request.client else ""
    old, new = _password(form, "old"), _password(form, "new")
    if new != _password(form, "again"):
        return _password_page(visitor, {"again": say("centre.password.differ")})
    if new == old:
        return _password_page(visitor, {"new": say("centre.password.same")})
    try:
        accounts.check_password(name, old, address)
        accounts.change_password(name, new)
    except TooManyTries:
        return _password_page(visitor, {"old": say("centre.login.too_many")})
    except WrongLogin:
        return _password_page(visitor, {"old": say("centre.password.wrong")})
    except WeakPassword as weak:
        return _password_page(visitor, {"new": say(f"centre.password.{weak.reason}")})
    answer = RedirectResponse("/", 303)
    _set_cookie(answer, visitor.office, session_cookie(visitor.office.settings), accounts.open_session(name))
    return answer


@router.get("/language/{code}")
def language(request: Request, code: str) -> Response:
    """Remember a language and go back to the page."""
    answer = RedirectResponse(_own_page(request.query_params.get("back", "/")), 303)
    if code in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def _form(request: Request, office: Office, name: str, wrong: str, status: int = 200) -> Response:
    token = request.cookies.get(_DOOR, "") or secrets.token_urlsafe(32)
    answer = plain_page(request, "login.html", language_of(request), status, name=name, wrong=wrong, csrf=token)
    _set_cookie(answer, office, _DOOR, token)
    return answer


def _password_page(visitor: Visitor, errors: dict[str, str]) -> Response:
    status = 422 if errors else 200
    return visitor.page("password.html", status, errors=errors, must=visitor.login.must_change)


def _password(form: Form, name: str) -> str:
    """A password as typed: blanks belong to it.

    Raises:
        BadForm: longer than any password may be; hashing it would only cost time.
    """
    given = form.several(name)
    if given and len(given[0]) > LONGEST_PASSWORD:
        raise BadForm("password")
    return given[0] if given else ""


def _set_cookie(answer: Response, office: Office, name: str, value: str) -> None:
    seconds = int(LONGEST.total_seconds())
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=office.settings.https, httponly=True, samesite="strict"
    )


def _own_page(back: str) -> str:
    """An address of ours to go back to; anything else leads to the first page."""
    safe = back.startswith("/") and not back.startswith("//") and back.isprintable() and "\\" not in back
    return back if safe and len(back) <= LONGEST_ADDRESS else "/"
