"""What has been done, newest first: who, when, where the record is, and how to void it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import flet as ft

from records.base import Record
from records.visit import Visit
from views import places
from views import widgets as ui
from views.frame import part
from views.hooks import use_optional
from views.rows import timeline_row
from views.said import UNDONE, icon_of, kind_of, record_note, timeline_title, void_words, who_when
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens
from views.void_dialog import VoidDialog

TOLD: Final = ("visit", "visit_person", "elder_check", "child_check", "risk_assessment", "alert", "consent", "person")
"""Kinds that tell what happened; the rest (relations, categories, plans) has sections of its own."""
FIRST: Final = 15
ALL: Final = 300


def whereabouts_chip(t: Tokens, app: AppState, record_id: UUID) -> ft.Control:
    """Where a record is: on this tablet, at the centre by its receipt, or waiting for a person.

    A phone's row has room for the short word; a screen reader hears the long one.
    """
    status = app.whereabouts(record_id)
    word = app.say(f"status.{status}")
    short = app.say("status.here_short") if t.room < 600 and status == "here" else word
    return ui.hook(f"where-{record_id}", ui.chip(t, status, short), label=word)


@part
def Timeline(person_id: UUID) -> ft.Control:
    """The events of one person."""
    t, app = use_tokens(), use_app()
    everything, set_everything = ft.use_state(False)
    voiding, set_voiding = use_optional(UUID)
    found = [
        r
        for r in app.timeline(person_id, ALL if everything else 2 * FIRST)
        if kind_of(r) in TOLD and r.void_reason != UNDONE
    ]
    shown = found if everything else found[:FIRST]
    lines: list[ft.Control] = [
        _line(t, app, record, ui.bind(set_voiding, record.id), last=index == len(shown) - 1)
        for index, record in enumerate(shown)
    ]
    if len(found) > len(shown):
        lines.append(ui.text_button(t, "timeline-all", app.say("person.whole_timeline"), ui.bind(set_everything, True)))
    dialog: list[ft.Control] = [VoidDialog(voiding, ui.bind(set_voiding, None), key=str(voiding))] if voiding else []
    title = app.say("person.timeline")
    if not lines:
        return ui.section(t, title, None, ui.card(t, ui.words(t, app.say("person.no_timeline"), color=t.ink2)))
    card = ui.card(t, *lines, gap=4, padding=0)
    card.padding = ft.Padding.symmetric(vertical=16)
    return ui.section(t, title, None, card, *dialog)


def _line(t: Tokens, app: AppState, record: Record, on_void: ui.Press, *, last: bool) -> ft.Control:
    kind = kind_of(record)
    mode = record.mode if isinstance(record, Visit) else None
    note = (
        app.say("person.voided", reason=void_words(app, record.void_reason))
        if record.is_void
        else record_note(app, record)
    )
    where = whereabouts_chip(t, app, record.id)
    may_void = not record.is_void and kind not in ("person", "alert")
    more = ui.icon_button(
        t, f"void-{record.id}", ft.Icons.REMOVE_CIRCLE_OUTLINE, app.say("void.open"), on_void, color=t.ink2
    )
    return timeline_row(
        t,
        f"event-{record.id}",
        icon_of(kind, mode),
        timeline_title(app, record),
        who_when(app, record),
        note,
        last=last,
        void=record.is_void,
        status=where,
        trailing=more if may_void else ft.Container(width=ui.TOUCH * t.scale),
        on_click=ui.bind(app.go, places.record(kind, record.id)),
    )
