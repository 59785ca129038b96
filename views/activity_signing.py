"""Signing in for somebody who cannot tap, and signing out a whole team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

import flet as ft

from records.volunteering import VolunteerSession
from views import roster
from views import widgets as ui
from views.answers import pill
from views.days import clock_words
from views.frame import part
from views.inputs import search_field
from views.state.window import use_app, use_tokens

SHOWN = 24
NOBODY: Final[frozenset[UUID]] = frozenset()


@part
def SignIn(activity_id: UUID, on_pick: Callable[[UUID], object], on_close: ui.Press) -> ft.Control:
    """Names of those who are not here yet: one tap each."""
    t, app = use_tokens(), use_app()
    text, set_text = ft.use_state("")
    present = {each.volunteer_id for each in roster.sessions_of(app, activity_id) if each.out_at is None}
    given = roster.numbers(app)
    hits = set(app.search_kinds(("volunteer",), text, SHOWN)) if text.strip() else None
    fits = [
        each
        for each in roster.in_order(app)
        if each.id not in present and (hits is None or each.id in hits or given[each.id].startswith(text.strip()))
    ]
    names = [
        pill(t, f"in-{given[each.id]}", f"{given[each.id]} {each.name}", False, ui.bind(on_pick, each.id))
        for each in fits[:SHOWN]
    ]
    find = search_field(t, "find-in", app.say("volunteers.find"), text, set_text, clear_word=app.say("action.clear"))
    close = ui.text_button(t, "sign-in-close", app.say("action.close"), on_close)
    parts: list[ft.Control] = [ui.second(t, app.say("activity.sign_in_note")), find, ui.line(*names, wrap=True)]
    if not names:
        parts[-1] = ui.second(t, app.say("volunteers.not_found", text=text) if text else app.say("activity.all_here"))
    return ui.section(t, app.say("activity.sign_in"), None, ui.card(t, *parts), trailing=close)


@part
def SignOut(activity_id: UUID, on_out: Callable[[list[VolunteerSession]], object], on_close: ui.Press) -> ft.Control:
    """Everybody who is still here, ticked; who stays longer is unticked."""
    t, app = use_tokens(), use_app()
    stays, set_stays = ft.use_state(NOBODY)
    given = roster.numbers(app)
    inside = [each for each in roster.sessions_of(app, activity_id) if each.out_at is None and each.in_at is not None]
    leaving = [each for each in inside if each.id not in stays]

    def toggle(session_id: UUID) -> None:
        set_stays(lambda now: now ^ {session_id})

    names = [
        pill(
            t,
            f"out-{given.get(each.volunteer_id, '')}",
            app.name_of(each.volunteer_id),
            each.id not in stays,
            ui.bind(toggle, each.id),
        )
        for each in inside
    ]
    word = app.say("activity.out_now", count=len(leaving), time=clock_words(app.now()))
    out = ui.primary(t, "out-now", word, ui.bind(on_out, leaving), icon=ft.Icons.LOGOUT, disabled=not leaving)
    close = ui.text_button(t, "sign-out-close", app.say("action.close"), on_close)
    note = ui.second(t, app.say("activity.out_note"))
    return ui.section(
        t, app.say("activity.all_out"), None, ui.card(t, note, ui.line(*names, wrap=True), ui.line(out)), trailing=close
    )
