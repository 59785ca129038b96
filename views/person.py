"""One person on a phone: a page of its own above the list, with a way back."""

from __future__ import annotations

import flet as ft

from views import places
from views import widgets as ui
from views.frame import PEOPLE, frame, screen
from views.person_detail import PersonDetail
from views.state.window import use_app


@screen
def PersonPage() -> ft.View:
    """Everything about one person."""
    app = use_app()
    person_id = places.id_in(ft.use_route_params(), "id")
    card = app.person_card(person_id)
    title = card.name if card else app.say("place.people")
    return frame(title, PersonDetail(person_id), place=PEOPLE, on_back=ui.bind(app.back, "/people"))
