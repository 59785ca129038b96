import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing.boxes import OVERHEAD, PAD_TO, BoxKey, SealBroken, key_id_of, new_key, open_box, pad, seal, unpad


@given(plain=st.binary(max_size=500), aad=st.binary(max_size=60), key_id=st.binary(min_size=4, max_size=4))
def test_a_box_opens_with_its_key_in_its_place(plain, aad, key_id):
    key = new_key()
    box = seal(key, plain, aad, key_id)
    assert open_box(key, box, aad) == plain
    assert key_id_of(box) == key_id
    assert len(box) == len(plain) + OVERHEAD


def test_a_box_is_of_suite_one_and_never_the_same_twice():
    key = BoxKey(new_key())
    assert key.seal(b"x", b"")[0] == 1
    assert key.seal(b"x", b"") != key.seal(b"x", b"")


def test_a_box_with_any_byte_changed_or_missing_does_not_open():
    key = BoxKey(new_key(), b"abcd")
    box = key.seal(b"plain", b"place")
    for at in range(len(box)):
        with pytest.raises(SealBroken):
            key.open(box[:at] + bytes([box[at] ^ 0x10]) + box[at + 1 :], b"place")
        with pytest.raises(SealBroken):
            key.open(box[:at], b"place")


def test_a_box_does_not_open_in_another_place_or_with_another_key():
    key = BoxKey(new_key())
    box = key.seal(b"plain", b"place")
    with pytest.raises(SealBroken):
        key.open(box, b"other place")
    with pytest.raises(SealBroken):
        BoxKey(new_key()).open(box, b"place")


@given(st.binary(max_size=300))
def test_padding_comes_off_again_and_hides_the_length(plain):
    padded = pad(plain)
    assert unpad(padded) == plain
    assert len(padded) % PAD_TO == 0
    assert len(plain) < len(padded) <= len(plain) + PAD_TO


@pytest.mark.parametrize("odd", [b"", b"plain", bytes(64), b"plain\x80x"])
def test_what_was_not_padded_is_refused(odd):
    with pytest.raises(SealBroken):
        unpad(odd)
