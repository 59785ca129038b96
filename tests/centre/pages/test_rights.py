"""The oracle: every role at every route, at its own site and at another, against report 3.11 written down once more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records.codes import Role
from records.kinds import KINDS
from records.rules.calendar import day_of
from tests.centre.pages.everyday import Everyday, live
from tests.centre.pages.place import DISTRICT, FAR, STATION, STREET, Place

P, C, G, L, H, K, A, U, X, D, E, M, R, F, T = "PCGLHKAUXDEMRFT"
"""People, Care, care of people with an alert only (G), protection if granted (L), Hours, may confirm hours (K),
all Alerts, Urgent ones only (critical), conflicts (X), may Decide them, may Enrol, may Manage logins, may set a Risk
level, may export Files (F), sees Totals."""

TABLE = {
    Role.CHIEF_SOCIAL_WORKER: (STATION, {P, C, L, H, K, A, R, T}),
    Role.SW_ASSISTANT: (STATION, {P, C, L, H, K, A, R, T}),
    Role.STREET_WORKER: (STREET, {P, G, H, K, A, X, F, T, "answer"}),
    Role.CHILD_SUPERVISOR: (STREET, {P, G, L, H, K, A, X, F, T, "answer", "risk of children"}),
    Role.STREET_ADMIN: (STREET, {P, C, L, H, K, A, X, D, E, M, R, F, T, "answer"}),
    Role.LOCAL_SUPERVISOR: (STREET, {L}),
    Role.AGENCY_SENIOR_SW: (DISTRICT, {L}),
    Role.DISTRICT_WORKER: (DISTRICT, {U, L, T, "answer"}),
    Role.DISTRICT_ADMIN: (DISTRICT, {U, L, E, M, T, "answer"}),
    Role.COMMITTEE_EXPERT: (DISTRICT, {T}),
    Role.EVALUATOR: (DISTRICT, {T}),
    Role.PRIVACY_OFFICER: (DISTRICT, {T, F}),
    Role.SYSADMIN: (DISTRICT, {E, M}),
    Role.CHILD_DIRECTOR: (STATION, {"children", L, H}),
    Role.COMMITTEE_MEMBER: (STATION, set()),
}
NO_LOGIN = {Role.VOLUNTEER, Role.VOLUNTEER_LEADER, Role.RESIDENT_REP}

Rights = set[str]
OK, NO, GONE = 200, 403, 404

PEOPLE_KINDS = ("household", "relation", "consent", "visit_plan")
CARE_KINDS = ("person_category", "visit", "visit_person", "elder_check", "risk_assessment")
HOURS_KINDS = ("volunteer", "volunteer_activity", "volunteer_session", "hours_dispute")


def pages(of: Everyday) -> dict[str, Callable[[Rights], int]]:
    """Address -> the status that holders of these rights get at their own site."""

    def person(child: bool = False) -> Callable[[Rights], int]:
        return lambda r: OK if P in r or (child and "children" in r) else GONE

    def care(alerted: bool, child: bool = False) -> Callable[[Rights], int]:
        return lambda r: OK if C in r or (G in r and alerted) or (child and "children" in r) else GONE

    def alert(critical: bool, child: bool = False) -> Callable[[Rights], int]:
        return lambda r: OK if A in r or (U in r and critical) or (child and "children" in r) else GONE

    def ring(r: Rights) -> int:
        return OK if "granted" in r else GONE

    return {
        "/": lambda _: OK,
        "/records": lambda _: OK,
        "/sync": lambda _: OK,
        f"/sync/tablet/{of.box.device_id}": lambda _: OK,
        f"/station/{STATION}": lambda _: OK,
        "/password": lambda _: OK,
        "/due": lambda r: OK if {P, "children"} & r else NO,
        "/find": lambda r: OK if {P, "children"} & r else NO,
        "/hours": lambda r: OK if K in r else NO,
        f"/hours/{of.session.id}": lambda r: OK if K in r else NO if H in r else GONE,
        "/conflicts": lambda r: OK if X in r else NO,
        f"/conflict/{of.conflict.id}": lambda r: OK if X in r else GONE,
        "/sync/code": lambda r: OK if E in r else NO,
        "/users": lambda r: OK if M in r else NO,
        f"/person/{of.elder.id}": person(),
        f"/person/{of.quiet_elder.id}": person(),
        f"/person/{of.child.id}": person(child=True),
        f"/history/{of.elder.id}": person(),
        f"/person/{of.elder.id}/all": person(),
        f"/record/{of.household.id}": lambda r: OK if {P, "children"} & r else GONE,
        f"/record/{of.visit.id}": care(alerted=True),
        f"/record/{of.quiet_visit.id}": care(alerted=False),
        f"/record/{of.child_visit.id}": care(alerted=True, child=True),
        f"/record/{of.check.id}": care(alerted=True),
        f"/history/{of.check.id}": care(alerted=True),
        f"/record/{of.risk.id}": care(alerted=True),
        f"/record/{of.child_check.id}": ring,
        f"/history/{of.child_check.id}": ring,
        f"/alert/{of.alert.id}": alert(critical=True),
        f"/alert/{of.high_alert.id}": alert(critical=False),
        f"/alert/{of.child_alert.id}": alert(critical=True, child=True),
        f"/record/{of.volunteer.id}": lambda r: OK if H in r else GONE,
        f"/record/{of.session.id}": lambda r: OK if H in r else GONE,
        **lists(),
    }


def lists() -> dict[str, Callable[[Rights], int]]:
    def of(*letters: str) -> Callable[[Rights], int]:
        return lambda r: OK if set(letters) & r else GONE

    return {
        **{f"/records/{kind}": (lambda _: OK) for kind in ("site", "staff", "device")},
        "/records/person": of(P, "children"),
        **{f"/records/{kind}": of(P) for kind in PEOPLE_KINDS},
        **{f"/records/{kind}": of(C) for kind in CARE_KINDS},
        "/records/child_check": of("granted"),
        **{f"/records/{kind}": of(H) for kind in HOURS_KINDS},
        "/records/alert": of(A, U, "children", "addressed"),
        "/records/conflict": of(X),
    }


def posts(of: Everyday) -> dict[str, Callable[[Rights], int]]:
    """Address -> the status of an empty form: 422 says that a full one would be taken."""

    def needs(letter: str, hidden: Callable[[Rights], bool] = lambda _: False) -> Callable[[Rights], int]:
        return lambda r: GONE if hidden(r) else 422 if letter in r else NO

    return {
        f"/person/{of.elder.id}/risk": needs(R, lambda r: P not in r),
        f"/person/{of.child.id}/risk": lambda r: (
            422 if {R, "risk of children"} & r else NO if {P, "children"} & r else GONE
        ),
        f"/alert/{of.alert.id}": needs("answer", lambda r: not {A, U} & r),
        "/hours/confirm": needs(K),
        f"/hours/{of.session.id}": needs(K, lambda r: H not in r),
        f"/conflict/{of.conflict.id}": needs(D, lambda r: X not in r),
        "/sync/code": needs(E),
        "/users": needs(M),
        "/records/person/export": needs(F, lambda r: not {P, "children"} & r),
        "/records/child_check/export": needs(F, lambda r: "granted" not in r),
        "/records/staff/export": needs(F),
    }


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Everyday, Everyday]]:
    place = Place(Path(tmp_path_factory.mktemp("rights")))
    own, other = asyncio.run(live(place, STATION)), asyncio.run(live(place, FAR))
    yield place, own, other
    place.close()


def test_every_role_stands_in_the_table() -> None:
    assert set(TABLE) | NO_LOGIN == set(Role)


def test_every_kind_stands_in_the_table() -> None:
    assert {f"/records/{kind}" for kind in KINDS} == set(lists())


@pytest.mark.parametrize("granted", [False, True], ids=["", "granted"])
@pytest.mark.parametrize("role", TABLE)
async def test_a_role_opens_what_it_may_and_nothing_else(lived, role: Role, granted: bool) -> None:
    place, own, other = lived
    code, letters = TABLE[role]
    rights = {*letters, *(["granted"] if granted and L in letters else [])}
    if role is Role.COMMITTEE_MEMBER:
        rights.add("addressed")
    browser = place.browser(role, code, protected=granted)
    wrong = []
    for path, expected in pages(own).items():
        status = (await browser.get(path)).status_code
        if status != expected(rights):
            wrong.append((path, status, expected(rights)))
    token = await browser.token()
    for path, expected in posts(own).items():
        status = (await browser.http.post(path, data={"csrf": token})).status_code
        if status != expected(rights):
            wrong.append(("POST " + path, status, expected(rights)))
    if code != DISTRICT:
        wrong += [(path, s, "nothing") for path, s in await elsewhere(browser, token, other)]
    assert wrong == []


async def elsewhere(browser, token: str, other: Everyday) -> list[tuple[str, int]]:
    """Answers other than 403 and 404 for another street's records."""
    general = {"/", "/records", "/sync", "/password", "/due", "/find", "/hours", "/conflicts", "/sync/code", "/users"}
    found = []
    for path in [p for p in pages(other) if p not in general and not p.startswith("/records/") and STATION not in p]:
        found.append((path, (await browser.get(path)).status_code))
    found.append((f"/station/{FAR}", (await browser.get(f"/station/{FAR}")).status_code))
    for path in (p for p in posts(other) if str(p).count("-") >= 4):
        found.append((f"POST {path}", (await browser.http.post(path, data={"csrf": token})).status_code))
    return [(path, status) for path, status in found if status not in (NO, GONE)]


@pytest.mark.parametrize("role", TABLE)
async def test_lists_hold_nothing_of_another_street(lived, role: Role) -> None:
    place, _, other = lived
    code, _ = TABLE[role]
    if code == DISTRICT:
        return
    browser = place.browser(role, code, protected=True)
    theirs = {str(r.id) for r in vars(other).values() if hasattr(r, "site_id")} | {str(other.box.device_id)}
    for path in [*lists(), "/", "/due?when=all", "/hours", "/conflicts", "/sync", "/find?q=孙"]:
        html = (await browser.get(path)).text
        assert [one for one in theirs if one in html] == [], path


@pytest.mark.parametrize("role", sorted(NO_LOGIN))
async def test_volunteers_and_residents_have_no_login(lived, role: Role) -> None:
    place, _, _ = lived
    name = place.login(role, STATION)
    answer = await place.browser().sign_in(name)
    assert answer.status_code == 403
    browser = place.browser(role, STATION)
    assert (await browser.get("/")).status_code == 303


def test_a_grant_opens_the_ring_only_while_it_lasts(lived) -> None:
    place, _, _ = lived
    name = place.login(Role.STREET_ADMIN, STREET, protected=True)
    login = place.office.accounts.find(name)
    assert login.protected_on(day_of(datetime.now(UTC)))
    assert not login.protected_on(login.protection_until + timedelta(days=1))
