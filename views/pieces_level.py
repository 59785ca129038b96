"""The level of a check: why it is what it is, and what a named person confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from records.codes import RiskLevel
from records.rules.levels import worse
from views import widgets as ui
from views.answers import Answer, answer_button
from views.check_progress import CheckDraft, Progress
from views.inputs import text_field
from views.said import reason_words
from views.state.app_state import AppState
from views.tokens import Tokens


def why_card(t: Tokens, app: AppState, found: Progress) -> ft.Control:
    """All reasons of the level, heaviest first, and the rules that held it where it is."""
    said = [reason_words(app, found.kind, reason) for reason in found.found.reasons]
    held = held_words(found, app)
    if not said and not held:
        return ui.second(t, app.say("check.nothing_found"))
    dot = t.tint(found.found.level.value).fg
    lines = [
        ui.line(ft.Icon(ft.Icons.CIRCLE, size=8, color=dot), ui.words(t, each, expand=True), gap=12) for each in said
    ]
    lines += [
        ui.line(ft.Icon(ft.Icons.LOCK_OUTLINE, size=16, color=t.ink2), ui.second(t, each, expand=True), gap=8)
        for each in held
    ]
    return ui.stack(*lines)


def held_words(found: Progress, app: AppState) -> list[str]:
    """The rules that keep the level where it is, in words."""
    return [app.say(f"why.{key}") for key in found.found.why if key != "composite"]


def level_choice(
    t: Tokens,
    app: AppState,
    found: Progress,
    draft: CheckDraft,
    follow_up: str,
    on_level: Callable[[RiskLevel], object],
    on_reason: Callable[[str], object],
    *,
    error: str = "",
) -> ft.Control:
    """The level a named person confirms: the suggestion unless another is chosen; lower wants a reason."""
    lower = worse(found.found.level, found.choices[-1])
    key = "check.suggested" if lower else "check.suggested_only" if len(found.choices) > 1 else "check.suggested_top"
    suggested = app.say(key, level=app.say(f"status.{found.found.level.value}"))
    pills = [
        answer_button(
            t,
            f"level-{level.value}",
            Answer(app.say(f"status.{level.value}"), level.value),
            level is found.level,
            ui.bind(on_level, level),
            height=ui.TOUCH,
        )
        for level in found.choices
    ]
    parts: list[ft.Control] = [ui.second(t, suggested), ui.line(*pills)]
    if found.lowered:
        parts.append(
            text_field(
                t,
                "lower-reason",
                app.say("check.lower_reason"),
                draft.lower_reason,
                on_reason,
                error=error,
                limit=200,
                helper=app.say("check.lower_note"),
            )
        )
    if follow_up:
        icon = ft.Icon(ft.Icons.EVENT_OUTLINED, size=20 * t.scale, color=t.brand)
        parts.append(ui.line(icon, ui.hook("follow-up", ui.words(t, follow_up, strong=True, expand=True)), gap=8))
    return ui.section(t, app.say("check.level"), None, ui.card(t, *parts))


def known_words(found: Progress, app: AppState, shown: int) -> str:
    """The level bar's one line: the heaviest reasons, the rest as a number."""
    said: list[Any] = [reason_words(app, found.kind, reason) for reason in found.found.reasons]
    said = said or held_words(found, app)  # what keeps the level up, when no answer does
    if not said:
        return app.say("check.nothing_found")
    line = app.say("check.semicolon").join(said[:shown])
    if len(said) <= shown:
        return line
    return app.say("check.more_first" if shown == 1 else "check.more", line=line, count=len(said))
