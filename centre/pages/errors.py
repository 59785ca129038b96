"""Pages that say what is wrong, in words. What was sent is never echoed, and no bad request is our failure."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from centre.pages.frame import language_of, plain_page

_SAID: Final = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "not_found", 413: "too_large"}
_FAILED: Final = 500


class NotSignedIn(Exception):
    """Nobody is signed in, or the session has ended."""


class MustChange(Exception):
    """The login still has the password that somebody else gave it."""


class Forbidden(Exception):
    """This reader may not do that here."""


class NotThere(Exception):
    """There is no such record, or it lies outside what this reader may see: both look the same from outside."""


class BadForm(Exception):
    """The form cannot be read: too large, not a form, or from another page's session."""


def add_error_pages(app: FastAPI) -> None:
    """Answer every exception with a page; paths below /v1 get a bare status, for programs."""

    def not_signed_in(request: Request, _: Exception) -> Response:
        if request.method == "GET":
            return RedirectResponse("/login", 303)
        return error_page(request, 403, "session_over")

    def must_change(_request: Request, _: Exception) -> Response:
        return RedirectResponse("/password", 303)

    def forbidden(request: Request, _: Exception) -> Response:
        return error_page(request, 403, "forbidden")

    def not_there(request: Request, _: Exception) -> Response:
        return error_page(request, 404, "not_found")

    def bad_form(request: Request, _: Exception) -> Response:
        return error_page(request, 400, "bad_request")

    def http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else _FAILED
        return error_page(request, status, _SAID.get(status, "bad_request" if status < _FAILED else "failed"))

    def invalid(request: Request, _: Exception) -> Response:
        return error_page(request, 422, "bad_request")

    def failed(request: Request, _: Exception) -> Response:
        return error_page(request, _FAILED, "failed")  # the server writes the failure down, see centre.quiet_log

    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(MustChange, must_change)
    app.add_exception_handler(Forbidden, forbidden)
    app.add_exception_handler(NotThere, not_there)
    app.add_exception_handler(BadForm, bad_form)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, failed)


def error_page(request: Request, status: int, word: str) -> Response:
    """A page with what happened, whether anything was saved, and what to do."""
    if request.url.path.startswith("/v1/") or request.url.path == "/healthz":
        return PlainTextResponse("", status)
    return plain_page(request, "error.html", language_of(request), status=status, word=word)
