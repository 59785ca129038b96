"""The plug is pulled on either side, at any moment: what was saved is at the centre, exactly once."""

import random

import pytest

from records.codes import RiskLevel, SessionStatus
from scripts.stage import Stage
from tests.e2e.steps import (
    find_person,
    go,
    kept,
    notes_at_the_centre,
    open_app,
    ops_twice,
    quick_visit,
    say,
    sign_in,
    wait_sent,
)
from tests.e2e.ui import FieldApp, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

KILLS = 4


@pytest.fixture
def tablet(browser, running: Stage):
    """The app at tablet size only: what is tested here has no size."""
    context = open_context(browser, "1280x800", running.app_url)
    yield FieldApp(context.new_page(), running.app_url)
    context.close()


def test_everything_works_without_a_centre_and_arrives_exactly_once_when_it_is_back(tablet, running):
    open_app(tablet, running)
    person = find_person(tablet, "ywy")
    wait_sent(tablet)
    running.stop("centre")
    for number in range(3):
        quick_visit(tablet, person, f"离线 {number}")
    tablet.see(say("frame.waiting", count=3))
    tablet.see(say("status.offline"))
    running.start("centre")
    go(tablet, "/sync", "sync-now")
    tablet.press("sync-now")
    wait_sent(tablet)
    assert notes_at_the_centre(running, "离线") == {f"离线 {number}": 1 for number in range(3)}
    assert ops_twice(running) == 0


def test_what_the_street_decides_is_on_the_tablet_after_the_next_sync(browser, tablet, running):
    open_app(tablet, running)
    person = find_person(tablet, "ywy")
    street = sign_in(browser, running, "hewan")
    street.goto(f"{running.centre_url}/person/{person}")
    street.check(f"input[name=level][value={RiskLevel.HIGH}]")
    street.fill("textarea[name=reason]", "电话里听着不对")
    street.click("form[action$='/risk'] button[type=submit]")
    street.wait_for_load_state()
    street.goto(f"{running.centre_url}/hours?site={running.notes.station}")
    box = street.locator("input[name=id]").first
    session = box.get_attribute("value")
    box.check()
    street.click("form[action='/hours/confirm'] button[type=submit]")
    street.wait_for_load_state()
    street.context.close()
    go(tablet, "/sync", "sync-now")
    tablet.press("sync-now")
    tablet.page.wait_for_timeout(1500)
    go(tablet, f"/people/{person}", "visit")
    tablet.see("电话里听着不对")
    tablet.see(say("status.high"))
    confirmed = next(s for s in kept(running, "volunteer_session") if str(s.id) == session)
    assert confirmed.status is SessionStatus.CONFIRMED
    go(tablet, "/hours", "tab-waiting")
    assert not tablet.named(f"hours-{session}").count()


def test_killing_either_process_at_any_moment_loses_nothing_and_doubles_nothing(browser, running):
    chance, said = random.Random(20261124), []
    for number in range(KILLS):
        context = open_context(browser, "1280x800", running.app_url)
        app = FieldApp(context.new_page(), running.app_url)
        open_app(app, running)
        person = find_person(app, "ywy")
        mark = f"断电 {number}"
        quick_visit(app, person, mark)
        said.append(mark)
        app.page.wait_for_timeout(chance.randrange(400))
        victim = "app" if number % 2 else "centre"
        running.kill(victim)
        context.close()
        running.start("centre", "app")
    context = open_context(browser, "1280x800", running.app_url)
    app = FieldApp(context.new_page(), running.app_url)
    open_app(app, running)
    wait_sent(app)
    context.close()
    assert notes_at_the_centre(running, "断电") == dict.fromkeys(said, 1)
    assert ops_twice(running) == 0
