"""Bad lines: transports that lose, repeat and hold back requests, in front of a real centre."""

from __future__ import annotations

from enum import StrEnum

import httpx


class Fate(StrEnum):
    """What happens to the next request."""

    THROUGH = "through"
    LOST_ON_THE_WAY = "lost_on_the_way"
    ANSWER_LOST = "answer_lost"
    TWICE = "twice"
    """It is delivered twice, and the second answer comes back."""
    HELD_BACK = "held_back"
    """Nothing answers now; the request reaches the centre later."""


class BadLine(httpx.AsyncBaseTransport):
    """Lets requests through as `fates` say, in order; all go through when there are none left."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.fates: list[Fate] = []
        self.held_back: list[tuple[httpx.Request, bytes]] = []
        self.delivered: list[tuple[httpx.Request, bytes]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        fate = self.fates.pop(0) if self.fates else Fate.THROUGH
        if fate is Fate.LOST_ON_THE_WAY:
            raise httpx.ConnectError("lost")
        if fate is Fate.HELD_BACK:
            self.held_back.append((request, body))
            raise httpx.ReadTimeout("held back")
        response = await self.deliver(request, body)
        if fate is Fate.ANSWER_LOST:
            raise httpx.ReadError("lost")
        if fate is Fate.TWICE:
            response = await self.deliver(request, body)
        return response

    async def deliver(self, request: httpx.Request, body: bytes) -> httpx.Response:
        again = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        self.delivered.append((request, body))
        response = await self.inner.handle_async_request(again)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(await response.aread())
        )


class Repeating(httpx.AsyncBaseTransport):
    """Answers every request with the same response, as a login page does."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked += 1
        return httpx.Response(
            self.response.status_code, headers=self.response.headers, stream=httpx.ByteStream(self.response.content)
        )


def answer(status: int, headers: httpx.Headers, body: bytes) -> httpx.Response:
    """A response whose body is still to be read, as it comes from a line."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))
