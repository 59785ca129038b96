"""The risk level rule (report 3.5): what sums and combinations say, and how slowly a level may fall."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from records.codes import RiskLevel
from records.rules.ruleset import CheckList, Composite

LADDER: Final = (RiskLevel.UNKNOWN, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.CRITICAL)
"""From nothing known to the worst."""

ENOUGH_PERCENT: Final = 60
"""Of the items; with fewer answers a level is never lowered, and a first check says nothing good (report 3.5)."""

_HIGH_WEIGHT: Final = 4
_MEDIUM_WEIGHT: Final = 3


def worse(one: RiskLevel, other: RiskLevel) -> bool:
    """Whether `one` is worse than `other`; unknown is below low."""
    return LADDER.index(one) > LADDER.index(other)


def by_sums(check: CheckList, *, red: bool, d: int, s: int, heaviest: int) -> RiskLevel:
    """What the answers and the static points say by their weights."""
    limits = check.thresholds
    if red:
        return RiskLevel.CRITICAL
    if heaviest >= _HIGH_WEIGHT or d >= limits.high or (d >= limits.high_with_static and s >= limits.static_for_high):
        return RiskLevel.HIGH
    if heaviest >= _MEDIUM_WEIGHT or d >= limits.medium or s >= limits.static_for_medium:
        return RiskLevel.MEDIUM
    return RiskLevel.LOW


def composites_of(check: CheckList, answers: Mapping[str, int], flags: Collection[str]) -> tuple[Composite, ...]:
    """The combinations that hold."""
    return tuple(
        c
        for c in check.composites
        if all(flag in flags for flag in c.flags)
        and all(item in answers and answers[item] >= least for item, least in c.least.items())
    )


def against_previous(
    raw: RiskLevel, previous: RiskLevel | None, *, enough: bool, in_person: bool, supervisor: bool
) -> tuple[RiskLevel, tuple[str, ...]]:
    """The level to suggest, and which rules kept it from being `raw`.

    Raising is immediate. Lowering takes enough answers, the person seen when high or critical, a supervisor to
    leave critical, and goes one step at a time.
    """
    if previous is None or previous == RiskLevel.UNKNOWN:
        if not enough and raw is RiskLevel.LOW:
            return RiskLevel.UNKNOWN, ("incomplete_first",)
        return raw, ()
    standing = RiskLevel(previous)
    if not worse(standing, raw):
        return raw, ()
    if not enough:
        return standing, ("incomplete",)
    if not in_person and worse(standing, RiskLevel.MEDIUM):
        return standing, ("not_in_person",)
    step = LADDER[LADDER.index(standing) - 1]
    one_step = ("one_step",) if worse(step, raw) else ()
    if standing is RiskLevel.CRITICAL and not supervisor:
        return standing, ("needs_supervisor", *one_step)
    return step, one_step
