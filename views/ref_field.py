"""Choosing another record: a person, a household, a colleague. Few are shown as pills, many are searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import flet as ft

from records.kinds import KINDS
from records.person import Person
from views import widgets as ui
from views.frame import part
from views.inputs import choices, labelled, search_field
from views.rows import record_row, rows
from views.said import icon_of, person_facts, record_title
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

FEW: Final = 8
"""So many records are all shown at once."""
FOUND: Final = 5
"""Rows under the search box."""


@part
def RefField(
    ident: str,
    label: str,
    kinds: Sequence[str],
    chosen: Sequence[UUID],
    on_change: Callable[[list[UUID]], object],
    *,
    many: bool = False,
    error: str = "",
) -> ft.Control:
    """One record, or several when `many`."""
    t, app = use_tokens(), use_app()
    text, set_text = ft.use_state("")

    def pick(record_id: UUID) -> None:
        set_text("")
        if record_id in chosen:
            on_change([each for each in chosen if each != record_id])
        else:
            on_change([*chosen, record_id] if many else [record_id])

    few = app.few_of(tuple(kinds), FEW)
    if few is not None:
        options = [(each.id, record_title(app, each)) for each in few]
        note = "" if options else app.say("ref.none")
        return choices(t, ident, label, options, chosen, pick, error=error, note=note)
    hint = "ref.find_home" if tuple(kinds) == ("household",) else "ref.find"
    parts: list[ft.Control] = [_chosen(t, app, ident, each, ui.bind(pick, each)) for each in chosen]
    if many or not chosen:
        parts.append(search_field(t, f"{ident}-find", app.say(hint), text, set_text))
        found = [each for each in app.search_kinds(tuple(kinds), text, FOUND) if each not in chosen]
        if found:
            parts.append(rows(t, *(_hit(t, app, ident, each, ui.bind(pick, each)) for each in found)))
        elif text:
            parts.append(ui.second(t, app.say("people.not_found", text=text)))
    return labelled(t, label, *parts, error=error, ident=ident)


def _hit(t: Tokens, app: AppState, ident: str, record_id: UUID, on_click: ui.Press) -> ft.Control:
    icon, title, note = _said(app, record_id)
    return record_row(t, f"{ident}-{record_id}", icon, title, note, on_click)


def _chosen(t: Tokens, app: AppState, ident: str, record_id: UUID, on_remove: ui.Press) -> ft.Control:
    icon, title, note = _said(app, record_id)
    remove = ui.icon_button(t, f"{ident}-remove-{record_id}", ft.Icons.CLOSE, app.say("ref.remove"), on_remove)
    return rows(t, record_row(t, f"{ident}-chosen-{record_id}", icon, title, note, trailing=remove, tint=t.brand_tint))


def _said(app: AppState, record_id: UUID) -> tuple[ft.IconData, str, str]:
    record = app.get(record_id)
    if record is None:
        return ft.Icons.HELP_OUTLINE, app.say("value.not_here"), ""
    kind = next(name for name, known in KINDS.items() if known is type(record))
    card = app.person_card(record_id) if isinstance(record, Person) else None
    return icon_of(kind), record_title(app, record), person_facts(app, card) if card else app.words.kind(type(record))
