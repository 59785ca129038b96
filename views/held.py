"""What a form holds while it is open, kept as a draft at every tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import flet as ft

from views.state.app_state import AppState
from views.state.window import use_app


class Draft(Protocol):
    """A form's values that can be kept."""

    @property
    def is_empty(self) -> bool:
        """Nothing is said: there is nothing to keep."""
        ...

    def values(self) -> dict[str, Any]:
        """As plain values."""
        ...


D = TypeVar("D", bound=Draft)


class Held(Generic[D]):
    """A form's present values.

    Two quick taps both count: a change is worked out from what the form holds now, not from what was drawn.
    """

    def __init__(self, app: AppState, form: str, about: UUID | None, read: Callable[[Mapping[str, Any]], D]) -> None:
        self._app, self._form, self._about = app, form, about
        kept = app.draft(form, about)
        self.resumed_from = kept.updated_at if kept else None
        """When the draft was last touched, if the form goes on from one."""
        self.now = read(kept.values if kept else {})
        self._empty = read({})
        self.done = False
        self.redraw: Callable[[], object] = lambda: None

    def change(self, after: D) -> None:
        """Take a change, keep it, and draw it."""
        if self.done:
            return
        self.now = after
        if after.is_empty:
            self._app.drop_draft(self._form, self._about)
        else:
            self._app.keep_draft(self._form, self._about, after.values())
        self.redraw()

    def begin_again(self) -> None:
        """Throw the draft away and start with nothing said."""
        self._app.drop_draft(self._form, self._about)
        self.now, self.resumed_from = self._empty, None
        self.redraw()

    def finish(self) -> None:
        """The form was saved: nothing more is kept of it."""
        self.done = True
        self._app.drop_draft(self._form, self._about)


def use_held(form: str, about: UUID | None, read: Callable[[Mapping[str, Any]], D]) -> Held[D]:
    """The values of a form, from its draft if there is one.

    Args:
        form: the form's name, as drafts know it.
        about: whom or what it is about.
        read: plain values to the form's values; of nothing, an empty form.
    """
    app = use_app()
    _, set_turn = ft.use_state(0)
    held = ft.use_memo(lambda: Held(app, form, about, read), [form, about])
    held.redraw = lambda: set_turn(lambda turn: turn + 1)
    return held
