"""The parts of the person form with a life of their own: the household, why on the list, the telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import flet as ft

from records.base import InvalidRecord
from records.codes import BeneficiaryCategory
from records.fields import field_of
from records.person import Household, Person
from views import widgets as ui
from views.days import age_words, read_day
from views.form_fields import PutFields, Values, draw_named, error_of
from views.frame import part
from views.inputs import choices, labelled, switch_row, text_field, toggled
from views.person_made import NEW_HOME
from views.ref_field import RefField
from views.said import code_word
from views.state.app_state import AppState
from views.state.window import use_app, use_tokens
from views.tokens import Tokens


def home_field(t: Tokens, app: AppState, values: Values, put: PutFields, wrong: InvalidRecord | None) -> ft.Control:
    """One of the households that are here, or the address of a new one."""
    label, typed = app.say("kind.person.household_id"), values.get(NEW_HOME)
    if typed is None:
        pick = RefField(
            "field-household_id",
            label,
            ("household",),
            list(values.get("household_id") or ()),
            lambda ids: put(household_id=ids),
            error=error_of(app, wrong, "household_id"),
        )
        new = ui.text_button(
            t,
            "new-home",
            app.say("person_form.new_home"),
            ui.bind(put, new_home={}, household_id=[]),
            icon=ft.Icons.ADD,
        )
        return ui.stack(pick, ui.line(new), gap=4)

    def change(name: str) -> Callable[[str], None]:
        return lambda text: put(new_home={**typed, name: text})

    address = text_field(
        t,
        "home-address",
        app.say("kind.household.address"),
        str(typed.get("address", "")),
        change("address"),
        error=error_of(app, wrong, "household_id") or error_of(app, wrong, "address"),
        limit=field_of(Household, "address").high,
    )
    lane = text_field(
        t, "home-lane", app.say("kind.household.lane"), str(typed.get("lane", "")), change("lane"), limit=20
    )
    cancel = ui.text_button(
        t, "known-home", app.say("person_form.known_home"), ui.bind(put, new_home=None), icon=ft.Icons.SEARCH
    )
    return labelled(t, app.say("person_form.new_home"), address, lane, ui.line(cancel))


COMMON: Final = (
    BeneficiaryCategory.ELDER_ALONE,
    BeneficiaryCategory.ELDER_EMPTY_NEST,
    BeneficiaryCategory.ELDER_DISABLED,
    BeneficiaryCategory.CHILD_LEFT_BEHIND,
    BeneficiaryCategory.LOW_INCOME,
    BeneficiaryCategory.DISABLED,
)
"""What is offered while no birth date says which categories can be true."""


@part
def Categories(held: list[str], birth: str, on_change: Callable[[list[str]], object]) -> ft.Control:
    """Why the person goes on the list: those that fit the age; without an age the common ones, and all at a press."""
    t, app = use_tokens(), use_app()
    everything, set_everything = ft.use_state(False)
    born = read_day(birth)
    offered = fitting(app, born) if born or everything else list(COMMON)
    offered += [each for each in BeneficiaryCategory if each.value in held and each not in offered]
    options = [(each.value, code_word(app.say, each)) for each in offered]
    note = age_words(app.say, born, app.today()) if born else app.say("person_form.age_helps")
    label = app.say("person_form.categories")
    pills = choices(t, "field-categories", label, options, held, lambda key: on_change(toggled(held, key)), note=note)
    if born or everything:
        return pills
    more = ui.text_button(
        t,
        "all-categories",
        app.say("person_form.all_categories"),
        ui.bind(set_everything, True),
        icon=ft.Icons.EXPAND_MORE,
    )
    return ui.stack(pills, ui.line(more), gap=4)


def fitting(app: AppState, born: date | None) -> list[BeneficiaryCategory]:
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


def phone_field(t: Tokens, app: AppState, values: Values, put: PutFields, wrong: InvalidRecord | None) -> ft.Control:
    """A number, or the word that there is none."""
    none = bool(values.get("has_no_phone"))
    parts: list[ft.Control] = [] if none else [draw_named(t, app, Person, "phone", values, put, wrong)]

    def change(now: bool) -> None:
        put(has_no_phone=now, **({"phone": ""} if now else {}))

    parts.append(switch_row(t, "field-has_no_phone", app.say("kind.person.has_no_phone"), none, change))
    return ui.stack(*parts, gap=0)
