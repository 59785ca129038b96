"""People: find a person; beside the list (tablet) or after it (phone) everything about that person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

import flet as ft

from views import places
from views import widgets as ui
from views.answers import pill
from views.days import due_words
from views.frame import PEOPLE, frame, part, screen
from views.inputs import choices, search_field
from views.messages import empty_state
from views.person_detail import PersonDetail
from views.rows import person_row, windowed
from views.said import code_word, person_facts
from views.state.app_state import AppState
from views.state.people import PersonCard, PersonFilter
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

GROUPS: Final = ("due", "high", "alone", "child")
LIST_PANE = 360
Pick = Callable[[UUID], object]


@screen
def People() -> ft.View:
    """The list; on a tablet with a person beside it."""
    t, app = use_tokens(), use_app()
    title = app.say("place.people")
    chosen = ft.use_route_params().get("id")
    shown_id = places.id_in(ft.use_route_params(), "id")
    people = PeopleList(lambda person_id: app.go(places.person(person_id)), chosen=chosen)
    if not t.two_panes:
        return frame(title, people, place=PEOPLE)
    pane = ft.Container(people, width=LIST_PANE * t.scale + t.margin)
    shown = PersonDetail(shown_id, key=chosen) if shown_id != places.NOBODY else _nobody(t, app)
    row = ft.Row([pane, shown], spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return frame(title, row, place=PEOPLE)


def _nobody(t: Tokens, app: AppState) -> ft.Control:
    return ft.Container(
        ui.words(t, app.say("people.choose"), color=t.ink2),
        alignment=ft.Alignment.CENTER,
        expand=True,
        padding=t.margin,
    )


@part
def PeopleList(on_pick: Pick, *, chosen: str | None = None) -> ft.Control:
    """Search box, filters, and as many rows as there are people."""
    t, app = use_tokens(), use_app()
    wanted, set_wanted = ft.use_state(PersonFilter())
    more, set_more = ft.use_state(False)
    start, set_start = ft.use_state(0)

    def narrow(**change: object) -> None:
        set_wanted(lambda now: replace(now, **change))
        set_start(0)

    ids = app.people(wanted)
    top = ui.stack(
        _search(t, app, wanted, narrow),
        _groups(t, app, wanted, narrow, ui.bind(set_more, not more), opened=more),
        *([_more(t, app, wanted, narrow)] if more else []),
        gap=12,
    )
    pad = ft.Padding.only(left=t.margin, right=t.margin if not t.two_panes or chosen is None else 0, top=8, bottom=12)
    head = ft.Container(top, padding=pad)
    if not ids:
        return ft.Column([head, _nothing(t, app, wanted, narrow)], spacing=0, expand=True)

    def row_at(index: int) -> ft.Control:
        return list_row(t, app, ids[index], on_pick, chosen=chosen)

    count = ui.second(t, app.say("people.count", n=len(ids)))
    body = windowed(
        t,
        len(ids),
        start,
        set_start,
        row_at,
        above=count,
        padding=ft.Padding.only(left=pad.left, right=pad.right, bottom=24),
    )
    return ft.Column([head, body], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def list_row(t: Tokens, app: AppState, person_id: UUID, on_pick: Pick, *, chosen: str | None = None) -> ft.Control:
    """One person of the list; nothing when the record has just gone."""
    card = app.person_card(person_id)
    if card is None:
        return ft.Container()
    narrow = t.two_panes or t.room < 420
    return person_row(
        t,
        f"person-{card.id}",
        card.name,
        person_facts(app, card, category=not narrow),
        card.level.value if card.level else None,
        code_word(app.say, card.level) if card.level else "",
        due_of(app, card),
        ui.bind(on_pick, card.id),
        late=card.over > 0,
        selected=chosen == str(card.id),
    )


def due_of(app: AppState, card: PersonCard) -> str:
    """By when; or why nobody is due: moved, deceased, paused."""
    if card.status.value != "active":
        return code_word(app.say, card.status)
    if card.paused:
        return app.say("due.paused")
    return due_words(app.say, card.due_on, app.today()) if card.due_on else ""


Narrow = Callable[..., None]


def _toggle(wanted: PersonFilter, group: str, narrow: Narrow) -> ui.Press:
    """A filter that is on is taken away by another press."""
    return ui.bind(narrow, group="all" if wanted.group == group else group)


def _search(t: Tokens, app: AppState, wanted: PersonFilter, narrow: Narrow) -> ft.Control:
    box = search_field(
        t,
        "find",
        app.say("people.find"),
        wanted.text,
        lambda text: narrow(text=text),
        clear_word=app.say("action.clear"),
    )
    box.expand = True
    side = 56 * t.scale
    add = ft.IconButton(
        ft.Icons.PERSON_ADD_ALT_1,
        icon_color=t.on_brand,
        bgcolor=t.brand,
        icon_size=24 * t.scale,
        width=side,
        height=side,
        tooltip=app.say("people.new"),
        on_click=ui.bind(app.go, "/people/new"),
    )
    return ui.line(box, ui.hook("new-person", add, label=app.say("people.new")))


def _groups(
    t: Tokens, app: AppState, wanted: PersonFilter, narrow: Narrow, on_more: ui.Press, *, opened: bool
) -> ft.Control:
    pills: list[ft.Control] = [
        pill(
            t, f"group-{group}", app.say(f"people.group.{group}"), wanted.group == group, _toggle(wanted, group, narrow)
        )
        for group in GROUPS
    ]
    row = ft.Row(pills, spacing=8, run_spacing=8, wrap=True, expand=True)
    narrowed = bool(wanted.lane or wanted.category)
    icon = ft.Icons.EXPAND_LESS if opened else ft.Icons.TUNE
    colour = t.brand if narrowed or opened else t.ink
    return ui.line(row, ui.icon_button(t, "filters", icon, app.say("people.filters"), on_more, color=colour))


def _more(t: Tokens, app: AppState, wanted: PersonFilter, narrow: Narrow) -> ft.Control:
    lanes = [(lane, lane) for lane in app.lanes()]
    categories = [(each, code_word(app.say, each)) for each in app.categories_in_use()]
    orders = [(order, app.say(f"people.order.{order}")) for order in ("urgency", "walk")]
    parts = [
        choices(t, "order", app.say("people.order"), orders, (wanted.order,), lambda order: narrow(order=order)),
    ]
    if lanes:
        label = app.say("kind.household.lane")
        parts.append(
            choices(
                t, "lane", label, lanes, (wanted.lane,), lambda lane: narrow(lane="" if wanted.lane == lane else lane)
            )
        )
    if categories:
        label = app.say("kind.person_category.category")
        chosen = (wanted.category,) if wanted.category else ()
        parts.append(
            choices(
                t,
                "category",
                label,
                categories,
                chosen,
                lambda each: narrow(category=None if wanted.category == each else each),
            )
        )
    inner = ft.Column([ui.stack(*parts, gap=16)], scroll=ft.ScrollMode.AUTO, tight=True)
    return ft.Container(ui.card(t, inner), height=min(420 * t.scale, t.height * 0.5))


def _nothing(t: Tokens, app: AppState, wanted: PersonFilter, narrow: Narrow) -> ft.Control:
    if wanted == PersonFilter():
        if app.progress:
            return ft.Container(expand=True)
        add = ui.bind(app.go, "/people/new")
        return empty_state(
            t, "first-person", ft.Icons.GROUP_ADD_OUTLINED, app.say("today.empty"), app.say("today.empty_button"), add
        )
    said = app.say("people.not_found", text=wanted.text) if wanted.text else app.say("people.none_here")
    return empty_state(
        t,
        "clear-filters",
        ft.Icons.PERSON_SEARCH_OUTLINED,
        said,
        app.say("people.all"),
        ui.bind(narrow, text="", group="all", lane="", category=None),
        button_icon=ft.Icons.CLOSE,
    )
