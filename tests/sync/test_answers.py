"""What a tablet believes: an answer with the centre's receipt for this request, and nothing else."""

from __future__ import annotations

from contextlib import suppress

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.op import SCHEMA
from records.wire import (
    VERSION,
    FrameDamaged,
    Receipt,
    SyncRequest,
    SyncResponse,
    decode_frame,
    encode_frame,
    pack,
    unpack,
)
from sealing.signing import SigningKey, signed
from sync.errors import Busy, NotTheCentre, Offline, Refused, SyncFailed, TooLarge, TooSlow
from sync.push import FIRST, SMALLEST, Pace
from sync.round import sync_once
from tests.sync.lines import BadLine, Fate, Repeating, answer
from tests.sync.memory_box import MemoryBox
from tests.sync.world import WORKER, World, a_person


@pytest.fixture
def box(world: World) -> MemoryBox:
    made = world.box()
    made.save(WORKER, a_person(made))
    return made


async def sync_over(world: World, box: MemoryBox, transport: httpx.AsyncBaseTransport) -> None:
    async with world.client(box, transport) as client:
        await sync_once(box, client)


class Changing(httpx.AsyncBaseTransport):
    """Changes what the centre answers."""

    def __init__(self, world: World, change: object) -> None:
        self.inner = httpx.ASGITransport(world.app)
        self.change = change
        self.seen: list[bytes] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        body = await response.aread()
        self.seen.append(body)
        return answer(response.status_code, httpx.Headers(), self.change(body))


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<html>Welcome to the village Wi-Fi</html>"),
        httpx.Response(200, content=b""),
        httpx.Response(204),
        httpx.Response(302, headers={"location": "http://login.test/"}),
        httpx.Response(200, headers={"content-encoding": "gzip"}, content=b""),
    ],
)
async def test_a_login_page_is_not_an_answer(world: World, box: MemoryBox, response: httpx.Response) -> None:
    page = Repeating(response)
    with pytest.raises(NotTheCentre):
        await sync_over(world, box, page)
    assert (page.asked, box.acked, box.receipts) == (1, 0, [])


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (httpx.Response(500), Busy),
        (httpx.Response(503, headers={"retry-after": "7"}), Busy),
        (httpx.Response(429, headers={"retry-after": "7"}), Busy),
        (httpx.Response(429, headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}), Busy),
        (httpx.Response(429, headers={"retry-after": "soon"}), Busy),
        (httpx.Response(401, json={"problem": "signature"}), Refused),
        (httpx.Response(403, text="no"), Refused),
    ],
)
async def test_every_other_status_says_what_to_do(
    world: World, box: MemoryBox, response: httpx.Response, error: type[SyncFailed]
) -> None:
    with pytest.raises(error):
        await sync_over(world, box, Repeating(response))
    assert box.acked == 0


async def test_the_centre_says_when_to_come_again(world: World, box: MemoryBox) -> None:
    with pytest.raises(Busy) as raised:
        await sync_over(world, box, Repeating(httpx.Response(429, headers={"retry-after": "7"})))
    assert raised.value.retry_after == 7


async def test_nobody_at_the_other_end_is_offline(world: World, box: MemoryBox) -> None:
    line = BadLine(httpx.ASGITransport(world.app))
    line.fates = [Fate.LOST_ON_THE_WAY]
    with pytest.raises(Offline):
        await sync_over(world, box, line)


async def test_an_answer_without_end_is_cut_off(world: World, box: MemoryBox) -> None:
    with pytest.raises(NotTheCentre, match="without end"):
        await sync_over(world, box, Repeating(httpx.Response(200, content=bytes(9 * 1024 * 1024))))


async def test_no_byte_of_an_answer_can_be_changed(world: World, box: MemoryBox) -> None:
    honest = Changing(world, lambda body: body)
    await sync_over(world, box, honest)
    [body, *_] = honest.seen
    async with world.client(box) as client:
        request = a_request(box)
        for place in range(len(body)):
            flipped = body[:place] + bytes([body[place] ^ 1 << place % 8]) + body[place + 1 :]
            with pytest.raises(NotTheCentre):
                client._believe(200, flipped, request)
            with pytest.raises(NotTheCentre):
                client._believe(200, body[:place], request)
        assert client._believe(200, body, request).receipt == box.receipts[0]


async def test_a_receipt_by_somebody_else_is_no_receipt(world: World, box: MemoryBox) -> None:
    def sign_again(body: bytes) -> bytes:
        response = unpack(body, SyncResponse)
        return pack(msgspec.structs.replace(response, receipt=signed(response.receipt, SigningKey.generate())))

    with pytest.raises(NotTheCentre):
        await sync_over(world, box, Changing(world, sign_again))
    assert box.acked == 0


async def test_the_answer_to_an_earlier_request_is_no_answer(world: World, box: MemoryBox) -> None:
    first = Changing(world, lambda body: body)
    await sync_over(world, box, first)
    box.save(WORKER, a_person(box))
    with pytest.raises(NotTheCentre, match="another request"):
        await sync_over(world, box, Changing(world, lambda _: first.seen[-1]))
    assert (box.acked, box.last) == (1, 2)


async def test_batches_shrink_until_they_fit_through(world: World, box: MemoryBox) -> None:
    class Narrow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if len(await request.aread()) > 40_000:
                return answer(413, httpx.Headers(), b"")
            return await httpx.ASGITransport(world.app).handle_async_request(request)

    for _ in range(400):
        box.save(WORKER, a_person(box))
    pace = Pace()
    async with world.client(box, Narrow()) as client:
        await sync_once(box, client, pace)
    assert box.acked == box.last == 401
    assert pace.size < FIRST


async def test_when_even_the_smallest_batch_does_not_fit_the_round_ends(world: World, box: MemoryBox) -> None:
    for response, error in ((httpx.Response(413), TooLarge), (httpx.Response(408), TooSlow)):
        pace = Pace()
        async with world.client(box, Repeating(response)) as client:
            with pytest.raises(error):
                await sync_once(box, client, pace)
        assert pace.size == SMALLEST


def test_batches_grow_while_the_line_is_quick_and_shrink_when_it_is_slow() -> None:
    pace = Pace()
    pace.went(1, full=True)
    assert pace.size == 2 * FIRST
    pace.went(10, full=True)
    pace.went(1, full=False)
    assert pace.size == 2 * FIRST
    pace.went(30, full=True)
    assert pace.size == FIRST


def a_request(box: MemoryBox) -> SyncRequest:
    return SyncRequest(VERSION, SCHEMA, box.device_id, box.epoch, 1, bytes(32))


def frames(box: MemoryBox) -> list[tuple[bytes, type[msgspec.Struct]]]:
    piece = box.outgoing(1, 10**6)
    request = msgspec.structs.replace(a_request(box), ops=piece.ops, sessions=piece.sessions, cursors=box.cursors())
    receipt = signed(Receipt(box.device_id, box.epoch, 1, bytes(32), 1, bytes(16)), SigningKey.generate())
    return [(pack(request), SyncRequest), (pack(SyncResponse(receipt, b"answer")), SyncResponse)]


def test_no_flipped_byte_and_no_cut_makes_another_frame(world: World, box: MemoryBox) -> None:
    for data, kind in frames(box):
        for place in range(len(data)):
            for bit in (1, 16, 128):
                with pytest.raises(FrameDamaged):
                    unpack(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :], kind)
            with pytest.raises(FrameDamaged):
                unpack(data[:place], kind)
        assert encode_frame(unpack(data, kind)) == data[:-16]


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_whatever_bytes_come_are_a_frame_or_damaged(data: bytes) -> None:
    for kind in (SyncRequest, SyncResponse, Receipt):
        with suppress(FrameDamaged):
            decode_frame(data, kind)
        with pytest.raises(FrameDamaged):
            unpack(data, kind)
