"""From a PIN and a device's secret to a key."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Final

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES: Final = 16


class ScryptCost(msgspec.Struct, frozen=True, array_like=True):
    """How much work one guess of a PIN costs: scrypt with N = 2**log2_n, r, p (RFC 7914)."""

    log2_n: int
    r: int
    p: int

    @property
    def memory(self) -> int:
        """Bytes one derivation needs."""
        return 128 * self.r * (1 << self.log2_n)


COSTS: Final = (ScryptCost(17, 8, 1), ScryptCost(16, 8, 2), ScryptCost(15, 8, 3))
"""Strongest first (OWASP's equivalent settings); the last is the weakest that is accepted."""

DEFAULT_COST: Final = COSTS[1]

BUDGET_SECONDS: Final = 1.5
"""A worker at the door waits no longer than this for the PIN (our default)."""


class CostTooLow(Exception):
    """A slot asks for less work than the weakest accepted cost: somebody may have changed it."""


def new_salt() -> bytes:
    """A fresh salt."""
    return os.urandom(SALT_BYTES)


def derive_kek(secret: str, salt: bytes, device_secret: bytes, cost: ScryptCost) -> bytes:
    """The key-encryption key of a slot: HKDF over scrypt(PIN) and the device's secret. Takes up to seconds.

    Raises:
        CostTooLow: `cost` is below the weakest accepted one.
    """
    weakest = COSTS[-1]
    if cost.log2_n < weakest.log2_n or cost.memory * cost.p < weakest.memory * weakest.p:
        raise CostTooLow(f"2^{cost.log2_n}/{cost.r}/{cost.p}")
    stretched = hashlib.scrypt(
        secret.encode(), salt=salt, n=1 << cost.log2_n, r=cost.r, p=cost.p, maxmem=cost.memory + (1 << 24), dklen=32
    )
    return hkdf(stretched + device_secret, b"linli-kek-1", salt)


def hkdf(key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """32 bytes from a key for one purpose (RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(key)


def strongest_cost(budget: float = BUDGET_SECONDS) -> ScryptCost:
    """The strongest cost that this machine pays within `budget` seconds, or the weakest accepted one."""
    for cost in COSTS:
        began = time.perf_counter()
        derive_kek("000000", bytes(SALT_BYTES), bytes(32), cost)
        if time.perf_counter() - began <= budget:
            return cost
    return COSTS[-1]
