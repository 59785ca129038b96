import hashlib

import pytest

from sealing.kdf import COSTS, CostTooLow, ScryptCost, derive_kek, hkdf, new_salt, strongest_cost

WEAKEST = COSTS[-1]


def test_pin_salt_and_device_secret_all_count():
    salt, secret = new_salt(), bytes(32)
    kek = derive_kek("290174", salt, secret, WEAKEST)
    assert kek == derive_kek("290174", salt, secret, WEAKEST)
    assert len(kek) == 32
    others = (("290175", salt, secret), ("290174", new_salt(), secret), ("290174", salt, bytes([1]) * 32))
    assert kek not in [derive_kek(*other, WEAKEST) for other in others]


def test_the_key_is_hkdf_over_scrypt_and_the_devices_secret():
    salt, secret = bytes(16), bytes(range(32))
    stretched = hashlib.scrypt(b"290174", salt=salt, n=1 << 15, r=8, p=3, maxmem=1 << 26, dklen=32)
    assert derive_kek("290174", salt, secret, ScryptCost(15, 8, 3)) == hkdf(stretched + secret, b"linli-kek-1", salt)


@pytest.mark.parametrize(
    "cost", [ScryptCost(14, 8, 6), ScryptCost(15, 8, 2), ScryptCost(15, 4, 3), ScryptCost(1, 1, 1)]
)
def test_a_cost_below_the_weakest_is_refused(cost):
    with pytest.raises(CostTooLow):
        derive_kek("290174", bytes(16), bytes(32), cost)


def test_hkdf_is_that_of_rfc_5869():
    """Its first test case; the first 32 of its 42 bytes."""
    key = bytes.fromhex("0b" * 22)
    okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert hkdf(key, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), bytes(range(13))).hex() == okm


def test_a_machine_takes_the_strongest_cost_it_can_pay():
    assert strongest_cost(budget=60) == COSTS[0]
    assert strongest_cost(budget=0) == WEAKEST
