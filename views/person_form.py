"""A new person in under a minute, and changing one: what a visit needs first, the rest folded away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import flet as ft

from records.base import InvalidRecord, Record
from records.person import Person
from views import places
from views import widgets as ui
from views.draft_values import Held, Values, use_draft_values
from views.form import SEEN, begin_edit, leave, wrong_words
from views.frame import foot_bar, frame, part, screen, scroll
from views.hooks import use_optional
from views.messages import empty_state, error_card
from views.person_fields import first_fields, more_fields
from views.person_made import records_of
from views.said import problem_words
from views.state.app_state import AppState, SaveFailed
from views.state.window import use_app, use_tokens
from views.tokens import Tokens


@screen
def NewPerson() -> ft.View:
    """Six fields; the number may follow later."""
    app = use_app()
    return frame(app.say("person_form.new"), PersonBody(None), on_back=ui.bind(leave, app, Person, None))


@screen
def EditPerson() -> ft.View:
    """The same fields for somebody who is here already."""
    app, t = use_app(), use_tokens()
    person_id = places.id_in(ft.use_route_params(), "id")
    person = app.get(person_id)
    if not isinstance(person, Person):
        back = ui.bind(app.back, "/people")
        gone = empty_state(
            t, "to-people", ft.Icons.PERSON_OFF_OUTLINED, app.say("person.gone"), app.say("people.all"), back
        )
        return frame("", gone, on_back=back)
    title = app.say("person_form.edit", name=person.name)
    return frame(title, PersonBody(person_id, key=str(person_id)), on_back=ui.bind(leave, app, Person, person_id))


@part
def PersonBody(person_id: UUID | None) -> ft.Control:
    """The fields and the bar; every change is a draft at once."""
    t, app = use_tokens(), use_app()
    found = app.get(person_id) if person_id else None
    person = found if isinstance(found, Person) else None
    held = use_draft_values(app, "person", person_id, lambda: begin_edit(app, person) if person else {})
    wrong, set_wrong = use_optional(InvalidRecord)
    failed, set_failed = ft.use_state("")
    more, set_more = ft.use_state(False)

    def put(**change: object) -> None:
        held.put(**change)
        set_wrong(None)

    def save(*, with_number: bool = True) -> None:
        values = held.now() if with_number else {**held.now(), "id_no": ""}
        try:
            made = records_of(app, values, _seen(app, values))
            saved = app.save(*made, seen=values.get(SEEN))
        except InvalidRecord as invalid:
            set_wrong(invalid)
        except SaveFailed as error:
            set_failed(error.key)
        else:
            held.drop()
            name = next(each.name for each in made if isinstance(each, Person))
            _leave_for(app, made, person)
            app.toast("saved.person", undo=saved, name=name)

    body = scroll(
        t,
        *_failed(t, app, failed),
        *first_fields(t, app, held.values, put, person, wrong),
        *more_fields(t, app, held.values, put, wrong, ui.bind(set_more, not more), opened=more),
        gap=16,
        width=t.form_width,
    )
    return ft.Column([body, _foot(t, app, wrong, held, save, person_id)], spacing=0, expand=True)


def _seen(app: AppState, values: Values) -> Person | None:
    """The person as the form first showed it; None for a new one."""
    found = app.seen_record(values[SEEN]) if SEEN in values else None
    return found if isinstance(found, Person) else None


def _leave_for(app: AppState, made: list[Record], person: Person | None) -> None:
    """After an edit back to where it began; after a new one to the new person's page."""
    if person is not None:
        app.back()
        return
    new = next(each for each in made if isinstance(each, Person))
    app.back("/people")
    app.go(places.person(new.id))


def _failed(t: Tokens, app: AppState, failed: str) -> list[ft.Control]:
    if not failed:
        return []
    return [error_card(t, "save-failed", *problem_words(app, failed))]


def _foot(
    t: Tokens, app: AppState, wrong: InvalidRecord | None, held: Held, save: Callable[..., None], person_id: UUID | None
) -> ft.Control:
    said: ft.Control = ui.second(t, app.say("form.keeps"), expand=True, lines=2)
    buttons: list[ft.Control] = []
    if wrong is not None:
        said = ui.words(t, wrong_words(app, Person, wrong), t.second, strong=True, color=t.alarm, expand=True, lines=2)
        if wrong.field == "id_no":
            without = ui.bind(save, with_number=False)
            buttons.append(ui.quiet(t, "save-without-number", app.say("person_form.without_number"), without))
    elif app.draft("person", person_id):
        buttons.append(ui.text_button(t, "throw-away", app.say("draft.throw_away"), _throw_away(app, held)))
    buttons.append(ui.primary(t, "save", app.say("action.save"), ui.bind(save), icon=ft.Icons.SAVE_OUTLINED))
    return foot_bar(t, said, *buttons)


def _throw_away(app: AppState, held: Held) -> ui.Press:
    def act() -> None:
        held.drop()
        app.back("/people")

    return act
