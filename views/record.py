"""One record: every field that was filled, where it is, who changed what, and how to mend or void it."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from records.alert import Alert
from records.base import EMPTY, Need, Record
from records.conflict import ConflictRecord
from records.fields import fields_of
from records.kinds import kind_name
from views import places
from views import widgets as ui
from views.alerts import AlertActions
from views.days import moment_words
from views.form_defaults import may_edit
from views.frame import RECORDS, frame, part, screen, scroll
from views.messages import empty_state, hint_card
from views.rows import record_row, rows
from views.said import icon_of, title_with_names, value_words, void_words
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.timeline import whereabouts_chip
from views.tokens import Tokens
from views.void_dialog import VoidDialog

HIDDEN = frozenset({"void_reason", "ruleset", "canonical_id"})
"""Fields that say nothing to a worker, or that the page says in another way."""


@screen
def RecordPage() -> ft.View:
    """The record, or a word that it is not here."""
    t, app = use_tokens(), use_app()
    params = ft.use_route_params()
    back = ui.bind(app.back, f"/records/{params['kind']}")
    record = app.get(places.id_in(params, "id"))
    if record is None:
        gone = empty_state(
            t, "to-records", ft.Icons.FOLDER_OFF_OUTLINED, app.say("records.gone"), app.say("action.back"), back
        )
        return frame(app.say("place.records"), gone, place=RECORDS, on_back=back)
    return frame(app.words.kind(type(record)), RecordBody(record.id), place=RECORDS, on_back=back)


@part
def RecordBody(record_id: UUID) -> ft.Control:
    """Fields at the left, what can be done and what happened at the right."""
    t, app = use_tokens(), use_app()
    voiding, set_voiding = ft.use_state(False)
    record = app.get(record_id)
    if record is None:
        return ft.Container()
    head = _head(t, app, record)
    fields = _fields(t, app, record)
    side = [
        *_actions(t, app, record, ui.bind(set_voiding, True)),
        *_conflicts(t, app, record),
        _history(t, app, record),
    ]
    dialog = [VoidDialog(record.id, ui.bind(set_voiding, False))] if voiding else []
    if not t.two_panes:
        return scroll(t, head, *side[:1], fields, *side[1:], *dialog)
    left = ft.Container(ui.stack(head, fields, gap=24), expand=3)
    right = ft.Container(ui.stack(*side, *dialog, gap=24), expand=2)
    return scroll(t, ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START))


def _head(t: Tokens, app: AppState, record: Record) -> ft.Control:
    title = ui.words(t, title_with_names(app, record), t.section, strong=True, expand=True)
    where = whereabouts_chip(t, app, record.id)
    parts: list[ft.Control] = [ui.line(title, where)]
    if record.is_void:
        said = app.say("person.voided", reason=void_words(app, record.void_reason))
        parts.append(hint_card(t, ft.Icons.REMOVE_CIRCLE_OUTLINE, said, tint=t.tint("unknown")))
    return ui.stack(*parts, gap=12)


def _fields(t: Tokens, app: AppState, record: Record) -> ft.Control:
    """Name over value; persons can be pressed."""
    kind, lines = type(record), []
    for field in fields_of(kind):
        value = getattr(record, field.name)
        if field.name in HIDDEN or value in EMPTY or (value is False and not field.required):
            continue
        if field.spec.need is Need.COMPUTED and value == field.default:
            continue
        if words := value_words(app, kind, field.name, value):
            lines.append(_field(t, app.words.field(kind, field.name), words))
    return ui.card(t, *lines, *_subjects(t, app, record), gap=16)


def _field(t: Tokens, name: str, words: str) -> ft.Control:
    return ui.stack(ui.second(t, name), ui.words(t, words), gap=2)


def _subjects(t: Tokens, app: AppState, record: Record) -> list[ft.Control]:
    """Buttons to the persons the record is about."""
    ids = app.about(record)
    buttons = [
        ui.quiet(t, f"to-{each}", app.name_of(each), ui.bind(app.go, places.person(each)), icon=ft.Icons.PERSON_OUTLINE)
        for each in ids
        if each != record.id and app.person_card(each)
    ]
    return [ui.line(*buttons, wrap=True)] if buttons else []


def _actions(t: Tokens, app: AppState, record: Record, on_void: ui.Press) -> list[ft.Control]:
    if isinstance(record, Alert) and record.is_open:
        return [AlertActions(record)]
    if isinstance(record, ConflictRecord):
        go = ui.bind(app.go, f"/sync/conflict/{record.id}")
        return [ui.line(ui.primary(t, "to-conflict", app.say("conflict.open"), go, icon=ft.Icons.COMPARE_ARROWS))]
    if not may_edit(record):
        return []
    kind = kind_name(type(record))
    edit = ui.primary(
        t, "edit", app.say("action.edit"), ui.bind(app.go, places.edit(kind, record.id)), icon=ft.Icons.EDIT_OUTLINED
    )
    void = ui.quiet(
        t, "void", app.say("void.open"), on_void, icon=ft.Icons.REMOVE_CIRCLE_OUTLINE, tint=t.tint("critical")
    )
    return [ui.line(edit, void, wrap=True)]


def _conflicts(t: Tokens, app: AppState, record: Record) -> list[ft.Control]:
    """Two people changed the same thing: the street decides, both values are kept."""
    found = app.records(ConflictRecord, "record_id = ? and resolution is null", (record.id,))
    if not found:
        return []
    lines = [
        record_row(
            t,
            f"conflict-{each.id}",
            ft.Icons.COMPARE_ARROWS,
            app.say("conflict.about", field=app.words.field(type(record), each.field)),
            app.say("conflict.note"),
            ui.bind(app.go, f"/sync/conflict/{each.id}"),
            tint=t.tint("high"),
        )
        for each in found
    ]
    return [ui.section(t, app.say("sync.needs_you"), len(lines), rows(t, *lines))]


def _history(t: Tokens, app: AppState, record: Record) -> ft.Control:
    """Its birth, and the edits that still stand in some field."""
    kind = type(record)
    lines: list[ft.Control] = []
    for edit in app.edits_of(record.id):
        names = app.say("value.and").join(app.words.field(kind, name) for name in edit.fields if name != "occurred_at")
        who = app.name_of(edit.author) or app.say("value.not_here")
        when = moment_words(app.say, edit.at, app.now())
        here = app.say("record.this_tablet" if edit.here else "record.elsewhere")
        icon = ft.Icons.ADD_CIRCLE_OUTLINE if edit.first else ft.Icons.EDIT_OUTLINED
        word = app.say("record.made" if edit.first else "record.changed")
        title = app.say("said.with", what=word, name=names) if names and not edit.first else word
        lines.append(record_row(t, f"edit-{len(lines)}", icon, title, ui.joined(who, when, here)))
    if not lines:
        lines.append(record_row(t, "edit-0", icon_of(kind_name(kind)), app.say("record.made"), ""))
    return ui.section(t, app.say("record.history"), None, rows(t, *lines))
