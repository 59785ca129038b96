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
from records.rules.ruleset import CheckKind

if TYPE_CHECKING:
    from views.state.reading import Reading

Order = Literal["urgency", "walk"]
Group = Literal["all", "due", "high", "alone", "child"]

CHILD_BELOW: Final = 18
SEARCHED: Final = 300
"""So many hits of a search are looked through; who finds more types one character more."""
_ORDER_OF: Final = {category: n for n, category in enumerate(BeneficiaryCategory)}


@dataclass(frozen=True)
class PersonCard:
    """What a row shows of a person.

    Attributes:
        lane: the lane, or empty where the household has none.
        categories: why somebody is on the list today, the most telling first.
        over: days past the due day; 0 when on time.
        reasons: what the level comes from, heaviest first, as keys; empty for a child.
        why_due: what sets the due day, a key below `due.`, with `interval` days.
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
    reasons: tuple[str, ...]
    due_on: date | None
    why_due: str
    interval: int
    over: int
    paused: bool

    @property
    def is_child(self) -> bool:
        """Whether the child's check is the one to do."""
        if self.age is None:
            return any(each.value.startswith("child_") for each in self.categories)
        return self.age < CHILD_BELOW

    @property
    def check(self) -> CheckKind:
        """Which check's questions the reasons speak of."""
        return "child" if self.is_child else "elder"


@dataclass(frozen=True)
class PersonFilter:
    """What a list of persons is narrowed to."""

    text: str = ""
    group: Group = "all"
    lane: str = ""
    category: BeneficiaryCategory | None = None
    order: Order = "urgency"


_CARD: Final = """
select p.id, p.name, p.gender, p.birth_date, p.phone, p.status, h.lane, h.address,
  s.level, s.level_since, s.reasons, s.due_on, s.why_due, s.interval_days, s.paused,
  (select group_concat(c.category, ' ') from person_category c where c.person_id = p.id and c.void_reason = ''
     and c.from_on <= ?1 and (c.to_on is null or c.to_on >= ?1)) as categories
from person p left join household h on h.id = p.household_id left join standing s on s.person_id = p.id
where p.void_reason = '' and p.id = ?2
"""


def card(app: Reading, person_id: UUID) -> PersonCard | None:
    """One person's card; kept until something changes."""
    found: PersonCard | None = app.cached(("card", person_id), lambda: _read(app, person_id))
    return found


def cards(app: Reading, ids: Sequence[UUID]) -> tuple[PersonCard, ...]:
    """Cards of several persons, in the order asked for."""
    return tuple(found for each in ids if (found := card(app, each)) is not None)


def _read(app: Reading, person_id: UUID) -> PersonCard | None:
    found = app.query(_CARD, (app.today(), person_id))
    return _card_of(app.today(), found[0]) if found else None


def _card_of(today: date, row: dict[str, Any]) -> PersonCard:
    born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    named = {BeneficiaryCategory(each) for each in (row["categories"] or "").split()}
    listed = row["level_since"] is not None or due is not None
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
        categories=tuple(sorted(named, key=_ORDER_OF.__getitem__)),
        level=RiskLevel(row["level"]) if row["level"] and listed else None,
        reasons=tuple((row["reasons"] or "").split()),
        due_on=due,
        why_due=row["why_due"] or "",
        interval=row["interval_days"] or 0,
        over=max(0, (today - due).days) if due else 0,
        paused=bool(row["paused"]),
    )


# --- lists --------------------------------------------------------------------------------------------------------
_ORDERS: Final = {
    "urgency": "p.status <> 'active', s.due_on is null, s.due_on, p.name",
    "walk": "p.status <> 'active', h.lane is null or h.lane = '', h.lane, h.walk_order, h.address, p.name",
}


def listed(app: Reading, wanted: PersonFilter) -> tuple[UUID, ...]:
    """Ids of the persons a list shows, in its order; a search keeps the order of how well they fit."""
    ids: tuple[UUID, ...] = app.cached(("list", wanted, app.today()), lambda: _listed(app, wanted))
    return ids


def _listed(app: Reading, wanted: PersonFilter) -> tuple[UUID, ...]:
    where, params = _conditions(app, wanted)
    if wanted.text.strip():
        hits = app.search(wanted.text, SEARCHED)
        if not hits:
            return ()
        where.append(f"p.id in ({', '.join('?' * len(hits))})")
        params += hits
        place = {each.bytes: n for n, each in enumerate(hits)}
    rows = app.query(
        "select p.id from person p left join household h on h.id = p.household_id"  # noqa: S608 - conditions are ours
        f" left join standing s on s.person_id = p.id where {' and '.join(where)}"
        f" order by {_ORDERS[wanted.order]}",
        params,
    )
    found = [row["id"] for row in rows]
    if wanted.text.strip():
        found.sort(key=place.__getitem__)
    return tuple(UUID(bytes=each) for each in found)


def _conditions(app: Reading, wanted: PersonFilter) -> tuple[list[str], list[object]]:
    where, params = ["p.void_reason = ''", "p.status <> 'merged'"], list[object]()
    today = app.today()
    match wanted.group:
        case "due":
            where.append("s.due_on <= ?")
            params.append(today)
        case "high":
            where.append("s.level in ('critical', 'high')")
        case "alone":
            where.append("s.alone")
        case "child":
            where.append("p.birth_date > ?")
            params.append(eighteen_before(today))
        case "all":
            pass
    if wanted.lane:
        where.append("h.lane = ?")
        params.append(wanted.lane)
    if wanted.category:
        where.append(
            "exists (select 1 from person_category c where c.person_id = p.id and c.void_reason = ''"
            " and c.category = ? and (c.to_on is null or c.to_on >= ?))"
        )
        params += [wanted.category, today]
    return where, params


def eighteen_before(today: date) -> date:
    """Who was born after this day is a child today."""
    if (today.month, today.day) == (2, 29):
        return date(today.year - CHILD_BELOW, 2, 28)
    return today.replace(year=today.year - CHILD_BELOW)


def lanes(app: Reading) -> tuple[str, ...]:
    """The lanes there are, in the order of their names."""
    sql = "select distinct lane from household where lane <> '' and void_reason = '' order by length(lane), lane"
    return tuple(row["lane"] for row in app.query(sql))


def categories_in_use(app: Reading) -> tuple[BeneficiaryCategory, ...]:
    """The categories somebody here has."""
    found = {
        BeneficiaryCategory(row["category"])
        for row in app.query("select distinct category from person_category where void_reason = ''")
    }
    return tuple(sorted(found, key=_ORDER_OF.__getitem__))


def members(app: Reading, household_id: UUID, but: UUID | None) -> tuple[PersonCard, ...]:
    """Who lives in a household, without one of them; the oldest first."""
    sql = "select id from person where household_id = ? and void_reason = '' and status = 'active' order by birth_date"
    ids = [UUID(bytes=row["id"]) for row in app.query(sql, (cell(household_id),))]
    return cards(app, [each for each in ids if each != but])
