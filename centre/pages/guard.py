"""What stands around every page: headers that browsers obey, forms read with limits, and their tokens."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final
from unicodedata import category
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from centre.pages.errors import BadForm

LARGEST_FORM: Final = 256 * 1024
MOST_FIELDS: Final = 2000
"""A page of hours has a few hundred rows; nothing else comes near."""

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_STRICT_TRANSPORT: Final = "max-age=31536000"
_NOT_KEPT: Final = "no-store"
_KEPT: Final = "public, max-age=3600"


class GuardHeaders:
    """Adds the headers to every answer; only our own scripts and styles may be kept by a browser."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers."""
        if scope["type"] != "http" or scope["path"].startswith("/v1/"):  # no browser there, and every byte counts
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._https:
                    headers.setdefault("strict-transport-security", _STRICT_TRANSPORT)
                headers["cache-control"] = _KEPT if scope["path"].startswith("/static/") else _NOT_KEPT
            await send(message)

        await self._app(scope, receive, guarded)


class Form:
    """The fields of a form, as text."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def one(self, name: str) -> str:
        """The field's value without blanks around it; empty when it was not sent."""
        return next((value.strip() for key, value in self._pairs if key == name), "")

    def several(self, name: str) -> list[str]:
        """All values of a field, as sent by tick boxes."""
        return [value for key, value in self._pairs if key == name]

    def below(self, prefix: str) -> Mapping[str, str]:
        """The fields whose names begin with `prefix`, without it."""
        return {key.removeprefix(prefix): value for key, value in self._pairs if key.startswith(prefix)}


async def read_form(request: Request) -> Form:
    """Read a posted form.

    Raises:
        BadForm: too large, too many fields, not UTF-8, or from another site.
    """
    if not _same_origin(request):
        raise BadForm("another origin")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise BadForm("not a form")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadForm("too large")
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise BadForm(str(type(error))) from error
    if any(_unprintable(key) or _unprintable(value) for key, value in pairs):
        raise BadForm("control characters")
    return Form([(key, value.replace("\r\n", "\n")) for key, value in pairs])


def token_fits(given: str, expected: str) -> bool:
    """Whether a form carries the token it was drawn with."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _same_origin(request: Request) -> bool:
    """Browsers name the page a form came from; where one does, it must be ours."""
    origin = request.headers.get("origin", "")
    if origin in ("", "null"):
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return urlsplit(origin).netloc == request.headers.get("host", "")


def _unprintable(text: str) -> bool:
    """Control characters and halves of characters: nothing that a keyboard makes."""
    return any(category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text)
