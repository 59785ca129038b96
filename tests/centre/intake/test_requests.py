"""Bad bytes get a clear 4xx and change nothing; a fault of the server would raise in these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import httpx
import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from centre import bodies, rates
from centre.archive import Archive
from records.op import SCHEMA
from records.wire import VERSION, Cursor, EnrolRequest, Session, SyncRequest, SyncResponse, pack, unpack
from sealing.http_signatures import Target, sign_request
from sealing.signing import SigningKey
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, URL, World

TYPE = {"content-type": "application/msgpack"}
HOST = URL.removeprefix("http://")


def a_request(box: MemoryBox, **changes: object) -> SyncRequest:
    piece = box.outgoing(1, 10**6)
    request = SyncRequest(VERSION, SCHEMA, box.device_id, box.epoch, 1, piece.prev_hash, piece.sessions, piece.ops)
    return msgspec.structs.replace(request, **changes)


def signed(box: MemoryBox, body: bytes, nonce: int | None = None, path: str = "/v1/sync") -> dict[str, str]:
    key = SigningKey(box.signing_key)
    number = box.next_nonce() if nonce is None else nonce
    return TYPE | sign_request(key, box.device_id, number, Target("POST", HOST, path), body)


async def post(http: httpx.AsyncClient, box: MemoryBox, request: SyncRequest) -> httpx.Response:
    body = pack(request)
    return await http.post("/v1/sync", content=body, headers=signed(box, body))


def received(archive: Archive) -> int:
    return sum(tablet.received for tablet in archive.tablets(EVERYTHING))


async def test_the_centre_says_that_it_is_well(http: httpx.AsyncClient) -> None:
    answer = await http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


async def test_no_byte_of_a_signed_request_can_be_changed(
    world: World, box: MemoryBox, http: httpx.AsyncClient
) -> None:
    body = pack(a_request(box))
    headers = signed(box, body)
    for place in range(0, len(body), 3):
        flipped = body[:place] + bytes([body[place] ^ 1 << place % 8]) + body[place + 1 :]
        for other in (flipped, body[:place]):
            answer = await http.post("/v1/sync", content=other, headers=headers)
            assert (answer.status_code, answer.json()) == (401, {"problem": "signature"})
    assert received(world.archive) == 0
    assert (await http.post("/v1/sync", content=body, headers=headers)).status_code == 200


async def test_no_byte_of_a_signed_frame_can_be_wrong(world: World, box: MemoryBox, http: httpx.AsyncClient) -> None:
    body = pack(a_request(box))
    for place in range(0, len(body), 17):
        flipped = body[:place] + bytes([body[place] ^ 1 << place % 8]) + body[place + 1 :]
        for other in (flipped, body[:place]):
            answer = await http.post("/v1/sync", content=other, headers=signed(box, other))
            assert (answer.status_code, answer.json()) == (400, {"problem": "frame"})
    assert received(world.archive) == 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), path=st.sampled_from(["/v1/sync", "/v1/enrol"]))
async def test_whatever_bytes_come_the_answer_is_a_4xx(
    world: World, box: MemoryBox, http: httpx.AsyncClient, body: bytes, path: str
) -> None:
    world.rates.clear()
    for headers in (TYPE, signed(box, body, path=path), {"content-type": "text/plain"}, {}):
        answer = await http.post(path, content=body, headers=headers)
        assert 400 <= answer.status_code < 500
        assert answer.json()["problem"]


fields = st.fixed_dictionaries(
    {},
    optional={
        "v": st.integers(-(2**63), 2**64 - 1),
        "schema": st.integers(-(2**63), 2**64 - 1),
        "first": st.integers(-(2**63), 2**64 - 1),
        "prev_hash": st.binary(min_size=32, max_size=32),
        "ops": st.lists(st.binary(max_size=80), max_size=4).map(tuple),
        "sessions": st.lists(st.builds(Session, st.binary(max_size=9), st.binary(max_size=90)), max_size=3).map(tuple),
        "cursors": st.lists(
            st.builds(
                Cursor,
                st.sampled_from(["370299001001/s", "370299001002/s", "370299/r", "", "x", "/", "s\x00"]),
                st.integers(-(2**63), 2**64 - 1),
                st.binary(max_size=9),
                st.booleans(),
            ),
            max_size=4,
        ).map(tuple),
        "max_bytes": st.integers(-(2**63), 2**64 - 1),
        "urgent": st.lists(st.binary(max_size=40), max_size=2).map(tuple),
        "last": st.integers(-(2**63), 2**64 - 1),
        "epoch": st.uuids(),
    },
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=fields)
async def test_whatever_a_tablet_says_the_answer_is_signed_or_a_4xx(
    world: World, box: MemoryBox, http: httpx.AsyncClient, changes: dict[str, object]
) -> None:
    world.rates.clear()
    answer = await post(http, box, a_request(box, **changes))
    if answer.status_code == 200:
        assert unpack(answer.content, SyncResponse).receipt.device == box.device_id
    else:
        assert answer.status_code == 400


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.builds(
        EnrolRequest,
        st.integers(-(2**63), 2**64 - 1),
        st.text(max_size=70),
        st.binary(max_size=33) | st.binary(min_size=32, max_size=32),
        st.binary(min_size=32, max_size=32),
        st.text(max_size=60),
        st.binary(max_size=20),
        st.binary(max_size=40),
    )
)
async def test_whatever_a_stranger_says_the_answer_is_a_4xx(
    world: World, http: httpx.AsyncClient, asked: EnrolRequest
) -> None:
    world.rates.clear()
    answer = await http.post("/v1/enrol", content=pack(asked), headers=TYPE)
    assert answer.status_code in (400, 404)


async def test_a_request_to_another_host_or_path_is_refused(box: MemoryBox, http: httpx.AsyncClient) -> None:
    body = pack(a_request(box))
    answers = [
        await http.post("/v1/sync", content=body, headers=signed(box, body) | {"host": "other.test"}),
        await http.post("/v1/sync?x=1", content=body, headers=signed(box, body)),
        await http.post("/v1/sync", content=body, headers=signed(box, body, path="/v1/other")),
    ]
    assert [a.status_code for a in answers] == [401, 401, 401]


async def test_a_device_speaks_for_itself_only(world: World, box: MemoryBox, http: httpx.AsyncClient) -> None:
    answer = await post(http, box, a_request(box, device=world.box().device_id))
    assert (answer.status_code, answer.json()) == (403, {"problem": "other_device"})


async def test_a_device_that_never_joined_is_refused(world: World, http: httpx.AsyncClient, tmp_path: object) -> None:
    stranger = world.box()
    stranger.signing_key = SigningKey.generate().private
    answer = await post(http, stranger, a_request(stranger))
    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused(http: httpx.AsyncClient, method: str) -> None:
    assert (await http.request(method, "/v1/sync")).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status", "problem"),
    [
        ({"content-encoding": "gzip"}, 415, "content_encoding"),
        ({"content-length": str(5 * 1024 * 1024)}, 413, "too_large"),
        ({"content-length": "9" * 4000}, 413, "too_large"),
        ({"content-length": "-1"}, 413, "too_large"),
        ({"content-type": "application/json"}, 415, "content_type"),
    ],
)
async def test_a_body_is_refused_by_its_headers(
    http: httpx.AsyncClient, headers: dict[str, str], status: int, problem: str
) -> None:
    answer = await http.post("/v1/sync", content=b"x", headers=TYPE | headers)
    assert (answer.status_code, answer.json()) == (status, {"problem": problem})


async def test_a_body_that_does_not_say_its_length_is_counted(http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield bytes(64 * 1024)

    answer = await http.post("/v1/sync", content=endless(), headers=TYPE)
    assert (answer.status_code, answer.json()) == (413, {"problem": "too_large"})


@pytest.mark.parametrize("limit", ["IDLE_SECONDS", "TOTAL_SECONDS"])
async def test_a_body_that_comes_too_slowly_is_refused(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(bodies, limit, 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x"
            await anyio.sleep(0.02 if limit == "TOTAL_SECONDS" else 0.2)

    answer = await http.post("/v1/sync", content=dripping(), headers=TYPE)
    assert (answer.status_code, answer.json()) == (408, {"problem": "too_slow"})


async def test_who_asks_too_often_is_told_when_to_come_again(
    box: MemoryBox, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "PER_DEVICE", rates.RateLimitItemPerMinute(2))
    answers = [await post(http, box, a_request(box)) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 61


async def test_guessing_codes_is_slowed_down_by_address(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "ENROL_PER_ADDRESS", rates.RateLimitItemPerMinute(1))
    answers = [await http.post("/v1/enrol", content=b"x", headers=TYPE) for _ in range(2)]
    assert [a.status_code for a in answers] == [400, 429]


async def test_a_repeated_request_changes_nothing(world: World, box: MemoryBox, http: httpx.AsyncClient) -> None:
    body = pack(a_request(box))
    headers = signed(box, body)
    first, second = [await http.post("/v1/sync", content=body, headers=headers) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert msgspec.msgpack.decode(unpack(second.content, SyncResponse).answer)[3] == "nonce"
    assert received(world.archive) == 1


async def test_a_full_disk_is_said_plainly_and_passes(world: World, box: MemoryBox, http: httpx.AsyncClient) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    sa.event.listen(world.archive.engine, "commit", fail)
    answer = await post(http, box, a_request(box))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    sa.event.remove(world.archive.engine, "commit", fail)
    assert received(world.archive) == 0
    assert (await post(http, box, a_request(box))).status_code == 200
    assert received(world.archive) == 1
