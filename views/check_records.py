"""From a check's answers to the records that keep them: the visit, the check, the level and the alerts, in one save."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from records.alert import Alert, Call
from records.base import Record
from records.codes import DutyCarerRating, RiskLevel, VisitMode, VisitOutcome, VisitType
from records.complete import complete
from records.rules.calendar import day_of
from records.rules.consequences import after_check
from records.rules.due import follow_up_due
from records.rules.ruleset import CURRENT, CheckKind
from records.rules.triage import Assessment, mandatory_hits
from records.visit import Visit
from records.welfare_check import ChildCheck, ElderCheck
from views.check_progress import CHILD_MET, Called, CheckDraft, Progress
from views.days import day_words
from views.state.app_state import AppState
from views.subject import Subject

_CARERS = {0: DutyCarerRating.GOOD, 1: DutyCarerRating.FAIR, 2: DutyCarerRating.POOR}
"""K03 is the carer's rating of the register (report 2.3)."""
_NOT_SEEN = {2: VisitOutcome.NOT_HOME, 3: VisitOutcome.UNREACHABLE}
"""K01: a child who was not met."""


def records_of(
    app: AppState, about: Subject, kind: CheckKind, draft: CheckDraft, found: Progress
) -> tuple[Record, ...]:
    """All records of one check.

    Raises:
        InvalidRecord: a value breaks a rule.
    """
    at = draft.began_at or app.now()
    visit = check_visit(app, about, kind, draft, at)
    check = check_of(app, about, kind, draft, found, visit)
    born = partial(app.born, at)
    follow = after_check(check, previous=about.standing, author=_me(app), born=born)
    return (visit, check, *with_calls(follow, draft.calls, _me(app)))


def check_visit(app: AppState, about: Subject, kind: CheckKind, draft: CheckDraft, at: datetime) -> Visit:
    """The visit on which the check was made; a check alone is no contact."""
    mode = draft.mode or VisitMode.IN_PERSON
    outcome = VisitOutcome.SEEN_PROBLEM if any(draft.answers.values()) else VisitOutcome.SEEN_OK
    if kind == "child":
        outcome = _NOT_SEEN.get(draft.answers.get(CHILD_MET, 0), outcome)
    return complete(
        Visit,
        {
            **app.born(at),
            "person_ids": (about.id,),
            "visit_type": visit_type(about),
            "mode": mode,
            "outcome": outcome,
            "visitors": (_me(app),),
            "household_id": about.person.household_id,
        },
    )


def visit_type(about: Subject) -> VisitType:
    """First when nobody has met the person yet, a follow-up while an alert is open, else one of the regular ones."""
    if about.standing.last_contact_at is None and not about.visits:
        return VisitType.FIRST
    return VisitType.FOLLOW_UP if about.alerts else VisitType.REGULAR


def check_of(
    app: AppState, about: Subject, kind: CheckKind, draft: CheckDraft, found: Progress, visit: Visit
) -> ElderCheck | ChildCheck:
    """The check itself, with what the rules made of it at that moment."""
    values: dict[str, Any] = {
        **app.born(visit.occurred_at),
        "visit_id": visit.id,
        "person_id": about.id,
        "in_person": draft.saw_person,
        "answers": draft.answers,
        "flags": found.flags,
        "level_confirmed": found.level,
        "lower_reason": draft.lower_reason if found.lowered else "",
        "note": draft.note,
        **computed(found.found),
    }
    if kind == "elder":
        return complete(ElderCheck, values | {"selfcare": draft.selfcare if found.asks_selfcare else {}})
    rating = _CARERS.get(draft.answers.get("K03", -1))
    hits = mandatory_hits(draft.answers, about.person, day_of(visit.occurred_at), flags=found.flags)
    alone = draft.answers.get(CHILD_MET) == 0
    more = {"seen_alone": alone, "child_words": draft.said, "carer_rating": rating, "mr_hits": hits}
    return complete(ChildCheck, values | more)


def computed(found: Assessment) -> dict[str, Any]:
    """What a check keeps of its assessment."""
    return {
        "level_suggested": found.level,
        "score_d": found.d,
        "score_s": found.s,
        "completeness": found.percent,
        "reasons": found.reasons,
        "ruleset": CURRENT,
    }


def with_calls(records: Iterable[Record], calls: Iterable[Called], by: UUID) -> tuple[Record, ...]:
    """The records with the telephone calls noted in the alerts among them."""
    noted = tuple(Call(number=call.number, at=call.at, by=by) for call in calls)
    if not noted:
        return tuple(records)
    return tuple(msgspec.structs.replace(r, calls=(*r.calls, *noted)) if isinstance(r, Alert) else r for r in records)


def follow_up_words(app: AppState, level: RiskLevel) -> str:
    """By when somebody has to go again, when the check is saved with this level."""
    due = follow_up_due(level, app.now())
    if level is RiskLevel.UNKNOWN:
        return app.say("check.follow_up.unknown")
    if due is None:
        return app.say("check.follow_up.plan")
    return app.say(f"check.follow_up.{level.value}", day=day_words(app.say, day_of(due), app.today()))


def _me(app: AppState) -> UUID:
    if app.me is None:
        raise LookupError("nobody has the tablet unlocked")
    return app.me
