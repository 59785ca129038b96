"""A quick visit while it is being filled in: one trip, one or more people. No drawing, no storage.

Nothing is assumed: what was not tapped is not said. One exception saves a tap and is visible at once: 全部正常 says
that the person was met, so it also answers 见到 when that was still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from records.codes import ActionType, VisitMode, VisitOutcome
from views.problems import HOME_ITEMS

NO_DEGREE: Final = 0
"""A problem that was tapped and not yet given a degree; in every check list 0 means that all is well."""


class Met(StrEnum):
    """The first question of a visit."""

    SEEN = "seen"
    CALLED = "called"
    MISSED = "missed"


MODE_OF: Final = {Met.SEEN: VisitMode.IN_PERSON, Met.CALLED: VisitMode.PHONE, Met.MISSED: VisitMode.IN_PERSON}
OTHER_MODES: Final = {
    Met.SEEN: (VisitMode.IN_PERSON, VisitMode.AT_STATION),
    Met.CALLED: (VisitMode.PHONE, VisitMode.VIDEO, VisitMode.MESSAGE),
    Met.MISSED: (VisitMode.IN_PERSON, VisitMode.PHONE),
}
"""How exactly; the first is meant unless another is chosen."""
WHY_MISSED: Final = (
    VisitOutcome.NOT_HOME,
    VisitOutcome.UNREACHABLE,
    VisitOutcome.REFUSED,
    VisitOutcome.HOSPITALISED,
    VisitOutcome.AWAY,
    VisitOutcome.MOVED,
    VisitOutcome.DECEASED,
    VisitOutcome.WRONG_ADDRESS,
)
TRY_AGAIN: Final = frozenset({VisitOutcome.NOT_HOME, VisitOutcome.UNREACHABLE, VisitOutcome.WRONG_ADDRESS})
"""Nobody knows yet how the person is: another way has to be tried the same day (report 3.6)."""


class Try(msgspec.Struct, frozen=True):
    """Another way that was tried after the first had failed."""

    mode: VisitMode
    ok: bool
    at: datetime
    whom: str = ""
    """The contact's name, or empty for the person and for a neighbour."""


class ForOne(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said about one person."""

    met: Met | None = None
    mode: VisitMode | None = None
    well: bool = False
    problems: dict[str, int] = {}
    """Item -> degree; `NO_DEGREE` while it is still open how bad it is."""
    why: VisitOutcome | None = None
    tries: tuple[Try, ...] = ()

    @property
    def how(self) -> VisitMode:
        """The mode that will be recorded."""
        return self.mode or MODE_OF[self.met or Met.SEEN]

    @property
    def reached(self) -> bool:
        """Whether somebody knows now how the person is."""
        return self.met in (Met.SEEN, Met.CALLED) or any(each.ok for each in self.tries)


class VisitDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the form holds; kept as a draft at every tap."""

    people: dict[str, ForOne] = {}
    """By person id, in the order they were added; the first is whose visit was opened."""
    home: dict[str, int] = {}
    """Problems of the home, asked once when several people are visited."""
    home_well: bool = False
    actions: tuple[ActionType, ...] = ()
    began_at: datetime | None = None
    """None: now."""
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    started_at: datetime | None = None
    """When the first thing was tapped: a visit that is finished later happened then."""

    def values(self) -> dict[str, Any]:
        """As plain values, for a draft."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Whom the visit is to."""
        return tuple(UUID(each) for each in self.people)

    def of(self, person: UUID) -> ForOne:
        """What was said about somebody."""
        return self.people.get(str(person), ForOne())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said: then there is nothing to keep."""
        first = {key: ForOne() for key in list(self.people)[:1]}
        return self == VisitDraft(people=first, started_at=self.started_at)

    # --- taps -------------------------------------------------------------------------------------
    def with_person(self, person: UUID) -> VisitDraft:
        """Add somebody of the household to the trip, or take him off again; the first one stays.

        What was said of the home so far moves to where the home is asked once, and back.
        """
        key = str(person)
        if key in self.people:
            if next(iter(self.people)) == key:
                return self
            left = {k: v for k, v in self.people.items() if k != key}
            return msgspec.structs.replace(self, people=left)._home_back()
        return msgspec.structs.replace(self, people={**self.people, key: ForOne()})._home_out()

    def met(self, person: UUID, met: Met) -> VisitDraft:
        """见到, 通了电话, 没见到; the same again takes it back."""
        one = self.of(person)
        if one.met is met:
            return self._put(person, msgspec.structs.replace(one, met=None, mode=None))
        if met is Met.MISSED:
            return self._put(person, ForOne(met=met))
        return self._put(person, msgspec.structs.replace(one, met=met, mode=None, why=None, tries=()))

    def mode(self, person: UUID, mode: VisitMode) -> VisitDraft:
        """How exactly the contact was made."""
        return self._put(person, msgspec.structs.replace(self.of(person), mode=mode))

    def well(self, person: UUID) -> VisitDraft:
        """全部正常, which also says that the person was met when that was open; the same again takes it back."""
        one = self.of(person)
        after = msgspec.structs.replace(one, well=not one.well, problems={}, met=one.met or Met.SEEN)
        return self._put(person, after)

    def problem(self, person: UUID, item: str) -> VisitDraft:
        """Tap a problem: it opens, or goes away again."""
        one = self.of(person)
        problems = _toggled(one.problems, item)
        met = one.met or (Met.SEEN if problems else None)
        return self._put(person, msgspec.structs.replace(one, problems=problems, well=False, met=met))

    def degree(self, person: UUID, item: str, degree: int) -> VisitDraft:
        """How bad it is."""
        one = self.of(person)
        return self._put(person, msgspec.structs.replace(one, problems={**one.problems, item: degree}, well=False))

    def well_at_home(self) -> VisitDraft:
        """The home is all right."""
        return msgspec.structs.replace(self, home_well=not self.home_well, home={})

    def home_problem(self, item: str) -> VisitDraft:
        """Tap a problem of the home."""
        return msgspec.structs.replace(self, home=_toggled(self.home, item), home_well=False)

    def home_degree(self, item: str, degree: int) -> VisitDraft:
        """How bad it is."""
        return msgspec.structs.replace(self, home={**self.home, item: degree}, home_well=False)

    def why(self, person: UUID, why: VisitOutcome) -> VisitDraft:
        """Why nobody was met."""
        one = self.of(person)
        tries = one.tries if why in TRY_AGAIN else ()
        return self._put(person, msgspec.structs.replace(one, why=None if one.why is why else why, tries=tries))

    def tried(self, person: UUID, mode: VisitMode, ok: bool, at: datetime, whom: str = "") -> VisitDraft:
        """Another way was tried; the same result again takes it back, another result replaces it."""
        one = self.of(person)
        before = next((t for t in one.tries if (t.mode, t.whom) == (mode, whom)), None)
        tries = tuple(t for t in one.tries if t is not before)
        if before is None or before.ok is not ok:
            tries = (*tries, Try(mode, ok, at, whom))
        return self._put(person, msgspec.structs.replace(one, tries=tries))

    def noting(self, text: str) -> VisitDraft:
        """After typing."""
        return msgspec.structs.replace(self, note=text)

    def dated(self, at: datetime | None) -> VisitDraft:
        """When the visit began; None: just now."""
        return msgspec.structs.replace(self, began_at=at)

    def begun(self, at: datetime) -> VisitDraft:
        """The first thing was tapped."""
        return self if self.started_at else msgspec.structs.replace(self, started_at=at)

    def did(self, action: ActionType) -> VisitDraft:
        """Something was done, or was not after all."""
        kept = tuple(a for a in self.actions if a is not action)
        return msgspec.structs.replace(self, actions=kept if action in self.actions else (*kept, action))

    # --- inside -----------------------------------------------------------------------------------
    def _put(self, person: UUID, one: ForOne) -> VisitDraft:
        return msgspec.structs.replace(self, people={**self.people, str(person): one})

    def _home_out(self) -> VisitDraft:
        home = dict(self.home)
        people = {}
        for key, one in self.people.items():
            home |= {item: degree for item, degree in one.problems.items() if item in HOME_ITEMS}
            left = {item: degree for item, degree in one.problems.items() if item not in HOME_ITEMS}
            people[key] = msgspec.structs.replace(one, problems=left)
        return msgspec.structs.replace(self, people=people, home=home)

    def _home_back(self) -> VisitDraft:
        if len(self.people) > 1 or not self.home:
            return self
        (key, one), *_ = self.people.items()
        people = {key: msgspec.structs.replace(one, problems={**one.problems, **self.home}, well=False)}
        return msgspec.structs.replace(self, people=people, home={}, home_well=False)


def _toggled(problems: Mapping[str, int], item: str) -> dict[str, int]:
    left = {each: degree for each, degree in problems.items() if each != item}
    return left if item in problems else {**left, item: NO_DEGREE}


def draft_of(values: Mapping[str, Any], person: UUID) -> VisitDraft:
    """The draft that was kept; one about `person` with nothing said when it cannot be read."""
    try:
        found = msgspec.convert(dict(values), VisitDraft)
    except msgspec.ValidationError:
        found = VisitDraft()
    return found if str(person) in found.people else VisitDraft(people={str(person): ForOne()})
