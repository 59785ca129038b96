"""The kiosk: opened by a worker for one activity, with the vault locked behind it; closed by a worker's PIN.

What stands in memory meanwhile is the board (names, numbers, hours of volunteers) and a box one can only drop into.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from records.base import Record
from records.volunteering import VolunteerActivity
from views import roster
from views.kiosk_board import Board
from views.state import keeping

if TYPE_CHECKING:
    from storage.kiosk import Kiosk
    from views.state.app_state import AppState


class Desk:
    """The kiosk while it stands open."""

    def __init__(self, app: AppState, activity: VolunteerActivity) -> None:
        here = roster.sessions_of(app, activity.id)
        self._app = app
        self._box: Kiosk = app.notebook.open_kiosk([each.id for each in here])
        self.opened_by = app.me
        self.leader = app.name_of(activity.leader_id)
        self.board = Board(activity, roster.faces(app), here, self._born, self._keep)

    @property
    def activity(self) -> VolunteerActivity:
        """What is signed in for."""
        return self.board.activity

    def close(self) -> None:
        """Forget the board and the box."""
        self._box.close()

    def _born(self, at: datetime) -> Mapping[str, Any]:
        return {**self._box.born(), "occurred_at": at}

    def _keep(self, record: Record) -> None:
        """Drop one record into the box.

        Raises:
            SaveFailed: nothing was kept.
        """
        with keeping.told_in_words():
            self._box.save(record)
        keeping.changed(self._app)


def open_desk(app: AppState, activity_id: UUID) -> bool:
    """Stand the kiosk up and lock the vault behind it; False when the activity is not here."""
    activity = roster.activity_of(app, activity_id)
    if activity is None or app.locked:
        return False
    app.kiosk = Desk(app, activity)
    app.lock()
    return True


async def leave_desk(app: AppState, staff_id: UUID, pin: str) -> None:
    """A worker takes the tablet back; what was tapped is in the records as soon as they are read.

    Raises:
        Refused: not with this PIN.
    """
    desk: Desk | None = app.kiosk
    await app.unlocking.unlock(staff_id, pin)
    if desk is not None:
        desk.close()
        app.kiosk = None
        for window in app.windows:
            window.go(f"/volunteers/activity/{desk.activity.id}")
