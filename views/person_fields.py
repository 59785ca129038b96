"""The fields of the person form, in the order a worker asks them at the door."""

from __future__ import annotations

from typing import Any, Final

import flet as ft

from records.base import InvalidRecord
from records.codes import BeneficiaryCategory, IdType
from records.fields import field_of, fields_of
from records.person import Household, Person
from views import widgets as ui
from views.days import age_words, calendar_day, read_day
from views.form_fields import Put, Values, draw, error_words, is_asked
from views.inputs import choices, labelled, switch_row, text_field, toggled
from views.messages import hint_card
from views.person_made import CATEGORIES, NEW_HOME, is_other_paper, number_of
from views.ref_field import RefField
from views.rows import person_row, rows
from views.said import code_word, person_facts
from views.state.app_state import AppState
from views.tokens import Tokens

FIRST: Final = ("name", "id_no", "gender", "birth_date", "household_id", "phone", "has_no_phone", "living_arrangement")
SHORTEST_NUMBER: Final = 15
"""Below this many characters somebody is still typing."""
SIMILAR: Final = 3


def _error(app: AppState, wrong: InvalidRecord | None, name: str) -> str:
    return error_words(app, wrong.reason, wrong.about) if wrong is not None and wrong.field == name else ""


def _plain(t: Tokens, app: AppState, name: str, values: Values, put: Any, wrong: InvalidRecord | None) -> ft.Control:  # noqa: ANN401
    change: Put = lambda value: put(**{name: value})  # noqa: E731
    return draw(t, app, Person, field_of(Person, name), values, change, _error(app, wrong, name))


def first_fields(
    t: Tokens,
    app: AppState,
    values: Values,
    put: Any,  # noqa: ANN401 - takes any field by name
    person: Person | None,
    wrong: InvalidRecord | None,
) -> list[ft.Control]:
    """What a visit needs."""
    found = [_plain(t, app, "name", values, put, wrong), *_similar(t, app, values, person)]
    found += [_number(t, app, values, put, wrong), *_differs(t, app, values, put)]
    found += [_plain(t, app, name, values, put, wrong) for name in ("gender", "birth_date")]
    found += [_home(t, app, values, put, wrong)]
    if person is None:
        found.append(_categories(t, app, values, put))
    return [*found, _phone(t, app, values, put, wrong), _plain(t, app, "living_arrangement", values, put, wrong)]


def more_fields(
    t: Tokens,
    app: AppState,
    values: Values,
    put: Any,  # noqa: ANN401
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
    return [ui.line(fold), *(_plain(t, app, name, values, put, wrong) for name in rest)]


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
def _number(t: Tokens, app: AppState, values: Values, put: Any, wrong: InvalidRecord | None) -> ft.Control:  # noqa: ANN401
    text = str(values.get("id_no", "") or "")
    error, helper = _error(app, wrong, "id_no"), app.say("person_form.number_later")
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


def _differs(t: Tokens, app: AppState, values: Values, put: Any) -> list[ft.Control]:  # noqa: ANN401
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


# --- household, categories, telephone -----------------------------------------------------------------------------
def _home(t: Tokens, app: AppState, values: Values, put: Any, wrong: InvalidRecord | None) -> ft.Control:  # noqa: ANN401
    label, typed = app.say("kind.person.household_id"), values.get(NEW_HOME)
    if typed is None:
        pick = RefField(
            "field-household_id",
            label,
            ("household",),
            list(values.get("household_id") or ()),
            lambda ids: put(household_id=ids),
            error=_error(app, wrong, "household_id"),
        )
        new = ui.text_button(
            t,
            "new-home",
            app.say("person_form.new_home"),
            ui.bind(put, new_home={}, household_id=[]),
            icon=ft.Icons.ADD,
        )
        return ui.stack(pick, ui.line(new), gap=4)

    def change(name: str) -> Any:  # noqa: ANN401
        return lambda text: put(new_home={**typed, name: text})

    address = text_field(
        t,
        "home-address",
        app.say("kind.household.address"),
        str(typed.get("address", "")),
        change("address"),
        error=_error(app, wrong, "household_id") or _error(app, wrong, "address"),
        limit=field_of(Household, "address").high,
    )
    lane = text_field(
        t, "home-lane", app.say("kind.household.lane"), str(typed.get("lane", "")), change("lane"), limit=20
    )
    cancel = ui.text_button(
        t, "known-home", app.say("person_form.known_home"), ui.bind(put, new_home=None), icon=ft.Icons.SEARCH
    )
    return labelled(t, app.say("person_form.new_home"), address, lane, ui.line(cancel))


def _categories(t: Tokens, app: AppState, values: Values, put: Any) -> ft.Control:  # noqa: ANN401
    """Why the person goes on the list: those that fit the age first; without an age, all."""
    held = list(values.get(CATEGORIES) or ())
    born = read_day(str(values.get("birth_date", "") or ""))
    options = [(each.value, code_word(app.say, each)) for each in fitting(app, born) if each]
    note = age_words(app.say, born, app.today()) if born else app.say("person_form.age_helps")
    label = app.say("person_form.categories")
    return choices(
        t, "field-categories", label, options, held, lambda key: put(categories=toggled(held, key)), note=note
    )


def fitting(app: AppState, born: Any) -> list[BeneficiaryCategory]:  # noqa: ANN401 - a day or None
    """Categories that can be true at an age: no elder's for a child and no child's for an elder."""
    age = app.age(born)
    if age is None:
        return list(BeneficiaryCategory)
    child, elder = age < 18, age >= 60
    return [
        each
        for each in BeneficiaryCategory
        if not (each.value.startswith("elder_") and not elder) and not (each.value.startswith("child_") and not child)
    ]


def _phone(t: Tokens, app: AppState, values: Values, put: Any, wrong: InvalidRecord | None) -> ft.Control:  # noqa: ANN401
    none = bool(values.get("has_no_phone"))
    parts: list[ft.Control] = [] if none else [_plain(t, app, "phone", values, put, wrong)]
    change = lambda now: put(has_no_phone=now, **({"phone": ""} if now else {}))  # noqa: E731
    parts.append(switch_row(t, "field-has_no_phone", app.say("kind.person.has_no_phone"), none, change))
    return ui.stack(*parts, gap=0)
