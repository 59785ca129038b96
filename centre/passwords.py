"""What a password must be: long, and not one that everybody tries first."""

from __future__ import annotations

import secrets
from typing import Final

SHORTEST: Final = 10
LONGEST: Final = 128
FEW: Final = 4
"""Fewer different characters than this are a pattern, not a password."""

_TRIED_FIRST: Final = (
    "1234567890",
    "0123456789",
    "0987654321",
    "qwertyuiop",
    "password",
    "abcdefghij",
    "1q2w3e4r5t",
    "1qaz2wsx3e",
    "linli",
)

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0/o, 1/l/i: it is read out over the telephone."""


def weakness(password: str, name: str) -> str:
    """Why a password is refused, as a key below `password.` in the locale files; empty when it is good."""
    low = password.casefold()
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if len(set(low)) < FEW or any(word in low for word in _TRIED_FIRST):
        return "guessable"
    return "like_name" if name and name.casefold() in low else ""


def one_time_password() -> str:
    """A password to hand over once, of 60 bits; the login must change it."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
