"""Why a value was refused, in words."""

from __future__ import annotations

from records.base import InvalidRecord
from records.words import Words


def wrong(say: Words, invalid: InvalidRecord) -> str:
    """The sentence for a refused value; a reason without words of its own has a general one."""
    key = f"error.{invalid.reason}"
    if key not in say:
        return say("centre.ui.wrong")
    try:
        return say(key, **invalid.about)
    except (KeyError, IndexError):
        return say("centre.ui.wrong")
