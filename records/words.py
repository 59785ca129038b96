"""The words people read, by key. They live in `assets/locale/<language>/*.toml` and nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from records.base import Record
from records.kinds import kind_name

LANGUAGES: Final = ("zh-Hans", "en")
"""Chinese first."""

LOCALE_FOLDER: Final = Path(__file__).resolve().parent.parent / "assets" / "locale"


class Words:
    """One language's words.

    Keys are `area.word`: `today.title`, `kind.visit.outcome`, `code.visit_mode.phone`, `error.required`.
    """

    def __init__(self, language: str, said: Mapping[str, str]) -> None:
        self.language = language
        self._said = said

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for `key` with its placeholders filled.

        Raises:
            KeyError: there is no such word; a test holds both languages complete.
        """
        return self._said[key].format(**values) if values else self._said[key]

    def __contains__(self, key: str) -> bool:
        """Whether there is a word for `key`."""
        return key in self._said

    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._said)

    def kind(self, kind: type[Record]) -> str:
        """The name of a kind."""
        return self(f"kind.{kind_name(kind)}")

    def field(self, kind: type[Record], name: str) -> str:
        """The name of a field; those that every kind has stand under `field`."""
        own = f"kind.{kind_name(kind)}.{name}"
        return self(own) if own in self else self(f"field.{name}")

    def code(self, entry: StrEnum) -> str:
        """The word for an entry of a code list."""
        return self(f"code.{list_name(type(entry))}.{entry.value}")


def list_name(options: type[StrEnum]) -> str:
    """The name of a code list: `VisitMode` -> `visit_mode`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in options.__name__).lstrip("_")


@cache
def load_words(language: str) -> Words:
    """Read one language.

    Raises:
        FileNotFoundError: no such language.
    """
    folder = LOCALE_FOLDER / language
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    said: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        said.update(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    return Words(language, said)


def _flat(table: Mapping[str, object], before: str = "") -> dict[str, str]:
    """Nested tables as `a.b.c`; the entry `_` names the table itself."""
    found: dict[str, str] = {}
    for name, value in table.items():
        key = before.rstrip(".") if name == "_" else before + name
        if isinstance(value, Mapping):
            found.update(_flat(value, key + "."))
        else:
            found[key] = str(value)
    return found
