"""Welfare checks of elders and children, and the risk level that follows."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPLETE,
    COMPUTED,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Ring,
    Sensitivity,
    answers,
    code,
    codes,
    flag,
    part,
    ref,
    text,
    whole,
)
from records.codes import DutyCarerRating, MrCircumstance, RiskLevel, RiskSource
from records.person import STATION_AND_STREET

Answers = dict[str, int]
"""Item code -> chosen value. An item that was not asked is absent."""


class ElderCheck(Record, frozen=True, kw_only=True, omit_defaults=True, tag="elder_check"):
    """老人探访关爱检查: 16 items (report 3.5.1). Items, weights and thresholds stand in the rule set."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=STATION_AND_STREET,
        named_by=("level_confirmed",),
        listed=("occurred_at", "person_id", "level_suggested", "actor_id"),
        filters=("level_confirmed",),
        person_fields=("person_id",),
    )

    visit_id: Annotated[UUID, ref("visit")] | None = None
    person_id: Annotated[UUID, ref("person", need=SAVE)]
    in_person: Annotated[bool, flag()] = True
    answers: Annotated[Answers, answers(need=SAVE, guarded=True)]
    selfcare: Annotated[Answers, answers()] = msgspec.field(default_factory=dict)
    """S1 to S5 of the five-item screen, yearly or when E05 >= 1."""
    flags: Annotated[tuple[str, ...], codes(need=COMPUTED)] = ()
    """Static points that were true at the time."""
    level_confirmed: Annotated[RiskLevel, code(need=COMPLETE, guarded=True)] | None = None
    lower_reason: Annotated[str, text(0, 200)] = ""
    """Why the worker confirmed less than was suggested; goes to the street."""
    note: Annotated[str, text(0, 500, long=True, guarded=True)] = ""
    level_suggested: Annotated[RiskLevel, code(need=COMPUTED)] | None = None
    score_d: Annotated[int, whole(0, 200, need=COMPUTED)] = 0
    score_s: Annotated[int, whole(0, 100, need=COMPUTED)] = 0
    completeness: Annotated[int, whole(0, 100, unit="percent", need=COMPUTED)] = 0
    reasons: Annotated[tuple[str, ...], part(need=COMPUTED)] = ()
    """Which answers drove the level, as `E02=2`, flags and composites (PIPL Art. 24: explainable)."""
    ruleset: Annotated[str, text(0, 20, need=COMPUTED)] = ""

    def check(self) -> None:
        """Refuse a level below the suggestion without a reason."""
        _check_lowering(self.level_suggested, self.level_confirmed, self.lower_reason)


class ChildCheck(Record, frozen=True, kw_only=True, omit_defaults=True, tag="child_check"):
    """儿童关爱检查: 17 items (report 3.5.2). Protection ring: only named people hold its key."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L3,
        ring=Ring.PROTECTION,
        writers=STATION_AND_STREET,
        named_by=("level_confirmed",),
        listed=("occurred_at", "person_id", "level_suggested", "actor_id"),
        filters=("level_confirmed",),
        person_fields=("person_id",),
    )

    visit_id: Annotated[UUID, ref("visit")] | None = None
    person_id: Annotated[UUID, ref("person", need=SAVE)]
    seen_alone: Annotated[bool, flag(need=SAVE)] = False
    in_person: Annotated[bool, flag()] = True
    answers: Annotated[Answers, answers(need=SAVE, guarded=True)]
    child_words: Annotated[str, text(0, 500, long=True, guarded=True)] = ""
    """The child's own words, quoted."""
    note: Annotated[str, text(0, 500, long=True, guarded=True)] = ""
    """What the worker adds: whom it was reported to, and when."""
    flags: Annotated[tuple[str, ...], codes(need=COMPUTED)] = ()
    level_confirmed: Annotated[RiskLevel, code(need=COMPLETE, guarded=True)] | None = None
    lower_reason: Annotated[str, text(0, 200)] = ""
    level_suggested: Annotated[RiskLevel, code(need=COMPUTED)] | None = None
    carer_rating: Annotated[DutyCarerRating, code(need=COMPUTED)] | None = None
    mr_hits: Annotated[tuple[MrCircumstance, ...], codes(need=COMPUTED)] = ()
    """Circumstances that open a mandatory report."""
    score_d: Annotated[int, whole(0, 200, need=COMPUTED)] = 0
    score_s: Annotated[int, whole(0, 100, need=COMPUTED)] = 0
    completeness: Annotated[int, whole(0, 100, unit="percent", need=COMPUTED)] = 0
    reasons: Annotated[tuple[str, ...], part(need=COMPUTED)] = ()
    ruleset: Annotated[str, text(0, 20, need=COMPUTED)] = ""

    def check(self) -> None:
        """Refuse a level below the suggestion without a reason."""
        _check_lowering(self.level_suggested, self.level_confirmed, self.lower_reason)


class RiskAssessment(Record, frozen=True, kw_only=True, omit_defaults=True, tag="risk_assessment"):
    """风险等级: one row per change; the newest that is not void counts, from `occurred_at` on."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=frozenset({Level.STATION, Level.STREET, Level.DISTRICT}),
        named_by=("level",),
        listed=("occurred_at", "person_id", "source", "reason", "actor_id"),
        filters=("level",),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    level: Annotated[RiskLevel, code(need=SAVE, guarded=True)]
    source: Annotated[RiskSource, code(need=SAVE)]
    source_id: Annotated[UUID, ref("elder_check", "child_check")] | None = None
    reason: Annotated[str, text(0, 200, guarded=True)] = ""
    reasons: Annotated[tuple[str, ...], part(need=COMPUTED)] = ()
    """Of an elder check, as there; empty for a child, whose reasons stay in the protection ring."""
    confirmed_by: Annotated[UUID, ref("staff")] | None = None
    """The supervisor who confirmed leaving critical."""

    def check(self) -> None:
        """Refuse a level set by hand without a reason."""
        if self.source is RiskSource.MANUAL and not self.reason:
            raise InvalidRecord("reason", "required")


_ORDER = (RiskLevel.UNKNOWN, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.CRITICAL)


def _check_lowering(suggested: RiskLevel | None, confirmed: RiskLevel | None, reason: str) -> None:
    if suggested and confirmed and _ORDER.index(confirmed) < _ORDER.index(suggested) and not reason:
        raise InvalidRecord("lower_reason", "required")
