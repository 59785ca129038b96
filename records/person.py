"""Residents: households, persons, why they are on the list, who belongs to whom, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from records.base import (
    COMPLETE,
    SAVE,
    About,
    Conflict,
    InvalidRecord,
    Level,
    Record,
    Sensitivity,
    code,
    codes,
    day,
    flag,
    moment,
    part,
    ref,
    text,
    whole,
)
from records.codes import (
    AbilityGrade,
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
    HouseholdStatus,
    HouseType,
    HukouStatus,
    IdType,
    IncomeSource,
    Kinship,
    LegalBasis,
    LivingArrangement,
    MaritalStatus,
    PersonStatus,
    ReliefReceived,
    UnfitReason,
)
from records.platform import MOBILE

STATION_AND_STREET = frozenset({Level.STATION, Level.STREET})
L2 = Sensitivity.L2


class Household(Record, frozen=True, kw_only=True, omit_defaults=True, tag="household"):
    """户: the unit of a trip."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("address",),
        listed=("lane", "phone", "status"),
        filters=("lane", "status"),
    )

    address: Annotated[str, text(1, 100, need=SAVE, search=True)]
    lane: Annotated[str, text(0, 20)] = ""
    """巷, 组 or 楼: what a worker walks along."""
    walk_order: Annotated[int, whole(0, 9999)] = 0
    """Place in the worker's own round."""
    head_person_id: Annotated[UUID, ref("person")] | None = None
    phone: Annotated[str, text(0, 20, pattern=MOBILE)] = ""
    house_type: Annotated[HouseType, code()] | None = None
    hazards: Annotated[tuple[Hazard, ...], codes(union=True)] = ()
    notes_access: Annotated[str, text(0, 200, long=True)] = ""
    """Dog, key holder, best time; no health text here."""
    status: Annotated[HouseholdStatus, code()] = HouseholdStatus.OCCUPIED


class Disability(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the disability certificate says."""

    kind: DisabilityClass
    grade: DisabilityGrade
    expires_on: date | None = None


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody to call."""

    name: Annotated[str, msgspec.Meta(max_length=30)]
    relation: Kinship = Kinship.OTHER
    phone: Annotated[str, msgspec.Meta(pattern=MOBILE)] = ""
    is_local: bool = False


class Person(Record, frozen=True, kw_only=True, omit_defaults=True, tag="person"):
    """服务对象: whom a record is about. Risk level and due date are worked out, never stored (rules.standing)."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("name",),
        listed=("gender", "birth_date", "living_arrangement", "status"),
        filters=("status", "living_arrangement"),
        person_fields=("id",),
    )

    name: Annotated[str, text(1, 30, pattern=r"^[^\d]*$", need=SAVE, guarded=True, search=True)]
    """Han characters, `·`, Latin; no digits (report 3.4)."""
    gender: Annotated[Gender, code(need=COMPLETE)] | None = None
    birth_date: Annotated[date, day(need=COMPLETE, guarded=True)] | None = None
    household_id: Annotated[UUID, ref("household", need=COMPLETE)] | None = None
    phone: Annotated[str, text(0, 20, pattern=MOBILE, search=True)] = ""
    has_no_phone: Annotated[bool, flag()] = False
    id_type: Annotated[IdType, code()] | None = None
    id_no: Annotated[str, text(0, 20, guarded=True, sens=L2)] = ""
    """Checked by rules.id_number (GB 11643); never in a list or a log."""
    living_arrangement: Annotated[LivingArrangement, code(need=COMPLETE)] | None = None
    emergency_contacts: Annotated[tuple[Contact, ...], part()] = ()
    hukou_status: Annotated[HukouStatus, code()] | None = None
    hukou_address: Annotated[str, text(0, 100)] = ""
    marital_status: Annotated[MaritalStatus, code()] | None = None
    disability: Annotated[Disability, part(sens=L2)] | None = None
    chronic: Annotated[tuple[Chronic, ...], codes(union=True, sens=L2)] = ()
    ability_grade: Annotated[AbilityGrade, code(sens=L2)] | None = None
    """From the latest ability assessment (GB/T 42195)."""
    relief_received: Annotated[tuple[ReliefReceived, ...], codes(union=True, sens=L2)] = ()
    income_source: Annotated[tuple[IncomeSource, ...], codes(union=True)] = ()
    talk_hint: Annotated[str, text(0, 100)] = ""
    """Hearing, dialect, best time."""
    status: Annotated[PersonStatus, code()] = PersonStatus.ACTIVE
    deceased_on: Annotated[date, day(guarded=True)] | None = None
    """Stops every schedule at once."""
    canonical_id: Annotated[UUID, ref("person")] | None = None
    """Set by a merge of duplicates; indicators follow it."""

    def check(self) -> None:
        """Refuse a death before the birth."""
        if self.birth_date and self.deceased_on and self.deceased_on < self.birth_date:
            raise InvalidRecord("deceased_on", "before_birth")


class PersonCategory(Record, frozen=True, kw_only=True, omit_defaults=True, tag="person_category"):
    """对象类别: why somebody is on the list; history, never overwritten."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L2,
        writers=STATION_AND_STREET,
        named_by=("category",),
        listed=("person_id", "from_on", "to_on"),
        filters=("category",),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    category: Annotated[BeneficiaryCategory, code(need=SAVE)]
    from_on: Annotated[date, day(need=SAVE)]
    to_on: Annotated[date, day(guarded=True)] | None = None
    evidence: Annotated[str, text(0, 200)] = ""
    verified_by: Annotated[UUID, ref("staff")] | None = None

    def check(self) -> None:
        """Refuse an end before the start."""
        if self.to_on and self.to_on < self.from_on:
            raise InvalidRecord("to_on", "before_start")


class OtherPerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """A relative who has no record here."""

    name: Annotated[str, msgspec.Meta(max_length=30)]
    phone: Annotated[str, msgspec.Meta(pattern=MOBILE)] = ""
    works_in: Annotated[str, msgspec.Meta(max_length=40)] = ""


class Relation(Record, frozen=True, kw_only=True, omit_defaults=True, tag="relation"):
    """亲属/监护关系: who belongs to the person, and who has care of a child."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("relation",),
        listed=("person_id", "other_person_id", "is_guardian", "is_actual_carer"),
        person_fields=("person_id", "other_person_id"),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    relation: Annotated[Kinship, code(need=SAVE)]
    other_person_id: Annotated[UUID, ref("person")] | None = None
    other: Annotated[OtherPerson, part()] | None = None
    is_guardian: Annotated[bool, flag(guarded=True)] = False
    is_actual_carer: Annotated[bool, flag()] = False
    delegation: Annotated[Delegation, code()] | None = None
    notified_committee: Annotated[bool, flag()] = False
    notified_school: Annotated[bool, flag()] = False
    last_contact_on: Annotated[date, day()] | None = None
    unfit_reason: Annotated[tuple[UnfitReason, ...], codes(union=True)] = ()
    from_on: Annotated[date, day(need=COMPLETE)] | None = None
    to_on: Annotated[date, day()] | None = None

    def check(self) -> None:
        """Refuse a relation to nobody."""
        if self.other_person_id is None and self.other is None:
            raise InvalidRecord("other_person_id", "required")


class Consent(Record, frozen=True, kw_only=True, omit_defaults=True, tag="consent"):
    """告知与同意: what was told, what was answered, by whom (PIPL Arts 13-17, 29, 31). A refusal is kept too."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.APPEND,
        sens=Sensitivity.L1,
        writers=STATION_AND_STREET,
        named_by=("scope",),
        listed=("person_id", "given", "by_whom", "occurred_at"),
        filters=("scope",),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    scope: Annotated[ConsentScope, code(need=SAVE)]
    legal_basis: Annotated[LegalBasis, code(need=SAVE)]
    given: Annotated[bool, flag(need=SAVE)]
    by_whom: Annotated[ConsentBy, code(need=SAVE)]
    method: Annotated[ConsentMethod, code(need=SAVE)]
    text_version: Annotated[str, text(1, 20, need=SAVE)]
    """Version of the notice that was shown and spoken."""
    withdrawn_at: Annotated[datetime, moment()] | None = None
    valid_until: Annotated[date, day()] | None = None
