"""What screens ask about people, and about records to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from records.codes import BeneficiaryCategory
from records.rules.calendar import age_on
from records.rules.duplicates import Likeness
from records.welfare_check import ChildCheck, RiskAssessment
from views.state import alike, board, people
from views.state.people import PersonCard, PersonFilter
from views.state.records_reading import RecordsReading


class PeopleReading(RecordsReading):
    """Cards, lists, boards, likenesses."""

    def today_board(self) -> board.Board:
        """What Today shows."""
        made: board.Board = self.cached(("board", self.today()), lambda: board.today_board(self))
        return made

    def person_card(self, person_id: UUID) -> PersonCard | None:
        """What a row and a head show of a person."""
        return people.card(self, person_id)

    def people(self, wanted: PersonFilter) -> tuple[UUID, ...]:
        """Ids of the persons a list shows, in its order."""
        return people.listed(self, wanted)

    def lanes(self) -> tuple[str, ...]:
        """The lanes there are."""
        found: tuple[str, ...] = self.cached("lanes", lambda: people.lanes(self))
        return found

    def categories_in_use(self) -> tuple[BeneficiaryCategory, ...]:
        """The categories somebody here has."""
        found: tuple[BeneficiaryCategory, ...] = self.cached("categories", lambda: people.categories_in_use(self))
        return found

    def members(self, household_id: UUID, but: UUID | None = None) -> tuple[PersonCard, ...]:
        """Who lives in a household, without one of them."""
        return people.members(self, household_id, but)

    def age(self, born: date | None) -> int | None:
        """Full years today."""
        return age_on(born, self.today()) if born else None

    def similar(self, values: Mapping[str, Any], but: UUID | None = None) -> list[Likeness]:
        """Persons who are here already and look like what a form holds."""
        return alike.similar_to(self, values, but)

    # --- levels -----------------------------------------------------------------------------------
    def newest_risk(self, person_id: UUID) -> RiskAssessment | None:
        """The record that set the level which stands."""
        found = self.records(RiskAssessment, "person_id = ? and void_reason = ''", (person_id,), limit=1)
        return found[0] if found else None

    def reasons_of(self, card: PersonCard) -> tuple[str, ...]:
        """What the level comes from; a child's only for who holds the keys of child protection."""
        if card.reasons or not card.is_child or not self.sees_protection:
            return card.reasons
        found = self.records(ChildCheck, "person_id = ? and void_reason = ''", (card.id,), limit=1)
        return found[0].reasons if found else ()
