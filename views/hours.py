"""时长确认: ordinary hours in two taps, odd ones one by one, claims with an answer; always by another person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

import flet as ft

from records.rules.hours import total
from views import hours_desk, roster
from views import widgets as ui
from views.answers import pill
from views.frame import VOLUNTEERS, foot_bar, frame, screen, scroll
from views.hours_claims import Claims
from views.hours_correct import Correct
from views.hours_desk import Waiting
from views.hours_rows import NARROW, activity_card
from views.hours_sums import SumsList
from views.messages import empty_state
from views.pieces_failed import failed_card
from views.pieces_panes import main_and_side
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

WAITING, CLAIMS, SUMS = "waiting", "claims", "sums"
TABS: Final = (WAITING, CLAIMS, SUMS)
NOBODY: Final[UUID | None] = None
NONE_CHOSEN: Final[frozenset[UUID]] = frozenset()


@screen
def HoursScreen() -> ft.View:
    """What waits, what is claimed; and what it all comes to, at the side where there is room."""
    t, app = use_tokens(), use_app()
    tab, set_tab = ft.use_state(WAITING)
    chosen, set_chosen = ft.use_state(NONE_CHOSEN)
    correcting, set_correcting = ft.use_state(NOBODY)
    failed, set_failed = ft.use_state("")
    waiting = hours_desk.waiting(app)
    picked = [each for each in waiting if each.id in chosen and each.confirmable]

    def toggle(*ids: UUID) -> None:
        set_chosen(lambda now: now - set(ids) if set(ids) <= now else now | set(ids))

    def confirm() -> None:
        try:
            saved = app.save(*hours_desk.confirmations(app, picked))
        except SaveFailed as failure:
            set_failed(failure.key)
            return
        set_failed("")
        set_chosen(NONE_CHOSEN)
        app.toast("hours_desk.confirmed", undo=saved, count=len(picked), hours=total(each.minutes for each in picked))

    parts: list[ft.Control] = [_tabs(t, app, tab, len(waiting), set_tab), *failed_card(t, app, failed)]
    foot = None
    if tab == CLAIMS:
        parts.append(Claims(set_correcting, key="claims"))
    elif tab == SUMS and not t.two_panes:
        parts.append(SumsList(key="sums"))
    else:
        parts += _waiting(t, app, waiting, chosen, toggle, set_correcting)
        foot = _foot(t, app, waiting, picked, toggle, confirm) if waiting else None
    if correcting:
        parts.append(Correct(correcting, ui.bind(set_correcting, None), key=f"correct-{correcting}"))
    body = main_and_side(t, parts, [SumsList(key="side")]) if t.two_panes else scroll(t, *parts)
    return frame(
        app.say("hours_desk.title"), body, place=VOLUNTEERS, on_back=ui.bind(app.back, "/volunteers"), foot=foot
    )


def _tabs(t: Tokens, app: AppState, tab: str, waiting: int, set_tab: Callable[[str], None]) -> ft.Control:
    counts = {WAITING: waiting, CLAIMS: len(roster.open_disputes(app)), SUMS: None}
    pills = [
        pill(
            t, f"tab-{each}", app.say(f"hours_desk.tab.{each}"), tab == each, ui.bind(set_tab, each), count=counts[each]
        )
        for each in (TABS[:2] if t.two_panes else TABS)
    ]
    return ui.line(*pills, wrap=True)


def _waiting(
    t: Tokens,
    app: AppState,
    waiting: list[Waiting],
    chosen: frozenset[UUID],
    toggle: Callable[..., None],
    correct: Callable[[UUID], object],
) -> list[ft.Control]:
    if not waiting:
        return [
            empty_state(
                t,
                "to-volunteers",
                ft.Icons.TASK_ALT,
                app.say("hours_desk.none"),
                app.say("place.volunteers"),
                ui.bind(app.go, "/volunteers"),
                button_icon=ft.Icons.VOLUNTEER_ACTIVISM,
            )
        ]
    ordinary = [each for each in waiting if each.ordinary]
    odd = [each for each in waiting if not each.ordinary]
    found: list[ft.Control] = []
    if odd:
        cards = [
            activity_card(t, app, rows, chosen, toggle, correct, odd=True)
            for rows in hours_desk.by_activity(odd).values()
        ]
        note = ui.second(t, app.say("hours_desk.odd_note"))
        found.append(ui.section(t, app.say("hours_desk.odd"), len(odd), note, ui.stack(*cards, gap=12)))
    if ordinary:
        cards = [
            activity_card(t, app, rows, chosen, toggle, correct, odd=False)
            for rows in hours_desk.by_activity(ordinary).values()
        ]
        found.append(ui.section(t, app.say("hours_desk.ordinary"), len(ordinary), ui.stack(*cards, gap=12)))
    return found


def _foot(
    t: Tokens,
    app: AppState,
    waiting: list[Waiting],
    picked: list[Waiting],
    toggle: Callable[..., None],
    confirm: ui.Press,
) -> ft.Control:
    """Nothing chosen: one button chooses all ordinary ones. Something chosen: how much it is, and confirm."""
    ordinary = [each.id for each in waiting if each.ordinary]
    if not picked:
        said = app.say("hours_desk.foot") if t.room >= NARROW else ""
        note = ui.second(t, said, expand=True, lines=2)
        if not ordinary:
            return foot_bar(t, note)
        every = ui.primary(
            t,
            "choose-all",
            app.say("hours_desk.choose_all", count=len(ordinary)),
            ui.bind(toggle, *ordinary),
            icon=ft.Icons.DONE_ALL,
        )
        return foot_bar(t, note, every)
    hours = total(each.minutes for each in picked)
    note = ui.words(t, app.say("hours_desk.chosen", count=len(picked), hours=hours), strong=True, expand=True)
    clear = ui.text_button(t, "choose-none", app.say("action.clear"), ui.bind(toggle, *(each.id for each in picked)))
    yes = ui.primary(t, "confirm", app.say("hours_desk.confirm"), confirm, icon=ft.Icons.CHECK)
    return foot_bar(t, note, clear, yes)
