"""What a person's file says already: the static flags of the checks (report 3.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from records.codes import (
    AbilityGrade,
    BeneficiaryCategory,
    Chronic,
    DisabilityClass,
    DisabilityGrade,
    Kinship,
    LivingArrangement,
    MaritalStatus,
    ReliefReceived,
    VisitOutcome,
)
from records.person import Person, PersonCategory, Relation
from records.rules.calendar import age_on, day_of
from records.visit import Visit, VisitPerson

_ADVANCED_AGE: Final = 80
_VERY_ADVANCED_AGE: Final = 90
_SMALL_CHILD_BELOW: Final = 6
_AFTER_DISCHARGE: Final = timedelta(days=30)
_MOURNING: Final = timedelta(days=90)

_SEVERE: Final = frozenset({DisabilityGrade.GRADE_1, DisabilityGrade.GRADE_2})
_SEEN: Final = frozenset({VisitOutcome.SEEN_OK, VisitOutcome.SEEN_PROBLEM})
_ABILITY: Final = {
    AbilityGrade.MILD: "ability1",
    AbilityGrade.MODERATE: "ability2",
    AbilityGrade.SEVERE: "ability3",
    AbilityGrade.COMPLETE: "ability3",
}

_ELDER_CATEGORIES: Final = {
    BeneficiaryCategory.ELDER_ALONE: "alone",
    BeneficiaryCategory.ELDER_SEVERE_DISABILITY: "sev_dis",
    BeneficiaryCategory.ELDER_DEMENTIA: "dementia",
    BeneficiaryCategory.ELDER_SPECIAL_FAMILY: "special_family",
    BeneficiaryCategory.TEKUN_DISPERSED: "tekun",
    BeneficiaryCategory.ELDER_LEFT_BEHIND: "left_behind",
}

_CHILD_CATEGORIES: Final = {
    BeneficiaryCategory.CHILD_ORPHAN: "orphan",
    BeneficiaryCategory.CHILD_DE_FACTO: "orphan",
    BeneficiaryCategory.CHILD_LEFT_BEHIND: "lb2",
    BeneficiaryCategory.CHILD_FAMILY_HARDSHIP: "poor",
    BeneficiaryCategory.LOW_INCOME: "poor",
    BeneficiaryCategory.TEKUN_DISPERSED: "poor",
    BeneficiaryCategory.TEKUN_INSTITUTION: "poor",
}


def categories_on(person_id: UUID, categories: Iterable[PersonCategory], on: date) -> frozenset[BeneficiaryCategory]:
    """The categories somebody is in on a day."""
    return frozenset(
        c.category
        for c in categories
        if c.person_id == person_id and not c.is_void and c.from_on <= on and (c.to_on is None or on <= c.to_on)
    )


def elder_flags(
    person: Person,
    listed: Collection[BeneficiaryCategory],
    relations: Iterable[Relation],
    visits: Sequence[Visit | VisitPerson],
    on: date,
) -> Iterator[str]:
    """Flags of the elder check, each once."""
    found = {flag for category, flag in _ELDER_CATEGORIES.items() if category in listed}
    if person.living_arrangement is LivingArrangement.ALONE:
        found.add("alone")
    if person.birth_date and (age := age_on(person.birth_date, on)) >= _ADVANCED_AGE:
        found.add("age90" if age >= _VERY_ADVANCED_AGE else "age80")
    if person.ability_grade in _ABILITY:
        found.add(_ABILITY[person.ability_grade])
    elif person.ability_grade is None and BeneficiaryCategory.ELDER_DISABLED in listed:
        found.add("ability2")  # the category begins at a score of 65, which is grade 2
    if person.disability and person.disability.grade in _SEVERE:
        found.add("sev_dis")
    if Chronic.DEMENTIA in person.chronic:
        found.add("dementia")
    if person.has_no_phone:
        found.add("no_phone")
    if not any(contact.is_local for contact in person.emergency_contacts):
        found.add("no_local_contact")
    if _discharged(person.id, visits, on):
        found.add("discharge30")
    if _bereaved(person, relations, on):
        found.add("bereaved90")
    yield from found


def child_flags(person: Person, listed: Collection[BeneficiaryCategory], on: date) -> Iterator[str]:
    """Flags of the child check, each once."""
    found = {flag for category, flag in _CHILD_CATEGORIES.items() if category in listed}
    if person.disability:
        found.add("dis12" if person.disability.grade in _SEVERE else "dis34")
    elif BeneficiaryCategory.CHILD_SELF_HARDSHIP in listed:
        found.add("ill")  # that category is for disability or grave illness, and there is no certificate
    if ReliefReceived.DIBAO in person.relief_received:
        found.add("poor")
    if person.birth_date and age_on(person.birth_date, on) < _SMALL_CHILD_BELOW:
        found.add("age6")
    yield from found


def lacks_capacity(person: Person, flags: Collection[str] = ()) -> bool:
    """Whether abuse of this person must be reported to the police (Anti-Domestic Violence Law, Art. 14)."""
    mind = (DisabilityClass.INTELLECTUAL, DisabilityClass.PSYCHIATRIC)
    certified = person.disability is not None and person.disability.kind in mind
    return certified or "dementia" in flags or Chronic.DEMENTIA in person.chronic


def _discharged(person_id: UUID, visits: Sequence[Visit | VisitPerson], on: date) -> bool:
    """Seen again after a stay in hospital; the day of discharge lies before that, so the flag errs on the safe side."""
    mine = [v for v in visits if not v.is_void and _is_about(v, person_id) and day_of(v.occurred_at) <= on]
    stay = max((v.occurred_at for v in mine if v.outcome is VisitOutcome.HOSPITALISED), default=None)
    if stay is None:
        return False
    back = min((v.occurred_at for v in mine if v.outcome in _SEEN and v.occurred_at > stay), default=None)
    return back is not None and on - day_of(back) <= _AFTER_DISCHARGE


def _is_about(visit: Visit | VisitPerson, person_id: UUID) -> bool:
    return person_id in visit.person_ids if isinstance(visit, Visit) else visit.person_id == person_id


def mourns(relation: Relation, person_id: UUID) -> bool:
    """Whether the end of a relation by death leaves this person bereaved: of a spouse, or of a child."""
    if relation.relation is Kinship.SPOUSE:
        return person_id in (relation.person_id, relation.other_person_id)
    if relation.relation is Kinship.CHILD:
        return person_id == relation.person_id
    return relation.relation is Kinship.PARENT and person_id == relation.other_person_id


def _bereaved(person: Person, relations: Iterable[Relation], on: date) -> bool:
    """A divorce ends a relation too, and is no bereavement."""
    if person.marital_status is MaritalStatus.DIVORCED:
        return False
    return any(
        r.to_on is not None and not r.is_void and mourns(r, person.id) and timedelta(0) <= on - r.to_on <= _MOURNING
        for r in relations
    )
