import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing import hpke
from sealing.boxes import SUITE, SealBroken
from sealing.hpke import new_box_key, open_sealed, public_of, seal_to

RFC_INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
RFC_EPHEMERAL = bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
RFC_ENC = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
RFC_PRIVATE = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
RFC_PUBLIC = bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
RFC_SHARED = bytes.fromhex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc")
RFC_KEY = bytes.fromhex("4531685d41d65f03dc48f6b8302c05b0")
RFC_NONCE = bytes.fromhex("56d890e5accaaf011cff4b7d")
"""RFC 9180, A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode."""

RFC_SUITE = b"HPKE\x00\x20\x00\x01\x00\x01"


def test_both_sides_agree_on_the_secret_of_the_rfc():
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    ephemeral, mine = (X25519PrivateKey.from_private_bytes(key) for key in (RFC_EPHEMERAL, RFC_PRIVATE))
    assert (public_of(RFC_EPHEMERAL), public_of(RFC_PRIVATE)) == (RFC_ENC, RFC_PUBLIC)
    assert hpke._shared_secret(ephemeral, RFC_PUBLIC, RFC_ENC + RFC_PUBLIC) == RFC_SHARED
    assert hpke._shared_secret(mine, RFC_ENC, RFC_ENC + RFC_PUBLIC) == RFC_SHARED


def test_the_key_schedule_is_that_of_the_rfc():
    assert hpke._key_and_nonce(RFC_SHARED, RFC_INFO, RFC_SUITE, 16) == (RFC_KEY, RFC_NONCE)


def the_librarys_own():
    """Newer versions of the library have HPKE themselves; the one on the tablets has not."""
    library = pytest.importorskip("cryptography.hazmat.primitives.hpke")
    return library.Suite(library.KEM.X25519, library.KDF.HKDF_SHA256, library.AEAD.AES_256_GCM)


def test_the_librarys_own_hpke_opens_what_we_seal():
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    suite, private = the_librarys_own(), new_box_key()
    box = seal_to(public_of(private), "走访记录".encode(), b"purpose")
    opened = suite.decrypt(box[1:], X25519PrivateKey.from_private_bytes(private), info=b"purpose")
    assert opened == "走访记录".encode()


def test_we_open_what_the_librarys_own_hpke_seals():
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    suite, private = the_librarys_own(), new_box_key()
    public = X25519PublicKey.from_public_bytes(public_of(private))
    sealed = suite.encrypt("走访记录".encode(), public, info=b"purpose")
    assert open_sealed(private, bytes([SUITE]) + sealed, b"purpose") == "走访记录".encode()


@given(plain=st.binary(max_size=300), info=st.binary(max_size=40), aad=st.binary(max_size=40))
def test_what_was_sealed_to_a_key_is_opened_by_its_private_half(plain, info, aad):
    private = new_box_key()
    assert open_sealed(private, seal_to(public_of(private), plain, info, aad), info, aad) == plain


def test_no_two_boxes_are_alike():
    public = public_of(new_box_key())
    assert seal_to(public, b"x", b"i") != seal_to(public, b"x", b"i")


def test_another_key_purpose_or_place_opens_nothing():
    private = new_box_key()
    box = seal_to(public_of(private), b"plain", b"info", b"aad")
    for key, info, aad in ((new_box_key(), b"info", b"aad"), (private, b"other", b"aad"), (private, b"info", b"other")):
        with pytest.raises(SealBroken):
            open_sealed(key, box, info, aad)


def test_a_changed_or_missing_byte_opens_nothing():
    private = new_box_key()
    box = seal_to(public_of(private), b"plain", b"info")
    for at in range(len(box)):
        with pytest.raises(SealBroken):
            open_sealed(private, box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :], b"info")
        with pytest.raises(SealBroken):
            open_sealed(private, box[:at], b"info")


def test_a_point_of_small_order_is_refused():
    private = new_box_key()
    with pytest.raises(SealBroken):
        open_sealed(private, bytes([SUITE]) + bytes(32) + bytes(32), b"info")
