"""Ops on their way: packed small, read back whole, and refused when a byte is wrong."""

import hashlib
import statistics
import zlib
from contextlib import suppress
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.base import BORN
from records.clock import stamp
from records.codes import VisitOutcome
from records.kinds import fields_map, raw, record_of
from records.op import (
    LARGEST_OP,
    PACKING,
    Act,
    Born,
    Op,
    OpDamaged,
    content_id,
    decode_op,
    decode_state,
    deflate,
    encode_op,
    inflate,
)
from tests.records.making import Tablet, at, birth, person, visit

NOTES = Path(__file__).with_name("notes.txt").read_text(encoding="utf-8").split("\n")[:-1]
"""What workers might write, in words that the dictionary was not made from."""

DICTIONARY = "216dc584cafeaf5cbd63b9ef26c83e76e1c602b2071ab4929543260ff42b78f2"


@pytest.fixture
def packed() -> bytes:
    op, _ = Tablet(1).makes(visit(person(), content=NOTES[0]))
    return deflate(encode_op(op))


def test_the_dictionary_never_changes():
    """An op can only be read with the dictionary it was packed with: another one needs another PACKING."""
    assert hashlib.sha256(files("records").joinpath("deflate.dict").read_bytes()).hexdigest() == DICTIONARY


def test_a_visit_of_570_bytes_of_json_travels_in_some_180():
    sizes = []
    for number in range(len(NOTES)):
        record = _visit_with(NOTES[number] + NOTES[number - 1])
        sizes.append((len(msgspec.json.encode(record)), len(deflate(encode_op(_op_of(record))))))
    assert 550 <= statistics.mean(json for json, _ in sizes) <= 590
    assert statistics.mean(packed for _, packed in sizes) <= 181


def _visit_with(text):
    """Fresh ids throughout: in a real log the station and the worker are the same from op to op."""
    began = at(minutes=7.3)
    unlike = {"site_id": _seldom(1), "actor_id": _seldom(2), "recorded_at": began + timedelta(seconds=754.321)}
    more = {"content": text[:56], "outcome": VisitOutcome.SEEN_PROBLEM, "ended_at": began + timedelta(minutes=12)}
    return visit(person(), when=began, **unlike, **more)


def _seldom(number):
    return UUID(bytes=b"\x01\x9b" + hashlib.sha256(bytes([number])).digest()[:14])


def _op_of(record):
    born = Born(record.site_id, record.recorded_at)
    return Op("visit", record.id, Act.PUT, fields_map(record), record.actor_id, stamp(record.recorded_at), born=born)


def test_the_same_op_has_the_same_id_everywhere_and_another_has_another():
    one, other = Tablet(1).makes(person(name="a"))[0], Tablet(1).makes(person(name="b"))[0]
    assert content_id(encode_op(one)) == content_id(encode_op(decode_op(encode_op(one))))
    assert content_id(encode_op(one)) != content_id(encode_op(other))
    assert len(content_id(encode_op(one))) == 16


def test_an_op_cut_short_anywhere_is_refused(packed):
    plain = inflate(packed, LARGEST_OP)
    for length in range(len(packed)):
        with pytest.raises(OpDamaged):
            inflate(packed[:length], LARGEST_OP)
    for length in range(len(plain)):
        with pytest.raises(OpDamaged):
            decode_op(plain[:length])


def test_what_follows_an_op_is_refused(packed):
    with pytest.raises(OpDamaged):
        inflate(packed + b"\0", LARGEST_OP)
    with pytest.raises(OpDamaged):
        decode_op(inflate(packed, LARGEST_OP) + b"\0")


def test_a_newer_packing_is_refused_and_not_guessed(packed):
    with pytest.raises(OpDamaged, match="packing"):
        inflate(bytes([PACKING + 1]) + packed[1:], LARGEST_OP)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_op_or_damaged(data):
    for read in (lambda: inflate(bytes([PACKING]) + data, 10_000), lambda: decode_op(data), lambda: decode_state(data)):
        with suppress(OpDamaged):
            read()


def test_a_bomb_is_refused_before_it_unfolds():
    for limit in (0, 1_000, LARGEST_OP):
        with pytest.raises(OpDamaged):
            inflate(deflate(bytes(50_000_000)), limit)


def test_an_op_of_exactly_the_limit_is_read():
    assert inflate(deflate(b"x" * 1_000), 1_000) == b"x" * 1_000
    with pytest.raises(OpDamaged):
        inflate(deflate(b"x" * 1_001), 1_000)


def test_bytes_packed_without_the_dictionary_are_not_taken_for_ours():
    packer = zlib.compressobj(9, zlib.DEFLATED, 15)
    with pytest.raises(OpDamaged):
        inflate(bytes([PACKING]) + packer.compress(b"x" * 100) + packer.flush(), LARGEST_OP)


def test_lists_in_lists_without_end_are_damage():
    nested = b"\x91" * 100_000
    op = Op("person", birth()["id"], Act.PUT, {"name": msgspec.Raw(nested)}, UUID(int=1), 1)
    with pytest.raises(OpDamaged):
        decode_op(encode_op(op))


def test_text_that_is_no_text_is_damage():
    op = encode_op(Op("person", UUID(int=1), Act.PUT, {"name": raw("x")}, UUID(int=1), 1))
    with pytest.raises(OpDamaged):
        decode_op(op.replace(b"person", b"pers\xff\xfe"))


@pytest.mark.parametrize("value", [b"\xa2\xff\xfe", b"\x91" * 100_000, b"\xa9x", b"\xc1", b"\x07"])
def test_a_field_that_cannot_be_read_is_told_when_its_record_is_made(value):
    record = person()
    born = {name: getattr(record, name) for name in BORN}
    with pytest.raises(msgspec.ValidationError):
        record_of("person", born, {**fields_map(record), "name": msgspec.Raw(value)})
    with suppress(msgspec.ValidationError):  # a field this version does not know is not looked into
        record_of("person", born, {**fields_map(record), "colour": msgspec.Raw(value)})


def test_an_unknown_act_is_damage():
    op = encode_op(Op("person", UUID(int=1), Act.PUT, {"name": raw("x")}, UUID(int=1), 1))
    with pytest.raises(OpDamaged):
        decode_op(op.replace(b"\xa3put", b"\xa3pot"))
