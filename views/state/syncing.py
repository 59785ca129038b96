"""What the sync page says: what is here, what is at the centre, what went wrong, what needs a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from views.state.app_state import AppState


class SyncState:
    """The sync loop as screens see it."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._loop: Any = None
        self.problem: str = ""
        self.problem_at: datetime | None = None

    def start(self) -> None:
        """Begin to sync, when the tablet belongs to a station; once, however many windows."""

    def wake(self) -> None:
        """There is something to send."""
        if self._loop is not None:
            self._loop.wake()
