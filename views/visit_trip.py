"""What the parts of a quick visit's screen share while it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from records.rules.contacts import REACHED
from views.days import elapsed_words, moment_words
from views.held import Held
from views.state.app_state import AppState
from views.subject import Subject
from views.tokens import Tokens
from views.visit_draft import VisitDraft
from views.visit_missing import Missing, missing

RECENT = timedelta(hours=24)
"""Tries within a day belong together (report 3.6)."""


@dataclass
class Trip:
    """One quick visit on the screen."""

    t: Tokens
    app: AppState
    held: Held[VisitDraft]
    people: Mapping[UUID, Subject]
    wrong: tuple[UUID, Missing] | None

    @property
    def draft(self) -> VisitDraft:
        """What was tapped."""
        return self.held.now

    @property
    def together(self) -> bool:
        """Several people, one of them an elder: the home is asked once."""
        return len(self.people) > 1 and any(about.problems == "elder" for about in self.people.values())

    def change(self, make: Callable[[VisitDraft], VisitDraft]) -> None:
        """Take a tap."""
        self.held.change(make(self.held.now).begun(self.app.now()))

    def told(self, person: UUID, *what: Missing) -> bool:
        """Whether a save was refused because of that."""
        return self.wrong is not None and self.wrong[0] == person and self.wrong[1] in what

    def first_missing(self) -> tuple[UUID, Missing] | None:
        """The first thing that still has to be tapped, and about whom."""
        for person in self.people:
            if problem := missing(self.draft, person, self.app.now()):
                return person, problem
        return None

    def since_words(self, about: Subject) -> str:
        """How long somebody has been looked for: from the first try of the last day that failed."""
        now = self.app.now()
        since = first_try(about, self.draft.began_at or self.draft.started_at or now)
        when = moment_words(self.app.say, since, now)
        return self.app.say("visit.since", time=when, elapsed=elapsed_words(self.app.say, since, now))


def first_try(about: Subject, now: datetime) -> datetime:
    """When the present row of failed tries began: saved ones of the last day, or the one being entered."""
    since = now
    for visit in about.visits:  # the newest first
        if visit.is_void:
            continue
        if visit.outcome in REACHED or visit.occurred_at < now - RECENT:
            break
        since = min(since, visit.occurred_at)
    return since
