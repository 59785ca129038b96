"""The generic form: made from a kind's declaration, for every kind that has no screen of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import flet as ft
import msgspec

from records.base import InvalidRecord, Need, Record
from records.complete import complete
from records.fields import Field, field_of, fields_of
from records.kinds import KINDS, kind_name
from views import form_defaults as rules_of
from views import places
from views import widgets as ui
from views.draft_values import use_draft_values
from views.form_fields import Put, Values, draw, error_of, error_words, form_values, is_asked, label_of, record_values
from views.frame import foot_bar, frame, part, screen, scroll
from views.hooks import use_optional
from views.messages import empty_state, error_card, hint_card
from views.said import problem_words
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

SEEN: Final = "_seen"
"""Where a form keeps the record as it first showed it."""


@screen
def NewRecord() -> ft.View:
    """A new record, perhaps about somebody: /form/consent/for/<person>."""
    app, params = use_app(), ft.use_route_params()
    kind = KINDS.get(params["kind"])
    if kind is None or not rules_of.may_begin(kind):
        return _not_here()
    about = places.id_in(params, "about") if params.get("about") else None
    title = app.say("form.new", what=app.words.kind(kind))
    return frame(
        title, FormBody(kind, about, key=f"{params['kind']}-{about}"), on_back=ui.bind(leave, app, kind, about)
    )


@screen
def EditRecord() -> ft.View:
    """Changing a record: /form/relation/edit/<id>."""
    app, params = use_app(), ft.use_route_params()
    record = app.get(places.id_in(params, "id"))
    if record is None or not rules_of.may_edit(record):
        return _not_here()
    title = app.say("form.edit", what=app.words.kind(type(record)))
    body = FormBody(type(record), record.id, key=params["id"], edits=True)
    return frame(title, body, on_back=ui.bind(leave, app, type(record), record.id))


def _not_here() -> ft.View:
    app, t = use_app(), use_tokens()
    home = ui.bind(app.back, "/")
    gone = empty_state(
        t, "back-home", ft.Icons.EDIT_OFF_OUTLINED, app.say("form.not_here"), app.say("action.back"), home
    )
    return frame("", gone, on_back=home)


def leave(app: AppState, kind: type[Record], about: UUID | None) -> None:
    """Go away from a form; what was entered stays under the unfinished."""
    if app.draft(kind_name(kind), about):
        app.toast("draft.kept")
    app.back()


@part
def FormBody(kind: type[Record], about: UUID | None, *, edits: bool = False) -> ft.Control:
    """The fields, and the bar with the one button. Every change is kept as a draft at once."""
    t, app = use_tokens(), use_app()
    form = kind_name(kind)
    record = app.get(about) if edits and about else None

    def begin() -> Values:
        return begin_edit(app, record) if record else rules_of.beginning(app, kind, about)

    held = use_draft_values(app, form, about, begin)
    wrong, set_wrong = use_optional(InvalidRecord)
    failed, set_failed = ft.use_state("")
    more, set_more = ft.use_state(False)

    def put(name: str, value: object) -> None:
        held.put(**{name: value})
        set_wrong(None)

    def save() -> None:
        try:
            made = rules_of.finished(app, made_of(app, kind, held.now()))
            saved = app.save(made, seen=held.now().get(SEEN))
        except InvalidRecord as invalid:
            set_wrong(invalid)
        except SaveFailed as error:
            set_failed(error.key)
        else:
            held.drop()
            app.back()
            app.toast("saved.record", undo=saved, what=app.words.kind(kind))

    def throw_away() -> None:
        held.drop()
        app.back()

    values, asked = held.values, _asked(kind, edits=edits)

    def draw_one(field: Field) -> ft.Control:
        return draw(t, app, kind, field, values, _put(put, field.name), error_of(app, wrong, field.name))

    opened = more or (wrong is not None and _is_extra(kind, wrong.field))
    fields = [draw_one(f) for f in asked if not _extra(kind, f) or (values.get(f.name) and f.name != "occurred_at")]
    extra = [f for f in asked if _extra(kind, f) and not (values.get(f.name) and f.name != "occurred_at")]
    body = scroll(
        t,
        *_head(t, app, kind, failed, edits=edits),
        *fields,
        *_fold(t, app, [draw_one(f) for f in extra] if opened else len(extra), ui.bind(set_more, not more)),
        gap=16,
        width=t.form_width,
    )
    return ft.Column([body, _foot(t, app, kind, wrong, save, throw_away, form, about)], spacing=0, expand=True)


def begin_edit(app: AppState, record: Record) -> Values:
    """What the form holds of a record, and the record as it was then: what comes down meanwhile is not overwritten."""
    return {**form_values(record), SEEN: app.seen_now(record.id)}


def made_of(app: AppState, kind: type[Record], values: Values) -> Record:
    """The record that a form's values make.

    Raises:
        InvalidRecord: naming the field that is wrong.
    """
    said = record_values(kind, values)
    if SEEN not in values:
        return complete(kind, {**app.born(), **said})
    record = app.seen_record(values[SEEN])
    kept: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(UUID, bytes))
    kept.pop("kind", None)
    for field in fields_of(kind):
        if is_asked(field) and (rules_of.editable(kind) is None or field.name in (rules_of.editable(kind) or ())):
            kept.pop(field.name, None)
    return complete(kind, {**kept, **said})


def _asked(kind: type[Record], *, edits: bool) -> list[Field]:
    only = rules_of.editable(kind) if edits else None
    order = (Need.SAVE, Need.COMPLETE, Need.OPTIONAL)
    first = rules_of.FIRST.get(kind_name(kind), ())
    asked = [f for f in fields_of(kind) if is_asked(f) and (only is None or f.name in only)]
    return sorted(asked, key=lambda f: (f.name not in first, order.index(f.spec.need), f.name == "occurred_at"))


def _extra(kind: type[Record], field: Field) -> bool:
    if field.name in rules_of.FIRST.get(kind_name(kind), ()):
        return False
    return field.spec.need is Need.OPTIONAL or field.name == "occurred_at"


def _is_extra(kind: type[Record], name: str) -> bool:
    try:
        return _extra(kind, field_of(kind, name))
    except KeyError:
        return False


def _put(put: Callable[[str, object], None], name: str) -> Put:
    return lambda value: put(name, value)


def _head(t: Tokens, app: AppState, kind: type[Record], failed: str, *, edits: bool) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if failed:
        parts.append(error_card(t, "save-failed", *problem_words(app, failed)))
    said = "" if edits else rules_of.intro(app, kind)
    if said:
        parts.append(hint_card(t, ft.Icons.RECORD_VOICE_OVER_OUTLINED, said))
    return parts


def _fold(t: Tokens, app: AppState, extra: list[ft.Control] | int, on_click: ui.Press) -> list[ft.Control]:
    if not extra:
        return []
    if isinstance(extra, int):
        word, icon = app.say("form.more", n=extra), ft.Icons.EXPAND_MORE
        return [ui.line(ui.text_button(t, "more-fields", word, on_click, icon=icon))]
    fold = ui.text_button(t, "fewer-fields", app.say("form.fewer"), on_click, icon=ft.Icons.EXPAND_LESS)
    return [ui.line(fold), *extra]


def _foot(
    t: Tokens,
    app: AppState,
    kind: type[Record],
    wrong: InvalidRecord | None,
    save: ui.Press,
    throw_away: ui.Press,
    form: str,
    about: UUID | None,
) -> ft.Control:
    if wrong is not None:
        said = ui.words(t, wrong_words(app, kind, wrong), t.second, strong=True, color=t.alarm, expand=True, lines=2)
    else:
        said = ui.second(t, app.say("form.keeps"), expand=True, lines=2)
    drop = []
    if app.draft(form, about):
        drop.append(ui.text_button(t, "throw-away", app.say("draft.throw_away"), throw_away))
    button = ui.primary(t, "save", app.say("action.save"), save, icon=ft.Icons.SAVE_OUTLINED)
    return foot_bar(t, said, *drop, button)


def wrong_words(app: AppState, kind: type[Record], wrong: InvalidRecord) -> str:
    """Which field, and what is wrong with it, in one line."""
    said = error_words(app, wrong.reason, wrong.about)
    try:
        name = label_of(app, kind, field_of(kind, wrong.field))
    except KeyError:
        return said
    return app.say("form.wrong", field=name, error=said)
