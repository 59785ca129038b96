"""Whom to call about a person, and what to mind at the door."""

from __future__ import annotations

import flet as ft

from records.person import Household, Person
from views import places
from views import widgets as ui
from views.calling import dial
from views.rows import record_row, rows
from views.said import code_word, masked
from views.state.app_state import AppState
from views.tokens import Tokens


def contacts_section(t: Tokens, app: AppState, person: Person) -> ft.Control:
    """The person, the household's telephone, the emergency contacts: a tap dials."""
    found = [*_own(t, app, person), *_home(t, app, person), *_others(t, app, person)]
    title = app.say("person.contacts")
    if found:
        return ui.section(t, title, None, rows(t, *found))
    add = ui.quiet(t, "add-phone", app.say("person.add_phone"), ui.bind(app.go, places.edit("person", person.id)))
    return ui.section(
        t, title, None, ui.card(t, ui.words(t, app.say("person.no_contacts"), color=t.ink2), ui.line(add))
    )


def _line(t: Tokens, app: AppState, ident: str, icon: ft.IconData, name: str, number: str, note: str) -> ft.Control:
    press = ui.bind(dial, app, number, name)
    button = ui.icon_button(t, f"{ident}-call", ft.Icons.CALL, app.say("person.call", name=name), press, color=t.brand)
    return record_row(t, ident, icon, name, ui.joined(masked(number), note), press, trailing=button)


def _own(t: Tokens, app: AppState, person: Person) -> list[ft.Control]:
    if person.phone:
        name = app.say("person.self")
        return [_line(t, app, "phone-own", ft.Icons.SMARTPHONE, name, person.phone, "")]
    if person.has_no_phone:
        icon = ft.Icons.PHONE_DISABLED_OUTLINED
        return [record_row(t, "phone-none", icon, app.say("kind.person.has_no_phone"), "")]
    return []


def _home(t: Tokens, app: AppState, person: Person) -> list[ft.Control]:
    home = app.get(person.household_id) if person.household_id else None
    if not isinstance(home, Household) or not home.phone or home.phone == person.phone:
        return []
    name = app.say("person.home_phone")
    return [_line(t, app, "phone-home", ft.Icons.HOME_OUTLINED, name, home.phone, home.address)]


def _others(t: Tokens, app: AppState, person: Person) -> list[ft.Control]:
    found = []
    for index, contact in enumerate(person.emergency_contacts):
        name = app.say("person.contact", relation=code_word(app.say, contact.relation), name=contact.name)
        note = app.say("person.local" if contact.is_local else "person.not_local")
        ident, icon = f"contact-{index}", ft.Icons.PERSON_OUTLINE
        if contact.phone:
            found.append(_line(t, app, ident, icon, name, contact.phone, note))
        else:
            found.append(record_row(t, ident, icon, name, note))
    return found


def first_number(app: AppState, person: Person) -> tuple[str, str] | None:
    """Whom to try first, as number and name: the person, the house, then the first of the emergency contacts."""
    if person.phone:
        return person.phone, person.name
    home = app.get(person.household_id) if person.household_id else None
    if isinstance(home, Household) and home.phone:
        return home.phone, app.say("person.home_phone")
    for contact in person.emergency_contacts:
        if contact.phone:
            name = app.say("person.contact", relation=code_word(app.say, contact.relation), name=contact.name)
            return contact.phone, name
    return None
