"""Signed requests: the library http-message-signatures is the oracle, both ways."""

from __future__ import annotations

from uuid import UUID

import http_message_signatures as oracle
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sealing.http_signatures import SignedBy, Target, sign_request, verify_request
from sealing.signing import SignatureWrong, SigningKey, device_id_of

KEY = SigningKey(bytes(range(32)))
DEVICE = device_id_of(KEY.public)
TARGET = Target("POST", "centre.test:8700", "/v1/sync")
BODY = b"body"


class Keys(oracle.HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(KEY.public)

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(KEY.private)


def key_of(device: UUID) -> bytes | None:
    return KEY.public if device == DEVICE else None


def signed(target: Target = TARGET, body: bytes = BODY, nonce: int = 7) -> dict[str, str]:
    return sign_request(KEY, DEVICE, nonce, target, body)


def url_of(target: Target) -> str:
    return f"http://{target.authority}{target.path}" + (f"?{target.query}" if target.query else "")


targets = st.builds(
    Target,
    st.sampled_from(["POST", "GET", "PUT"]),
    st.sampled_from(["centre.test", "centre.test:8700", "10.0.0.7:81"]),
    st.sampled_from(["/", "/v1/sync", "/v1/files/%E6%9F%B3", "/a/b;c=d"]),
    st.sampled_from(["", "a=b", "a=%20&b=", "x"]),
)


@given(targets, st.binary(max_size=64), st.integers(1, 2**53 - 1))
def test_the_oracle_accepts_what_we_sign(target: Target, body: bytes, nonce: int) -> None:
    request = httpx.Request(target.method, url_of(target), headers=signed(target, body, nonce), content=body)
    verifier = oracle.HTTPMessageVerifier(signature_algorithm=oracle.algorithms.ED25519, key_resolver=Keys())
    verifier.require_created = False  # our replays are stopped by the counter
    [found] = verifier.verify(request, max_age=None, body=body)
    assert found.parameters["nonce"] == str(nonce)


@given(targets, st.binary(max_size=64), st.integers(1, 2**53 - 1))
def test_we_accept_what_the_oracle_signs(target: Target, body: bytes, nonce: int) -> None:
    request = httpx.Request(target.method, url_of(target), content=body)
    covered = ("@method", "@authority", "@path", *(("@query",) if target.query else ()))
    key_id = signed()["signature-input"].partition('keyid="')[2].partition('"')[0]
    signer = oracle.HTTPMessageSigner(signature_algorithm=oracle.algorithms.ED25519, key_resolver=Keys())
    signer.sign(request, key_id=key_id, nonce=str(nonce), covered_component_ids=covered, body=body)
    assert verify_request(request.headers, target, body, key_of) == SignedBy(DEVICE, nonce)


@given(targets, st.binary(max_size=64), st.integers(1, 2**53 - 1))
def test_what_we_sign_we_accept(target: Target, body: bytes, nonce: int) -> None:
    assert verify_request(signed(target, body, nonce), target, body, key_of) == SignedBy(DEVICE, nonce)


def test_the_three_headers_are_short() -> None:
    headers = signed(nonce=10**12)
    assert sum(len(name) + len(value) + 4 for name, value in headers.items()) <= 330


@pytest.mark.parametrize(
    ("target", "body"),
    [
        (Target("PUT", "centre.test:8700", "/v1/sync"), BODY),
        (Target("POST", "other.test:8700", "/v1/sync"), BODY),
        (Target("POST", "centre.test:8700", "/v1/enrol"), BODY),
        (Target("POST", "centre.test:8700", "/v1/sync", "a=b"), BODY),
        (TARGET, b"other"),
        (TARGET, b""),
    ],
)
def test_a_signature_holds_for_one_request_only(target: Target, body: bytes) -> None:
    with pytest.raises(SignatureWrong):
        verify_request(signed(), target, body, key_of)


@pytest.mark.parametrize("name", ["content-digest", "signature-input", "signature"])
def test_every_character_of_a_signature_counts(name: str) -> None:
    good = signed()
    for place, letter in enumerate(good[name]):
        other = "A" if letter != "A" else "B"
        changed = {**good, name: good[name][:place] + other + good[name][place + 1 :]}
        try:
            found = verify_request(changed, TARGET, BODY, key_of)
        except SignatureWrong:
            continue
        # A base64 text has bits that mean nothing, and a label has no meaning: the request is still the same one.
        assert found == SignedBy(DEVICE, 7)


@pytest.mark.parametrize(
    "said",
    [
        's=("@method" "@authority" "@path");keyid="{key}";nonce="7"',
        's=("@method" "@authority" "content-digest");keyid="{key}";nonce="7"',
        's=();keyid="{key}";nonce="7"',
        's=("@method" "@method" "@authority" "@path" "content-digest");keyid="{key}";nonce="7"',
        's=("@method" "@authority" "@path" "content-digest" "x-other");keyid="{key}";nonce="7"',
        's=("@method" "@authority" "@path" "content-digest");keyid="{key}"',
        's=("@method" "@authority" "@path" "content-digest");keyid="{key}";nonce="0"',
        's=("@method" "@authority" "@path" "content-digest");keyid="{key}";nonce="-7"',
        's=("@method" "@authority" "@path" "content-digest");keyid="{key}";nonce="7";nonce="8"',
        's=("@method" "@authority" "@path" "content-digest");keyid="{key}";nonce="7";alg="hmac-sha256"',
        's=("@method" "@authority" "@path" "content-digest");nonce="7"',
        's=("@method" "@authority" "@path" "content-digest");keyid="zzz";nonce="7"',
        "",
        "s=" + "(" * 400,
        "x" * 5000,
    ],
)
def test_another_form_of_signature_is_refused(said: str) -> None:
    good = signed()
    key_id = good["signature-input"].partition('keyid="')[2].partition('"')[0]
    parameters = said.replace("{key}", key_id)
    with pytest.raises(SignatureWrong):
        verify_request({**good, "signature-input": parameters}, TARGET, BODY, key_of)


def test_an_unknown_device_is_refused() -> None:
    stranger = SigningKey.generate()
    headers = sign_request(stranger, device_id_of(stranger.public), 1, TARGET, BODY)
    with pytest.raises(SignatureWrong):
        verify_request(headers, TARGET, BODY, key_of)
