"""What Today shows: what is red, what is late, what is due, what is half done; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from records.alert import Alert
from records.volunteering import VolunteerActivity
from views.state.people import PersonCard

if TYPE_CHECKING:
    from views.state.app_state import AppState

SHOWN: Final = 30
"""Rows of a list on Today; the rest is a number that opens the whole list."""


@dataclass(frozen=True)
class Board:
    """Today, worked out once per change."""

    alerts: tuple[Alert, ...] = ()
    answered: tuple[Alert, ...] = ()
    overdue: tuple[PersonCard, ...] = ()
    overdue_count: int = 0
    due: tuple[PersonCard, ...] = ()
    due_count: int = 0
    activities: tuple[VolunteerActivity, ...] = ()
    birthdays: tuple[PersonCard, ...] = ()
    people_count: int = 0


def today_board(app: AppState) -> Board:
    """Work Today out."""
    return Board()
