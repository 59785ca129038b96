"""The fields of the person form, in the order a worker asks them at the door."""

from __future__ import annotations

from typing import Final

import flet as ft

from records.base import InvalidRecord
from records.codes import Gender, IdType
from records.fields import fields_of
from records.person import Person
from views import widgets as ui
from views.days import calendar_day, read_day
from views.form_fields import PutFields, Values, draw_named, error_of, error_words, is_asked
from views.inputs import choices, text_field
from views.messages import hint_card
from views.person_home import Categories, home_field, phone_field
from views.person_made import CATEGORIES, is_other_paper, number_of
from views.rows import person_row, rows
from views.said import code_word, person_facts
from views.state.app_state import AppState
from views.tokens import Tokens

FIRST: Final = ("name", "id_no", "gender", "birth_date", "household_id", "phone", "has_no_phone", "living_arrangement")
SHORTEST_NUMBER: Final = 15
"""Below this many characters somebody is still typing."""
SIMILAR: Final = 3


def first_fields(
    t: Tokens,
    app: AppState,
    values: Values,
    put: PutFields,
    person: Person | None,
    wrong: InvalidRecord | None,
) -> list[ft.Control]:
    """What a visit needs."""
    found = [draw_named(t, app, Person, "name", values, put, wrong), *_similar(t, app, values, person)]
    found += [_number(t, app, values, put, wrong), *_differs(t, app, values, put)]
    found += [_gender(t, app, values, put, wrong), draw_named(t, app, Person, "birth_date", values, put, wrong)]
    found += [home_field(t, app, values, put, wrong)]
    if person is None:
        found.append(
            Categories(
                list(values.get(CATEGORIES) or ()),
                str(values.get("birth_date", "") or ""),
                lambda held: put(categories=held),
            )
        )
    return [
        *found,
        phone_field(t, app, values, put, wrong),
        draw_named(t, app, Person, "living_arrangement", values, put, wrong),
    ]


def more_fields(
    t: Tokens,
    app: AppState,
    values: Values,
    put: PutFields,
    wrong: InvalidRecord | None,
    on_more: ui.Press,
    *,
    opened: bool,
) -> list[ft.Control]:
    """Everything else a person's record has, folded away."""
    rest = [f.name for f in fields_of(Person) if is_asked(f) and f.name not in (*FIRST, "occurred_at")]
    if not (opened or (wrong is not None and wrong.field in rest)):
        word = app.say("form.more", n=len(rest))
        return [ui.line(ui.text_button(t, "more-fields", word, on_more, icon=ft.Icons.EXPAND_MORE))]
    fold = ui.text_button(t, "fewer-fields", app.say("form.fewer"), on_more, icon=ft.Icons.EXPAND_LESS)
    return [ui.line(fold), *(draw_named(t, app, Person, name, values, put, wrong) for name in rest)]


# --- somebody like this is here already ---------------------------------------------------------------------------
def _similar(t: Tokens, app: AppState, values: Values, person: Person | None) -> list[ft.Control]:
    found = app.similar(values, but=person.id if person else None)[:SIMILAR]
    if not found:
        return []
    lines = []
    for like in found:
        card = app.person_card(like.id) if like.id else None
        if card is None:
            continue
        note = ui.joined(app.say(f"likeness.{like.level}"), person_facts(app, card))
        press = ui.bind(app.go, f"/people/{card.id}")
        level = code_word(app.say, card.level) if card.level else ""
        lines.append(
            person_row(
                t, f"similar-{card.id}", card.name, note, card.level.value if card.level else None, level, "", press
            )
        )
    head = ui.words(t, app.say("person_form.similar"), strong=True, color=t.tint("high").fg)
    return [ui.stack(head, rows(t, *lines))]


# --- the number and what it says --------------------------------------------------------------------------------
def _number(t: Tokens, app: AppState, values: Values, put: PutFields, wrong: InvalidRecord | None) -> ft.Control:
    text = str(values.get("id_no", "") or "")
    error, helper = error_of(app, wrong, "id_no"), app.say("person_form.number_later")
    if text and not is_other_paper(values):
        try:
            number = number_of(values)
        except InvalidRecord as invalid:
            helper = ""
            if len(text) >= SHORTEST_NUMBER and not error:
                error = error_words(app, invalid.reason, invalid.about)
        else:
            helper = app.say("id_no.converted" if number and number.converted else "person_form.number_right")

    def change(value: str) -> None:
        put(id_no=value, **_told_by({**values, "id_no": value}))

    return text_field(t, "field-id_no", app.say("kind.person.id_no"), text, change, error=error, helper=helper)


def _told_by(values: Values) -> Values:
    """Birth date and sex from a right number, where nobody has said them yet."""
    if is_other_paper(values):
        return {}
    try:
        number = number_of(values)
    except InvalidRecord:
        return {}
    if number is None:
        return {}
    told: Values = {"id_type": IdType.RESIDENT_ID.value}
    if not values.get("birth_date"):
        told["birth_date"] = number.birth_date.isoformat()
    if not values.get("gender"):
        told["gender"] = number.gender.value
    return told


def _differs(t: Tokens, app: AppState, values: Values, put: PutFields) -> list[ft.Control]:
    """The form and the number say different things: a person decides, nothing is changed by itself."""
    if is_other_paper(values):
        return []
    try:
        number = number_of(values)
    except InvalidRecord:
        return []
    found: list[ft.Control] = []
    if number and values.get("birth_date") and read_day(str(values["birth_date"])) != number.birth_date:
        word = app.say("person_form.take", value=calendar_day(app.say, number.birth_date))
        take = ui.quiet(
            t, "take-birth", word, ui.bind(put, birth_date=number.birth_date.isoformat()), tint=t.tint("high")
        )
        found.append(hint_card(t, ft.Icons.RULE, app.say("id_no.birth_differs"), take, tint=t.tint("high")))
    if number and values.get("gender") and values["gender"] != number.gender.value:
        word = app.say("person_form.take", value=code_word(app.say, number.gender))
        take = ui.quiet(t, "take-gender", word, ui.bind(put, gender=number.gender.value), tint=t.tint("high"))
        found.append(hint_card(t, ft.Icons.RULE, app.say("id_no.gender_differs"), take, tint=t.tint("high")))
    return found


def _gender(t: Tokens, app: AppState, values: Values, put: PutFields, wrong: InvalidRecord | None) -> ft.Control:
    """Two answers for nearly everybody; the rest of the code list stays in the generic form."""
    options = [(each.value, app.words.code(each)) for each in (Gender.FEMALE, Gender.MALE, Gender.NOT_STATED)]
    chosen = values.get("gender")
    return choices(
        t,
        "field-gender",
        app.say("kind.person.gender"),
        options,
        (chosen,),
        lambda key: put(gender=None if chosen == key else key),
        error=error_of(app, wrong, "gender"),
    )
