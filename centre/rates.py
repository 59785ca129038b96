"""How many requests a device or an address may make."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from centre.bodies import Refused

PER_DEVICE: Final = RateLimitItemPerMinute(300)
"""A first sync of a large station is some 100 requests."""
PER_ADDRESS: Final = RateLimitItemPerMinute(3000)
"""A street's tablets may share one address."""
ENROL_PER_ADDRESS: Final = RateLimitItemPerMinute(20)
"""Guesses at a code; each code has its own five tries besides."""


class Rates:
    """Counts of this minute, in memory."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)

    def clear(self) -> None:
        """Forget all counts."""
        self._storage.reset()

    def device(self, device: UUID) -> None:
        """Count a request of a device.

        Raises:
            Refused: there were too many.
        """
        self._hit(PER_DEVICE, "device", str(device))

    def address(self, address: str) -> None:
        """Count a request from an address.

        Raises:
            Refused: there were too many.
        """
        self._hit(PER_ADDRESS, "address", address)

    def enrol(self, address: str) -> None:
        """Count an attempt to enrol.

        Raises:
            Refused: there were too many.
        """
        self._hit(ENROL_PER_ADDRESS, "enrol", address)

    def _hit(self, limit: RateLimitItem, *names: str) -> None:
        if not self._limiter.hit(limit, *names):
            again = self._limiter.get_window_stats(limit, *names).reset_time
            raise Refused(429, "too_many", max(1, int(again - time.time()) + 1))
