"""One worker's day in the browser, on real processes: what the issue promises, at both sizes."""

from datetime import UTC, datetime, timedelta

import pytest

from records.codes import BeneficiaryCategory, RiskLevel, SessionStatus
from tests.e2e.steps import (
    ASSISTANT,
    CHIEF,
    badge,
    find_person,
    give_pin,
    go,
    kept,
    lock,
    open_app,
    quick_visit,
    say,
    somebody,
    wait_sent,
)

NEWCOMERS = {"1280x800": ("司马玥璟", "370299195203150025"), "390x844": ("上官祎", "37029919480722123X")}
"""Invented; the county code belongs to nobody, the last digit is right."""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_wrong_pin_is_refused_and_the_right_one_opens_today(app, running):
    open_app(app, running)
    lock(app)
    app.pin("000001")
    app.see(say("lock.wrong_pin", left=9))
    give_pin(app, running, CHIEF)
    app.see_named("quick-visit", 30)
    app.see(say("today.overdue"))


def test_a_normal_visit_costs_three_taps_and_then_is_at_the_centre(app, running, size):
    open_app(app, running)
    person = find_person(app, "ywy")
    before = len(kept(running, "visit"))
    quick_visit(app, person, f"三下 {size}")
    wait_sent(app)
    assert len(kept(running, "visit")) == before + 1


def test_a_red_answer_makes_the_level_critical_and_raises_an_alert(app, running, size):
    open_app(app, running)
    person = somebody(running, BeneficiaryCategory.ELDER_ALONE, 0 if size.startswith("1280") else 1)
    go(app, f"/check/elder/{person}", "E11-2")
    app.press("mode-in_person")
    app.press("E11-2")
    app.see(say("status.critical"))
    app.press("save")
    app.see(say("check.saved", name="", level=say("status.critical")))
    wait_sent(app)
    checks = [c for c in kept(running, "elder_check") if str(c.person_id) == person]
    newest = max(checks, key=lambda c: c.recorded_at)
    assert newest.level_suggested is RiskLevel.CRITICAL
    assert [a for a in kept(running, "alert") if a.source_id == newest.id]


def test_a_new_person_is_checked_against_the_identity_number(app, running, size):
    open_app(app, running)
    go(app, "/people/new", "field-name")
    name, number = NEWCOMERS[size]
    app.type("field-name", name)
    app.type("field-id_no", number[:-1] + "7")
    app.see(say("error.id_check"))
    app.type("field-id_no", number)
    app.press("save")
    app.see(say("saved.person", name=name))
    wait_sent(app)
    [person] = [p for p in kept(running, "person") if p.name == name]
    assert person.id_no == number
    assert person.birth_date is not None


def test_a_form_left_half_way_waits_under_unfinished(app, running, size):
    open_app(app, running)
    go(app, "/people/new", "field-name")
    app.type("field-name", "欧阳半途")
    app.page.wait_for_timeout(800)
    go(app, "/drafts", "back")
    app.see("欧阳半途")
    app.press(app.named_like("draft-").first)
    app.see_named("field-name")
    app.type("field-phone", "19900007777")
    app.page.wait_for_timeout(800)
    go(app, "/drafts", "back")
    app.press(app.named_like("drop-").first)
    app.gone("欧阳半途")


def test_a_record_is_voided_with_a_reason_and_stays(app, running, size):
    open_app(app, running)
    person = find_person(app, "ywy")
    quick_visit(app, person, f"作废 {size}")
    go(app, f"/people/{person}", "visit")
    app.press(app.named_like("void-").first)
    app.press("void-reason-twice")
    app.press("void-confirm")
    app.see(say("saved.voided"))
    wait_sent(app)
    [visit] = [v for v in kept(running, "visit") if v.content == f"作废 {size}"]
    assert visit.is_void


def test_the_sign_in_board_is_left_only_with_a_pin(app, running, size):
    open_app(app, running)
    comes, leaves = ("005", "001") if size.startswith("1280") else ("006", "002")
    go(app, "/volunteers", "new-activity")
    app.press(app.named_like("kiosk-").first)
    app.see_named("leave")
    app.press(f"volunteer-{comes}")
    app.press(f"volunteer-{leaves}")
    app.see(say("kiosk.card.left", time="").strip())
    go(app, "/people", "leave")  # another address does not open the records
    assert not app.named("find").count()
    app.press("leave")
    give_pin(app, running, ASSISTANT)
    wait_sent(app)
    assert statuses_today(running, comes) == [SessionStatus.IN]
    assert statuses_today(running, leaves) == [SessionStatus.OUT]


def statuses_today(stage, number: str) -> list[SessionStatus]:
    site = next(s for s in kept(stage, "site") if s.code == stage.notes.station)
    [who] = [v.id for v in kept(stage, "volunteer") if v.volunteer_no == number and v.site_id == site.id]
    today = datetime.now(UTC) - timedelta(hours=3)
    return [s.status for s in kept(stage, "volunteer_session") if s.volunteer_id == who and s.recorded_at > today]


def test_hours_are_confirmed_by_somebody_else(app, running):
    open_app(app, running)
    go(app, "/hours", "tab-waiting")
    ident = app.named_like("hours-").first.get_attribute("flt-semantics-identifier")
    app.press(ident)
    app.press("confirm")
    app.gone_named(ident)
    wait_sent(app)
    session = next(s for s in kept(running, "volunteer_session") if str(s.id) == ident.removeprefix("hours-"))
    assert session.status is SessionStatus.CONFIRMED
    assert session.verified_by != session.volunteer_id


def test_the_badge_never_says_more_than_the_centre_signed_for(app, running):
    open_app(app, running)
    wait_sent(app)
    assert badge(app).startswith(say("frame.all_sent"))
