"""What is half written: kept sealed at every change, found again under 未完成.

A draft is known by its form and by the record it is about; opening the form again goes on where it was left.
Typing is written down after a short rest, and at once when a screen is left or the tablet locks.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from records.ids import new_id

if TYPE_CHECKING:
    from views.state.app_state import AppState

REST_SECONDS: Final = 0.4
"""How long typing has to rest before it is written to the disk; a crash loses less than this."""


@dataclass(frozen=True)
class Kept:
    """An unfinished form.

    Attributes:
        form: which form: a kind's name, or `visit`, `elder_check` ...
        about: the person, or the record that is edited; None for something new.
        values: what the form held.
    """

    id: UUID
    form: str
    about: UUID | None
    values: dict[str, Any]
    updated_at: datetime


class Drafts:
    """The drafts of the present user."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._pending: dict[tuple[str, UUID | None], Kept] = {}
        self._timer: asyncio.TimerHandle | None = None

    def mine(self) -> list[Kept]:
        """The present user's drafts, newest first."""
        stored = {(d.form, d.person_id): d for d in self._app.notebook.drafts() if d.actor == self._app.me}
        found = {k: Kept(d.id, d.form, d.person_id, dict(d.values), d.updated_at) for k, d in stored.items()}
        found.update(self._pending)
        return sorted(found.values(), key=lambda d: d.updated_at, reverse=True)

    def find(self, form: str, about: UUID | None) -> Kept | None:
        """The draft of that form about that record."""
        return next((d for d in self.mine() if (d.form, d.about) == (form, about)), None)

    def keep(self, form: str, about: UUID | None, values: dict[str, Any]) -> None:
        """Keep what a form holds now."""
        before = self._pending.get((form, about)) or self.find(form, about)
        kept = Kept(before.id if before else new_id(), form, about, values, self._app.now())
        self._pending[form, about] = kept
        self._write_soon()

    def drop(self, form: str, about: UUID | None) -> None:
        """Forget a draft."""
        kept = self.find(form, about)
        self._pending.pop((form, about), None)
        if kept:
            self._app.notebook.drop_draft(kept.id)
            self._app.version += 1

    def flush(self) -> None:
        """Write down what is pending."""
        from storage.notebook import Draft

        if self._timer:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, {}
        me = self._app.me
        if not pending or me is None:
            return
        for d in pending.values():
            self._app.notebook.keep_draft(Draft(d.id, d.form, d.about, d.values, d.updated_at, me))
        self._app.version += 1

    def _write_soon(self) -> None:
        if self._timer:
            self._timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a test or a tool without a loop
            self.flush()
            return
        self._timer = loop.call_later(REST_SECONDS, self.flush)
