"""Make the web client's font again: `python scripts/font.py`, about 30 seconds.

Needs Debian's fonts-noto-cjk (OFL 1.1) and unicode-data, and fonttools and brotli from requirements/dev.txt.

Flet's client ignores the fonts of the machine. Without a CDN it takes `assets/fonts/roboto.woff2` for its default
family, and a file of that name in our assets stands before its own: so this one file shows every Chinese word from
the first frame on. On Android the system's font is used, and the package leaves this one out.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED_CHINESE = 2
"""Which font of the collection: Noto Sans CJK SC."""

READINGS = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
"""Unihan; its field kTGH marks the 8105 characters of the table of general standard Chinese characters."""

TARGET = Path(__file__).resolve().parent.parent / "assets" / "assets" / "fonts" / "roboto.woff2"

SIGNS = (
    (0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x20A0, 0x20C0), (0x2190, 0x2200), (0x2460, 0x2500),
    (0x25A0, 0x2610), (0x2713, 0x2718), (0x3000, 0x3040), (0xFF00, 0xFFF0),
)  # fmt: skip
"""Latin, punctuation, currency, arrows, circled numbers, shapes, ticks, Chinese punctuation, full-width forms."""


def gb2312() -> Iterator[int]:
    """The characters of GB 2312, which old forms and input methods are made of."""
    for row in range(0xA1, 0xF8):
        for place in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, place]).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def standard_characters() -> Iterator[int]:
    """The 8105 standard characters: GB 2312 alone lacks ones that are common in given names."""
    with bz2.open(READINGS, "rt", encoding="utf-8") as lines:
        for line in lines:
            if found := re.match(r"U\+([0-9A-F]+)\tkTGH\t", line):
                yield int(found[1], 16)


def options() -> subset.Options:
    """Kerning only: the other layout features would double the file."""
    chosen = subset.Options()
    chosen.flavor, chosen.font_number = "woff2", SIMPLIFIED_CHINESE
    chosen.hinting, chosen.glyph_names = False, False
    chosen.layout_features, chosen.layout_closure = ["kern"], False
    chosen.ignore_missing_unicodes, chosen.notdef_outline = True, True
    return chosen


def make_font(target: Path) -> TTFont:
    """Write the subset to `target` and return it."""
    wanted = {*gb2312(), *standard_characters(), *(c for low, high in SIGNS for c in range(low, high))}
    chosen = options()
    font = subset.load_font(str(SOURCE), chosen, dontLoadGlyphNames=True)
    cutter = subset.Subsetter(chosen)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), chosen)
    return font


if __name__ == "__main__":
    made = make_font(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {made['maxp'].numGlyphs} glyphs")
