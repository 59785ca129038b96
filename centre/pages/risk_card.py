"""A person's risk: the level, since when, why in words with weights, and what changing it takes."""

from __future__ import annotations

from dataclasses import dataclass

from centre.access import is_child
from centre.pages import moments
from centre.pages.due import due_words, why_words
from centre.pages.shown import address
from centre.pages.standings import Standings
from centre.pages.visitor import Visitor
from records.base import Record
from records.codes import RiskLevel
from records.person import Person
from records.rules.calendar import day_of
from records.rules.levels import worse
from records.rules.ruleset import CheckKind, CheckList, UnknownRuleset, load_ruleset
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment


@dataclass(frozen=True)
class ReasonRow:
    """One reason in words: what was asked, what was answered, how much it weighs."""

    what: str
    answer: str
    weight: str
    href: str


@dataclass(frozen=True)
class Total:
    """The last line of the reasons."""

    text: str
    weight: str


@dataclass(frozen=True)
class RiskCard:
    """What the page says about risk."""

    level: str
    since: str
    due: str
    mark: str
    why: str
    reasons: list[ReasonRow]
    total: Total | None
    said: str
    note: str
    history_href: str


def may_set(visitor: Visitor, person: Person) -> bool:
    """Whether this visitor may set this person's level."""
    code, sight = visitor.sight.code(person.site_id), visitor.sight
    child = is_child(person, visitor.today)
    return visitor.reader.may_set_risk(code, child=child, alerted=sight.alerted(person.id)) and not person.is_void


def leaves_critical(visitor: Visitor, person: Person, level: RiskLevel) -> bool:
    """Whether setting `level` would end a critical one."""
    newest = _newest(visitor, person)
    return newest is not None and newest.level is RiskLevel.CRITICAL and worse(newest.level, level)


def needs_other(visitor: Visitor, person: Person, level: RiskLevel) -> bool:
    """Whether somebody else must do it: who set critical may not end it (report 3.11)."""
    newest = _newest(visitor, person)
    return leaves_critical(visitor, person, level) and newest is not None and newest.actor_id == visitor.reader.staff_id


def card(visitor: Visitor, person: Person, records: list[Record]) -> RiskCard:
    """The card for a person, from their standing and the records that are open to the reader."""
    say = visitor.say
    standing = Standings(visitor.sight).of(person.id)
    newest = next((r for r in records if isinstance(r, RiskAssessment) and not r.is_void), None)
    check = _check_behind(records, newest)
    level = standing.level if standing else newest.level if newest else RiskLevel.UNKNOWN
    since = standing.level_since if standing and standing.level_since else newest.occurred_at if newest else None
    due, mark = due_words(visitor, standing) if standing else ("", "")
    return RiskCard(
        level=level.value,
        since=say("centre.person.since", day=moments.day(say, day_of(since), visitor.today)) if since else "",
        due=due if standing and standing.due_on else "",
        mark=mark,
        why=why_words(visitor, standing) if standing else "",
        reasons=_reasons(visitor, check) if check else _plain(visitor, newest),
        total=_total(visitor, check) if check else None,
        said=newest.reason if newest and not check and not visitor.sight.hides(newest) else "",
        note=_note(visitor, check, newest),
        history_href=f"/records/risk_assessment?person={person.id}" if visitor.reader.lists(RiskAssessment) else "",
    )


def _newest(visitor: Visitor, person: Person) -> RiskAssessment | None:
    about = visitor.office.archive.timeline(person.id, visitor.sight.all_scopes, 200)
    return next((r for r in about if isinstance(r, RiskAssessment) and not r.is_void), None)


def _check_behind(records: list[Record], newest: RiskAssessment | None) -> ElderCheck | ChildCheck | None:
    """The check that the level rests on: the one named, or the newest when the level came from no other source."""
    checks = [r for r in records if isinstance(r, ElderCheck | ChildCheck) and not r.is_void]
    if newest is None:
        return checks[0] if checks else None
    return next((check for check in checks if check.id == newest.source_id), None)


def _reasons(visitor: Visitor, check: ElderCheck | ChildCheck) -> list[ReasonRow]:
    kind: CheckKind = "elder" if isinstance(check, ElderCheck) else "child"
    try:
        rules: CheckList | None = load_ruleset(check.ruleset).check_list(kind)
    except UnknownRuleset:
        rules = None
    return [_reason(visitor, check, kind, rules, reason) for reason in check.reasons]


def _reason(
    visitor: Visitor, check: ElderCheck | ChildCheck, kind: CheckKind, rules: CheckList | None, reason: str
) -> ReasonRow:
    say, href = visitor.say, address(check)
    item, mark, value = reason.partition("=")
    key = f"check.{kind}.{item}"
    if mark and f"{key}.{value}" in say:
        weight = rules.weights.get(item, {}).get(int(value), 0) if rules else 0
        red = rules is not None and weight is None
        return ReasonRow(say(key), say(f"{key}.{value}"), say("centre.person.red") if red else str(weight), href)
    area, _, code = reason.partition(":")
    points = rules.static.get(code, 0) if rules and area == "flag" else 0
    words = say(f"{area}.{code}") if f"{area}.{code}" in say else reason
    return ReasonRow(
        words, say(f"centre.person.from_{area}") if area in ("flag", "composite") else "", str(points or ""), ""
    )


def _plain(visitor: Visitor, newest: RiskAssessment | None) -> list[ReasonRow]:
    """The reasons that an assessment carries itself, when its check is not open to this reader or was never sent."""
    if newest is None:
        return []
    return [ReasonRow(visitor.shown.reason(reason), "", "", "") for reason in newest.reasons]


def _total(visitor: Visitor, check: ElderCheck | ChildCheck) -> Total:
    suggested = visitor.say.code(check.level_suggested) if check.level_suggested else ""
    text = visitor.say("centre.person.suggested", level=suggested, done=check.completeness) if suggested else ""
    return Total(text, visitor.say("centre.person.sums", d=check.score_d, s=check.score_s))


def _note(visitor: Visitor, check: ElderCheck | ChildCheck | None, newest: RiskAssessment | None) -> str:
    """Who confirmed, by which rules."""
    say, parts = visitor.say, []
    if check is not None and check.ruleset:
        parts.append(say("centre.person.rules", version=check.ruleset))
    if check is not None and check.lower_reason and not visitor.sight.hides(check):
        parts.append(say("centre.person.lowered", reason=check.lower_reason))
    if newest is not None:
        who = visitor.labels.staff(newest.actor_id)
        parts.append(say("centre.person.set_by", who=who, how=say.code(newest.source)))
    return " ".join(parts)
