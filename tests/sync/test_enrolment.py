"""A tablet joins with a code that somebody scanned or typed; whoever does not hold the code does not join."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.api import sync_router
from centre.enrolment import Code
from centre.keys import CentreSecrets
from records.codes import DeviceStatus, Role
from records.platform import Device, Post, Staff
from records.wire import EnrolAnswer, EnrolRequest, pack, unpack
from sealing.enrolment import (
    CODE_LETTERS,
    CodeUnreadable,
    Credential,
    new_code,
    new_invitation,
    parse_qr,
    qr_text,
    read_code,
    request_proof,
    stretch,
)
from sealing.hpke import new_box_key, public_of
from sealing.signing import SigningKey
from sync.client import CentreClient
from sync.enrol import Enrolled, Joining, enrol
from sync.errors import NotTheCentre, Refused
from sync.round import sync_once
from tests.sync.lines import BadLine, Fate, answer
from tests.sync.memory_box import MemoryBox
from tests.sync.world import EVERYTHING, OFFICER, STATION, STREET, URL, WHEN, WORKER, World, a_person


@pytest.fixture
def code(world: World) -> Code:
    return world.archive.make_code(OFFICER, world.sites[STATION], URL)


def line(world: World) -> httpx.ASGITransport:
    return httpx.ASGITransport(world.app)


def box_of(enrolled: Enrolled) -> MemoryBox:
    return MemoryBox(enrolled.keys.sign, enrolled.keys.box, enrolled.certificate, enrolled.centre)


def a_worker(world: World, code: str, name: str) -> Staff:
    born = {**world.archive.born(world.sites[code], OFFICER), "occurred_at": WHEN}
    posts = (Post(Role.CHIEF_SOCIAL_WORKER, world.sites[code], WHEN.date()),)
    return Staff(**born, name=name, posts=posts)


async def test_a_scanned_code_lets_one_tablet_join_and_sync(world: World, code: Code) -> None:
    enrolled = await enrol("", code.qr, "tablet 3", transport=line(world))
    box = box_of(enrolled)
    person = a_person(box)
    box.save(WORKER, person)
    async with CentreClient(URL, box.signing_key, box.box_key, box.centre, transport=line(world)) as client:
        await sync_once(box, client)
    assert world.archive.get(person.id, EVERYTHING) == person
    [tablet] = world.archive.tablets(EVERYTHING)
    assert (tablet.label, tablet.site_code, tablet.received) == ("tablet 3", STATION, 1)
    device = world.archive.get(box.device_id, EVERYTHING)
    assert isinstance(device, Device)
    assert (device.status, device.actor_id) == (DeviceStatus.ACTIVE, OFFICER)


async def test_a_typed_code_does_the_same_however_it_is_typed(world: World, code: Code) -> None:
    typed = f"  {code.typed[:5].lower()} - {code.typed[5:]} ".replace("0", "o").replace("1", "l")
    enrolled = await enrol(URL, typed, "tablet", transport=line(world))
    assert enrolled.certificate.site_code == STATION


@pytest.mark.parametrize("by_hand", [True, False])
async def test_both_screens_show_the_same_six_words(world: World, code: Code, by_hand: bool) -> None:
    joining = Joining("tablet", line(world))
    enrolled = await (joining.typed(URL, code.typed) if by_hand else joining.scanned(code.qr))
    shown = world.archive.code_state(code.enrol_id)
    twin = world.archive.code_state(stretch(code.typed).enrol_id)
    assert shown is not None
    assert twin is not None
    assert (len(enrolled.words), shown.used, shown.words) == (6, True, enrolled.words)
    assert (twin.used, twin.words) == (True, enrolled.words)


async def test_the_tablet_is_told_its_sites_and_who_works_there(world: World, code: Code) -> None:
    here, elsewhere = a_worker(world, STATION, "Ma Li"), a_worker(world, STREET, "Ma Chao")
    world.archive.write(OFFICER, here, elsewhere)
    enrolled = await enrol("", code.qr, "tablet", transport=line(world))
    assert {s.id for s in enrolled.sites} == {world.sites[c] for c in (STATION, STREET, STATION[:6])}
    assert [s.record() for s in enrolled.staff] == [here]


async def test_a_code_is_good_once(world: World, code: Code) -> None:
    await enrol("", code.qr, "tablet", transport=line(world))
    with pytest.raises(Refused, match="used"):
        await enrol("", code.qr, "another", transport=line(world))
    with pytest.raises(Refused, match="used"):
        await enrol(URL, code.typed, "another", transport=line(world))


async def test_the_same_tablet_may_ask_again_when_the_answer_was_lost(world: World, code: Code) -> None:
    bad = BadLine(line(world))
    bad.fates = [Fate.ANSWER_LOST]
    joining = Joining("tablet", bad)
    with pytest.raises(Exception, match="lost"):
        await joining.scanned(code.qr)
    enrolled = await joining.scanned(code.qr)
    shown = world.archive.code_state(code.enrol_id)
    assert shown is not None
    assert shown.words == enrolled.words
    assert world.archive.count(Device, EVERYTHING) == 1


async def test_a_code_expires(world: World, code: Code) -> None:
    now = world.archive.now()
    world.archive.now = lambda: now + timedelta(minutes=15)
    with pytest.raises(Refused, match="expired"):
        await enrol("", code.qr, "tablet", transport=line(world))


async def test_after_five_wrong_proofs_a_code_is_dead_in_both_its_forms(world: World, code: Code) -> None:
    for _ in range(5):
        assert (await ask(world, forged(code))).json() == {"problem": "wrong_code"}
    assert (await ask(world, forged(code))).json() == {"problem": "no_tries_left"}
    for typed in (code.qr, code.typed):
        with pytest.raises(Refused, match="no_tries_left"):
            await enrol(URL, typed, "tablet", transport=line(world))


async def test_a_wrong_typed_code_is_no_code(world: World, code: Code) -> None:
    with pytest.raises(Refused, match="unknown_code"):
        await enrol(URL, new_code(), "tablet", transport=line(world))


async def test_a_tablet_that_sees_another_tls_certificate_does_not_join(world: World, code: Code) -> None:
    world.app.router.routes.clear()
    world.app.include_router(sync_router(world.archive, tls=b"the digest of what the centre shows"))
    with pytest.raises(Refused, match="wrong_code"):
        await enrol("", code.qr, "tablet", transport=line(world))


@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_tablet_believes_no_centre_that_does_not_know_the_code(world: World, code: Code, by_hand: bool) -> None:
    class Forger(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await line(world).handle_async_request(request)
            honest = unpack(await response.aread(), EnrolAnswer)
            other = msgspec.structs.replace(honest, centre=CentreSecrets.generate().public)
            return answer(200, response.headers, pack(other))

    joining = Joining("tablet", Forger())
    with pytest.raises(NotTheCentre, match="does not know"):
        await (joining.typed(URL, code.typed) if by_hand else joining.scanned(code.qr))


async def test_the_codes_secret_is_good_only_at_the_centre_of_the_code(world: World, code: Code) -> None:
    invitation = msgspec.structs.replace(parse_qr(code.qr), receipt_key=bytes(32))
    with pytest.raises(NotTheCentre, match="not the centre"):
        await Joining("tablet", line(world)).scanned(qr_text(invitation))


@given(st.text(max_size=60) | st.binary(max_size=200).map(lambda b: "LINLI1:" + b.hex().upper()))
def test_whatever_is_scanned_is_an_invitation_or_unreadable(text: str) -> None:
    with pytest.raises(CodeUnreadable):
        parse_qr(text)


def test_a_qr_code_says_what_was_put_into_it() -> None:
    invitation = new_invitation(URL, CentreSecrets.generate().public, 1)
    assert parse_qr(qr_text(invitation).lower()) == invitation


@given(st.text(alphabet=CODE_LETTERS, min_size=10, max_size=10))
def test_a_typed_code_is_read_back(code: str) -> None:
    assert read_code(f"{code[:5]} {code[5:]}".lower()) == code


def forged(code: Code) -> EnrolRequest:
    sign = SigningKey.generate()
    request = EnrolRequest(
        v=1,
        enrol_id=code.enrol_id,
        signing_key=sign.public,
        box_key=public_of(new_box_key()),
        label="forged",
        nonce=bytes(16),
        proof=b"",
    )
    guess = Credential(code.enrol_id, bytes(16))
    return msgspec.structs.replace(request, proof=request_proof(guess.secret, request, b""))


async def ask(world: World, request: EnrolRequest) -> httpx.Response:
    async with httpx.AsyncClient(transport=line(world), base_url=URL) as http:
        return await http.post("/v1/enrol", content=pack(request), headers={"content-type": "application/msgpack"})
