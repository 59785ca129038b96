"""Made-up residents for tests, kept the way the app keeps them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from records.alert import Alert
from records.base import Record
from records.codes import (
    AlertType,
    BeneficiaryCategory,
    Gender,
    LivingArrangement,
    RiskLevel,
    RiskSource,
    VisitMode,
    VisitOutcome,
)
from records.person import Contact, Household, Kinship, Person, PersonCategory
from records.visit import Visit
from records.welfare_check import RiskAssessment
from views.state.app_state import AppState


class Village:
    def __init__(self, state: AppState) -> None:
        self.state = state
        self.now = state.now()

    def keep(self, kind: type[Record], at: datetime | None = None, **fields: Any) -> Any:
        record = kind(**{**self.state.born(at), **fields})
        self.state.save(record)
        return record

    def person(
        self,
        name: str = "陈桂兰",
        *,
        age: int | None = 82,
        lane: str = "3巷",
        category: BeneficiaryCategory | None = BeneficiaryCategory.ELDER_ALONE,
        level: RiskLevel | None = None,
        seen_days_ago: int | None = None,
        **fields: Any,
    ) -> Person:
        """Somebody on the list, perhaps with a level, perhaps seen some days ago."""
        home = self.keep(Household, address=f"{lane}7号", lane=lane)
        born = None if age is None else date(self.state.today().year - age, 3, 2)
        given = {"gender": Gender.FEMALE, "living_arrangement": LivingArrangement.ALONE, "birth_date": born, **fields}
        person = self.keep(Person, name=name, household_id=home.id, **given)
        if category:
            self.keep(PersonCategory, person_id=person.id, category=category, from_on=date(2026, 1, 1))
        if level:
            self.risk(person.id, level, days_ago=(seen_days_ago or 0) + 1)
        if seen_days_ago is not None:
            self.visit(person.id, days_ago=seen_days_ago)
        return person

    def risk(self, person_id: UUID, level: RiskLevel, *, days_ago: int = 1, reasons: tuple[str, ...] = ()) -> Any:
        at = self.now - timedelta(days=days_ago)
        fields = {"person_id": person_id, "level": level, "source": RiskSource.CHECK, "reasons": reasons}
        return self.keep(RiskAssessment, at, **fields)

    def visit(self, person_id: UUID, *, days_ago: int = 0, **fields: Any) -> Any:
        at = self.now - timedelta(days=days_ago)
        given = {"mode": VisitMode.IN_PERSON, "outcome": VisitOutcome.SEEN_OK, "person_ids": (person_id,), **fields}
        return self.keep(Visit, at, **given)

    def alert(self, person_id: UUID, *, hours_ago: int = 16, **fields: Any) -> Any:
        at = self.now - timedelta(hours=hours_ago)
        given = {
            "alert_type": AlertType.NO_CONTACT,
            "subject_id": person_id,
            "level": RiskLevel.CRITICAL,
            "due_at": at + timedelta(hours=1),
            **fields,
        }
        return self.keep(Alert, at, **given)


def neighbour(phone: str = "13800000000") -> Contact:
    return Contact("赵秀英", Kinship.NEIGHBOUR, phone, is_local=True)
