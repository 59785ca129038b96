"""Reading a request's body without letting it take more memory or time than it may."""

from __future__ import annotations

from typing import Final

import anyio
from starlette.requests import ClientDisconnect, Request

LARGEST_SYNC: Final = 4 * 1024 * 1024
LARGEST_ENROL: Final = 16 * 1024
IDLE_SECONDS: Final = 15
TOTAL_SECONDS: Final = 120
"""Limits of design/security: bytes of a body, silence within it, and all of it."""


class Refused(Exception):
    """The request is answered with this status and a word for the reason."""

    def __init__(self, status: int, problem: str, retry_after: int | None = None) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


async def read_body(request: Request, largest: int) -> bytes:
    """The body of a request.

    Raises:
        Refused: it is packed, longer than `largest`, or comes too slowly, or its sender went away.
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(415, "content_encoding")
    said = request.headers.get("content-length", "0")
    if not said.isascii() or not said.isdigit() or len(said) > len(str(largest)) + 1 or int(said) > largest:
        raise Refused(413, "too_large")
    try:
        with anyio.fail_after(TOTAL_SECONDS):
            return await _collect(request, largest)
    except TimeoutError:
        raise Refused(408, "too_slow") from None
    except ClientDisconnect:
        raise Refused(400, "cut_short") from None


async def _collect(request: Request, largest: int) -> bytes:
    pieces: list[bytes] = []
    length = 0
    chunks = request.stream().__aiter__()
    while True:
        try:
            with anyio.fail_after(IDLE_SECONDS):
                piece = await anext(chunks)
        except StopAsyncIteration:
            return b"".join(pieces)
        length += len(piece)
        if length > largest:
            raise Refused(413, "too_large")
        pieces.append(piece)
