"""The parts of a quick visit: met or not, well or not, one problem, and what to try when nobody opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import flet as ft

from records.codes import ActionType, RiskLevel, VisitMode, VisitOutcome
from records.rules.levels import worse
from records.rules.ruleset import load_ruleset
from records.rules.standing import Standing
from views import widgets as ui
from views.answers import Answer, answer_button, answer_lines, pill
from views.check_progress import broken, points_to
from views.pieces_answers import LINE, answer_block, answer_cell, fitted, lines_in
from views.problems import GENERAL_DEGREES, ProblemKind, actions_for, degrees_of
from views.said import code_word
from views.state.app_state import AppState
from views.tokens import Tokens
from views.visit_draft import OTHER_MODES, WHY_MISSED, ForOne, Met

STATES_ANOTHER_WAY: Final = frozenset(
    {VisitOutcome.DECEASED, VisitOutcome.MOVED, VisitOutcome.HOSPITALISED, VisitOutcome.AWAY}
)
"""Outcomes that change the schedule: the screen says so before they are saved."""


def worries(standing: Standing) -> bool:
    """Alone and at high risk: when nobody reaches them twice, everybody is told (report 3.6)."""
    return standing.alone and worse(standing.level, RiskLevel.MEDIUM)


def met_row(t: Tokens, app: AppState, one: ForOne, ident: str, on_met: Callable[[Met], object]) -> ft.Control:
    """见到本人, 通了电话, 没见到."""
    every = list(Met)
    answers = [Answer(app.say(f"visit.met.{met.value}")) for met in every]
    idents = [f"{ident}-{met.value}" for met in every]

    def pick(place: int) -> None:
        on_met(every[place])

    chosen = every.index(one.met) if one.met else None
    width = t.form_width or t.width - 2 * t.margin
    return answer_block(t, idents, answers, chosen, pick, width, least=ui.TOUCH)


def mode_pills(
    t: Tokens, app: AppState, one: ForOne, ident: str, on_mode: Callable[[VisitMode], object]
) -> list[ft.Control]:
    """How exactly, once it is said whether; below the questions, so that a tap moves nothing under the finger."""
    if one.met is None or one.met is Met.MISSED:
        return []
    pills = [
        pill(t, f"{ident}how-{mode.value}", code_word(app.say, mode), one.how is mode, ui.bind(on_mode, mode))
        for mode in OTHER_MODES[one.met]
    ]
    return [ui.stack(ui.second(t, app.say("visit.how")), ui.line(*pills, wrap=True))]


def item_word(app: AppState, kind: ProblemKind, item: str) -> str:
    """What a problem is called."""
    return app.say(f"code.need_domain.{item}") if kind == "general" else app.say(f"check.{kind}.{item}")


def degree_answer(app: AppState, kind: ProblemKind, item: str, degree: int) -> Answer:
    """How bad it is, in the check's own words."""
    if kind == "general":
        return Answer(app.say(f"visit.degree.{degree}"), GENERAL_DEGREES[degree].value)
    weights = load_ruleset().check_list(kind).weights[item]
    return Answer(app.say(f"check.{kind}.{item}.{degree}"), points_to(weights[degree]))


def problem_grid(
    t: Tokens,
    app: AppState,
    kind: ProblemKind,
    items: Sequence[str],
    problems: dict[str, int],
    ident: str,
    on_item: Callable[[str], object],
    card_of: Callable[[str], ft.Control],
) -> ft.Control:
    """The chips of what can be wrong: one tap each; what was tapped opens right under its own line."""
    per_row = 3 if t.room >= 340 else 2
    whole = t.form_width or t.width - 2 * t.margin
    cell = (whole - 8 * (per_row - 1)) / per_row - 14
    lines: list[ft.Control] = []
    for start in range(0, len(items), per_row):
        here = items[start : start + per_row]
        said = {item: fitted(item_word(app, kind, item), cell, t.body) for item in here}
        tall = max(lines_in(words, cell, t.body) for words in said.values())
        height = max(ui.TOUCH * t.scale, tall * LINE * t.scale + 10)
        cells: list[ft.Control] = [
            answer_cell(
                t,
                f"{ident}-{item}",
                said[item],
                None,
                item in problems,
                ui.bind(on_item, item),
                height,
            )
            for item in here
        ]
        cells += [ft.Container(expand=True) for _ in range(per_row - len(here))]
        lines += [ui.line(*cells), *(card_of(item) for item in here if item in problems)]
    return ui.stack(*lines)


def is_red(kind: ProblemKind, item: str, degree: int) -> bool:
    """Whether a degree is critical at once."""
    if kind == "general":
        return GENERAL_DEGREES.get(degree) is RiskLevel.CRITICAL
    return load_ruleset().check_list(kind).weights[item].get(degree, 0) is None


def problem_card(
    t: Tokens,
    app: AppState,
    ident: str,
    kind: ProblemKind,
    item: str,
    degree: int,
    done: Sequence[ActionType],
    on_degree: Callable[[int], object],
    on_action: Callable[[ActionType], object],
    follow: ft.Control | None = None,
) -> ft.Control:
    """How bad it is, and what was done: opens under a chosen problem."""
    answers = {value: degree_answer(app, kind, item, value) for value in degrees_of(kind, item)}
    values = list(answers)
    idents = [f"{ident}degree-{item}-{value}" for value in values]
    chosen = values.index(degree) if degree in answers else None
    width = (t.form_width or t.width - 2 * t.margin) - 36

    def pick(place: int) -> None:
        on_degree(values[place])

    block = answer_block(t, idents, list(answers.values()), chosen, pick, width)
    acts = [
        answer_button(
            t,
            f"{ident}act-{item}-{action.value}",
            Answer(code_word(app.say, action)),
            action in done,
            ui.bind(on_action, action),
            height=ui.TOUCH,
        )
        for action in actions_for(item)
    ]
    level = answers[degree].points_to if degree in answers else None
    red = level == "critical"
    head = ui.words(t, app.say("visit.how_bad", item=item_word(app, kind, item)), strong=True)
    parts: list[ft.Control] = [head, block]
    if red and follow is not None:
        parts.append(follow)
    parts += [ui.words(t, app.say("visit.done"), strong=True), answer_lines(acts, 2)]
    edge = t.alarm if red else t.tint(level).fg if level else None
    return ui.hook(f"{ident}opened-{item}", ui.card(t, *parts, edge=edge))


def why_grid(t: Tokens, app: AppState, one: ForOne, ident: str, on_why: Callable[[VisitOutcome], object]) -> ft.Control:
    """Why nobody was met."""
    buttons = [
        answer_button(
            t,
            f"{ident}why-{why.value}",
            Answer(broken(code_word(app.say, why), 6)),
            one.why is why,
            ui.bind(on_why, why),
            height=52,
            narrow=True,
        )
        for why in WHY_MISSED
    ]
    parts: list[ft.Control] = [answer_lines(buttons, 4 if t.room >= 600 else 2)]
    if one.why in STATES_ANOTHER_WAY and one.why is not None:
        icon = ft.Icon(ft.Icons.INFO_OUTLINE, size=20 * t.scale, color=t.ink2)
        parts.append(ui.line(icon, ui.second(t, app.say(f"visit.why_note.{one.why.value}"), expand=True), gap=8))
    return ui.stack(*parts)
