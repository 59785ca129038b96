"""One window on the tablet's state: its size, where it has been, and the way a screen gets at both.

All windows of a process share one `AppState`, but a component must be redrawn by the session it belongs to: Flet
finds the session through a context variable, which in a change made by another window (or by the sync loop) names
the wrong one. So screens subscribe to their own `Window` only, and a window passes every change on inside the context
it was made in. For the same reason the state is never handed to a component: it asks `use_app()`.
"""

from __future__ import annotations

import contextvars
from dataclasses import dataclass
from typing import Final

import flet as ft

from views.state.app_state import AppState
from views.tokens import Tokens

LONGEST_TRAIL: Final = 50


@ft.observable
@dataclass(eq=False)
class Door:
    """What decides which of enrolment, kiosk, lock or the places a window shows, and how it looks.

    It changes seldom; what stands under it is drawn anew only then.
    """

    stage: str = ""
    look: tuple[object, ...] = ()


@ft.observable
@dataclass(eq=False)
class Window:
    """A browser tab, or the one window of the packaged app."""

    app: AppState
    width: float = 1280
    height: float = 800

    def __post_init__(self) -> None:
        """Listen to the state, and to nothing of other windows."""
        self._page: ft.Page | None = None
        self._trail: tuple[str, ...] = ()
        self._launcher: ft.UrlLauncher | None = None
        self._context = contextvars.copy_context()
        self._heard = self._hear  # Flet keeps listeners weakly: somebody has to hold the bound method
        self._hush = self.app.subscribe(self._heard)  # type: ignore[attr-defined]
        self.door = Door()
        self._mind_the_door()

    def _hear(self, _sender: object, _field: str | None) -> None:
        self._context.run(self._pass_on)

    def _pass_on(self) -> None:
        self._mind_the_door()
        self.notify()  # type: ignore[attr-defined]

    def _mind_the_door(self) -> None:
        app, t = self.app, self.tokens
        kiosk = "kiosk" if app.kiosk is not None else "lock" if app.locked else "open"
        self.door.stage = kiosk if app.enrolled else "enrol"
        self.door.look = (app.dark, app.language, app.scale, t.two_panes)

    def resize(self, width: float, height: float) -> None:
        """The window was turned, or drawn larger."""
        self.width, self.height = width, height
        self._mind_the_door()

    @property
    def tokens(self) -> Tokens:
        """The look for this window."""
        return Tokens(self.app.dark, self.app.scale, self.width, self.height)

    @property
    def path(self) -> str:
        """The address shown now."""
        return (self._page.route or "/") if self._page else "/"

    @property
    def page(self) -> ft.Page | None:
        """The page it shows."""
        return self._page

    def attach(self, page: ft.Page) -> None:
        """Belong to a page from now on; called in that page's own context."""
        self._page, self._context = page, contextvars.copy_context()

    def belongs_to(self, page: ft.Page) -> bool:
        """Whether this is the page's window."""
        return self._page is page

    def close(self) -> None:
        """The tab is gone for good."""
        self._hush()

    def go(self, path: str) -> None:
        """Open another screen."""
        if self._page and path != self.path:
            self._trail = (*self._trail[-LONGEST_TRAIL:], self.path)
            self._page.navigate(path)

    def back(self, otherwise: str = "/") -> None:
        """Return to where the window was before; `otherwise` when it has been nowhere else."""
        here, trail = self.path, self._trail
        while trail and trail[-1] == here:
            trail = trail[:-1]
        self._trail = trail[:-1]
        if self._page:
            self._page.navigate(trail[-1] if trail else otherwise)

    def forget(self) -> None:
        """Begin at the beginning: another person uses the tablet now."""
        self._trail = ()

    def show(self, dialog: ft.DialogControl) -> None:
        """Show a snackbar or a small dialog."""
        if self._page:
            self._page.show_dialog(dialog)

    def close_dialog(self) -> None:
        """Close the dialog shown last."""
        if self._page:
            self._page.pop_dialog()

    # --- telephone --------------------------------------------------------------------------------
    @property
    def can_dial(self) -> bool:
        """Whether the device may have a telephone."""
        page = self._page
        return bool(page and not page.web and page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS))

    async def dial(self, number: str) -> None:
        """Hand a number to the device's telephone."""
        if self._launcher is None:  # kept here: Flet lets go of a service nobody holds
            self._launcher = ft.UrlLauncher()
        await self._launcher.launch_url(f"tel:{number}")


@dataclass(frozen=True)
class Seat:
    """A window that can be looked at without being subscribed to."""

    window: Window


SeatContext: Final = ft.create_context(Seat(Window(AppState())))
LiveContext: Final = ft.create_context(SeatContext.default_value.window)
DoorContext: Final = ft.create_context(SeatContext.default_value.window.door)


def use_changes() -> None:
    """Draw the component again whenever the window or the state changes.

    Only screens do: they draw their parts with them. A part that subscribed too would be drawn twice for each change,
    a part of a part three times.
    """
    ft.use_context(LiveContext)


def use_door() -> Door:
    """Who may see anything; the component is drawn again when that changes, and for nothing else."""
    return ft.use_context(DoorContext)


def use_window() -> Window:
    """The window of the component that asks."""
    return ft.use_context(SeatContext).window


def use_app() -> AppState:
    """The tablet's state."""
    return use_window().app


def use_tokens() -> Tokens:
    """The look for this window."""
    return use_window().tokens
