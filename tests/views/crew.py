"""Made-up volunteers and their activities for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from records.codes import SessionStatus, VolunteerField
from records.rules.calendar import day_of
from records.volunteering import Volunteer, VolunteerActivity, VolunteerSession
from tests.views.village import Village

NAMES = ("张桂芳", "王守义", "刘淑琴", "赵长河", "孙玉梅", "李福生", "周凤英", "吴志强")


class Crew:
    def __init__(self, village: Village, count: int = 4) -> None:
        self.village, self.state = village, village.state
        self.volunteers = [self.volunteer(name) for name in NAMES[:count]]

    def volunteer(self, name: str, **fields: Any) -> Volunteer:
        return self.village.keep(Volunteer, name=name, registered_on=date(2026, 1, 1), **fields)

    def activity(
        self, title: str = "河道清洁", *, days_ago: int = 0, hours: float = 2, **fields: Any
    ) -> VolunteerActivity:
        at = self.state.now() - timedelta(days=days_ago)
        given = {
            "field": VolunteerField.ENVIRONMENT,
            "leader_id": self.volunteers[0].id if self.volunteers else self.state.me,
            "recorder_id": self.state.me,
            "place": "村东河道",
            "content": "清河道",
            "planned_end": at + timedelta(hours=hours),
            **fields,
        }
        return self.village.keep(VolunteerActivity, at, title=title, **given)

    def session(
        self,
        activity: VolunteerActivity,
        who: int,
        minutes: int | None = None,
        *,
        at: datetime | None = None,
        **fields: Any,
    ) -> VolunteerSession:
        began = at or activity.occurred_at
        given = {
            "volunteer_id": self.volunteers[who].id,
            "activity_id": activity.id,
            "served_on": day_of(began),
            "in_at": began,
            "out_at": None if minutes is None else began + timedelta(minutes=minutes),
            "minutes": minutes or 0,
            "status": SessionStatus.IN if minutes is None else SessionStatus.OUT,
            **fields,
        }
        return self.village.keep(VolunteerSession, began, **given)
