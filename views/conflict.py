"""A conflict: both values side by side, who and when. The street decides; nothing is lost meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import flet as ft
import msgspec

from records.base import Record
from records.conflict import ConflictRecord, Side
from records.fields import field_of
from records.kinds import KINDS
from views import places
from views import widgets as ui
from views.days import moment_words
from views.frame import MINE, frame, part, screen, scroll
from views.messages import empty_state, hint_card
from views.said import code_word, record_title, value_words
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens


@screen
def ConflictPage() -> ft.View:
    """One field of one record."""
    t, app = use_tokens(), use_app()
    back = ui.bind(app.back, "/sync")
    found = app.get(places.id_in(ft.use_route_params(), "id"))
    if not isinstance(found, ConflictRecord):
        gone = empty_state(t, "back-sync", ft.Icons.TASK_ALT, app.say("conflict.gone"), app.say("action.back"), back)
        return frame(app.say("conflict.name"), gone, place=MINE, on_back=back)
    return frame(app.say("conflict.name"), ConflictBody(found.id), place=MINE, on_back=back)


@part
def ConflictBody(conflict_id: UUID) -> ft.Control:
    """The value that stands, the other one, and what happens next."""
    t, app = use_tokens(), use_app()
    found = app.get(conflict_id)
    if not isinstance(found, ConflictRecord) or found.entity not in KINDS:
        return ft.Container()
    record = app.get(found.record_id)
    kind = KINDS[found.entity]
    title = ui.words(t, record_title(app, record) if record else app.words.kind(kind), t.section, strong=True)
    name = ui.words(t, app.words.field(kind, found.field), color=t.ink2)
    sides = [
        _side(t, app, found, found.kept, app.say("conflict.kept"), stands=True),
        _side(t, app, found, found.other, app.say("conflict.other"), stands=False),
    ]
    together = (
        ui.stack(*sides, gap=12)
        if t.phone
        else ft.Row(sides, spacing=12, vertical_alignment=ft.CrossAxisAlignment.START)
    )
    parts: list[ft.Control] = [ui.stack(title, name, gap=2), together, _decision(t, app, found)]
    if record is not None:
        go = ui.bind(app.go, places.record(found.entity, found.record_id))
        parts.append(
            ui.line(ui.quiet(t, "to-record", app.say("conflict.to_record"), go, icon=ft.Icons.ARTICLE_OUTLINED))
        )
    return scroll(t, *parts)


def _side(t: Tokens, app: AppState, found: ConflictRecord, side: Side, word: str, *, stands: bool) -> ft.Control:
    value = ui.words(t, side_words(app, found, side) or app.say("conflict.empty"), strong=True)
    who = app.name_of(side.author) or app.say("value.not_here")
    when = moment_words(app.say, side.at, app.now())
    here = app.say("record.this_tablet") if side.device == app.device_id else app.name_of(side.device)
    chip = ui.chip(t, "low" if stands else "unknown", word)
    box = ui.card(
        t, ui.line(chip), value, ui.second(t, ui.joined(who, when, here)), edge=t.tint("low").fg if stands else None
    )
    box.expand = None if t.phone else True
    return ui.hook("side-kept" if stands else "side-other", box)


def side_words(app: AppState, found: ConflictRecord, side: Side) -> str:
    """A side's value in words."""
    kind = KINDS[found.entity]
    raw = msgspec.msgpack.decode(side.value) if side.value else None
    try:
        value: Any = msgspec.convert(raw, _type_of(kind, found.field), strict=False)
    except (msgspec.ValidationError, KeyError):
        return str(raw if raw is not None else "")
    return value_words(app, kind, found.field, value)


def _type_of(kind: type[Record], name: str) -> Any:  # noqa: ANN401 - a type
    field_of(kind, name)
    return next(f.type for f in msgspec.structs.fields(kind) if f.name == name)


def _decision(t: Tokens, app: AppState, found: ConflictRecord) -> ft.Control:
    if found.resolution is None:
        return hint_card(t, ft.Icons.HOURGLASS_TOP, app.say("conflict.street_decides"), tint=t.tint("high"))
    said = app.say("conflict.decided", what=code_word(app.say, found.resolution), who=app.name_of(found.resolved_by))
    return hint_card(t, ft.Icons.GAVEL, ui.joined(said, found.reason), tint=t.tint("low"))
