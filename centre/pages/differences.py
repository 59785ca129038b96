"""Two values side by side, with the characters marked in which they differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from markupsafe import Markup, escape

_LONGEST: Final = 2000
"""Longer texts are not compared character by character: it would take too long."""


def marked(one: str, other: str) -> tuple[Markup, Markup]:
    """Both texts, each with its own part of every difference marked."""
    if max(len(one), len(other)) > _LONGEST:
        return escape(one), escape(other)
    left, right = Markup(), Markup()
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left += escape(one[a1:a2]) if tag == "equal" else _mark(one[a1:a2])
        right += escape(other[b1:b2]) if tag == "equal" else _mark(other[b1:b2])
    return left, right


def _mark(text: str) -> Markup:
    return Markup("<mark>{}</mark>").format(text) if text else Markup()
