"""Both languages say the same things, and everything the program wants to say has words."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from records import codes
from records.fields import fields_of
from records.kinds import KINDS
from records.words import LANGUAGES, LOCALE_FOLDER, Words, load_words

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"{(\w*)[^}]*}")
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(params=LANGUAGES)
def words(request) -> Words:
    return load_words(request.param)


def test_both_languages_have_the_same_keys():
    chinese, english = (load_words(language).keys() for language in LANGUAGES)
    assert chinese - english == set()
    assert english - chinese == set()


def test_both_languages_have_the_same_files():
    names = [{path.name for path in (LOCALE_FOLDER / language).glob("*.toml")} for language in LANGUAGES]
    assert names[0] == names[1]


def test_a_sentence_has_the_same_placeholders_in_both_languages():
    chinese, english = (load_words(language) for language in LANGUAGES)
    same = chinese.keys() & english.keys()
    written_differently = {key for key in same if key.startswith("day.")}  # a date names other parts in English
    different = [k for k in same - written_differently if slots(chinese(k)) != slots(english(k))]
    assert different == []


def slots(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_files(language):
    found: Counter[str] = Counter()
    for path in (LOCALE_FOLDER / language).glob("*.toml"):
        found.update(flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert [key for key, times in found.items() if times > 1] == []


def flat(table: dict, before: str = "") -> list[str]:
    return [
        k
        for name, v in table.items()
        for k in (flat(v, f"{before}{name}.") if isinstance(v, dict) else [before + name])
    ]


def test_no_word_is_empty_and_english_has_no_chinese_left(words):
    keys = words.keys()
    assert [key for key in keys if not words(key).strip()] == []
    if words.language == "en":
        allowed = {key for key in keys if ".language." in key}
        assert sorted(key for key in keys - allowed if HAN.search(words(key))) == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_and_every_field_has_a_name(words, kind):
    assert words.kind(kind)
    for field in fields_of(kind):
        assert words.field(kind, field.name)


def test_every_entry_of_every_code_list_has_a_word(words):
    lists = [
        c
        for c in vars(codes).values()
        if isinstance(c, type) and issubclass(c, codes.StrEnum) and c is not codes.StrEnum
    ]
    for entry in (entry for options in lists for entry in options):
        assert words.code(entry)


def said_keys(path: Path) -> set[str]:
    """Keys that stand literally in a call of say(...), words(...) or t(...)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0].value
            if called in {"say", "toast"} and isinstance(key, str) and re.fullmatch(r"[a-z_]+(\.\w+)+", key):
                found.add(key)
    return found


def test_every_key_that_a_screen_or_a_page_says_has_words(words):
    files = [*(ROOT / "views").rglob("*.py"), *(ROOT / "centre").rglob("*.py"), ROOT / "main.py"]
    missing = {f"{p.relative_to(ROOT)}: {key}" for p in files if p.exists() for key in said_keys(p) if key not in words}
    assert sorted(missing) == []
