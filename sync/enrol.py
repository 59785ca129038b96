"""Joining a centre with a one-time code, scanned or typed."""

from __future__ import annotations

import hashlib
import os
import ssl
from typing import Final

import httpx
import msgspec
from anyio import to_thread

from records.wire import VERSION, EnrolAnswer, EnrolRequest, FrameDamaged, pack, unpack
from sealing.enrolment import (
    CodeUnreadable,
    Credential,
    Invitation,
    answer_proof,
    check_centre,
    parse_qr,
    read_code,
    request_proof,
    same,
    six_words,
    stretch,
)
from sealing.hpke import new_box_key, public_of
from sealing.identity import DeviceKeys, Enrolled
from sealing.signing import SignatureWrong, SigningKey, check_signed
from sync.client import MEDIA_TYPE, new_http, send
from sync.errors import NotTheCentre, Offline

NONCE_BYTES: Final = 16


class Joining:
    """One tablet's attempt. Its keys stay the same however often it has to ask, so a lost answer costs nothing."""

    def __init__(self, label: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._label = label
        self._transport = transport
        self._sign = SigningKey.generate()
        self._box = new_box_key()

    async def scanned(self, text: str) -> Enrolled:
        """Join with a QR code, which also says which centre it must be.

        Raises:
            CodeUnreadable: it is not a code of ours.
            SyncFailed: nothing answers, or the centre refuses, or it is not the one in the code.
        """
        invitation = parse_qr(text)
        credential = Credential(invitation.enrol_id, invitation.secret)
        return await self._join(invitation.url, credential, invitation)

    async def typed(self, url: str, code: str) -> Enrolled:
        """Join with an address and ten characters.

        Raises:
            CodeUnreadable: not ten characters.
            SyncFailed: nothing answers, or the centre refuses, or it does not know the code either.
        """
        credential = await to_thread.run_sync(stretch, read_code(code))
        return await self._join(url, credential, None)

    async def _join(self, url: str, credential: Credential, invitation: Invitation | None) -> Enrolled:
        async with new_http(url, self._transport) as http:
            tls = await _certificate_of(http)
            request = self._request(credential, tls)
            answer = await _ask(http, request)
        if not same(answer.proof, answer_proof(credential.secret, request, answer, tls)):
            raise NotTheCentre("whoever answers does not know the code")
        if invitation is not None and not check_centre(invitation, answer.centre):
            raise NotTheCentre("not the centre of the code")
        self._check(answer)
        words = six_words(credential.secret, request, answer.centre, tls)
        keys = DeviceKeys(self._sign.private, self._box)
        return Enrolled(keys, answer.certificate, answer.centre, url, answer.sites, answer.staff, words)

    def _request(self, credential: Credential, tls: bytes) -> EnrolRequest:
        request = EnrolRequest(
            v=VERSION,
            enrol_id=credential.enrol_id,
            signing_key=self._sign.public,
            box_key=public_of(self._box),
            label=self._label,
            nonce=os.urandom(NONCE_BYTES),
            proof=b"",
        )
        return msgspec.structs.replace(request, proof=request_proof(credential.secret, request, tls))

    def _check(self, answer: EnrolAnswer) -> None:
        certificate = answer.certificate
        try:
            check_signed(certificate, answer.centre.ca_key)
        except SignatureWrong:
            raise NotTheCentre("a certificate that nobody signed") from None
        if (certificate.signing_key, certificate.box_key) != (self._sign.public, public_of(self._box)):
            raise NotTheCentre("a certificate for other keys")


async def enrol(url: str, code: str, label: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Enrolled:
    """Join a centre with what somebody scanned or typed; `url` is not needed with a QR code.

    Raises:
        CodeUnreadable: it is not a code of ours.
        SyncFailed: nothing answers, or the centre refuses, or it is not the right one.
    """
    joining = Joining(label, transport)
    try:
        parse_qr(code)
    except CodeUnreadable:
        return await joining.typed(url, code)
    return await joining.scanned(code)


async def _ask(http: httpx.AsyncClient, request: EnrolRequest) -> EnrolAnswer:
    sent = http.build_request("POST", "/v1/enrol", content=pack(request), headers={"content-type": MEDIA_TYPE})
    _, data = await send(http, sent)
    try:
        return unpack(data, EnrolAnswer)
    except FrameDamaged as error:
        raise NotTheCentre(str(error)) from error


async def _certificate_of(http: httpx.AsyncClient) -> bytes:
    """SHA-256 of the TLS certificate at the other end, or empty where there is no TLS."""
    if http.base_url.scheme != "https":
        return b""
    try:
        response = await http.get("/healthz")
    except httpx.TransportError as error:
        raise Offline(str(error)) from error
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    shown = tls.getpeercert(binary_form=True) if isinstance(tls, ssl.SSLObject | ssl.SSLSocket) else None
    return hashlib.sha256(shown).digest() if shown else b""


__all__ = ["CodeUnreadable", "DeviceKeys", "Enrolled", "Joining", "enrol", "parse_qr"]
