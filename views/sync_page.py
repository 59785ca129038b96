"""Sync: what is still here, what has arrived and with which receipt, what needs a person. Nothing here blocks work."""

from __future__ import annotations

import flet as ft

from records.kinds import KINDS
from views import places
from views import widgets as ui
from views.days import clock_words, day_words, moment_words, wait_words
from views.frame import MINE, frame, part, screen, scroll
from views.messages import error_card, hint_card
from views.rows import record_row, rows
from views.said import icon_of, names_of, problem_words, record_title, title_with_names
from views.state.app_state import AppState
from views.state.syncing import Received
from views.state.window import use_app, use_tokens
from views.tokens import Tokens

CLOCK_SECONDS = 300
"""A clock wrong by more than five minutes is shown (design of the sync protocol)."""


@screen
def SyncPage() -> ft.View:
    """One tap from the badge."""
    app = use_app()
    return frame(app.say("sync.title"), SyncBody(), place=MINE, on_back=ui.bind(app.back))


@part
def SyncBody() -> ft.Control:
    """Here, there, and what is wrong."""
    t, app = use_tokens(), use_app()
    head, error, clock = _head(t, app), _error(t, app), _clock(t, app)
    needs, here, there = _needs(t, app), _here(t, app), _there(t, app)
    if not t.two_panes:
        return scroll(t, ui.stack(head, *error, *clock, gap=12), *needs, *here, *there)
    left = ft.Container(ui.stack(head, *here, *there, gap=24), expand=3)
    side = [*error, *clock, *needs]
    if not side:
        side = [hint_card(t, ft.Icons.SHIELD_OUTLINED, app.say("sync.calm"))]
    right = ft.Container(ui.stack(*side, gap=24), expand=2)
    return scroll(t, ft.Row([left, right], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START))


def _head(t: Tokens, app: AppState) -> ft.Control:
    if app.waiting:
        since = moment_words(app.say, app.waiting_since, app.now()) if app.waiting_since else ""
        title, note = app.say("sync.waiting", count=app.waiting), app.say("sync.waiting_since", since=since)
    else:
        title, note = app.say("sync.all_there"), app.say("sync.last", when=_last(app))
    button = ui.primary(
        t,
        "sync-now",
        app.say("sync.trying" if app.syncing.busy else "sync.now"),
        app.syncing.try_now,
        icon=ft.Icons.SYNC,
        disabled=app.syncing.busy,
    )
    text = ui.stack(ui.words(t, title, t.section, strong=True), ui.words(t, note, color=t.ink2), gap=4)
    if t.room < 600:
        return ui.card(t, text, button)
    text.expand = True
    return ui.card(t, ui.line(text, button, gap=16))


def _last(app: AppState) -> str:
    ok = app.syncing.last_ok
    return moment_words(app.say, ok, app.now()) if ok else app.say("sync.never")


def _error(t: Tokens, app: AppState) -> list[ft.Control]:
    """The last failure, in words: what, is the data safe, what to do."""
    problem = app.syncing.problem
    if not problem:
        return []
    at = app.syncing.problem_at
    when = moment_words(app.say, at, app.now()) if at else ""
    return [error_card(t, "last-error", *problem_words(app, problem, when=when))]


def _clock(t: Tokens, app: AppState) -> list[ft.Control]:
    offset = app.syncing.offset
    if offset is None or abs(offset.total_seconds()) <= CLOCK_SECONDS:
        return []
    seconds = int(abs(offset.total_seconds()))
    key = "sync.clock_slow" if offset.total_seconds() > 0 else "sync.clock_fast"
    said = app.say(key, time=wait_words(app.say, seconds))
    return [hint_card(t, ft.Icons.SCHEDULE, said, tint=t.tint("high"))]


def _needs(t: Tokens, app: AppState) -> list[ft.Control]:
    """Conflicts, and records the centre keeps aside until a person has looked."""
    found = app.syncing.needs()
    lines = []
    for each in found:
        record = app.get(each.record_id)
        name = title_with_names(app, record) if record else app.say("value.not_here")
        kind = KINDS.get(each.kind)
        if each.conflict_id and kind:
            title = app.say("conflict.title", name=name, field=app.words.field(kind, each.field))
            note, path = app.say("conflict.note"), f"/sync/conflict/{each.conflict_id}"
        else:
            title = app.say("said.with", what=app.words.kind(kind), name=name) if kind else name
            note, path = app.say(f"sync.{each.why}"), places.record(each.kind, each.record_id)
        lines.append(
            record_row(
                t,
                f"needs-{each.record_id}-{each.field}",
                ft.Icons.COMPARE_ARROWS if each.conflict_id else ft.Icons.ERROR_OUTLINE,
                title,
                note,
                ui.bind(app.go, path),
                tint=t.tint("high"),
            )
        )
    return [ui.section(t, app.say("sync.needs_you"), len(lines), rows(t, *lines))] if lines else []


def _here(t: Tokens, app: AppState) -> list[ft.Control]:
    found = app.syncing.here()
    lines = []
    for kind, count, newest in found:
        record = app.get(newest)
        note = (names_of(app, record) or record_title(app, record)) if record else ""
        end = ui.words(t, app.say("sync.pieces", n=count), strong=True)
        lines.append(record_row(t, f"here-{kind}", icon_of(kind), app.words.kind(KINDS[kind]), note, trailing=end))
    chip = ui.chip(t, "here", app.say("status.here"))
    total = sum(count for _, count, _ in found)
    return [ui.section(t, app.say("sync.here"), total, rows(t, *lines), trailing=chip)] if lines else []


def _there(t: Tokens, app: AppState) -> list[ft.Control]:
    lines = [_receipt(t, app, each) for each in app.syncing.receipts()]
    chip = ui.chip(t, "centre", app.say("status.centre"))
    body = rows(t, *lines) if lines else ui.card(t, ui.words(t, app.say("sync.no_receipt"), color=t.ink2))
    return [ui.section(t, app.say("sync.there"), None, body, trailing=chip if lines else None)]


def _receipt(t: Tokens, app: AppState, got: Received) -> ft.Control:
    day = day_words(app.say, app.day(got.at), app.today())
    title = app.say("sync.sent", day=day, n=got.count) if got.count else app.say("sync.checked", day=day)
    note = app.say("sync.receipt", number=got.number)
    stamp = ui.words(t, clock_words(got.at), t.stamp, color=t.ink2)
    return record_row(t, f"receipt-{got.number}", ft.Icons.CLOUD_DONE, title, note, trailing=stamp, tint=t.tint("low"))
