"""The rows of a welfare check, and what a red answer opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import flet as ft

from records.codes import MrCircumstance
from records.rules.ruleset import CheckKind, Item, load_ruleset
from views import widgets as ui
from views.answers import Answer, pill
from views.check_progress import CheckDraft, points_to, selfcare_grade, selfcare_points
from views.emergency import POLICE, calls_for, may_call_family
from views.pieces_answers import answer_block, per_row
from views.pieces_calls import OnCall, Reach, emergency_buttons, reach_row
from views.rows import rows
from views.said import code_word
from views.state.app_state import AppState
from views.tokens import Level, Tokens

CITIZENS_LINE = "12345"


QUESTION_WIDTH = 168
CARD_PADDING = 12


def item_row(
    t: Tokens,
    app: AppState,
    kind: CheckKind,
    item: Item,
    draft: CheckDraft,
    on_answer: Callable[[str, int], object],
    follow: ft.Control | None = None,
) -> ft.Control:
    """One question. What was not asked looks untouched; a second tap takes an answer back.

    Short answers stand at the right of the question; longer ones below it. `follow` turns the edge red.
    """
    key = f"check.{kind}.{item.code}"
    answers = [Answer(app.say(f"{key}.{c.value}"), points_to(c.weight)) for c in item.values]
    values = [choice.value for choice in item.values]
    chosen = values.index(draft.answers[item.code]) if draft.answers.get(item.code) in values else None
    hint = [ui.second(t, app.say(f"{key}.hint"))] if f"{key}.hint" in app.words else []
    ask = ui.stack(ui.words(t, app.say(key), strong=True), *hint, gap=2)
    idents = [f"{item.code}-{value}" for value in values]
    whole = (t.form_width or t.width - 2 * t.margin) - 2 * CARD_PADDING - 4
    beside = whole - QUESTION_WIDTH * t.scale - 16

    def pick(place: int) -> None:
        on_answer(item.code, values[place])

    fits = t.room >= 600 and per_row([a.label for a in answers], beside, t.body) == len(answers)
    if fits and len(answers) < 4:
        block = ft.Container(answer_block(t, idents, answers, chosen, pick, beside), expand=True)
        body: ft.Control = ui.line(ft.Container(ask, width=QUESTION_WIDTH * t.scale), block, gap=16)
    else:
        body = ui.stack(ask, answer_block(t, idents, answers, chosen, pick, whole))
    edge = t.alarm if follow is not None else None
    return ui.card(t, body, *([follow] if follow is not None else []), padding=CARD_PADDING, edge=edge)


def follow_card(
    t: Tokens,
    app: AppState,
    kind: CheckKind,
    item: str,
    contacts: Sequence[Reach],
    called: Mapping[str, str],
    on_call: OnCall,
) -> ft.Control:
    """What a red answer asks for, at once and without a network: first the person, then the form."""
    red = t.tint("critical")
    first = ui.words(t, app.say(f"follow.{item}"), color=red.fg, strong=True)
    kept = ui.words(t, app.say("follow.kept"), t.second, color=red.fg)
    parts = [first, emergency_buttons(t, app, item, calls_for(kind, item), called, on_call)]
    if contacts and may_call_family((item,)):
        parts.append(
            rows(
                t,
                *(
                    reach_row(t, app, f"{item}-reach-{n}", each, on_call, called=called.get(each.phone, ""))
                    for n, each in enumerate(contacts)
                ),
            )
        )
    return ui.stack(*parts, kept)


def mandatory_card(
    t: Tokens, app: AppState, hits: Sequence[MrCircumstance], called: Mapping[str, str], on_call: OnCall
) -> ft.Control:
    """The circumstances that the law wants reported at once, and the numbers that take a report."""
    red = t.tint("critical")
    head = ui.line(
        ft.Icon(ft.Icons.CAMPAIGN, size=24 * t.scale, color=red.fg),
        ui.words(t, app.say("mandatory.title"), t.section, strong=True, color=red.fg, expand=True),
        gap=12,
    )
    named = [
        ui.line(
            ft.Icon(ft.Icons.CIRCLE, size=8, color=red.fg),
            ui.words(t, code_word(app.say, hit), color=red.fg, expand=True),
            gap=12,
        )
        for hit in hits
    ]
    what = ui.words(t, app.say("mandatory.what"), color=red.fg)
    numbers = emergency_buttons(t, app, "mandatory", (POLICE, CITIZENS_LINE), called, on_call)
    return ui.hook("mandatory", ui.card(t, head, ui.stack(*named, gap=6), what, numbers, tint=red))


def selfcare_card(t: Tokens, app: AppState, draft: CheckDraft, on_answer: Callable[[str, int], object]) -> ft.Control:
    """The five-item screen; opens when self-care has changed. Its sum is worked out once all five are answered."""
    rules = load_ruleset().selfcare
    worst = len(next(iter(rules.items.values()))) - 1
    parts: list[ft.Control] = [
        ui.words(t, app.say("selfcare.title"), strong=True),
        ui.second(t, app.say("selfcare.note")),
    ]
    whole = (t.form_width or t.width - 2 * t.margin) - 2 * CARD_PADDING - 4
    for code in rules.items:
        ask = ui.words(t, app.say(f"check.selfcare.{code}"), strong=True)
        parts.append(ui.stack(ask, _degrees(t, app, code, draft.selfcare.get(code), on_answer, worst, whole)))
    if grade := selfcare_grade(draft.selfcare):
        points = selfcare_points(draft.selfcare)
        said = app.say("selfcare.result", grade=app.say(f"check.selfcare.grade.{grade}"), points=points)
        parts.append(ui.hook("selfcare-result", ui.words(t, said, strong=True)))
        if grade in ("moderate", "dependent"):
            parts.append(ui.second(t, app.say("selfcare.propose")))
    return ui.hook("selfcare", ui.card(t, *parts, padding=12))


def _degrees(
    t: Tokens,
    app: AppState,
    code: str,
    chosen: int | None,
    on_answer: Callable[[str, int], object],
    worst: int,
    width: float,
) -> ft.Control:
    """How much help somebody needs with one thing: the degree is its place."""
    levels: list[Level | None] = [None if n == 0 else "medium" if n < worst else "high" for n in range(worst + 1)]
    answers = [Answer(app.say(f"check.selfcare.degree.{n}"), level) for n, level in enumerate(levels)]
    idents = [f"{code}-{n}" for n in range(worst + 1)]

    def pick(place: int) -> None:
        on_answer(code, place)

    return answer_block(t, idents, answers, chosen, pick, width)


def known_card(
    t: Tokens,
    app: AppState,
    kind: CheckKind,
    file_flags: Sequence[str],
    ticked: Sequence[str],
    asked: Sequence[str],
    on_tick: Callable[[str], object],
) -> ft.Control:
    """What the file says already, with its points; and what it may not know, to be ticked."""
    points = load_ruleset().check_list(kind).static
    known: list[ft.Control] = [
        ui.line(ui.words(t, app.say(f"flag.{flag}"), expand=True), ui.second(t, f"+{points.get(flag, 0)}"))
        for flag in sorted(file_flags, key=lambda f: -points.get(f, 0))
    ]
    if not known:
        known = [ui.second(t, app.say("check.file_empty"))]
    open_flags = [flag for flag in asked if flag not in file_flags]
    parts: list[ft.Control] = [ui.stack(*known)]
    if open_flags:
        pills = [
            pill(t, f"flag-{flag}", app.say(f"flag.{flag}"), flag in ticked, ui.bind(on_tick, flag))
            for flag in open_flags
        ]
        parts += [ui.second(t, app.say("check.tick_flags")), ui.line(*pills, wrap=True)]
    return ui.section(t, app.say("check.known"), None, ui.card(t, *parts))
