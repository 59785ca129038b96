"""Columns, sites, clocks, ids and frames: the ground everything else stands on."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import clock, sites, wire
from records.base import Ring
from records.columns import cell, cells_of, columns_of
from records.ids import new_id
from tests.records.making import NOON, at, person, visit

STATION, STREET, DISTRICT = "370299001003", "370299001", "370299"


def test_values_are_kept_so_that_they_sort_and_compare():
    assert cell(date(2026, 3, 1)) == "2026-03-01"
    assert cell(datetime(2026, 3, 1, tzinfo=UTC)) == 1772323200000
    assert cell(UUID(int=5)) == bytes(15) + b"\5"
    assert (cell(True), cell(None), cell(b"x"), cell(7)) == (1, None, b"x", 7)
    assert cell(("a", "b")) == " a b "
    assert cell((UUID(int=1), UUID(int=2))) == UUID(int=1).bytes + UUID(int=2).bytes


def test_no_ids_are_no_bytes():
    alone = visit(person())
    at_visitors = [column.name for column in columns_of(type(alone))].index("visitors")
    assert cells_of(alone)[at_visitors] == b""


def test_a_site_covers_itself_and_what_lies_below_it():
    assert all(sites.covers(upper, STATION) for upper in (DISTRICT, STREET, STATION))
    assert not sites.covers(STATION, STREET)
    assert not sites.covers("370299002", STATION)
    assert not sites.covers("37029900", STATION)
    assert not sites.covers("", STATION)


def test_a_station_reads_its_own_work_and_the_rosters_above_it():
    assert sites.scopes_of_station(STATION) == (
        f"{STATION}/s", f"{STATION}/p", f"{STATION}/r", f"{STREET}/r", f"{DISTRICT}/r",
    )  # fmt: skip
    assert sites.site_of_scope(sites.scope(STREET, Ring.ROSTER)) == STREET


def test_a_clock_goes_forward_even_when_the_wall_clock_goes_back():
    first = clock.next_stamp(0, NOON)
    assert clock.moment_of(first) == NOON
    assert clock.next_stamp(first, at(days=-400)) == first + 1
    assert clock.next_stamp(first, at(minutes=1)) == clock.stamp(at(minutes=1))


def test_a_clock_follows_others_but_not_into_the_future():
    mine = clock.stamp(NOON)
    assert clock.heard(mine, clock.stamp(at(minutes=9)), NOON) == clock.stamp(at(minutes=9))
    assert clock.heard(mine, clock.stamp(at(minutes=11)), NOON) == mine
    assert clock.heard(mine, clock.stamp(at(minutes=-5)), NOON) == mine


def test_ids_are_in_the_order_of_their_making():
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made)
    assert {i.version for i in made} == {7}


A_FRAME = wire.Cursor("370299001003/s", 7, b"tag", full=False)


def test_a_frame_comes_back():
    assert wire.unpack(wire.pack(A_FRAME), wire.Cursor) == A_FRAME


def test_a_frame_with_one_bit_wrong_or_cut_short_is_refused():
    packed = wire.pack(A_FRAME)
    for place in range(len(packed)):
        for bit in range(8):
            wrong = bytearray(packed)
            wrong[place] ^= 1 << bit
            with pytest.raises(wire.FrameDamaged):
                wire.unpack(bytes(wrong), wire.Cursor)
        with pytest.raises(wire.FrameDamaged):
            wire.unpack(packed[:place], wire.Cursor)


def test_another_kind_of_frame_is_refused():
    with pytest.raises(wire.FrameDamaged):
        wire.unpack(wire.pack(A_FRAME), wire.Receipt)


@given(st.binary(max_size=64))
def test_any_bytes_are_a_frame_or_damaged(data):
    with pytest.raises(wire.FrameDamaged):
        wire.unpack(data, wire.SyncRequest)


def test_a_signature_covers_everything_but_itself_and_names_what_it_signs():
    receipt = wire.Receipt(UUID(int=1), UUID(int=2), 7, bytes(32), 1, bytes(16))
    signed = wire.Receipt(UUID(int=1), UUID(int=2), 7, bytes(32), 1, bytes(16), b"signature")
    assert wire.signed_bytes(receipt) == wire.signed_bytes(signed)
    assert wire.signed_bytes(receipt).startswith(b"linli-receipt-1\0")
    other = wire.Receipt(UUID(int=1), UUID(int=2), 8, bytes(32), 1, bytes(16))
    assert wire.signed_bytes(receipt) != wire.signed_bytes(other)


def test_the_log_hash_depends_on_every_part():
    base = wire.chain_hash(wire.ZERO_HASH, 1, b"box")
    assert len({base, wire.chain_hash(wire.ZERO_HASH, 2, b"box"), wire.chain_hash(base, 1, b"box")}) == 3
    assert wire.digest_of(b"x") != wire.digest_of(b"y")
    assert timedelta(0) < clock.LONGEST_LEAD
