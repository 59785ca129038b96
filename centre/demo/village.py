"""Who lives in a made-up village: households, people, why they are on the list, and who belongs to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from centre.demo.invent import Inventor, sayings
from centre.demo.pen import Pen
from records.codes import (
    BeneficiaryCategory,
    Chronic,
    ConsentBy,
    ConsentMethod,
    ConsentScope,
    Delegation,
    DisabilityClass,
    DisabilityGrade,
    Gender,
    Hazard,
    HouseType,
    IdType,
    IncomeSource,
    Kinship,
    LegalBasis,
    LivingArrangement,
    ReliefReceived,
)
from records.person import Consent, Contact, Disability, Household, OtherPerson, Person, PersonCategory, Relation

Category = BeneficiaryCategory

LANES: Final = 6
ON_FILE_DAYS: Final = 150
"""How long ago the station wrote its people down."""


@dataclass
class Resident:
    """A person of the village and everything that says why they are on the list."""

    person: Person
    surname: str
    generation: str
    """`elder`, `adult` or `child`."""
    categories: list[PersonCategory] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    @property
    def is_child(self) -> bool:
        """Whether the child check is the one."""
        return self.generation == "child"

    @property
    def checked(self) -> bool:
        """Whether there is a check list for them at all."""
        return self.generation != "adult"


class Village:
    """Settles people in households, written down by `writer`."""

    def __init__(self, inventor: Inventor, pen: Pen, writer: UUID) -> None:
        self.inventor, self.pen, self.writer = inventor, pen, writer
        self.residents: list[Resident] = []
        self._houses = 0

    def settle(self) -> None:
        """The whole village: about sixty people on the list."""
        for make, times in (
            (self._elder_alone, 14),
            (self._elder_couple, 8),
            (self._elder_with_family, 5),
            (self._grandmother_with_children, 6),
            (self._family_in_hardship, 3),
            (self._child_without_parents, 1),
            (self._disabled_adult, 4),
        ):
            for turn in range(times):
                make(turn)

    # -- households --------------------------------------------------------------------------------------------

    def _elder_alone(self, turn: int) -> None:
        house = self._house(hazards=(Hazard.COAL_STOVE,) if turn % 3 == 0 else ())
        elder = self._person(house, "elder", 68 + turn * 2 % 25, LivingArrangement.ALONE)
        self._category(elder, Category.ELDER_ALONE)
        if turn % 7 == 1:
            self._category(elder, Category.TEKUN_DISPERSED)
        self._relation(elder, Kinship.CHILD)

    def _elder_couple(self, turn: int) -> None:
        house = self._house()
        husband = self._person(house, "elder", 66 + turn * 3, LivingArrangement.SPOUSE_ONLY, Gender.MALE)
        wife = self._person(house, "elder", 64 + turn * 3, LivingArrangement.SPOUSE_ONLY, Gender.FEMALE)
        for one in (husband, wife):
            self._category(one, Category.ELDER_EMPTY_NEST)
        self._relation(husband, Kinship.SPOUSE, wife)

    def _elder_with_family(self, turn: int) -> None:
        house = self._house(kind=HouseType.BRICK)
        elder = self._person(house, "elder", 74 + turn * 4, LivingArrangement.WITH_CHILDREN)
        kinds = (Category.ELDER_DISABLED, Category.ELDER_DEMENTIA, Category.ELDER_SEVERE_DISABILITY)
        self._category(elder, kinds[turn % len(kinds)])
        self._relation(elder, Kinship.CHILD, carer=True)

    def _grandmother_with_children(self, turn: int) -> None:
        house = self._house(hazards=(Hazard.POND,) if turn == 1 else ())
        elder = self._person(house, "elder", 62 + turn * 2, LivingArrangement.GRAND_ONLY, Gender.FEMALE)
        self._category(elder, Category.ELDER_LEFT_BEHIND)
        for number in range(1 + turn % 2):
            child = self._person(house, "child", 5 + (turn * 3 + number * 4) % 10, LivingArrangement.GRAND_ONLY)
            self._category(child, Category.CHILD_LEFT_BEHIND)
            self._relation(child, Kinship.GRANDPARENT, elder, carer=True, delegation=Delegation.WRITTEN)

    def _family_in_hardship(self, turn: int) -> None:
        house = self._house(kind=HouseType.EARTH)
        parent = self._person(house, "adult", 36 + turn * 4, LivingArrangement.WITH_CHILDREN)
        child = self._person(house, "child", 8 + turn * 2, LivingArrangement.WITH_RELATIVES)
        self._category(parent, Category.LOW_INCOME)
        self._category(child, Category.CHILD_FAMILY_HARDSHIP)
        self._relation(child, Kinship.PARENT, parent, guardian=True, carer=True)

    def _child_without_parents(self, turn: int) -> None:
        house = self._house()
        child = self._person(house, "child", 11 + turn, LivingArrangement.WITH_RELATIVES)
        self._category(child, Category.CHILD_DE_FACTO)
        self._relation(child, Kinship.RELATIVE, guardian=True, carer=True)

    def _disabled_adult(self, turn: int) -> None:
        house = self._house()
        adult = self._person(house, "adult", 34 + turn * 7, LivingArrangement.WITH_RELATIVES, disabled=True)
        self._category(adult, Category.DISABLED)
        if turn % 2:
            self._category(adult, Category.LOW_INCOME)

    # -- records -----------------------------------------------------------------------------------------------

    def _house(self, kind: HouseType = HouseType.BRICK, hazards: tuple[Hazard, ...] = ()) -> Household:
        words, number = sayings()["address"], self._houses
        self._houses += 1
        lane = words["lane"].format(n=1 + number % LANES)
        house = Household(
            **self._written(),
            address=words["house"].format(lane=lane, n=1 + number // LANES * 2 + number % 2),
            lane=lane,
            walk_order=number // LANES,
            house_type=kind,
            hazards=hazards,
            notes_access=words["yard"] if number % 9 == 4 else "",
        )
        self.pen.write(house)
        return house

    def _person(
        self,
        house: Household,
        generation: str,
        age: int,
        living: LivingArrangement,
        gender: Gender | None = None,
        *,
        disabled: bool = False,
    ) -> Resident:
        invent, number = self.inventor, len(self.residents)
        gender = gender or invent.gender()
        birth, surname = invent.born(age), self._surname(house)
        name = invent.name(surname, generation, gender)
        person = Person(
            **self._written(),
            name=name,
            gender=gender,
            birth_date=birth,
            household_id=house.id,
            phone="" if generation == "child" or number % 11 == 3 else invent.phone(),
            has_no_phone=generation != "child" and number % 11 == 3,
            id_type=IdType.RESIDENT_ID,
            id_no=invent.id_number(birth, gender),
            living_arrangement=living,
            emergency_contacts=self._contacts(house, number),
            chronic=(Chronic.HYPERTENSION,) if generation == "elder" and number % 3 == 0 else (),
            disability=Disability(DisabilityClass.PHYSICAL, DisabilityGrade.GRADE_2) if disabled else None,
            relief_received=(ReliefReceived.DISABILITY2,) if disabled else (),
            income_source=(IncomeSource.PENSION,) if generation == "elder" else (IncomeSource.FARMING,),
        )
        resident = Resident(person, surname if name.startswith(surname) else name[0], generation)
        self.residents.append(resident)
        self.pen.write(person)
        self.pen.write(self._consent(resident))
        return resident

    def _contacts(self, house: Household, number: int) -> tuple[Contact, ...]:
        if number % 10 == 7:
            return ()
        name = self.inventor.name(self._surname(house), "adult", self.inventor.gender())
        return (Contact(name, Kinship.CHILD, self.inventor.phone(), is_local=number % 4 != 0),)

    def _surname(self, house: Household) -> str:
        """Those of one household mostly share theirs."""
        same = [r.surname for r in self.residents if r.person.household_id == house.id]
        return same[0] if same and self.inventor.random.random() < 0.7 else self.inventor.surname()

    def _consent(self, resident: Resident) -> Consent:
        by = ConsentBy.GUARDIAN if resident.is_child else ConsentBy.SELF
        return Consent(
            **self._written(),
            person_id=resident.person.id,
            scope=ConsentScope.MINOR_U14 if resident.is_child else ConsentScope.GENERAL,
            legal_basis=LegalBasis.CONSENT,
            given=True,
            by_whom=by,
            method=ConsentMethod.SIGNATURE,
            text_version="2026.1",
        )

    def _category(self, resident: Resident, category: Category) -> None:
        started = self.inventor.at(ON_FILE_DAYS).date()
        entry = PersonCategory(**self._written(), person_id=resident.person.id, category=category, from_on=started)
        resident.categories.append(entry)
        self.pen.write(entry)

    def _relation(
        self,
        of: Resident,
        kinship: Kinship,
        to: Resident | None = None,
        *,
        guardian: bool = False,
        carer: bool = False,
        delegation: Delegation | None = None,
    ) -> None:
        """What somebody is to `of`; without `to`, a relative who has no record here."""
        away = None if to else OtherPerson(self.inventor.name(of.surname, "adult", self.inventor.gender()))
        entry = Relation(
            **self._written(),
            person_id=of.person.id,
            relation=kinship,
            other_person_id=to.person.id if to else None,
            other=away,
            is_guardian=guardian,
            is_actual_carer=carer,
            delegation=delegation,
        )
        of.relations.append(entry)
        self.pen.write(entry)

    def _written(self) -> dict[str, Any]:
        """The birth of the next line in the station's book."""
        return self.pen.born(self.inventor.at(ON_FILE_DAYS - len(self.pen.entries) // 12), self.writer)
