"""From the answers of a check to a risk level, with reasons (report 3.5). Advice: a named person confirms it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from records.base import InvalidRecord
from records.codes import Gender, MrCircumstance, RiskLevel
from records.person import Person, PersonCategory, Relation
from records.rules import facts
from records.rules.calendar import age_on
from records.rules.levels import ENOUGH_PERCENT, LADDER, against_previous, by_sums, composites_of, worse
from records.rules.ruleset import CheckKind, CheckList, Ruleset, load_ruleset
from records.visit import Visit, VisitPerson

ASKED_FLAGS: Final[dict[CheckKind, tuple[str, ...]]] = {
    "elder": ("discharge30", "bereaved90"),
    "child": ("single", "ill", "parent_adverse", "prior", "old_carer"),
}
"""Flags that the file does not always tell; a worker may tick them."""


class Assessment(msgspec.Struct, frozen=True):
    """What a check comes to.

    Attributes:
        level: what the program suggests.
        suggested_raw: what the answers alone say, before the rules for lowering.
        lowest: the lowest level that may be confirmed, with a reason when it is below `level`.
        d, s: sum of the answers' weights, and of the static points.
        heaviest: the largest single weight; a RED answer has none and stands in `red`.
        red: items answered with RED.
        completeness: share of the items that were answered, 0 to 1.
        why: rules that changed the level, as keys below `why.` in the locale files.
        reasons: what drove the level, heaviest first: `E02=2`, `flag:alone`, `composite:dementia_abuse`.
    """

    level: RiskLevel
    suggested_raw: RiskLevel
    lowest: RiskLevel
    d: int
    s: int
    heaviest: int
    red: tuple[str, ...]
    completeness: float
    why: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Completeness as a record keeps it: whole per cent, rounded down."""
        return int(self.completeness * 100)


def assess(
    kind: CheckKind,
    answers: Mapping[str, int],
    flags: Collection[str],
    *,
    previous: RiskLevel | None = None,
    in_person: bool = True,
    confirmed_by_supervisor: bool = False,
    ruleset: Ruleset | None = None,
) -> Assessment:
    """Work out a level.

    Args:
        kind: which check.
        answers: item -> value; what was not asked is absent.
        flags: static flags that are true; see `static_flags`.
        previous: the level that stands, if any was ever set.
        in_person: the person was seen; high and critical never fall by telephone.
        confirmed_by_supervisor: a supervisor agrees to leave critical.
        ruleset: the numbers; the current ones unless given.

    Raises:
        InvalidRecord: an answer that the check list does not have.
    """
    check = (ruleset or load_ruleset()).check_list(kind)
    weights = {item: _weight(check, item, value) for item, value in answers.items()}
    red = tuple(item.code for item in check.items if item.code in weights and weights[item.code] is None)
    plain = [weight for weight in weights.values() if weight is not None]
    d, heaviest = sum(plain), max(plain, default=0)
    s = sum(check.static.get(flag, 0) for flag in set(flags))
    summed = by_sums(check, red=bool(red), d=d, s=s, heaviest=heaviest)
    together = composites_of(check, answers, flags)
    raw = max([summed, *(c.level for c in together)], key=LADDER.index)
    enough = len(answers) * 100 >= ENOUGH_PERCENT * len(check.items)
    terms = {"enough": enough, "in_person": in_person, "supervisor": confirmed_by_supervisor}
    level, why = against_previous(raw, previous, **terms)
    return Assessment(
        level=level,
        suggested_raw=raw,
        lowest=against_previous(RiskLevel.LOW, previous, **terms)[0],
        d=d,
        s=s,
        heaviest=heaviest,
        red=red,
        completeness=len(answers) / len(check.items),
        why=("composite", *why) if worse(raw, summed) else why,
        reasons=(
            *(f"{item}={answers[item]}" for item in red),
            *(f"composite:{c.name}" for c in together),
            *_weighed(check, answers, flags),
        ),
    )


def _weight(check: CheckList, item: str, value: int) -> int | None:
    try:
        return check.weights[item][value]
    except KeyError:
        raise InvalidRecord("answers", "not_in_list", item=item) from None


def _weighed(check: CheckList, answers: Mapping[str, int], flags: Collection[str]) -> list[str]:
    """Answers and flags by their weight; answers stand before flags of the same weight."""
    asked = [item.code for item in check.items if item.code in answers]
    found = [(weight, f"{code}={answers[code]}") for code in asked if (weight := check.weights[code][answers[code]])]
    found += [(points, f"flag:{flag}") for flag, points in check.static.items() if flag in flags]
    return [said for _, said in sorted(found, key=lambda pair: -pair[0])]


def static_flags(  # noqa: PLR0917 - the parts of one file, always in this order
    kind: CheckKind,
    person: Person,
    categories: Iterable[PersonCategory],
    relations: Iterable[Relation],
    visits: Sequence[Visit | VisitPerson],
    on: date,
) -> tuple[str, ...]:
    """What the file says already, as far as it says it; sorted.

    Args:
        kind: which check.
        person: whom it is about.
        categories: the person's; those that do not hold on `on` are left out here.
        relations: the person's, from either side.
        visits: the person's visits and what they found, in any order; they tell of stays in hospital.
        on: the day of the check.
    """
    listed = facts.categories_on(person.id, categories, on)
    if kind == "elder":
        return tuple(sorted(facts.elder_flags(person, listed, relations, visits, on)))
    return tuple(sorted(facts.child_flags(person, listed, on)))


def mandatory_hits(
    answers: Mapping[str, int], person: Person, on: date, *, flags: Collection[str] = ()
) -> tuple[MrCircumstance, ...]:
    """The circumstances that open a mandatory report, to be preselected; the worker may change them.

    Where the law's list splits by age or sex and the file does not tell, all that may fit are named.
    """
    found: list[MrCircumstance] = []
    age = age_on(person.birth_date, on) if person.birth_date else None
    for item, at_least, circumstances in _MANDATORY:
        if answers.get(item, -1) >= at_least:
            found.extend(circumstances)
    if answers.get("K02", 0) >= _RED:
        found.extend(_left_alone(age))
    if answers.get("K08", 0) >= _RED:
        found.extend(_sexual_harm(person.gender, age))
    if answers.get("K09", 0) >= _RED and answers.get("K06", 0) > 0:
        found.append(MrCircumstance.MR5)
    if answers.get("E10", 0) >= 1 and facts.lacks_capacity(person, flags):
        found.append(MrCircumstance.DV1)
    return tuple(sorted(set(found), key=list(MrCircumstance).index))


_RED: Final = 3
"""The value of every RED answer that the report names for children."""

_MANDATORY: Final = (
    ("K01", _RED, (MrCircumstance.MR7,)),
    ("K06", _RED, (MrCircumstance.MR4,)),
    ("K07", _RED, (MrCircumstance.MR4,)),
    ("K10", _RED, (MrCircumstance.MR4,)),
    ("K12", _RED, (MrCircumstance.MR9,)),
    ("K15", _RED, (MrCircumstance.MR7, MrCircumstance.MR8, MrCircumstance.MR9)),
)

_UNATTENDED_BELOW: Final = 8
_AGE_OF_THE_LAW: Final = 14


def _left_alone(age: int | None) -> tuple[MrCircumstance, ...]:
    """Below 8 nobody may be unattended; below 16 nobody may live alone (Law on the Protection of Minors, Art. 21)."""
    if age is None:
        return (MrCircumstance.MR6, MrCircumstance.LB1)
    return (MrCircumstance.MR6,) if age < _UNATTENDED_BELOW else (MrCircumstance.LB1,)


def _sexual_harm(gender: Gender | None, age: int | None) -> tuple[MrCircumstance, ...]:
    if gender is Gender.MALE:
        return (MrCircumstance.MR1,)
    younger = age is None or age < _AGE_OF_THE_LAW
    older = age is None or age >= _AGE_OF_THE_LAW
    return (
        MrCircumstance.MR1,
        *((MrCircumstance.MR2,) if younger else ()),
        *((MrCircumstance.MR3,) if older else ()),
    )
