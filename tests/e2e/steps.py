"""What a worker does, step by step, and what the centre has of it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

from playwright.sync_api import Browser, Page

from records.codes import BeneficiaryCategory
from records.kinds import kind_called
from records.op import decode_state
from records.words import load_words
from scripts.stage import Stage
from tests.e2e.ui import FieldApp

say = load_words("zh-Hans")

CHIEF, ASSISTANT = 0, 1
FIRST_LOAD_SECONDS = 60


def open_app(app: FieldApp, stage: Stage, worker: int = CHIEF, route: str = "/") -> None:
    """The app at an address, unlocked by a worker if it is locked."""
    app.open(route)
    if app.named("key-1").count() and not app.named("leave").count():
        give_pin(app, stage, worker)
        app.gone_named("loading", FIRST_LOAD_SECONDS)


def lock(app: FieldApp) -> None:
    """Lock the tablet; the tab is loaded again if it has not shown so by itself."""
    app.press("worker")
    try:
        app.see_named("key-1", 10)
    except AssertionError:
        app.open()
        app.see_named("key-1")


def give_pin(app: FieldApp, stage: Stage, worker: int) -> None:
    """Choose the worker and type the PIN."""
    chosen = stage.notes.workers[worker]
    staff = next(s for s in kept(stage, "staff") if s.name == chosen.name)
    app.press(f"user-{staff.id}")
    app.pin(chosen.pin)
    app.see_named("worker", FIRST_LOAD_SECONDS)


def go(app: FieldApp, route: str, until: str) -> None:
    """Another address in the same tab, until a control is there."""
    app.open(route)
    app.see_named(until)


def find_person(app: FieldApp, text: str) -> str:
    """The id of the first person the search finds."""
    go(app, "/people", "find")
    before = app.named_like("person-").count()
    app.type("find", text)
    app.page.wait_for_function(
        "n => document.querySelectorAll('[flt-semantics-identifier^=\"person-\"]').length !== n", arg=before
    )
    ident = app.named_like("person-").first.get_attribute("flt-semantics-identifier")
    assert ident
    return ident.removeprefix("person-")


def somebody(stage: Stage, category: BeneficiaryCategory, number: int) -> str:
    """The id of one of the station's people who is on the list for this reason."""
    site = next(s.id for s in kept(stage, "site") if s.code == stage.notes.station)
    found = [c.person_id for c in kept(stage, "person_category") if c.category is category and c.site_id == site]
    return str(sorted(found)[number])


def quick_visit(app: FieldApp, person: str, note: str = "") -> None:
    """A visit in three taps: seen, all well, save."""
    go(app, f"/visit/{person}", "met-seen")
    if note:
        app.type("note", note)
    app.press("met-seen")
    app.press("all-well")
    app.press("save")
    app.gone_named("met-seen")  # the snackbar of an earlier save may still stand
    app.see(say("visit.saved", name=""))


def badge(app: FieldApp) -> str:
    """What the sync badge says."""
    return app.label("sync-badge")


def wait_sent(app: FieldApp, seconds: float = 90) -> None:
    """Until the centre has signed for everything."""
    app.page.wait_for_function(
        """said => [...document.querySelectorAll('[flt-semantics-identifier="sync-badge"]')]
            .some(e => (e.getAttribute('aria-label') ?? e.textContent).includes(said))""",
        arg=say("frame.all_sent"),
        timeout=seconds * 1000,
    )


# -- the centre ------------------------------------------------------------------------------------------------------


def kept(stage: Stage, kind: str) -> list[Any]:
    """Every record of a kind that the centre has."""
    assert kind_called(kind)
    with closing(sqlite3.connect(f"file:{stage.home}/centre/centre.db?mode=ro", uri=True)) as db:
        rows = db.execute("select state from record where kind = ?", [kind]).fetchall()
    return [decode_state(state).record() for (state,) in rows]


def notes_at_the_centre(stage: Stage, mark: str) -> Counter[str]:
    """How often each visit whose note begins with `mark` is at the centre."""
    return Counter(v.content for v in kept(stage, "visit") if v.content.startswith(mark))


def ops_twice(stage: Stage) -> int:
    """Ops that the centre has taken in more than once."""
    with closing(sqlite3.connect(f"file:{stage.home}/centre/centre.db?mode=ro", uri=True)) as db:
        found = db.execute(
            "select count(*) from (select content from op where verdict <> 'duplicate' and content is not null"
            " group by content having count(*) > 1)"
        )
        return int(found.fetchone()[0])


def sign_in(browser: Browser, stage: Stage, login: str) -> Page:
    """A page of the centre, signed in."""
    chosen = next(one for one in stage.notes.logins if one.login == login)
    page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN").new_page()
    page.goto(stage.centre_url + "/login")
    page.fill("input[name=name]", chosen.login)
    page.fill("input[name=password]", chosen.password)
    page.click("main button[type=submit]")
    page.wait_for_url(stage.centre_url + "/")
    return page
