"""What Today shows: what is red, what is late, what is due, what is half done; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from records.alert import Alert
from records.codes import RiskLevel
from records.rules.calendar import start_of
from records.volunteering import VolunteerActivity
from views.state import people
from views.state.people import PersonCard

if TYPE_CHECKING:
    from views.state.reading import Reading

SHOWN: Final = 20
"""Rows of a list on Today; the rest is a number that opens the whole list."""
SOON: Final = 5
"""Who is next, on a day when nobody is due."""
ANSWERED_DAYS: Final = 3
"""So long a closed alert with an answer stays on Today."""


@dataclass(frozen=True)
class Board:
    """Today, worked out once per change.

    Attributes:
        alerts: open and critical.
        notices: other open alerts, and those just closed with an answer.
        soon: who is due next; only filled when nobody is due now.
    """

    alerts: tuple[Alert, ...] = ()
    notices: tuple[Alert, ...] = ()
    overdue: tuple[PersonCard, ...] = ()
    overdue_count: int = 0
    due: tuple[PersonCard, ...] = ()
    due_count: int = 0
    soon: tuple[PersonCard, ...] = ()
    activities: tuple[VolunteerActivity, ...] = ()
    birthdays: tuple[PersonCard, ...] = ()
    people_count: int = 0


def today_board(app: Reading) -> Board:
    """Work Today out."""
    today = app.today()
    overdue, overdue_count = _due(app, "s.due_on < ?", today)
    due, due_count = _due(app, "s.due_on = ?", today)
    soon = () if overdue or due else _due(app, "s.due_on > ?", today, SOON)[0]
    alerts = _alerts(app)
    red = tuple(each for each in alerts if each.is_open and each.level is RiskLevel.CRITICAL)
    return Board(
        alerts=red,
        notices=tuple(each for each in alerts if each not in red),
        overdue=overdue,
        overdue_count=overdue_count,
        due=due,
        due_count=due_count,
        soon=soon,
        activities=_activities(app, today),
        birthdays=_birthdays(app, today),
        people_count=app.query("select count(*) as n from person where void_reason = ''")[0]["n"],
    )


def _due(app: Reading, when: str, today: date, limit: int = SHOWN) -> tuple[tuple[PersonCard, ...], int]:
    """Persons by their due day; the worst level first within a day."""
    source = f"from standing s join person p on p.id = s.person_id where {when} and p.void_reason = ''"
    worst = " ".join(f"when '{level.value}' then {n}" for n, level in enumerate(RiskLevel))
    order = f"order by s.due_on, case s.level {worst} end, p.name limit {limit}"
    ids = [UUID(bytes=row["id"]) for row in app.query(f"select p.id {source} {order}", (today,))]
    if len(ids) < limit:
        return people.cards(app, ids), len(ids)
    return people.cards(app, ids), app.query(f"select count(*) as n {source}", (today,))[0]["n"]


def _alerts(app: Reading) -> list[Alert]:
    """Open ones, and those closed within the last days to which somebody has answered."""
    since = app.now() - timedelta(days=ANSWERED_DAYS)
    still_open, answered = "status not in ('resolved', 'false_alarm')", "(answered_by is not null and occurred_at >= ?)"
    where = f"void_reason = '' and ({still_open} or {answered})"
    return app.records(Alert, where, (since,), "due_at", SHOWN)


def _activities(app: Reading, today: date) -> tuple[VolunteerActivity, ...]:
    start, end = start_of(today), start_of(today + timedelta(days=1))
    where = "occurred_at >= ? and occurred_at < ? and void_reason = ''"
    return tuple(app.records(VolunteerActivity, where, (start, end), "occurred_at", SHOWN))


def _birthdays(app: Reading, today: date) -> tuple[PersonCard, ...]:
    """Those on the visiting list whose birthday is today; who was born on 29 February has it on 28 in other years."""
    days = [today.strftime("%m-%d")]
    if days[0] == "02-28" and (today + timedelta(days=1)).day == 1:
        days.append("02-29")
    marks = ", ".join("?" * len(days))
    sql = (
        "select p.id from person p join standing s on s.person_id = p.id"  # noqa: S608 - only question marks are put in
        f" where substr(p.birth_date, 6) in ({marks}) and p.status = 'active' and p.void_reason = ''"
        f" order by p.birth_date limit {SHOWN}"
    )
    return people.cards(app, [UUID(bytes=row["id"]) for row in app.query(sql, days)])
