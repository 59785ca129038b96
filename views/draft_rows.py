"""An unfinished form as a row, and the way back into it."""

from __future__ import annotations

import flet as ft

from records.kinds import KINDS
from views import places
from views import widgets as ui
from views.days import moment_words
from views.rows import record_row
from views.said import icon_of
from views.state.app_state import AppState
from views.state.drafts import Kept
from views.tokens import Tokens


def draft_row(t: Tokens, app: AppState, kept: Kept, *, trailing: ft.Control | None = None) -> ft.Control:
    """What it is, whom it is about, and since when it waits."""
    title = ui.joined(app.name_of(kept.about) or str(kept.values.get("name", "") or ""), form_name(app, kept))
    note = app.say("draft.note", when=moment_words(app.say, kept.updated_at, app.now()))
    icon = icon_of(kept.form)
    return record_row(t, f"draft-{kept.id}", icon, title, note, ui.bind(app.go, path_of(app, kept)), trailing=trailing)


def form_name(app: AppState, kept: Kept) -> str:
    """What form it is."""
    kind = KINDS.get(kept.form)
    return app.words.kind(kind) if kind else app.say(f"draft.{kept.form}")


def path_of(app: AppState, kept: Kept) -> str:
    """Where the form goes on."""
    about = kept.about
    match kept.form:
        case "visit" if about:
            return places.visit(about)
        case "elder_check" | "child_check" if about:
            return places.check(about, child=kept.form == "child_check")
        case "person":
            return places.edit("person", about) if about else "/people/new"
        case "volunteer_activity" if not about:
            return "/volunteers/activity/new"
        case "volunteer_session" if about:
            return f"{places.activity(about)}/sheet"
    edits = about is not None and (found := app.get(about)) is not None and KINDS.get(kept.form) is type(found)
    return places.edit(kept.form, about) if edits and about else places.new(kept.form, about)
