import pytest

from records.ids import new_id
from records.wire import Receipt
from sealing.signing import SignatureWrong, SigningKey, check_signed, device_id_of, signed, verify


def a_receipt(**values):
    given = {"device": new_id(), "epoch": new_id(), "acked": 3, "head": bytes(32), "at": 1, "answers": b"x"}
    return Receipt(**{**given, **values})


def test_a_signature_holds_for_its_words_and_its_key_only():
    key = SigningKey.generate()
    signature = key.sign(b"words")
    verify(key.public, signature, b"words")
    for public, words in ((SigningKey.generate().public, b"words"), (key.public, b"other words"), (b"short", b"words")):
        with pytest.raises(SignatureWrong):
            verify(public, signature, words)


def test_a_key_comes_back_from_its_private_bytes():
    key = SigningKey.generate()
    assert SigningKey(key.private).public == key.public


def test_a_signed_receipt_holds_and_a_changed_one_does_not():
    key = SigningKey.generate()
    receipt = signed(a_receipt(), key)
    check_signed(receipt, key.public)
    with pytest.raises(SignatureWrong):
        check_signed(a_receipt(signature=receipt.signature), key.public)


def test_a_devices_id_is_made_from_its_key_and_marked_as_such():
    key = SigningKey.generate().public
    assert device_id_of(key) == device_id_of(key) != device_id_of(SigningKey.generate().public)
    assert device_id_of(key).version == 8
