"""Persons as rows and heads show them; lists and filters by plain SQL over the working set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from records.codes import BeneficiaryCategory, Gender, PersonStatus, RiskLevel
from records.columns import cell
from records.rules.calendar import age_on

if TYPE_CHECKING:
    from views.state.app_state import AppState

Order = Literal["urgency", "walk"]

CHILD_BELOW: Final = 18
CATEGORY_ORDER: Final = {category: n for n, category in enumerate(BeneficiaryCategory)}


@dataclass(frozen=True)
class PersonCard:
    """What a row shows of a person.

    Attributes:
        lane: the lane, or the address where there is none.
        categories: why somebody is on the list today, the most telling first.
        over: days past the due day; 0 when on time.
        reasons: what the level comes from, heaviest first, as keys.
    """

    id: UUID
    name: str
    gender: Gender | None
    birth_date: date | None
    age: int | None
    lane: str
    address: str
    phone: str
    status: PersonStatus
    categories: tuple[BeneficiaryCategory, ...]
    level: RiskLevel | None
    due_on: date | None
    over: int
    paused: bool

    @property
    def surname(self) -> str:
        """What stands in the circle."""
        return self.name[:1]

    @property
    def is_child(self) -> bool:
        """Whether the child's check is the one to do."""
        return self.age is not None and self.age < CHILD_BELOW


@dataclass(frozen=True)
class PersonFilter:
    """What a list of persons is narrowed to."""

    text: str = ""
    group: Literal["all", "high", "due", "alone", "child", "gone"] = "all"
    lane: str = ""
    category: BeneficiaryCategory | None = None
    order: Order = "urgency"


_CARD: Final = """
select p.id, p.name, p.gender, p.birth_date, p.phone, p.status, h.lane, h.address, s.level, s.due_on, s.paused,
  (select group_concat(c.category, ' ') from person_category c where c.person_id = p.id and c.void_reason = ''
     and c.from_on <= :today and (c.to_on is null or c.to_on >= :today)) as categories
from person p left join household h on h.id = p.household_id left join standing s on s.person_id = p.id
"""


def card(app: AppState, person_id: UUID) -> PersonCard | None:
    """One person's card; kept until something changes."""
    found: PersonCard | None = app.cached(("card", person_id), lambda: _read(app, person_id))
    return found


def cards(app: AppState, ids: Sequence[UUID]) -> list[PersonCard]:
    """Cards of several persons, in the order asked for."""
    return [found for each in ids if (found := card(app, each)) is not None]


def _read(app: AppState, person_id: UUID) -> PersonCard | None:
    found = app.query(f"{_CARD} where p.id = :id", {"id": cell(person_id), "today": cell(app.today())})
    return _card_of(app, found[0]) if found else None


def _card_of(app: AppState, row: dict[str, Any]) -> PersonCard:
    today = app.today()
    born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    named = {BeneficiaryCategory(each) for each in (row["categories"] or "").split()}
    return PersonCard(
        id=UUID(bytes=row["id"]),
        name=row["name"],
        gender=Gender(row["gender"]) if row["gender"] else None,
        birth_date=born,
        age=age_on(born, today) if born else None,
        lane=row["lane"] or "",
        address=row["address"] or "",
        phone=row["phone"] or "",
        status=PersonStatus(row["status"]),
        categories=tuple(sorted(named, key=CATEGORY_ORDER.__getitem__)),
        level=RiskLevel(row["level"]) if row["level"] else None,
        due_on=due,
        over=max(0, (today - due).days) if due else 0,
        paused=bool(row["paused"]),
    )


def listed(app: AppState, wanted: PersonFilter) -> tuple[UUID, ...]:
    """Ids of the persons a list shows, in its order."""
    return ()
