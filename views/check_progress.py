"""A check while it is being answered: what has been said so far and what it comes to. No drawing, no storage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from records.codes import RiskLevel, VisitMode
from records.rules.levels import ENOUGH_PERCENT, LADDER, worse
from records.rules.ruleset import CheckKind, Item, Ruleset, load_ruleset
from records.rules.triage import Assessment, assess

if TYPE_CHECKING:
    from views.tokens import Level

SELFCARE_FROM: Final = ("E05", 1)
"""The answer from which the five-item self-care screen is asked (report 3.5.3)."""
PROPOSE_ASSESSMENT_FROM: Final = 9
"""Points of the self-care screen from which a formal assessment is proposed (report 3.5.3)."""
MODES: Final = (VisitMode.IN_PERSON, VisitMode.AT_STATION, VisitMode.PHONE, VisitMode.VIDEO)
SEEN: Final = (VisitMode.IN_PERSON, VisitMode.AT_STATION)
CHILD_MET, NOT_MET = "K01", 2
"""The item that says whether a child was met, and the value from which it was not."""
_HEAVY: Final = 4
"""A weight from which one answer alone makes the level high."""


class Called(msgspec.Struct, frozen=True):
    """A number that was called, and when."""

    number: str
    at: datetime


class CheckDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the form holds; kept as a draft at every tap."""

    answers: dict[str, int] = {}
    mode: VisitMode | None = None
    ticked: tuple[str, ...] = ()
    """Flags that a worker ticked because the file does not tell them."""
    selfcare: dict[str, int] = {}
    confirmed: RiskLevel | None = None
    """A level other than the suggested one, chosen by the worker."""
    lower_reason: str = ""
    said: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """A child's own words."""
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    calls: tuple[Called, ...] = ()
    began_at: datetime | None = None
    """When the first answer was given; the check happened then, even when it is finished later."""

    def values(self) -> dict[str, Any]:
        """As plain values, for a draft."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said: then there is nothing to keep."""
        return self == CheckDraft(began_at=self.began_at)

    @property
    def saw_person(self) -> bool:
        """Whether the person was seen: not by telephone, and not when the child was not met."""
        return (self.mode is None or self.mode in SEEN) and self.answers.get(CHILD_MET, 0) < NOT_MET

    def answered(self, item: str, value: int) -> CheckDraft:
        """After a tap on an answer; a second tap on the same one takes it back to "not asked"."""
        left = {code: chosen for code, chosen in self.answers.items() if code != item}
        after = left if self.answers.get(item) == value else {**left, item: value}
        return msgspec.structs.replace(self, answers=after)

    def selfcare_answered(self, item: str, degree: int) -> CheckDraft:
        """After a tap in the self-care screen."""
        left = {code: chosen for code, chosen in self.selfcare.items() if code != item}
        after = left if self.selfcare.get(item) == degree else {**left, item: degree}
        return msgspec.structs.replace(self, selfcare=after)

    def flag_ticked(self, flag: str) -> CheckDraft:
        """After a tap on a flag that is asked."""
        after = tuple(f for f in self.ticked if f != flag) if flag in self.ticked else (*self.ticked, flag)
        return msgspec.structs.replace(self, ticked=after)

    def called(self, number: str, at: datetime) -> CheckDraft:
        """After a number was called; two taps in a minute are one call."""
        if any(c.number == number and at - c.at < timedelta(minutes=1) for c in self.calls):
            return self
        return msgspec.structs.replace(self, calls=(*self.calls, Called(number, at)))

    def met(self, mode: VisitMode) -> CheckDraft:
        """How the person was met; the same again takes it back."""
        return msgspec.structs.replace(self, mode=None if self.mode is mode else mode)

    def confirming(self, level: RiskLevel | None) -> CheckDraft:
        """Another level than the suggested one, or None for that one."""
        return msgspec.structs.replace(self, confirmed=level)

    def writing(self, **texts: str) -> CheckDraft:
        """After typing in `lower_reason`, `said` or `note`."""
        return msgspec.structs.replace(self, **texts)

    def begun(self, at: datetime) -> CheckDraft:
        """The first answer was given."""
        return self if self.began_at else msgspec.structs.replace(self, began_at=at)


def draft_of(values: Mapping[str, Any]) -> CheckDraft:
    """The draft that was kept; an empty one when it is from another version and cannot be read."""
    try:
        return msgspec.convert(dict(values), CheckDraft)
    except msgspec.ValidationError:
        return CheckDraft()


class Progress(msgspec.Struct, frozen=True):
    """What the answers so far come to.

    Attributes:
        kind: which check.
        found: the rule's word for it.
        flags: those of the file and the ticked ones.
        answered, total: items.
        choices: levels the worker may confirm, worst first.
        level: what stands when saved now: the worker's choice, else the suggestion.
        asks_selfcare: E05 asks for the five-item screen.
    """

    kind: CheckKind
    found: Assessment
    flags: tuple[str, ...]
    answered: int
    total: int
    choices: tuple[RiskLevel, ...]
    level: RiskLevel
    asks_selfcare: bool

    @property
    def lowered(self) -> bool:
        """Whether the worker confirms less than is suggested."""
        return worse(self.found.level, self.level)


def progress(kind: CheckKind, draft: CheckDraft, file_flags: tuple[str, ...], previous: RiskLevel | None) -> Progress:
    """Work out where a check stands.

    Args:
        kind: which check.
        draft: what has been answered.
        file_flags: what the file says (`static_flags`).
        previous: the level that stands now; None when there never was one.
    """
    flags = tuple(sorted({*file_flags, *draft.ticked}))
    found = assess(kind, draft.answers, flags, previous=previous, in_person=draft.saw_person)
    may = choices(found)
    item, least = SELFCARE_FROM
    return Progress(
        kind=kind,
        found=found,
        flags=flags,
        answered=len(draft.answers),
        total=len(load_ruleset().check_list(kind).items),
        choices=may,
        level=draft.confirmed if draft.confirmed in may else found.level,
        asks_selfcare=kind == "elder" and draft.answers.get(item, 0) >= least,
    )


def choices(found: Assessment) -> tuple[RiskLevel, ...]:
    """Levels a worker may confirm, worst first: the suggestion, anything worse, and at most one step better.

    The step down is there only where the rule for lowering would allow it too, and never below critical, which
    takes a supervisor (report 3.5).
    """
    at = LADDER.index(found.level)
    up = tuple(reversed(LADDER[at:]))
    if found.level in (RiskLevel.CRITICAL, RiskLevel.LOW):
        return up
    if found.level is RiskLevel.UNKNOWN:  # not enough was asked to say that all is well
        return tuple(level for level in up if level is not RiskLevel.LOW)
    step = LADDER[at - 1]
    enough = found.completeness * 100 >= ENOUGH_PERCENT
    return (*up, step) if enough and not worse(found.lowest, step) else up


def points_to(weight: int | None) -> Level | None:
    """The tint of an answer: what it would mean alone. None for one that is all right."""
    if weight is None:
        return "critical"
    return None if weight == 0 else "high" if weight >= _HEAVY else "medium"


def selfcare_points(chosen: Mapping[str, int], ruleset: Ruleset | None = None) -> int:
    """The sum of the self-care screen."""
    items = (ruleset or load_ruleset()).selfcare.items
    return sum(items[code][degree] for code, degree in chosen.items())


def selfcare_grade(chosen: Mapping[str, int], ruleset: Ruleset | None = None) -> str | None:
    """Its grade, as a key below `check.selfcare.grade`; None until all five are answered."""
    rules = (ruleset or load_ruleset()).selfcare
    if set(chosen) != set(rules.items):
        return None
    points = selfcare_points(chosen, ruleset)
    return next(grade for grade, highest in sorted(rules.grades.items(), key=lambda g: g[1]) if points <= highest)


def sections(kind: CheckKind) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items on top and the rest."""
    check = load_ruleset().check_list(kind)
    return check.first_items, check.other_items


def broken(label: str, longest: int = 5) -> str:
    """A label with a line break where it reads best, when it is too long for one line of a narrow button.

    After the comma nearest to the middle when there is one, else in the middle; words of languages that write spaces
    break by themselves.
    """
    if len(label) <= longest or " " in label:
        return label
    half = (len(label) + 1) // 2
    marks = [at + 1 for at, mark in enumerate(label) if mark in "，、：" and 1 < at < len(label) - 2]
    at = min(marks, key=lambda place: abs(place - half), default=half)
    return f"{label[:at]}\n{label[at:]}"
