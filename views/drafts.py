"""Everything that was begun and not saved."""

from __future__ import annotations

import flet as ft

from views import widgets as ui
from views.draft_rows import draft_row
from views.frame import RECORDS, frame, screen, scroll
from views.messages import empty_state
from views.rows import rows
from views.state.app_state import AppState
from views.state.drafts import Kept
from views.state.window import use_app, use_tokens
from views.tokens import Tokens


@screen
def DraftsPage() -> ft.View:
    """One line each; a press goes on, a cross throws away and can be taken back."""
    t, app = use_tokens(), use_app()
    drafts = app.drafts()
    back = ui.bind(app.back, "/records")
    title = app.say("today.unfinished")
    if not drafts:
        calm = empty_state(t, "none", ft.Icons.TASK_ALT, app.say("draft.none"))
        return frame(title, calm, place=RECORDS, on_back=back)
    lines = [draft_row(t, app, each, trailing=_drop(t, app, each)) for each in drafts]
    body = scroll(t, ui.second(t, app.say("draft.explain")), rows(t, *lines), gap=12, width=t.form_width)
    return frame(title, body, place=RECORDS, on_back=back)


def _drop(t: Tokens, app: AppState, kept: Kept) -> ft.Control:
    def throw_away() -> None:
        app.drop_draft(kept.form, kept.about)
        app.toast("draft.thrown", undo=lambda: app.restore_draft(kept))

    return ui.icon_button(
        t, f"drop-{kept.id}", ft.Icons.DELETE_OUTLINE, app.say("draft.throw_away"), throw_away, color=t.ink2
    )
