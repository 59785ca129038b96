"""Hours to confirm: ordinary rows together in two clicks, the others one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from centre.duties import Act, Area
from centre.pages import moments, site_choice
from centre.pages.address import id_in, is_id
from centre.pages.hours_rows import WAITING, Judged, judge, waits
from centre.pages.paging import with_query
from centre.pages.visitor import Guest, Posted, Visitor
from records.codes import VerifyMethod
from records.rules import hours as rules
from records.volunteering import VolunteerSession

router = APIRouter()

MOST: Final = 200
MOST_DIGITS: Final = 4
"""Of a count in an address; a page never holds more rows than that."""

"""Sessions on one page; what is left comes after these are done."""

LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class HoursRow:
    """One session as the page shows it. `why` is empty for an ordinary one."""

    id: str
    volunteer: str
    activity: str
    site: str
    day: str
    times: str
    length: str
    recorder: str
    why: tuple[str, ...]


@router.get("/hours")
def hours(visitor: Guest) -> Response:
    """The list."""
    visitor.must(visitor.may(Act.CONFIRM_HOURS))
    return _page(visitor, {})


@router.post("/hours/confirm")
def confirm(visitor: Guest, form: Posted) -> Response:
    """Confirm the ticked rows. A row that has changed meanwhile, or is no longer ordinary, stays."""
    visitor.must(visitor.may(Act.CONFIRM_HOURS))
    wanted = set(form.several("id"))
    if not wanted:
        return _page(visitor, {"s": visitor.say("centre.hours.none_ticked")})
    good = [one for one in judge(visitor.sight, _ticked(visitor, wanted)) if one.is_ordinary]
    if good:
        visitor.write(*(_confirmed(visitor, one) for one in good))
    site = form.one("site")
    known = {s.code for s in site_choice.sites_of(visitor, Area.HOURS)}
    back = f"&site={site}" if site in known else ""
    return RedirectResponse(f"/hours?done={len(good)}&left={len(wanted) - len(good)}{back}", 303)


@router.get("/hours/{record_id}")
def one_session(visitor: Guest, record_id: str) -> Response:
    """One session."""
    found = visitor.sight.one(VolunteerSession, id_in(record_id))
    visitor.must(_may(visitor, found))
    return _session_page(visitor, found, {}, {})


@router.post("/hours/{record_id}")
def decide(visitor: Guest, form: Posted, record_id: str) -> Response:
    """Confirm or reject one session; the tablet reads it with its next sync."""
    found = visitor.sight.one(VolunteerSession, id_in(record_id))
    visitor.must(_may(visitor, found))
    (judged,) = judge(visitor.sight, [found])
    reason = form.one("reason")
    if form.one("do") == "confirm":
        if judged.refused or not is_waiting(found):
            return _session_page(visitor, found, {}, {})
        decided = _confirmed(visitor, judged)
    else:
        errors = _reason_errors(visitor, found, reason)
        if errors:
            return _session_page(visitor, found, {"reason": reason}, errors)
        decided = msgspec.structs.replace(found, void_reason=reason)
    visitor.write(decided)
    return RedirectResponse("/hours?done=1", 303)


def is_waiting(session: VolunteerSession) -> bool:
    """Whether somebody has still to decide."""
    return session.status in WAITING and not session.is_void


def _ticked(visitor: Visitor, wanted: set[str]) -> list[VolunteerSession]:
    """The ticked sessions that still wait and that this visitor may confirm."""
    found = (visitor.sight.known(UUID(text)) for text in wanted if is_id(text))
    return [s for s in found if isinstance(s, VolunteerSession) and is_waiting(s) and _may(visitor, s)]


def _confirmed(visitor: Visitor, judged: Judged) -> VolunteerSession:
    if judged.activity is None:
        raise ValueError("only a session whose activity is known can be confirmed")
    session = judged.session
    method = VerifyMethod.PAPER if session.paper_minutes is not None else session.verify_method
    return rules.confirmed(session, judged.activity, visitor.reader.staff_id, method or VerifyMethod.ORGANISER)


def _reason_errors(visitor: Visitor, found: VolunteerSession, reason: str) -> dict[str, str]:
    if not is_waiting(found):
        return {"reason": visitor.say("centre.hours.settled")}
    if not reason:
        return {"reason": visitor.say("error.required")}
    too_long = len(reason) > LONGEST_REASON
    return {"reason": visitor.say("error.too_long", limit=LONGEST_REASON)} if too_long else {}


def _may(visitor: Visitor, session: VolunteerSession) -> bool:
    return visitor.may(Act.CONFIRM_HOURS, visitor.sight.code(session.site_id))


def _waiting(visitor: Visitor, code: str) -> list[VolunteerSession]:
    scopes = site_choice.narrowed(visitor.reader.reach(VolunteerSession).scopes, code)
    order = "served_on, in_at, id"
    return visitor.sight.records(VolunteerSession, waits(), order=order, limit=MOST, scopes=scopes)


def _page(visitor: Visitor, errors: dict[str, str]) -> Response:
    code = site_choice.chosen(visitor, Area.HOURS)
    judged = [one for one in judge(visitor.sight, _waiting(visitor, code)) if _may(visitor, one.session)]
    ordinary = [one for one in judged if one.is_ordinary]
    ticked = visitor.query("tick") == "all"
    return visitor.page(
        "hours.html",
        422 if errors else 200,
        wide=True,
        period=site_choice.name_of(visitor, code),
        site_code=code,
        summary=site_choice.name_of(visitor, code) if code else "",
        site_options=site_choice.options(visitor, Area.HOURS),
        ordinary=[_row(visitor, one) for one in ordinary],
        ordinary_total=rules.total(rules.minutes_of(o.session, o.activity) for o in ordinary if o.activity),
        odd=[_row(visitor, one) for one in judged if not one.is_ordinary],
        ticked=ticked,
        tick_href=with_query(visitor.request, tick="" if ticked else "all", done="", left="") + "#h-ordinary",
        errors=errors,
        done=_done(visitor),
    )


def _done(visitor: Visitor) -> str:
    """What the last click did."""
    n, left = visitor.query("done"), visitor.query("left")
    if not (n.isascii() and n.isdigit() and len(n) <= MOST_DIGITS):
        return ""
    said = visitor.say("centre.hours.done", n=int(n))
    return said + (visitor.say("centre.hours.left") if left not in ("", "0") else "")


def _row(visitor: Visitor, judged: Judged) -> HoursRow:
    say, session, labels = visitor.say, judged.session, visitor.labels
    minutes = rules.minutes_of(session, judged.activity) if judged.activity else 0
    odd = judged.odd if judged.refused is None or judged.refused in judged.odd else (*judged.odd, judged.refused)
    return HoursRow(
        id=str(session.id),
        volunteer=labels.of(session.volunteer_id),
        activity=labels.of(session.activity_id),
        site=labels.site(session.site_id),
        day=moments.day(say, session.served_on, visitor.today),
        times=_times(visitor, session),
        length=say("centre.hours.amount", hours=rules.shown(minutes)),
        recorder=labels.staff(session.actor_id),
        why=tuple(say(key, **about) for key, about in odd),
    )


def _times(visitor: Visitor, session: VolunteerSession) -> str:
    if session.paper_minutes is not None:
        return visitor.say("centre.hours.paper", ref=session.paper_ref)
    came = moments.time_of(session.in_at) if session.in_at else "–"
    went = moments.time_of(session.out_at) if session.out_at else "–"
    return f"{came} – {went}"


def _session_page(
    visitor: Visitor, found: VolunteerSession, values: dict[str, str], errors: dict[str, str]
) -> Response:
    say = visitor.say
    (judged,) = judge(visitor.sight, [found])
    return visitor.page(
        "session.html",
        422 if errors else 200,
        session=found,
        row=_row(visitor, judged),
        facts=visitor.shown.fields(found, skip=("warnings", "occurred_at", "minutes")),
        sum=_sum(visitor, judged),
        open=is_waiting(found),
        refused=say(judged.refused[0], **judged.refused[1]) if judged.refused else "",
        values=values,
        errors=errors,
    )


def _sum(visitor: Visitor, judged: Judged) -> str:
    """The arithmetic, so that anybody can follow it."""
    session = judged.session
    if judged.activity is None or session.in_at is None or session.out_at is None or session.paper_minutes is not None:
        return ""
    whole = int((session.out_at - session.in_at).total_seconds()) // 60
    minutes = rules.minutes_of(session, judged.activity)
    return visitor.say(
        "centre.hours.sum",
        whole=whole,
        rest=session.break_minutes,
        travel=session.travel_minutes,
        minutes=minutes,
        hours=rules.shown(minutes),
    )
