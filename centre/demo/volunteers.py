"""The volunteers of a made-up station: an activity under way, hours that are confirmed, hours that wait for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from centre.demo.invent import Inventor, sayings
from centre.demo.pen import Pen
from records.codes import SessionStatus, VerifyMethod, VolunteerField
from records.rules.calendar import day_of
from records.rules.hours import minutes_of
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession

HOW_MANY: Final = 12
PAST: Final = ((12, VolunteerField.ELDER), (4, VolunteerField.DISABILITY))
"""Days ago; the first is confirmed, the second waits."""

PRESENT_NOW: Final = 3
"""Signed in at today's activity already."""


class Volunteers:
    """Writes down who volunteers, when, and for how long."""

    def __init__(self, inventor: Inventor, pen: Pen, workers: tuple[UUID, UUID], region: str) -> None:
        self.inventor, self.pen, self.region = inventor, pen, region
        self.chief, self.assistant = workers
        self.people: list[Volunteer] = []

    def serve(self, now: datetime) -> None:
        """The last weeks, and today."""
        self._register()
        for (days_ago, what), words in zip(PAST, sayings()["activity"]["past"], strict=True):
            began = self.inventor.at(days_ago, 9).replace(minute=0)
            activity = self._activity(words, what, began, 150, written=began - timedelta(days=3))
            for number, volunteer in enumerate(self.people[: 9 - days_ago // 4]):
                self._past_session(volunteer, activity, number, confirmed=days_ago == PAST[0][0])
        began = now.replace(minute=0, second=0, microsecond=0) - timedelta(minutes=30)
        words = sayings()["activity"]["today"]
        today = self._activity(words, VolunteerField.ENVIRONMENT, began, 180, written=now - timedelta(days=2))
        for number, volunteer in enumerate(self.people[:PRESENT_NOW]):
            self._sign_in(volunteer, today, now - timedelta(minutes=20 - number * 4))

    def _register(self) -> None:
        for number in range(HOW_MANY):
            invent, gender = self.inventor, self.inventor.gender()
            at = invent.at(130 - number)
            generation = "elder" if number % 3 else "adult"
            volunteer = Volunteer(
                **self.pen.born(at, self.assistant),
                name=invent.name(invent.surname(), generation, gender),
                registered_on=day_of(at),
                gender=gender,
                birth_date=invent.born(66 + number if generation == "elder" else 38 + number),
                region=self.region,
                phone=invent.phone() if number % 3 else "",
                fields=(VolunteerField.ELDER, VolunteerField.ENVIRONMENT),
                volunteer_no=f"{number + 1:03}",
            )
            self.people.append(volunteer)
            self.pen.write(volunteer)

    def _activity(
        self, words: list[str], what: VolunteerField, began: datetime, minutes: int, *, written: datetime
    ) -> VolunteerActivity:
        title, place, content, risk, whom = words
        activity = VolunteerActivity(
            **self.pen.born(written, self.assistant, occurred_at=began),
            title=title,
            field=what,
            leader_id=self.chief,
            recorder_id=self.assistant,
            place=place,
            content=content,
            planned_end=began + timedelta(minutes=minutes),
            service_object=whom,
            needed=HOW_MANY,
            risk_note=risk,
        )
        self.pen.write(activity)
        return activity

    def _sign_in(self, volunteer: Volunteer, activity: VolunteerActivity, at: datetime) -> VolunteerSession:
        session = VolunteerSession(
            **self.pen.born(at, self.assistant),
            volunteer_id=volunteer.id,
            activity_id=activity.id,
            served_on=day_of(at),
            in_at=at,
            status=SessionStatus.IN,
        )
        self.pen.write(session)
        return session

    def _past_session(self, volunteer: Volunteer, activity: VolunteerActivity, number: int, *, confirmed: bool) -> None:
        came = activity.occurred_at + timedelta(minutes=number * 3)
        session = self._sign_in(volunteer, activity, came)
        if not confirmed and number == 1:
            return  # went home without signing out: somebody must put it right
        left = activity.planned_end - timedelta(minutes=number * 5 % 20)
        out = msgspec.structs.replace(session, out_at=left, status=SessionStatus.OUT)
        out = msgspec.structs.replace(out, minutes=minutes_of(out, activity))
        self.pen.change(out, left, self.assistant)
        if confirmed:
            done = {
                "status": SessionStatus.CONFIRMED,
                "verify_method": VerifyMethod.ORGANISER,
                "verified_by": self.chief,
            }
            self.pen.change(msgspec.structs.replace(out, **done), left + timedelta(hours=5), self.chief)
