"""One alert: what it is about, and the answer that goes down to the tablet."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from centre.duties import Act
from centre.looked import Deed
from centre.pages import moments
from centre.pages.address import id_in
from centre.pages.alert_rows import CLOSED, may_answer
from centre.pages.saying import wrong
from centre.pages.visitor import Guest, Posted, Visitor
from records.alert import Alert
from records.base import InvalidRecord
from records.codes import AlertStatus, RiskLevel
from records.fields import field_of
from records.welfare_check import ChildCheck, ElderCheck

router = APIRouter()

ANSWERS: Final = (
    AlertStatus.ACKNOWLEDGED,
    AlertStatus.IN_PROGRESS,
    AlertStatus.ESCALATED,
    AlertStatus.RESOLVED,
    AlertStatus.FALSE_ALARM,
)
"""What an answer can make of an alert."""

LONGEST_ANSWER: Final = 300
LONGEST_REASON: Final = 200


@router.get("/alert/{record_id}")
def alert(visitor: Guest, record_id: str) -> Response:
    """An alert's page."""
    return _page(visitor, visitor.sight.one(Alert, id_in(record_id)), {}, {})


@router.post("/alert/{record_id}")
def answer(visitor: Guest, form: Posted, record_id: str) -> Response:
    """Answer it; the tablet reads the answer with its next sync."""
    found = visitor.sight.one(Alert, id_in(record_id))
    visitor.must(visitor.may(Act.ANSWER_ALERT, visitor.sight.code(found.site_id)))
    values = {name: form.one(name) for name in ("answer", "status", "close_reason")}
    errors = _errors(visitor, found, values)
    if errors:
        return _page(visitor, found, values, errors)
    changed = _answered(found, values, visitor.reader.staff_id)
    try:
        changed.check()
    except InvalidRecord as invalid:
        return _page(visitor, found, values, {invalid.field: wrong(visitor.say, invalid)})
    visitor.write(changed)
    return RedirectResponse(f"/alert/{found.id}?done=answered", 303)


def _answered(found: Alert, values: dict[str, str], me: UUID) -> Alert:
    status = AlertStatus(values["status"])
    return msgspec.structs.replace(
        found,
        answer=values["answer"],
        answered_by=me,
        status=status,
        close_reason=values["close_reason"] if status in CLOSED else found.close_reason,
        closed_by=me if status in CLOSED else None,
    )


def _errors(visitor: Visitor, found: Alert, values: dict[str, str]) -> dict[str, str]:
    """Field -> what is wrong with it."""
    say, errors = visitor.say, {}
    if not found.is_open:
        errors["status"] = say("centre.alert.closed_already")
    if not values["answer"]:
        errors["answer"] = say("error.required")
    elif len(values["answer"]) > LONGEST_ANSWER:
        errors["answer"] = say("error.too_long", limit=LONGEST_ANSWER)
    if values["status"] not in {status.value for status in ANSWERS}:
        errors["status"] = say("centre.ui.choose")
    elif values["status"] == AlertStatus.FALSE_ALARM and not values["close_reason"]:
        errors["close_reason"] = say("error.required")
    elif values["status"] == AlertStatus.FALSE_ALARM and _needs_second(found, visitor.reader.staff_id):
        errors["status"] = say("centre.alert.needs_second")
    if len(values["close_reason"]) > LONGEST_REASON:
        errors["close_reason"] = say("error.too_long", limit=LONGEST_REASON)
    return errors


def _why(visitor: Visitor, found: Alert) -> list[tuple[str, Markup]]:
    """What the check behind it found, when it is open to this reader."""
    source = visitor.sight.known(found.source_id) if found.source_id else None
    if not isinstance(source, ElderCheck | ChildCheck) or not visitor.sight.opens(source):
        return []
    field = field_of(type(source), "reasons")
    return [(visitor.say.field(type(source), "reasons"), visitor.shown.value(source, field))]


def _needs_second(found: Alert, me: UUID) -> bool:
    """Closing critical as a false alarm takes two people: one who answered before, and another (report 3.11)."""
    return found.level is RiskLevel.CRITICAL and found.answered_by in (None, me)


def _page(visitor: Visitor, found: Alert, values: dict[str, str], errors: dict[str, str]) -> Response:
    say, labels = visitor.say, visitor.labels
    visitor.note(Deed.RECORD, found.id)
    left, _ = moments.clock(say, found.due_at, visitor.now)
    done = visitor.query("done") == "answered"
    return visitor.page(
        "alert.html",
        422 if errors else 200,
        alert=found,
        what=say.code(found.alert_type),
        meta=f"{labels.of(found.subject_id)} · {labels.site(found.site_id)}",
        open=found.is_open,
        left=left,
        due=moments.moment(say, found.due_at, visitor.now),
        facts=[*_why(visitor, found), *visitor.shown.fields(found, skip=("alert_type", "level"))],
        may_answer=may_answer(visitor, found),
        status_options=[(s.value, say.code(s)) for s in ANSWERS],
        values=values,
        errors=errors,
        done=say("centre.alert.done") if done else "",
    )
