import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing.boxes import SealBroken
from sealing.hpke import new_box_key, public_of
from sealing.op_session import SealingSession, open_op, open_session, session_of


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=5))
def test_the_centre_opens_every_op_of_a_session(ops):
    centre = new_box_key()
    session = SealingSession(public_of(centre))
    boxes = [session.seal(op) for op in ops]
    key = open_session(session.announcement, centre)
    assert [open_op(box, key) for box in boxes] == ops
    assert {session_of(box) for box in boxes} <= {session.id}


def test_the_same_op_twice_is_two_different_boxes():
    session = SealingSession(public_of(new_box_key()))
    assert session.seal(b"op") != session.seal(b"op")


def test_another_centre_opens_no_session():
    session = SealingSession(public_of(new_box_key()))
    with pytest.raises(SealBroken):
        open_session(session.announcement, new_box_key())


def test_a_forgotten_session_seals_nothing_any_more():
    session = SealingSession(public_of(new_box_key()))
    session.forget()
    with pytest.raises(RuntimeError):
        session.seal(b"op")


def test_a_box_with_any_byte_changed_or_missing_does_not_open():
    centre = new_box_key()
    session = SealingSession(public_of(centre))
    box, key = session.seal(b"an op"), open_session(session.announcement, centre)
    for at in range(len(box)):
        with pytest.raises(SealBroken):
            open_op(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :], key)
        with pytest.raises(SealBroken):
            open_op(box[:at], key)


@pytest.mark.parametrize("odd", [b"", b"\x01" * 13, b"\x02" + bytes(40)])
def test_what_is_no_box_names_no_session(odd):
    with pytest.raises(SealBroken):
        session_of(odd)
