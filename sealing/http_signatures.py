"""HTTP Message Signatures (RFC 9421) with Ed25519 over a digest of the content (RFC 9530).

Covered: method, authority, path, query when there is one, and content-digest. The nonce is the device's own
counter; replays are stopped by it and not by a clock. Every header is kept short, because on a village's line
a sync with nothing to say is mostly headers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import msgspec

from sealing.signing import SignatureWrong, SigningKey, verify

LONGEST_HEADER: Final = 512
"""Characters of a header that is looked at; our own stay below 160."""

_LABEL: Final = "s"
_INPUT: Final = re.compile(r'^([a-z][a-z0-9_*.-]*)=(\(((?:"[a-z@-]+" ?)*)\)((?:;[a-z]+=(?:"[ !#-\[\]-~]*"|\d+))*))$')
_PARAMETER: Final = re.compile(r';([a-z]+)=(?:"([ !#-\[\]-~]*)"|(\d+))')
_SIGNATURE: Final = re.compile(r"^([a-z][a-z0-9_*.-]*)=:([A-Za-z0-9+/]{86}==):$")
_NONCE: Final = re.compile(r"^[1-9]\d{0,15}$")


class Target(msgspec.Struct, frozen=True):
    """What a request is sent to.

    Attributes:
        method: in capitals.
        authority: the Host header, in small letters, without a port that the scheme implies.
        path: as sent, percent signs and all.
        query: without the question mark; empty when there is none.
    """

    method: str
    authority: str
    path: str
    query: str = ""


class SignedBy(msgspec.Struct, frozen=True):
    """Who signed a request, and the number it was given."""

    device: UUID
    nonce: int


def content_digest(body: bytes) -> str:
    """The Content-Digest header of a body."""
    return f"sha-256=:{_base64(hashlib.sha256(body).digest())}:"


def sign_request(key: SigningKey, device: UUID, nonce: int, target: Target, body: bytes) -> dict[str, str]:
    """The three headers that sign a request."""
    digest = content_digest(body)
    covered = ["@method", "@authority", "@path", *(["@query"] if target.query else []), "content-digest"]
    names = " ".join(f'"{name}"' for name in covered)
    parameters = f'({names});keyid="{_key_id(device)}";nonce="{nonce}"'
    signature = key.sign(_base(target, digest, covered, parameters))
    return {
        "content-digest": digest,
        "signature-input": f"{_LABEL}={parameters}",
        "signature": f"{_LABEL}=:{_base64(signature)}:",
    }


def verify_request(
    headers: Mapping[str, str], target: Target, body: bytes, key_of: Callable[[UUID], bytes | None]
) -> SignedBy:
    """Check who signed a request.

    Args:
        headers: by name in small letters; a header that came twice must be joined with a comma, and is refused.
        target: what the request was sent to, as the receiver sees it.
        body: the content.
        key_of: the public key of a device, or None.

    Raises:
        SignatureWrong: a header is missing or not of the form above, a part is not covered, the digest or the
            signature differs, or nobody knows the device.
    """
    said, signed = (_header(headers, name) for name in ("signature-input", "signature"))
    given, signature = _INPUT.match(said), _SIGNATURE.match(signed)
    if given is None or signature is None or given[1] != signature[1]:
        raise SignatureWrong("no signature of the expected form")
    covered = [name.strip('"') for name in given[3].split(" ")]
    _check_covered(covered, target)
    digest = _header(headers, "content-digest")
    if not hmac.compare_digest(digest.encode(), content_digest(body).encode()):
        raise SignatureWrong("the content is not the one that was signed")
    by = _signed_by(given[4])
    key = key_of(by.device)
    if key is None:
        raise SignatureWrong("unknown device")
    verify(key, base64.b64decode(signature[2]), _base(target, digest, covered, given[2]))
    return by


def _check_covered(covered: list[str], target: Target) -> None:
    needed = {"@method", "@authority", "@path", "content-digest"} | ({"@query"} if target.query else set())
    if len(covered) != len(set(covered)) or not needed <= set(covered) <= needed | {"@query"}:
        raise SignatureWrong("not everything is covered, or something unknown is")


def _signed_by(parameters: str) -> SignedBy:
    found: dict[str, str] = {}
    for name, text, number in _PARAMETER.findall(parameters):
        if name in found:
            raise SignatureWrong("a parameter comes twice")
        found[name] = text or number
    if found.get("alg", "ed25519") != "ed25519" or not _NONCE.match(found.get("nonce", "")):
        raise SignatureWrong("another algorithm, or no number")
    try:
        raw = base64.urlsafe_b64decode(found.get("keyid", "") + "==")
        return SignedBy(UUID(bytes=raw), int(found["nonce"]))
    except (ValueError, binascii.Error):
        raise SignatureWrong("no device is named") from None


def _base(target: Target, digest: str, covered: list[str], parameters: str) -> bytes:
    """The signature base (RFC 9421, 2.5)."""
    values = {
        "@method": target.method,
        "@authority": target.authority,
        "@path": target.path,
        "@query": f"?{target.query}",
        "content-digest": digest,
    }
    lines = [f'"{name}": {values[name]}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value or len(value) > LONGEST_HEADER:
        raise SignatureWrong(f"no {name}")
    return value


def _key_id(device: UUID) -> str:
    return base64.urlsafe_b64encode(device.bytes).decode().rstrip("=")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
