"""The app in a window: its routes, and every trap of the framework handled once.

Adding a screen is one line in `ROUTES`.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from typing import Any, Final

import flet as ft

from views.messages import snackbar
from views.state.app_state import AppState
from views.state.opening import wake
from views.state.window import (
    DoorContext,
    LiveContext,
    Seat,
    SeatContext,
    Window,
    use_app,
    use_door,
    use_tokens,
)
from views.tokens import theme

log = logging.getLogger(__name__)

ROUTES: Final = (
    ("people/new", "views.person_form", "NewPerson"),
    ("people/:id/edit", "views.person_form", "EditPerson"),
    ("visit", "views.visit_choose", "ChooseVisit"),
    ("visit", "views.visit_choose", "ChooseVisit"),
    ("visit/:person", "views.visit", "QuickVisit"),
    ("check/elder/:person", "views.welfare_check", "ElderCheckScreen"),
    ("check/child/:person", "views.welfare_check", "ChildCheckScreen"),
    ("form/:kind", "views.form", "NewRecord"),
    ("form/:kind/for/:about", "views.form", "NewRecord"),
    ("form/:kind/edit/:id", "views.form", "EditRecord"),
    ("records", "views.records_list", "Records"),
    ("records/:kind", "views.records_list", "RecordsOfKind"),
    ("records/:kind/:id", "views.record", "RecordPage"),
    ("drafts", "views.drafts", "DraftsPage"),
    ("volunteers", "views.volunteers", "Volunteers"),
    ("volunteers/activity/new", "views.activity_new", "NewActivity"),
    ("volunteers/activity/:id", "views.activity", "ActivityScreen"),
    ("volunteers/activity/:id/sheet", "views.paper_sheet", "PaperSheet"),
    ("kiosk/:activity", "views.kiosk", "Kiosk"),
    ("hours", "views.hours", "HoursScreen"),
    ("mine", "views.mine", "Mine"),
    ("mine/pin", "views.mine_pin", "ChangePin"),
    ("mine/users", "views.mine_users", "Users"),
    ("mine/about", "views.mine_about", "AboutPage"),
    ("sync", "views.sync_page", "SyncPage"),
    ("sync/conflict/:id", "views.conflict", "ConflictPage"),
)
"""Address, module, screen. A module is imported when its screen is first opened: a cold start reads only Today."""


def _late(module: str, name: str) -> Callable[[], Any]:
    """A screen that is imported when it is drawn for the first time."""

    def draw() -> Any:  # noqa: ANN401 - what a component returns
        return getattr(importlib.import_module(module), name)()

    return draw


def routes(*, two_panes: bool) -> list[ft.Route]:
    """Today lies under everything, so that going back ends there; people stand beside or under their list."""
    today = _late("views.today", "Today")
    people, person = _late("views.people", "People"), _late("views.person", "PersonPage")
    screens = [ft.Route(path=path, component=_late(module, name)) for path, module, name in ROUTES]
    if two_panes:
        screens.append(ft.Route(path="people/:id?", component=people))
    else:
        screens.append(ft.Route(path="people", component=people, children=[ft.Route(path=":id", component=person)]))
    return [ft.Route(component=today, children=screens)]


@ft.component
def Places() -> Any:  # noqa: ANN401 - a component
    """What the address names, for whoever has the tablet unlocked."""
    t = use_tokens()
    return ft.Router(routes(two_panes=t.two_panes), not_found=_late("views.today", "NotFound"), manage_views=True)


@ft.component
def Gate() -> Any:  # noqa: ANN401 - a component
    """Who may see anything: enrolment first, then the kiosk or the lock, then the places."""
    door, app = use_door(), use_app()
    _apply_look(app, door.look)
    if door.stage == "enrol":
        return _late("views.enrol", "Enrol")()
    if door.stage == "kiosk":
        return _late("views.kiosk", "Kiosk")()
    if door.stage == "lock":
        return _late("views.lock", "Lock")()
    return Places()


def _apply_look(app: AppState, look: tuple[object, ...]) -> None:
    page = ft.context.page

    def apply() -> None:
        page.theme, page.dark_theme = theme(dark=False, scale=app.scale), theme(dark=True, scale=app.scale)
        page.theme_mode = ft.ThemeMode.DARK if app.dark else ft.ThemeMode.LIGHT
        page.locale_configuration = locale(app.language)
        page.title = app.say("app.name")
        page.update()

    ft.use_effect(apply, [look])


def locale(language: str) -> ft.LocaleConfiguration:
    """What pickers and back buttons say; zh_CN also picks the simplified forms of shared characters."""
    chinese, english = ft.Locale("zh", "CN"), ft.Locale("en", "US")
    return ft.LocaleConfiguration([chinese, english], chinese if language == "zh-Hans" else english)


@ft.component
def App(seat: Seat) -> Any:  # noqa: ANN401 - a component
    """The window for everyone below; it is handed over in a seat, because Flet subscribes to what it sees."""
    window = seat.window
    return SeatContext(seat, lambda: LiveContext(window, lambda: DoorContext(window.door, Gate)))


async def main(page: ft.Page, state: AppState) -> None:
    """Show the state in one more window."""
    await wake(state, page)
    page.padding = 0
    window = Window(state, width=page.width or 1280, height=page.height or 800)
    window.attach(page)
    state.add_window(window)
    _listen(page, window)
    state.syncing.start()
    state.unlocking.watch()
    page.render_views(App, Seat(window))


def _listen(page: ft.Page, window: Window) -> None:
    """Size, connection, Android's back button, use, and faults of handlers."""
    state = window.app

    def resized() -> None:
        window.resize(page.width or window.width, page.height or window.height)

    page.on_resize = resized
    page.on_connect = window.notify  # type: ignore[attr-defined]  # what changed meanwhile was never sent
    page.on_close = lambda: state.drop_window(window)
    page.on_view_pop = lambda _event: state.back()  # the router hands its own event on
    page.session.error = _friendly(window)  # type: ignore[assignment,method-assign]
    _watch_use(page, state)


def _friendly(window: Window) -> Callable[[str], None]:
    """A fault in a handler says so in a snackbar; Flet would replace the whole window by an English page."""

    def show(message: str) -> None:
        log.error("a handler failed: %s", message)
        say = window.app.say
        window.show(snackbar(window.tokens, f"{say('error.handler.what')}{say('error.handler.safe')}"))

    return show


def _watch_use(page: ft.Page, state: AppState) -> None:
    """Every event from the window counts as use, and finds the update task alive.

    Flet's update task ends when a control cannot be sent (a value it does not take); components are guarded
    against that, this is the second line: the next tap brings the window back.
    """
    dispatch = page.session.dispatch_event

    async def dispatched(control_id: int, event_name: str, event_data: Any) -> None:  # noqa: ANN401 - as Flet has it
        state.touched()
        page.session.start_updates_scheduler()  # type: ignore[no-untyped-call]
        await dispatch(control_id, event_name, event_data)

    page.session.dispatch_event = dispatched  # type: ignore[method-assign]
