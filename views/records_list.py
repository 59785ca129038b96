"""Records: lists per kind, made from what a kind says it lists and filters by; and what is unfinished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import flet as ft

from records.base import BORN, EMPTY, Need, Record, Shape
from records.fields import field_of
from records.kinds import KINDS, kind_name
from views import places
from views import widgets as ui
from views.answers import pill
from views.draft_rows import draft_row
from views.form_defaults import OWN_FORMS, may_begin
from views.frame import RECORDS, frame, part, screen, scroll
from views.hooks import use_made
from views.messages import empty_state
from views.rows import record_row, rows, windowed
from views.said import icon_of, title_with_names, value_words, void_words
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.timeline import whereabouts_chip
from views.tokens import Tokens

GROUPS: Final = (
    ("records.visits", ("visit", "elder_check", "child_check", "risk_assessment", "alert", "visit_plan")),
    ("records.residents", ("household", "person_category", "relation", "consent")),
    ("records.volunteering", ("volunteer", "volunteer_activity", "volunteer_session", "hours_dispute")),
    ("records.platform", ("site", "staff", "device", "conflict")),
)
"""Kinds by subject; kinds that are new and named nowhere come last, so that none is ever out of reach."""
HIDDEN: Final = frozenset({"person", "visit_person"})
"""Shown elsewhere: people have their own place, results of a visit stand in the visit."""
SHOWN_DRAFTS: Final = 5
MANY: Final = 2


def grouped() -> list[tuple[str, list[str]]]:
    """Every kind under its heading."""
    named = {kind for _, kinds in GROUPS for kind in kinds} | HIDDEN
    rest = [kind for kind in KINDS if kind not in named]
    return [*((title, list(kinds)) for title, kinds in GROUPS), *([("records.more", rest)] if rest else [])]


@screen
def Records() -> ft.View:
    """Unfinished first, then every kind with its number."""
    t, app = use_tokens(), use_app()
    drafts = app.drafts()
    parts: list[ft.Control] = []
    if drafts:
        lines: list[ft.Control] = [draft_row(t, app, each) for each in drafts[:SHOWN_DRAFTS]]
        if len(drafts) > SHOWN_DRAFTS:
            more = ui.bind(app.go, "/drafts")
            lines.append(record_row(t, "all-drafts", ft.Icons.MORE_HORIZ, app.say("today.all_drafts"), "", more))
        parts.append(ui.section(t, app.say("today.unfinished"), len(drafts), rows(t, *lines)))
    counts = app.counts()
    sections = [_group(t, app, title, kinds, counts) for title, kinds in grouped()]
    if t.two_panes:
        parts.append(_columns(sections))
    else:
        parts += sections
    return frame(app.say("place.records"), scroll(t, *parts), place=RECORDS)


def _columns(sections: list[ft.Control]) -> ft.Control:
    left = ft.Container(ui.stack(*sections[::2], gap=24), expand=True)
    right = ft.Container(ui.stack(*sections[1::2], gap=24), expand=True)
    return ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START)


def _group(t: Tokens, app: AppState, title: str, kinds: list[str], counts: dict[str, int]) -> ft.Control:
    lines = []
    for name in kinds:
        if name not in KINDS or (name == "child_check" and not app.sees_protection):
            continue
        number = ui.words(t, f"{counts.get(name, 0):,}", color=t.ink2)
        end = ft.Row([number, ft.Icon(ft.Icons.CHEVRON_RIGHT, size=24, color=t.ink2)], spacing=4, tight=True)
        go = ui.bind(app.go, f"/records/{name}")
        lines.append(record_row(t, f"kind-{name}", icon_of(name), app.words.kind(KINDS[name]), "", go, trailing=end))
    return ui.section(t, app.say(title), None, rows(t, *lines))


@screen
def RecordsOfKind() -> ft.View:
    """All records of one kind."""
    t, app = use_tokens(), use_app()
    name = ft.use_route_params()["kind"]
    back = ui.bind(app.back, "/records")
    kind = KINDS.get(name)
    if kind is None or (name == "child_check" and not app.sees_protection):
        gone = empty_state(
            t, "to-records", ft.Icons.FOLDER_OFF_OUTLINED, app.say("records.unknown"), app.say("action.back"), back
        )
        return frame(app.say("place.records"), gone, place=RECORDS, on_back=back)
    return frame(app.words.kind(kind), KindList(name, key=name), place=RECORDS, on_back=back)


def _unfiltered() -> dict[str, str]:
    return {}


@part
def KindList(name: str) -> ft.Control:
    """Filters above, rows below; as long as there are records."""
    t, app = use_tokens(), use_app()
    kind = KINDS[name]
    narrowed, set_narrowed = use_made(_unfiltered)
    start, set_start = ft.use_state(0)

    def narrow(field: str, value: str) -> None:
        set_narrowed(lambda now: {**now, field: "" if now.get(field) == value else value})
        set_start(0)

    ids = app.ids_of(kind, {field: value for field, value in narrowed.items() if value})
    filters = [each for field in code_filters(kind) for each in _filter(t, app, kind, field, narrowed, narrow)]
    add = _add(t, app, name) if may_begin(kind) else None
    count = ui.second(t, app.say("records.count", n=len(ids)), expand=True)
    head = ft.Container(
        ui.stack(ui.line(count, *([add] if add else [])), *filters, gap=8),
        padding=ft.Padding.only(left=t.margin, right=t.margin, top=4, bottom=8),
    )
    if not ids:
        return ft.Column([head, _none(t, app, name, any(narrowed.values()))], spacing=0, expand=True)

    def row_at(index: int) -> ft.Control:
        record = app.get(ids[index])
        return record_line(t, app, record) if record else ft.Container()

    pad = ft.Padding.only(left=t.margin, right=t.margin, bottom=24)
    body = windowed(t, len(ids), start, set_start, row_at, padding=pad)
    stretch = ft.CrossAxisAlignment.STRETCH
    return ft.Column([head, body], spacing=0, expand=True, horizontal_alignment=stretch)


def code_filters(kind: type[Record]) -> list[str]:
    """The fields of a kind's `filters` that can be pressed: those with a code list."""
    return [name for name in kind.about.filters if name != "id" and field_of(kind, name).spec.shape is Shape.CODE]


def _filter(
    t: Tokens,
    app: AppState,
    kind: type[Record],
    name: str,
    narrowed: dict[str, str],
    narrow: Callable[[str, str], object],
) -> list[ft.Control]:
    options = app.values_in_use(kind, name)
    if len(options) < MANY:  # nothing to choose
        return []
    pills = [
        pill(
            t,
            f"filter-{name}-{each.value}",
            app.words.code(each),
            narrowed.get(name) == each.value,
            ui.bind(narrow, name, each.value),
        )
        for each in options
    ]
    label = ui.second(t, app.words.field(kind, name))
    return [ft.Row([label, *pills], spacing=8, scroll=ft.ScrollMode.HIDDEN)]


def _add(t: Tokens, app: AppState, name: str) -> ft.Control:
    path = OWN_FORMS.get(name, places.new(name))
    return ui.primary(t, f"new-{name}", app.say("action.new"), ui.bind(app.go, path), icon=ft.Icons.ADD)


def _none(t: Tokens, app: AppState, name: str, narrowed: bool) -> ft.Control:
    said = app.say("records.none_so" if narrowed else "records.none", what=app.words.kind(KINDS[name]))
    return empty_state(t, "none", icon_of(name), said)


def record_line(t: Tokens, app: AppState, record: Record) -> ft.Control:
    """A record by whom it is about and its kind's `named_by`, with what the kind lists, and where it is."""
    name = kind_name(type(record))
    title = title_with_names(app, record)
    note = ui.joined(*(words for words in _listed(app, record) if words not in title))
    if record.is_void:
        note = app.say("person.voided", reason=void_words(app, record.void_reason))
    go = ui.bind(app.go, places.record(name, record.id))
    trailing = None if t.phone else whereabouts_chip(t, app, record.id)
    return record_row(t, f"record-{record.id}", icon_of(name), title, note, go, trailing=trailing)


def _listed(app: AppState, record: Record) -> list[str]:
    """What a kind lists of a record, without its persons; a flag by its name, when it is set."""
    kind, told = type(record), []
    for name in kind.about.listed:
        value = getattr(record, name)
        if name in kind.about.person_fields or value is False or value in EMPTY:
            continue
        if name not in BORN and _is_unset(kind, name, value):
            continue
        told.append(app.words.field(kind, name) if value is True else value_words(app, kind, name, value))
    return told


def _is_unset(kind: type[Record], name: str, value: object) -> bool:
    """What the program fills and has not filled yet, as the minutes of somebody who is still there."""
    field = field_of(kind, name)
    return field.spec.need is Need.COMPUTED and value == field.default
