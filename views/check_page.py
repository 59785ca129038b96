"""The questions of a check, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from records.codes import RiskLevel
from records.rules.ruleset import Item
from records.rules.triage import ASKED_FLAGS, mandatory_hits
from views import pieces_check as pieces
from views import pieces_level
from views import widgets as ui
from views.answers import Answer
from views.check_progress import MODES, sections
from views.check_records import follow_up_words
from views.check_sheet import Sheet
from views.frame import scroll
from views.inputs import text_field
from views.pieces_answers import answer_block
from views.pieces_panes import SIDE_FROM, beside
from views.pieces_who import last_card, who


def body(sheet: Sheet) -> ft.Control:
    """Questions, and beside them who it is, why the level is what it is, and what the file says."""
    t = sheet.t
    first, rest = _questions(sheet)
    after = _after(sheet)
    if t.room < SIDE_FROM:
        known = _known(sheet)
        head = who(t, sheet.app, sheet.about)
        return scroll(t, head, _mode(sheet), first, rest, known, _level(sheet), after, width=t.form_width)
    form = ft.Container(ui.stack(_mode(sheet), first, rest, after, gap=24), width=t.form_width)
    side = ui.stack(
        ui.card(t, who(t, sheet.app, sheet.about)),
        _why(sheet),
        _level(sheet),
        _known(sheet),
        last_card(t, sheet.app, sheet.about),
        gap=24,
    )
    return beside(t, form, side)


def _mode(sheet: Sheet) -> ft.Control:
    t, app = sheet.t, sheet.app

    def pick(place: int) -> None:
        sheet.change(lambda draft: draft.met(MODES[place]))

    answers = [Answer(app.say(f"check.mode.{mode.value}")) for mode in MODES]
    idents = [f"mode-{mode.value}" for mode in MODES]
    chosen = MODES.index(sheet.draft.mode) if sheet.draft.mode in MODES else None
    width = t.form_width or t.width - 2 * t.margin
    block = answer_block(t, idents, answers, chosen, pick, width, least=ui.TOUCH)
    said = (
        [ui.words(t, app.say("check.say_mode"), t.second, strong=True, color=t.alarm)] if sheet.wrong == "mode" else []
    )
    return ui.section(t, app.say("check.how_met"), None, block, *said)


def _questions(sheet: Sheet) -> tuple[ft.Control, ft.Control]:
    t, app = sheet.t, sheet.app
    first, rest = sections(sheet.kind)
    hits = mandatory_hits(sheet.draft.answers, sheet.about.person, app.today(), flags=sheet.found.flags)
    report = [pieces.mandatory_card(t, app, hits, sheet.called, sheet.call)] if hits else []
    said = []
    if sheet.wrong == "answers" and not sheet.draft.answers:
        said = [ui.words(t, app.say("check.say_answer"), t.second, strong=True, color=t.alarm)]
    top = ui.section(
        t, app.say("check.first"), None, *said, ui.stack(*(_item(sheet, item) for item in first), *report, gap=12)
    )
    below: list[ft.Control] = []
    for item in rest:
        below.append(_item(sheet, item))
        if item.code == "E05" and sheet.found.asks_selfcare:
            below.append(pieces.selfcare_card(t, app, sheet.draft, _selfcare(sheet)))
    return top, ui.section(t, app.say("check.rest"), None, ui.stack(*below, gap=12))


def _selfcare(sheet: Sheet) -> Callable[[str, int], None]:
    return lambda code, degree: sheet.change(lambda draft: draft.selfcare_answered(code, degree))


def _item(sheet: Sheet, item: Item) -> ft.Control:
    follow = None
    if item.code in sheet.found.found.red:
        follow = pieces.follow_card(
            sheet.t, sheet.app, sheet.kind, item.code, sheet.about.reach, sheet.called, sheet.call
        )
    return pieces.item_row(sheet.t, sheet.app, sheet.kind, item, sheet.draft, sheet.answer, follow)


def _after(sheet: Sheet) -> ft.Control:
    """A child's own words, and what the questions did not ask."""
    t, app = sheet.t, sheet.app
    fields: list[ft.Control] = []
    if sheet.kind == "child":
        fields.append(
            text_field(
                t,
                "child-words",
                app.say("check.child_words"),
                sheet.draft.said,
                lambda text: sheet.change(lambda draft: draft.writing(said=text)),
                tall=True,
                limit=500,
                helper=app.say("check.child_words_note"),
            )
        )
    note = app.say("check.note_child" if sheet.kind == "child" else "check.note")
    fields.append(
        text_field(
            t,
            "note",
            note,
            sheet.draft.note,
            lambda text: sheet.change(lambda draft: draft.writing(note=text)),
            tall=True,
            limit=500,
        )
    )
    return ui.section(t, app.say("check.words"), None, *fields)


def _known(sheet: Sheet) -> ft.Control:
    return pieces.known_card(
        sheet.t,
        sheet.app,
        sheet.kind,
        sheet.about.flags(sheet.kind),
        sheet.draft.ticked,
        ASKED_FLAGS[sheet.kind],
        lambda flag: sheet.change(lambda draft: draft.flag_ticked(flag)),
    )


def _why(sheet: Sheet) -> ft.Control:
    card = ui.card(sheet.t, pieces_level.why_card(sheet.t, sheet.app, sheet.found))
    return ui.section(sheet.t, sheet.app.say("check.why"), None, card)


def _level(sheet: Sheet) -> ft.Control:
    app = sheet.app

    def choose(level: RiskLevel) -> None:
        sheet.change(lambda draft: draft.confirming(None if level is sheet.found.found.level else level))

    wrong = app.say("error.required") if sheet.wrong == "lower_reason" and not sheet.draft.lower_reason else ""
    return pieces_level.level_choice(
        sheet.t,
        app,
        sheet.found,
        sheet.draft,
        follow_up_words(app, sheet.found.level),
        choose,
        lambda text: sheet.change(lambda draft: draft.writing(lower_reason=text)),
        error=wrong,
    )
