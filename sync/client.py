"""The line to a centre: one long-lived HTTP client, signed requests, and no answer believed without its receipt."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final
from uuid import UUID

import httpx
import msgspec

from records.op import OpDamaged, inflate
from records.wire import (
    Answer,
    CentreKeys,
    Certificate,
    FrameDamaged,
    Pulled,
    Receipt,
    SyncRequest,
    SyncResponse,
    decode_frame,
    digest_of,
    pack,
    unpack,
)
from sealing.boxes import SealBroken
from sealing.hpke import open_sealed
from sealing.http_signatures import Target, sign_request
from sealing.signing import SignatureWrong, SigningKey, check_signed
from sync.errors import Busy, NotTheCentre, Offline, Refused, TooLarge, TooSlow

MEDIA_TYPE: Final = "application/msgpack"
USER_AGENT: Final = "linli/0.1"
LARGEST_ANSWER: Final = 8 * 1024 * 1024
LARGEST_PULLED: Final = 32 * 1024 * 1024
"""Bytes of an answer, and of what it comes to when unpacked."""

PULLED_INFO: Final = b"linli-pulled-1"
TIMEOUT: Final = httpx.Timeout(60, connect=15)
"""A batch is sized to take 20 s; the centre may be busy with another's."""

_CLIENT_ERROR: Final = 400
_SERVER_ERROR: Final = 500


class Answered(msgspec.Struct, frozen=True):
    """A believed answer.

    Attributes:
        receipt: the centre's signed word.
        answer: what the receipt's signature covers.
        pulled: the changes, opened; None when there are none.
        took: seconds from sending to having read it all.
    """

    receipt: Receipt
    answer: Answer
    pulled: Pulled | None
    took: float


class CentreClient:
    """Talks to one centre for one device. Use it as an async context manager, or call `close`."""

    def __init__(
        self,
        url: str,
        signing_key: bytes,
        box_key: bytes,
        centre: CentreKeys,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._key = SigningKey(signing_key)
        self._box_key = box_key
        self._centre = centre
        self._http = new_http(url, transport)

    async def sync(self, request: SyncRequest, nonce: int) -> Answered:
        """Send one request and check everything about its answer but whether it fits our log.

        Raises:
            SyncFailed: see `sync.errors`.
        """
        began = time.monotonic()
        status, data = await self._post("/v1/sync", request.device, nonce, pack(request))
        answered = self._believe(status, data, request)
        if answered.answer.nonce != nonce:
            raise NotTheCentre("an answer to another request")
        return msgspec.structs.replace(answered, took=time.monotonic() - began)

    async def _post(self, path: str, device: UUID, nonce: int, body: bytes) -> tuple[int, bytes]:
        request = self._http.build_request("POST", path, content=body, headers={"content-type": MEDIA_TYPE})
        target = target_of(request)
        request.headers.update(sign_request(self._key, device, nonce, target, body))
        return await send(self._http, request)

    def _believe(self, status: int, data: bytes, request: SyncRequest) -> Answered:
        try:
            response = unpack(data, SyncResponse)
            check_signed(response.receipt, self._centre.receipt_key)
        except (FrameDamaged, SignatureWrong):
            raise NotTheCentre(f"status {status}, no valid receipt") from None
        receipt = response.receipt
        if (receipt.device, receipt.epoch) != (request.device, request.epoch):
            raise NotTheCentre("a receipt for another log")
        if receipt.answers != digest_of(response.answer):
            raise NotTheCentre("the receipt is for another answer")
        try:
            answer = decode_frame(response.answer, Answer)
            self._check_certificate(answer.certificate, request)
            return Answered(receipt, answer, self._open(answer.pulled), 0.0)
        except (FrameDamaged, SealBroken, OpDamaged, SignatureWrong) as error:
            raise NotTheCentre(str(error)) from error

    def _check_certificate(self, certificate: Certificate | None, request: SyncRequest) -> None:
        if certificate is None:
            return
        check_signed(certificate, self._centre.ca_key)
        if (certificate.device, certificate.signing_key) != (request.device, self._key.public):
            raise NotTheCentre("a certificate for another device")

    def _open(self, sealed: bytes) -> Pulled | None:
        if not sealed:
            return None
        return decode_frame(inflate(open_sealed(self._box_key, sealed, PULLED_INFO), LARGEST_PULLED), Pulled)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def __aenter__(self) -> CentreClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def new_http(url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """An HTTP client as this package uses it: no proxies from the environment, no redirects, nothing packed."""
    http = httpx.AsyncClient(
        base_url=url,
        transport=transport,
        timeout=TIMEOUT,
        trust_env=False,
        follow_redirects=False,
        headers={"user-agent": USER_AGENT, "accept-encoding": "identity"},
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=300),
    )
    for name in ("accept", "connection"):  # say nothing new; every byte counts on a village's line
        del http.headers[name]
    return http


def target_of(request: httpx.Request) -> Target:
    """What a request is sent to, as its receiver will see it."""
    raw_path, _, query = request.url.raw_path.decode("ascii").partition("?")
    return Target(request.method, request.headers["host"].lower(), raw_path, query)


async def send(http: httpx.AsyncClient, request: httpx.Request) -> tuple[int, bytes]:
    """Send a request and read its answer, within limits.

    Returns:
        The status and the body of an answer that may be the centre's.

    Raises:
        SyncFailed: there is no such answer.
    """
    try:
        response = await http.send(request, stream=True)
        try:
            body = await _read(response)
        finally:
            await response.aclose()
    except httpx.TimeoutException as error:
        raise TooSlow(str(error)) from error
    except httpx.TransportError as error:
        raise Offline(str(error)) from error
    _check_status(response, body)
    return response.status_code, body


async def _read(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NotTheCentre("packed, though we asked for it plain")
    pieces, length = [], 0
    async for piece in response.aiter_raw():
        length += len(piece)
        if length > LARGEST_ANSWER:
            raise NotTheCentre("an answer without end")
        pieces.append(piece)
    return b"".join(pieces)


def _check_status(response: httpx.Response, body: bytes) -> None:
    status = response.status_code
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        raise TooLarge("413")
    if status == httpx.codes.REQUEST_TIMEOUT:
        raise TooSlow("408")
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= _SERVER_ERROR:
        raise Busy(_retry_after(response))
    if status >= _CLIENT_ERROR:
        raise Refused(status, _problem(body))
    if status != httpx.codes.OK:
        raise NotTheCentre(f"status {status}")


def _problem(body: bytes) -> str:
    try:
        return str(msgspec.json.decode(body, type=dict[str, str]).get("problem", ""))
    except msgspec.DecodeError:
        return ""


def _retry_after(response: httpx.Response) -> float | None:
    said = response.headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
