"""What this tablet is: station, version, keys, and where the device's secret lies."""

from __future__ import annotations

import flet as ft

from views import widgets as ui
from views.days import calendar_day, moment_words
from views.frame import MINE, frame, screen, scroll
from views.messages import hint_card
from views.rows import record_row, rows
from views.state.window import use_app, use_tokens


@screen
def AboutPage() -> ft.View:
    """For a call with the street: everything they may ask."""
    t, app = use_tokens(), use_app()
    facts = app.tablet_facts()
    ok = moment_words(app.say, facts.last_ok, app.now()) if facts.last_ok else app.say("sync.never")
    lines = [
        record_row(
            t, "site", ft.Icons.LOCATION_CITY_OUTLINED, app.site_name, app.say("about.code", code=facts.site_code)
        ),
        record_row(t, "version", ft.Icons.NEW_RELEASES_OUTLINED, app.say("about.version"), facts.version),
        record_row(t, "device", ft.Icons.TABLET_ANDROID, app.say("about.device"), facts.device),
        record_row(t, "centre", ft.Icons.DNS_OUTLINED, app.say("about.centre"), facts.centre_url),
        record_row(t, "last-sync", ft.Icons.SYNC, app.say("about.last_sync"), ok),
        record_row(
            t,
            "certificate",
            ft.Icons.VERIFIED_OUTLINED,
            app.say("about.certificate"),
            app.say("about.until", day=calendar_day(app.say, facts.valid_until)),
        ),
        record_row(t, "rules", ft.Icons.RULE_OUTLINED, app.say("about.rules"), facts.ruleset),
    ]
    key = app.say("about.secret_keystore" if facts.secret_in_keystore else "about.secret_file")
    parts: list[ft.Control] = [rows(t, *lines), hint_card(t, ft.Icons.KEY_OUTLINED, key)]
    if facts.damaged:
        parts.append(
            hint_card(t, ft.Icons.HEALING_OUTLINED, app.say("about.damaged", n=facts.damaged), tint=t.tint("high"))
        )
    parts.append(ui.second(t, app.say("about.licence")))
    return frame(
        app.say("mine.about"), scroll(t, *parts, width=t.form_width), place=MINE, on_back=ui.bind(app.back, "/mine")
    )
