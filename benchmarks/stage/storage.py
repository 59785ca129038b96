"""A station's records in numbers, made up by a seeded chance: what the benchmarks of the notebook work on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from records.base import Record, Ring
from records.codes import BeneficiaryCategory, Gender, LivingArrangement, RiskLevel, RiskSource, VisitOutcome
from records.ids import new_id
from records.kinds import fields_map, kind_name
from records.op import Edit, State
from records.person import Person, PersonCategory
from records.sites import scope
from records.visit import Visit
from records.welfare_check import ElderCheck, RiskAssessment
from records.wire import ZERO_HASH, CentreKeys, Certificate, Change, Cursor, Pulled, Receipt
from sealing.hpke import new_box_key, public_of
from sealing.signing import SigningKey, device_id_of, signed
from storage.notebook import DeviceKeys, Enrolled, Notebook

SITE_CODE = "370299001003"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单解仇"
GIVEN = "国强秀英桂兰建华玉梅德福志明春花小军海涛金凤永贵淑珍文斌"
WORDS = "精神不错，饭菜也热乎，煤气关好了，血压药按时吃，女儿周末回来过。屋里暖和，地面干燥，邻居常来坐坐。"
BEGAN = datetime(2026, 1, 5, 1, tzinfo=UTC)


class Centre:
    """Signs for what the benchmark lets a tablet read."""

    def __init__(self) -> None:
        self._key = SigningKey.generate()
        self.box = new_box_key()
        self.keys = CentreKeys(self._key.public, self._key.public, public_of(self.box))

    def certificate(self, sign: SigningKey, box: bytes) -> Certificate:
        """A tablet's certificate."""
        plain = Certificate(
            new_id(), device_id_of(sign.public), new_id(), SITE_CODE, sign.public, public_of(box), 0, 1 << 40
        )
        return signed(plain, self._key)

    def receipt(self, tablet: Notebook) -> Receipt:
        """A receipt for nothing."""
        return signed(Receipt(tablet.device_id, tablet.epoch, 0, ZERO_HASH, 1, b""), self._key)


def enrolled(centre: Centre) -> Enrolled:
    """What a new tablet of that centre has."""
    sign, box = SigningKey.generate(), new_box_key()
    return Enrolled(DeviceKeys(sign.private, box), centre.certificate(sign, box), centre.keys, "https://centre.example")


def a_station(count: int, tablet: Notebook) -> Iterator[Record]:
    """`count` records as a station has them: one in eight a person, most of the others visits and checks."""
    chance = random.Random(20261103)
    persons: list[UUID] = []
    for n in range(count):
        at = BEGAN + timedelta(minutes=37 * n)
        born = {**tablet.born(), "recorded_at": at, "occurred_at": at}
        if n % 8 == 0:
            person = a_person(chance, born)
            persons.append(person.id)
            yield person
        else:
            yield _about(chance.choice(persons), n, chance, born)


def a_person(chance: random.Random, born: dict[str, Any]) -> Person:
    """Somebody."""
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
    return Person(
        **born,
        name=name,
        gender=chance.choice(list(Gender)),
        birth_date=date(1930 + chance.randrange(40), 1 + chance.randrange(12), 1 + chance.randrange(28)),
        phone=f"138{chance.randrange(10**8):08d}",
        living_arrangement=chance.choice(list(LivingArrangement)),
        hukou_address=f"河东村{chance.randrange(400)}号",
        talk_hint=WORDS[: chance.randrange(30)],
    )


def a_visit(person: UUID, chance: random.Random, born: dict[str, Any]) -> Visit:
    """A visit with a few sentences."""
    start = chance.randrange(20)
    outcome = VisitOutcome.SEEN_OK if chance.random() < 0.85 else VisitOutcome.NOT_HOME
    return Visit(
        **born,
        person_ids=(person,),
        outcome=outcome,
        ended_at=born["occurred_at"] + timedelta(minutes=20),
        content=(WORDS * 2)[start : start + 40 + chance.randrange(40)],
        visitors=(born["actor_id"],),
    )


def _about(person: UUID, n: int, chance: random.Random, born: dict[str, Any]) -> Record:
    if n % 8 == 1:
        category = chance.choice(list(BeneficiaryCategory))
        return PersonCategory(
            **born, person_id=person, category=category, from_on=date(2025, 3, 1), evidence=WORDS[:30]
        )
    if n % 16 == 2:
        level = chance.choice(list(RiskLevel))
        return RiskAssessment(**born, person_id=person, level=level, source=RiskSource.MANUAL, reason=WORDS[:40])
    if n % 8 == 3:
        answers = {f"E{item:02d}": chance.randrange(2) for item in range(1, 17)}
        return ElderCheck(**born, person_id=person, answers=answers, note=WORDS[:50], ruleset="2026.1")
    return a_visit(person, chance, born)


def fill(tablet: Notebook, centre: Centre, records: Iterator[Record], slice_of: int = 500) -> None:
    """Let the records come down from the centre, as in a first sync."""
    there, batch = scope(SITE_CODE, Ring.STATION), []
    for record in records:
        batch.append(Change(there, kind_name(type(record)), record.id, a_state(record)))
        if len(batch) == slice_of:
            _take(tablet, centre, batch)
            batch = []
    _take(tablet, centre, batch)


def _take(tablet: Notebook, centre: Centre, batch: list[Change]) -> None:
    if batch:
        tablet.accept(centre.receipt(tablet), (), Pulled(tuple(batch), (Cursor(batch[0].scope, 1, b"t", False),)), 0)


def a_state(record: Record) -> State:
    """A record as a centre sends it."""
    edit = Edit(new_id().bytes, 1, record.actor_id, record.device_id)
    born = (record.id, record.site_id, record.actor_id, record.device_id, record.recorded_at)
    return State(kind_name(type(record)), *born, fields_map(record), (edit,))
