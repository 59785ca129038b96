"""Names: one way of writing them, and how they are looked for in pinyin."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

_DOTS: Final = dict.fromkeys(map(ord, "•‧∙⋅・･．"), "·")
_BLANKS: Final = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
"""Blanks inside a Chinese name are slips of the keyboard; between Latin words they belong there."""

_COMPOUND: Final = 2


class Surnames(msgspec.Struct, frozen=True):
    """How surnames are read: as a name first, then as it is often misread."""

    single: dict[str, tuple[str, ...]]
    compound: dict[str, tuple[str, ...]]
    variants: dict[int, str]
    """Traditional characters and their simplified form, as `str.translate` wants them."""


@cache
def surnames() -> Surnames:
    """The table of `surnames.toml`."""
    table = tomllib.loads(files("records.rules").joinpath("surnames.toml").read_text(encoding="utf-8"))
    pairs = table["variants"]["pairs"]
    return msgspec.convert({**table, "variants": {ord(old): new for old, new in pairs}}, Surnames)


def normalise_name(name: str) -> str:
    """A name as it is kept: full-width letters narrow, one kind of middle dot, no blanks between Han characters."""
    narrow = unicodedata.normalize("NFKC", name.translate(_DOTS)).translate(_DOTS).strip()
    return _BLANKS.sub("", " ".join(narrow.split()))


def comparable_name(name: str) -> str:
    """A name as it is compared: as kept, in simplified characters and small letters."""
    return normalise_name(name).translate(surnames().variants).casefold()


def surname_of(name: str) -> str:
    """The surname of a Chinese name; of others the first character."""
    plain = normalise_name(name)
    known = plain[:_COMPOUND] in surnames().compound and len(plain) > _COMPOUND
    return plain[: _COMPOUND if known else 1]


def readings(name: str) -> tuple[str, ...]:
    """What a name is found by besides itself: full pinyin and initials, for every reading of the surname.

    `zengguofan`, `zgf`, and for those who read it so `cengguofan`, `cgf`. Slow: worked out when a name is saved.
    """
    plain = comparable_name(name)
    if plain.isascii():  # empty, or Latin already
        return ()
    table = surnames()
    surname = surname_of(plain)
    firsts = table.compound.get(surname) or table.single.get(surname) or (" ".join(_pinyin(surname)),)
    rests = _pinyin(plain[len(surname) :])
    spoken = [[*first.split(), *rests] for first in firsts]
    written = [form for syllables in spoken for form in ("".join(syllables), "".join(s[0] for s in syllables))]
    return tuple(dict.fromkeys(written))


def _pinyin(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # large tables; only saving a name needs them

    return [syllable for part in text.split("·") for syllable in lazy_pinyin(part) if syllable.strip()]
