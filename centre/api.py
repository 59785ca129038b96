"""What tablets talk to: `/v1/sync`, `/v1/enrol`, and `/healthz` for whoever watches the centre."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response

from centre.answering import UnknownDevice
from centre.archive import Archive
from centre.bodies import LARGEST_ENROL, LARGEST_SYNC, Refused, read_body
from centre.enrolment import NotJoined
from centre.nonces import LARGEST
from centre.rates import Rates
from centre.serving import prepared
from records.wire import VERSION, EnrolRequest, FrameDamaged, SyncRequest, pack, unpack
from sealing.http_signatures import SignedBy, Target, verify_request
from sealing.op_session import SESSION_ID_BYTES
from sealing.signing import SignatureWrong

MEDIA_TYPE: Final = "application/msgpack"
AT_ONCE: Final = 4
"""Requests worked on at the same time; SQLite has one writer, and more threads would only wait."""

AGAIN_SECONDS: Final = 30
"""When to come again after the database could not write."""

Handler = Callable[[Request], Awaitable[Response]]


def sync_router(archive: Archive, rates: Rates | None = None, tls: bytes = b"") -> APIRouter:
    """The routes for tablets, for the centre's app to mount.

    Args:
        archive: the centre's archive.
        rates: limits on how often somebody may ask; fresh ones unless given.
        tls: SHA-256 of the TLS certificate (DER) that tablets see, or empty where there is no TLS.
    """
    return Api(archive, rates or Rates(), tls).router


class Api:
    """The handlers; each answers bad bytes with a 4xx and a word, never with a fault."""

    def __init__(self, archive: Archive, rates: Rates, tls: bytes) -> None:
        self._archive = archive
        self._tls = tls
        self._rates = rates
        self._threads = CapacityLimiter(AT_ONCE)
        self.router = APIRouter(lifespan=prepared)
        self.router.add_route("/v1/sync", _guarded(self.sync), methods=["POST"])
        self.router.add_route("/v1/enrol", _guarded(self.enrol), methods=["POST"])
        self.router.add_route("/healthz", self.health, methods=["GET"])

    async def sync(self, request: Request) -> Response:
        """Take in a tablet's ops and answer with what is new for it."""
        self._rates.address(_address(request))
        _check_type(request)
        body = await read_body(request, LARGEST_SYNC)
        return await to_thread.run_sync(self._sync, request, body, limiter=self._threads)

    def _sync(self, request: Request, body: bytes) -> Response:
        try:
            signer = verify_request(_headers(request), _target(request), body, self._archive.signing_key_of)
        except SignatureWrong:
            raise Refused(401, "signature") from None
        self._rates.device(signer.device)
        frame = _frame(body, signer)
        version = request.headers.get("user-agent", "").removeprefix("linli/")[:40]
        try:
            answer = self._archive.sync(frame, signer.nonce, version)
        except UnknownDevice:
            raise Refused(401, "unknown_device") from None
        return Response(pack(answer), 200, media_type=MEDIA_TYPE)

    async def enrol(self, request: Request) -> Response:
        """Let a tablet join with a one-time code."""
        self._rates.enrol(_address(request))
        _check_type(request)
        body = await read_body(request, LARGEST_ENROL)
        try:
            asked = unpack(body, EnrolRequest)
        except FrameDamaged:
            raise Refused(400, "frame") from None
        answer = await to_thread.run_sync(self._archive.enrol, asked, self._tls, limiter=self._threads)
        if isinstance(answer, NotJoined):
            raise Refused(answer.status, answer.problem)
        return Response(pack(answer), 200, media_type=MEDIA_TYPE)

    async def health(self, _request: Request) -> Response:
        """Whether the database answers."""
        await to_thread.run_sync(self._archive.ping, limiter=self._threads)
        return Response(b'{"ok":true}', media_type="application/json")


def _guarded(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as refused:
            return _refusal(refused)
        except OperationalError:  # a full disk, or somebody who holds the database for too long: nothing was kept
            return _refusal(Refused(503, "busy", AGAIN_SECONDS))

    return answer


def _refusal(refused: Refused) -> Response:
    headers = {} if refused.retry_after is None else {"retry-after": str(refused.retry_after)}
    if refused.status in (408, 413):
        headers["connection"] = "close"  # the rest of the body is not read
    content = msgspec.json.encode({"problem": refused.problem})
    return Response(content, refused.status, headers, media_type="application/json")


def _frame(body: bytes, signer: SignedBy) -> SyncRequest:
    try:
        frame = unpack(body, SyncRequest)
    except FrameDamaged:
        raise Refused(400, "frame") from None
    if frame.v != VERSION:
        raise Refused(400, "version")
    if frame.device != signer.device:
        raise Refused(403, "other_device")
    if not 0 < frame.first < LARGEST or any(len(s.id) != SESSION_ID_BYTES for s in frame.sessions):
        raise Refused(400, "frame")
    return frame


def _check_type(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Refused(415, "content_type")


def _headers(request: Request) -> dict[str, str]:
    """Headers by name; one that came twice is joined, so that a signature header sent twice is refused."""
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _target(request: Request) -> Target:
    path = request.scope.get("raw_path") or request.scope["path"].encode()
    authority = request.headers.get("host", "").lower()
    return Target(request.method, authority, path.decode("latin-1"), request.scope["query_string"].decode("latin-1"))


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
