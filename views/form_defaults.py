"""What a new record begins with, what an edit may touch, and what the program fills: the few kinds that need it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from records.alert import Alert
from records.base import Level, Need, Record, Shape
from records.codes import AlertStatus, ConsentBy, ConsentMethod, ConsentScope, LegalBasis
from records.fields import Field, fields_of
from records.kinds import kind_name
from records.person import Consent
from records.volunteering import HoursDispute
from views.form_fields import Values, held_moment
from views.state.app_state import AppState

NOTICE_VERSION: Final = "2026-1"
"""Version of the words under `form.intro.consent`; kept with every answer."""
GUARDIAN_BELOW: Final = 14
"""Under this age the guardian answers (PIPL Art. 31)."""
DECIDE_WITHIN: Final = timedelta(days=15)
"""A claim for hours is decided within so many days (report 3.3)."""
EDITS: Final = {"alert": ("status", "close_reason", "assignee_id")}
"""Kinds of which a station changes only some fields."""
FIRST: Final = {"relation": ("person_id", "relation", "other_person_id", "other", "is_guardian", "is_actual_carer")}
"""Fields that stand unfolded in front although each alone may stay empty: one of them is needed."""
OWN_FORMS: Final = {"person": "/people/new", "volunteer_activity": "/volunteers/activity/new"}
"""Kinds with a screen of their own for a new record."""
ON_SCREENS: Final = frozenset(
    {"visit", "visit_person", "elder_check", "child_check", "risk_assessment", "volunteer_session", "alert", "conflict"}
)
"""Kinds that come out of what is done elsewhere and are not begun in the generic form."""


def may_begin(kind: type[Record]) -> bool:
    """Whether a station's worker may begin a record of the kind in a form."""
    return Level.STATION in kind.about.writers and kind_name(kind) not in ON_SCREENS


def may_edit(record: Record) -> bool:
    """Whether a station's worker may change the record in a form."""
    return Level.STATION in record.about.writers and not record.is_void


def editable(kind: type[Record]) -> tuple[str, ...] | None:
    """The fields an edit may touch; None for all."""
    return EDITS.get(kind_name(kind))


def beginning(app: AppState, kind: type[Record], about: UUID | None) -> Values:
    """What a new form holds before anybody has typed."""
    values: Values = {"occurred_at": held_moment(app.now())}
    for field in fields_of(kind):
        if field.spec.shape is Shape.DAY and field.spec.need is Need.SAVE and field.required:
            values[field.name] = app.today().isoformat()
    if about and (field_about := subject_field(app, kind, about)):
        values[field_about.name] = [about]
    if kind is Consent:
        values.update(_consent(app, about))
    return values


def subject_field(app: AppState, kind: type[Record], about: UUID) -> Field | None:
    """The field of a new record that names the one it was begun from."""
    record = app.get(about)
    if record is None:
        return None
    named = kind_name(type(record))
    refs = [f for f in fields_of(kind) if f.spec.shape in (Shape.REF, Shape.REFS) and named in f.spec.refers_to]
    return min(refs, key=lambda f: f.name not in kind.about.person_fields, default=None)


def _consent(app: AppState, about: UUID | None) -> Values:
    card = app.person_card(about) if about else None
    young = card is not None and card.age is not None and card.age < GUARDIAN_BELOW
    return {
        "scope": ConsentScope.NOTICE.value,
        "legal_basis": LegalBasis.STATUTORY.value,
        "by_whom": (ConsentBy.GUARDIAN if young else ConsentBy.SELF).value,
        "method": ConsentMethod.ORAL_WITNESSED.value,
        "text_version": NOTICE_VERSION,
    }


def finished(app: AppState, record: Record) -> Record:
    """The record with what the program fills."""
    if isinstance(record, Alert) and record.status in (AlertStatus.RESOLVED, AlertStatus.FALSE_ALARM):
        return msgspec.structs.replace(record, closed_by=app.me)
    if isinstance(record, HoursDispute) and record.due_on is None:
        return msgspec.structs.replace(record, due_on=app.day(record.occurred_at) + DECIDE_WITHIN)
    return record


def intro(app: AppState, kind: type[Record]) -> str:
    """What a worker says or has to know before filling the form, where there is something."""
    key = f"form.intro.{kind_name(kind)}"
    if key not in app.words:
        return ""
    about: dict[str, Any] = {"site": app.site_name, "name": app.my_name, "phone": app.setting("duty_phone", "") or ""}
    return app.say(key, **about)
