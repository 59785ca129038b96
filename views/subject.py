"""Everything a visit or a check needs to know about somebody, read once and kept until something changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from records.alert import Alert
from records.codes import BeneficiaryCategory, RiskLevel
from records.person import Household, Person, PersonCategory, Relation
from records.platform import Site
from records.rules.calendar import day_of
from records.rules.facts import categories_on
from records.rules.ruleset import CheckKind
from records.rules.standing import Standing, contacted, standing
from records.rules.triage import static_flags
from records.visit import Visit, VisitPerson, VisitPlan
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment
from views.pieces_calls import Reach
from views.problems import ProblemKind, check_for, kind_of
from views.said import code_word
from views.state.app_state import AppState
from views.state.people import PersonCard


@dataclass(frozen=True)
class Subject:
    """A person, as a worker at the door needs to know them.

    Attributes:
        reach: family and contacts, to be called where they cannot be the cause.
        helpers: the station, the committee, the street: may always be called.
        home: others of the household who are on the visiting list.
        checks: the newest welfare check first.
    """

    on: date
    card: PersonCard
    person: Person
    categories: tuple[PersonCategory, ...]
    relations: tuple[Relation, ...]
    visits: tuple[Visit, ...]
    results: tuple[VisitPerson, ...]
    risks: tuple[RiskAssessment, ...]
    plans: tuple[VisitPlan, ...]
    alerts: tuple[Alert, ...]
    checks: tuple[ElderCheck | ChildCheck, ...]
    reach: tuple[Reach, ...]
    helpers: tuple[Reach, ...]
    home: tuple[PersonCard, ...]
    sees_protection: bool

    @property
    def id(self) -> UUID:
        """The person's."""
        return self.person.id

    @cached_property
    def listed(self) -> frozenset[BeneficiaryCategory]:
        """Why the person is on the list today."""
        return categories_on(self.id, self.categories, self.on)

    @cached_property
    def standing(self) -> Standing:
        """Level, last contacts and due day."""
        by_visit = {result.visit_id: result for result in self.results if not result.is_void}
        met = [contacted(visit, by_visit.get(visit.id)) for visit in self.visits if not visit.is_void]
        return standing(self.person, categories=self.categories, risks=self.risks, contacts=met, plans=self.plans)

    @property
    def level(self) -> RiskLevel | None:
        """The level that stands; None when there never was one."""
        return None if self.standing.level_since is None else self.standing.level

    @property
    def problems(self) -> ProblemKind:
        """Which problems a quick visit asks about."""
        return kind_of(self.card.age, self.listed, sees_protection=self.sees_protection)

    @property
    def check(self) -> CheckKind | None:
        """Which welfare check fits."""
        return check_for(self.card.age, self.listed)

    def flags(self, kind: CheckKind) -> tuple[str, ...]:
        """What the file says, for the check of that kind."""
        past: list[Visit | VisitPerson] = [*self.visits, *self.results]
        return static_flags(kind, self.person, self.categories, self.relations, past, self.on)


def subject_of(app: AppState, person_id: UUID) -> Subject | None:
    """The person, or None when the record is not here."""
    found: Subject | None = app.cached(("subject", person_id, app.today()), lambda: _read(app, person_id))
    return found


def _read(app: AppState, person_id: UUID) -> Subject | None:
    person, card = app.get(person_id), app.person_card(person_id)
    if not isinstance(person, Person) or card is None:
        return None
    key = (person_id,)
    linked = [app.get(UUID(bytes=row["record_id"])) for row in app.query(_LINKED, key)]
    checks = [each for each in linked if isinstance(each, ElderCheck | ChildCheck) and not each.is_void]
    return Subject(
        on=app.today(),
        card=card,
        person=person,
        categories=tuple(app.records(PersonCategory, "person_id = ?", key)),
        relations=tuple(app.records(Relation, "person_id = ? or other_person_id = ?", (person_id, person_id))),
        visits=tuple(each for each in linked if isinstance(each, Visit)),
        results=tuple(each for each in linked if isinstance(each, VisitPerson)),
        risks=tuple(app.records(RiskAssessment, "person_id = ?", key)),
        plans=tuple(app.records(VisitPlan, "person_id = ?", key)),
        alerts=tuple(each for each in app.records(Alert, "subject_id = ?", key) if each.is_open),
        checks=tuple(checks),
        reach=tuple(_reach(app, person)),
        helpers=tuple(_helpers(app)),
        home=tuple(_home(app, person)),
        sees_protection=app.sees_protection,
    )


_LINKED = """select record_id from link where person_id = ? and kind in ('visit', 'visit_person', 'elder_check',
  'child_check') order by occurred_at desc, record_id desc limit 400"""
"""Enough for years of visits; standings of older ones are in the level and the plan."""


def _reach(app: AppState, person: Person) -> Iterable[Reach]:
    home = app.get(person.household_id) if person.household_id else None
    if isinstance(home, Household) and home.phone and home.phone != person.phone:
        yield Reach(app.say("calls.home"), "", home.phone)
    for contact in person.emergency_contacts:
        if contact.phone:
            yield Reach(contact.name, code_word(app.say, contact.relation), contact.phone)


def _helpers(app: AppState) -> Iterable[Reach]:
    site = app.site
    if site is None:
        return
    if site.committee_contact and site.committee_contact.phone:
        yield Reach(site.committee_contact.name, app.say("calls.committee"), site.committee_contact.phone)
    above = app.get(site.parent_id) if site.parent_id else None
    for each in (site, above):
        if isinstance(each, Site) and each.duty_phone:
            yield Reach(each.name, app.say("calls.duty"), each.duty_phone)


def _home(app: AppState, person: Person) -> Iterable[PersonCard]:
    """Others of the household who are visited too: on the list, not moved away, not dead."""
    if person.household_id is None:
        return
    rows = app.query(_SAME_HOME, (person.household_id, person.id))
    for row in rows:
        card = app.person_card(UUID(bytes=row["id"]))
        if card is not None and card.categories:
            yield card


_SAME_HOME = """select id from person where household_id = ? and id <> ? and status = 'active' and void_reason = ''
  order by birth_date"""


def happened_today(app: AppState, visit: Visit) -> bool:
    """Whether a visit was made today."""
    return day_of(visit.occurred_at) == app.today()
