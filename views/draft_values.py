"""What a form holds, kept as a draft at every change: the one way forms remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from views.hooks import use_made, use_newest
from views.state.app_state import AppState

Values = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """A form's values while it is open.

    Attributes:
        values: as last drawn.
        put: change some of them; kept as a draft at once.
        now: as they are, also between a change and its drawing; what a save must use.
        drop: forget the draft, after a save or when it is thrown away.
    """

    values: Values
    put: Callable[..., None]
    now: Callable[[], Values]
    drop: Callable[[], None]


def use_draft_values(app: AppState, form: str, about: UUID | None, begin: Callable[[], Values]) -> Held:
    """A hook: begin with the draft there is, or with `begin()`."""

    def first() -> Values:
        kept = app.draft(form, about)
        return dict(kept.values) if kept else begin()

    values, set_values = use_made(first)
    newest = use_newest(values)  # a change may come before the one before it is drawn

    def now() -> Values:
        return newest.now

    def put(**change: object) -> None:
        newest.now = {**newest.now, **change}
        set_values(newest.now)
        app.keep_draft(form, about, newest.now)

    def drop() -> None:
        app.drop_draft(form, about)

    return Held(values, put, now, drop)
