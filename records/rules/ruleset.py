"""The configurable numbers and check lists, versioned. They live in `records/rulesets/` and nowhere in code."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec

from records.codes import RiskLevel

CURRENT: Final = "2026.1"
"""The version that new checks are worked out with."""

CheckKind = Literal["elder", "child"]
"""Which of the two checks."""


class UnknownRuleset(Exception):
    """This tablet or centre does not have the version; results made with it stand as they are."""


class Choice(msgspec.Struct, frozen=True):
    """One answer of an item. Its words stand under `check.<kind>.<item>.<value>`."""

    value: int
    weight: int | None
    """Weight in the sum D; None is RED: critical at once."""

    @property
    def is_red(self) -> bool:
        """Whether this answer alone makes the level critical."""
        return self.weight is None


class Item(msgspec.Struct, frozen=True):
    """One question of a check, with its answers from good to bad."""

    code: str
    values: tuple[Choice, ...]

    @property
    def can_be_red(self) -> bool:
        """Whether one of the answers is critical at once."""
        return any(choice.is_red for choice in self.values)


class Thresholds(msgspec.Struct, frozen=True):
    """From which sums a level holds: D adds up the answers' weights, S the static points."""

    high: int
    high_with_static: int
    static_for_high: int
    medium: int
    static_for_medium: int


class Composite(msgspec.Struct, frozen=True):
    """A combination that is worse than its parts: all flags, and each answer at least so bad."""

    name: str
    """Its words stand under `composite.<name>`."""
    flags: tuple[str, ...]
    least: dict[str, int]
    level: RiskLevel


class CheckList(msgspec.Struct, frozen=True, dict=True):
    """One check: its items, static points and limits."""

    first: tuple[str, ...]
    items: tuple[Item, ...]
    static: dict[str, int]
    thresholds: Thresholds
    composites: tuple[Composite, ...]
    intervals: dict[str, int]
    """Days between contacts: by risk level, and `low_special` for the special groups."""
    in_person: dict[RiskLevel, int]
    """Days between contacts in person, at the levels that ask for it."""

    @cached_property
    def by_code(self) -> dict[str, Item]:
        """The items by their code."""
        return {item.code: item for item in self.items}

    @cached_property
    def weights(self) -> dict[str, dict[int, int | None]]:
        """Item -> value -> weight; None is RED."""
        return {item.code: {choice.value: choice.weight for choice in item.values} for item in self.items}

    @cached_property
    def first_items(self) -> tuple[Item, ...]:
        """The questions that stand on top."""
        return tuple(self.by_code[code] for code in self.first)

    @cached_property
    def other_items(self) -> tuple[Item, ...]:
        """The questions below them, in their own order."""
        return tuple(item for item in self.items if item.code not in self.first)


class Selfcare(msgspec.Struct, frozen=True):
    """The five-item screen of the public health service: points per item and degree, and the grades."""

    items: dict[str, tuple[int, ...]]
    grades: dict[str, int]
    """Grade -> the highest sum that still has it, from good to bad."""


class DueNumbers(msgspec.Struct, frozen=True):
    """Numbers of the due dates (report 3.6)."""

    longest_pause_days: int
    return_days: int
    return_alone_days: int
    no_contact_hours: int
    told_after_percent: int
    told_after_days: int


class HoursNumbers(msgspec.Struct, frozen=True):
    """Numbers of the volunteer hours (report 3.3)."""

    longest_session_minutes: int
    station_days: int
    street_days: int
    long_day_minutes: int
    long_week_minutes: int
    same_times: int
    night_from: int
    night_until: int
    dispute_days: int


class Ruleset(msgspec.Struct, frozen=True):
    """One version of all numbers."""

    version: str
    elder: CheckList
    child: CheckList
    follow_up_hours: dict[RiskLevel, int]
    escalation_hours: dict[RiskLevel, tuple[int, ...]]
    selfcare: Selfcare
    due: DueNumbers
    hours: HoursNumbers

    def check_list(self, kind: CheckKind) -> CheckList:
        """The check of that kind."""
        return self.elder if kind == "elder" else self.child


@cache
def load_ruleset(version: str = CURRENT) -> Ruleset:
    """Read a version.

    Raises:
        UnknownRuleset: it is not here.
    """
    known = {entry.name: entry for entry in files("records").joinpath("rulesets").iterdir()}
    if (found := known.get(f"{version}.toml")) is None:
        raise UnknownRuleset(version)
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    for kind in ("elder", "child"):
        table[kind]["items"] = [_item(code, values) for code, values in table[kind]["items"].items()]
    return msgspec.convert(table, Ruleset)


def _item(code: str, values: list[list[Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "values": [{"value": value, "weight": None if weight == "red" else weight} for value, weight in values],
    }
