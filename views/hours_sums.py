"""Everybody's hours: added up in minutes, divided once, never rounded up."""

from __future__ import annotations

import flet as ft

from records.rules.hours import shown, total
from views import places, roster
from views import widgets as ui
from views.frame import part
from views.messages import empty_state
from views.rows import pressable_row, rows
from views.state.window import use_app, use_tokens


@part
def SumsList() -> ft.Control:
    """By hours, most first; training apart."""
    t, app = use_tokens(), use_app()
    added = roster.sums(app)
    named = [(each, added.get(each.id, roster.Sums())) for each in roster.in_order(app)]
    named.sort(key=lambda pair: -pair[1].confirmed)
    served = [(each, sums) for each, sums in named if sums.confirmed or sums.waiting or sums.training]
    if not served:
        return empty_state(t, "no-hours", ft.Icons.TIMER_OUTLINED, app.say("sums.none"))
    whole = app.say("sums.whole", hours=total(sums.confirmed for _, sums in served), count=len(served))
    lines = []
    for each, sums in served:
        more = [app.say("volunteers.waiting_hours", hours=shown(sums.waiting))] if sums.waiting else []
        more += [app.say("volunteers.training_hours", hours=shown(sums.training))] if sums.training else []
        note = ui.joined(roster.numbers(app)[each.id], *more)
        text = ft.Column(
            [ui.words(t, each.name, strong=True, lines=1), ui.second(t, note, lines=1)],
            spacing=2,
            tight=True,
            expand=True,
        )
        colour = t.brand if sums.confirmed else t.ink2
        hours = ui.words(t, app.say("kiosk.hours", hours=shown(sums.confirmed)), t.section, strong=True, color=colour)
        go = ui.bind(app.go, places.record("volunteer", each.id))
        lines.append(pressable_row(t, f"sum-{each.id}", ui.line(ui.avatar(t, each.name), text, hours, gap=12), go))
    told = ui.stack(ui.hook("whole", ui.words(t, whole, strong=True)), ui.second(t, app.say("sums.note")), gap=2)
    return ui.section(t, app.say("hours_desk.tab.sums"), None, told, rows(t, *lines))
