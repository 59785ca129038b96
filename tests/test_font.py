"""The one font of the web client shows every word of ours, and the names that people really have."""

import tomllib
from pathlib import Path

import pytest

from records.words import LOCALE_FOLDER

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "assets" / "assets" / "fonts" / "roboto.woff2"

tt_lib = pytest.importorskip("fontTools.ttLib")


@pytest.fixture(scope="module")
def drawn() -> set[int]:
    return set(tt_lib.TTFont(FONT).getBestCmap())


def missing(text: str, drawn: set[int]) -> set[str]:
    return {sign for sign in text if sign > " " and ord(sign) not in drawn}


def test_the_font_draws_every_word_of_the_locale_files(drawn):
    for path in sorted(LOCALE_FOLDER.glob("*/*.toml")):
        assert missing(path.read_text(encoding="utf-8"), drawn) == set(), path.name


def test_the_font_draws_characters_of_given_names_that_older_fonts_lack(drawn):
    assert missing("玥璟祎翀赟镕喆堃犇昇彧䶮", drawn) == set()


def test_the_font_draws_everybody_of_the_demo(drawn):
    assert missing((ROOT / "centre" / "demo" / "words.toml").read_text(encoding="utf-8"), drawn) == set()


def test_the_licence_lies_beside_the_font():
    licence = FONT.with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Version 1.1" in licence


def test_the_package_of_the_demo_words_reads(drawn):
    assert tomllib.loads((ROOT / "centre" / "demo" / "words.toml").read_text(encoding="utf-8"))["staff"]
