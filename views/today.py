"""Today: what is red, what is late, what is due, what is half done. Nothing else."""

from __future__ import annotations

import flet as ft

from views import places
from views import widgets as ui
from views.alerts import AlertCards, answered_rows
from views.days import age_words, clock_words, due_words, moment_words, with_weekday
from views.draft_rows import draft_row
from views.frame import TODAY, frame, part, screen, scroll
from views.messages import empty_state
from views.rows import person_row, record_row, rows
from views.said import code_word, lunar_words, note_words, person_facts
from views.state.app_state import AppState
from views.state.board import Board
from views.state.people import PersonCard
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

SHOWN_DRAFTS = 3


def board_row(t: Tokens, app: AppState, card: PersonCard) -> ft.Control:
    """A person who has to be contacted; a press begins the visit."""
    return person_row(
        t,
        f"person-{card.id}",
        card.name,
        person_facts(app, card),
        card.level.value if card.level else None,
        code_word(app.say, card.level) if card.level else "",
        due_words(app.say, card.due_on, app.today()) if card.due_on else "",
        ui.bind(app.go, places.visit(card.id)),
        late=card.over > 0,
        note=note_words(app, card),
    )


def _people(
    t: Tokens, app: AppState, title: str, cards: tuple[PersonCard, ...], count: int, more: str
) -> list[ft.Control]:
    if not cards:
        return []
    lines = [board_row(t, app, card) for card in cards]
    if count > len(cards):
        note = app.say("today.more_note")
        go = ui.bind(app.go, "/people")
        lines.append(record_row(t, more, ft.Icons.MORE_HORIZ, app.say("today.more", n=count - len(cards)), note, go))
    return [ui.section(t, title, count, rows(t, *lines))]


def _drafts(t: Tokens, app: AppState) -> list[ft.Control]:
    drafts = app.drafts()
    if not drafts:
        return []
    lines: list[ft.Control] = [draft_row(t, app, each) for each in drafts[:SHOWN_DRAFTS]]
    if len(drafts) > SHOWN_DRAFTS:
        lines.append(
            record_row(
                t, "all-drafts", ft.Icons.MORE_HORIZ, app.say("today.all_drafts"), "", ui.bind(app.go, "/drafts")
            )
        )
    return [ui.section(t, app.say("today.unfinished"), len(drafts), rows(t, *lines))]


def _others(t: Tokens, app: AppState, board: Board) -> list[ft.Control]:
    lines: list[ft.Control] = [
        record_row(
            t,
            f"activity-{each.id}",
            ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
            app.say("today.activity", time=clock_words(each.occurred_at), title=each.title),
            each.place,
            ui.bind(app.go, places.activity(each.id)),
        )
        for each in board.activities
    ]
    for card in board.birthdays:
        if card.birth_date is None:
            continue
        title = app.say("today.birthday", name=card.name, age=age_words(app.say, card.birth_date, app.today()))
        note = app.say("today.birthday_note", lunar=lunar_words(app, card.birth_date))
        go = ui.bind(app.go, places.person(card.id))
        lines.append(record_row(t, f"birthday-{card.id}", ft.Icons.CAKE_OUTLINED, title, note, go))
    return [ui.section(t, app.say("today.others"), None, rows(t, *lines))] if lines else []


def _since(t: Tokens, app: AppState) -> list[ft.Control]:
    """On a tablet without a line for long: how much waits, since when. The badge above has the number only."""
    if not app.waiting or app.waiting_since is None:
        return []
    since = moment_words(app.say, app.waiting_since, app.now())
    note, title = app.say("today.waiting_note", since=since), app.say("today.waiting", count=app.waiting)
    icon = ft.Icons.CLOUD_UPLOAD_OUTLINED
    return [rows(t, record_row(t, "waiting", icon, title, note, ui.bind(app.go, "/sync")))]


def _calm(t: Tokens, app: AppState, board: Board) -> list[ft.Control]:
    """Nobody is due: say so, and say what is next."""
    if board.overdue or board.due:
        return []
    lines = [board_row(t, app, card) for card in board.soon]
    head = ui.words(t, app.say("today.calm"), t.section, strong=True)
    note = ui.words(t, app.say("today.calm_next" if lines else "today.calm_none"), color=t.ink2)
    calm = ui.card(
        t,
        ui.line(
            ft.Icon(ft.Icons.TASK_ALT, size=28 * t.scale, color=t.tint("low").fg),
            ui.stack(head, note, gap=2, expand=True),
            gap=12,
        ),
    )
    return [calm, *([ui.section(t, app.say("today.soon"), None, rows(t, *lines))] if lines else [])]


def body(t: Tokens, app: AppState) -> ft.Control:
    """The page under the top bar; a sheet is drawn over it by the quick visit."""
    board = app.today_board()
    if app.progress and not board.overdue:
        return ft.Container(ui.second(t, app.say("today.reading")), padding=t.margin, expand=True)
    if not board.people_count:
        return _first_day(t, app)
    visit = ui.primary(
        t, "quick-visit", app.say("today.quick_visit"), ui.bind(app.go, "/visit"), icon=ft.Icons.DIRECTIONS_WALK
    )
    alerts = [AlertCards()] if board.alerts else []
    late = _people(t, app, app.say("today.overdue"), board.overdue, board.overdue_count, "more-overdue")
    due = _people(t, app, app.say("today.due"), board.due, board.due_count, "more-due")
    answered = answered_rows(t, app, board.notices)
    if not t.two_panes:
        day = ui.words(t, with_weekday(app.say, app.today(), app.today()), color=t.ink2, expand=True)
        first = ui.line(day, visit) if t.room >= 330 else ui.stack(day, visit)
        top = ui.stack(first, *alerts, gap=12)
        rest = [*answered, *late, *due, *_calm(t, app, board), *_drafts(t, app), *_others(t, app, board)]
        return scroll(t, top, *rest, *_since(t, app))
    left = ui.stack(*alerts, *late, *due, *_calm(t, app, board), gap=24)
    right = ui.stack(visit, *answered, *_drafts(t, app), *_others(t, app, board), *_since(t, app), gap=24)
    panes: list[ft.Control] = [
        ft.Container(left, expand=True),
        ft.Container(right, width=min(360 * t.scale, t.width * 0.34)),
    ]
    return scroll(t, ft.Row(panes, spacing=24, vertical_alignment=ft.CrossAxisAlignment.START))


def _first_day(t: Tokens, app: AppState) -> ft.Control:
    if app.progress:
        return ft.Container(expand=True)
    go = ui.bind(app.go, "/people/new")
    return empty_state(
        t, "first-person", ft.Icons.GROUP_ADD_OUTLINED, app.say("today.empty"), app.say("today.empty_button"), go
    )


@screen
def Today() -> ft.View:
    """Zero taps: the page the app opens with. It lies under every other screen and draws nothing there."""
    t, app = use_tokens(), use_app()
    if ft.use_route_location() not in ("/", ""):
        return ft.View(route="/", padding=0, bgcolor=t.page)
    beside = ui.joined(with_weekday(app.say, app.today(), app.today()), app.site_name)
    return frame(app.say("place.today"), body(t, app), place=TODAY, beside=beside)


@part
def NotFound() -> ft.Control:
    """An address that does not exist."""
    t, app = use_tokens(), use_app()
    return empty_state(
        t,
        "home",
        ft.Icons.EXPLORE_OFF_OUTLINED,
        app.say("frame.not_found"),
        app.say("error.broken.button"),
        ui.bind(app.go, "/"),
    )
