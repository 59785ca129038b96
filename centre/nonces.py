"""Replays are stopped by a counter, not by a clock: each request's number is taken once (RFC 4303, 3.4.3)."""

from __future__ import annotations

from typing import Final

WINDOW: Final = 1024
"""How far behind the highest number a late one is still told from a repeated one (design of enrolment)."""

NONE_SEEN: Final = bytes(WINDOW // 8)

LARGEST: Final = 2**53
"""No device makes so many requests; keeps the number inside every database and header."""


def admit(highest: int, seen: bytes, nonce: int) -> tuple[int, bytes] | None:
    """Take a number once.

    Args:
        highest: the highest number so far, 0 when there was none.
        seen: a bit for each of the `WINDOW` numbers up to `highest`; the lowest bit is `highest` itself.
        nonce: the request's number.

    Returns:
        The new highest number and bits, or None when the number was seen before or lies behind the window.
    """
    if not 0 < nonce < LARGEST:
        return None
    bits = int.from_bytes(seen, "big")
    if nonce > highest:
        bits = ((bits << min(nonce - highest, WINDOW)) | 1) & ((1 << WINDOW) - 1)
        return nonce, bits.to_bytes(WINDOW // 8, "big")
    mask = 1 << (highest - nonce)
    if highest - nonce >= WINDOW or bits & mask:
        return None
    return highest, (bits | mask).to_bytes(WINDOW // 8, "big")
