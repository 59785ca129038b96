"""Code lists. Codes are stable English words and never change meaning.

What people read stands in the locale files under `code.<list>.<code>`. Sources: domain report 3.10.
"""

from __future__ import annotations

from enum import StrEnum


class SiteLevel(StrEnum):
    """The three levels, and the city that only reads. Source: seed."""

    STATION = "station"
    STREET_CENTRE = "street_centre"
    DISTRICT_CENTRE = "district_centre"
    CITY_BUREAU = "city_bureau"


class Role(StrEnum):
    """What somebody may do at a site. Source: seed + P."""

    CHIEF_SOCIAL_WORKER = "chief_social_worker"
    SW_ASSISTANT = "sw_assistant"
    CHILD_DIRECTOR = "child_director"
    COMMITTEE_MEMBER = "committee_member"
    VOLUNTEER = "volunteer"
    VOLUNTEER_LEADER = "volunteer_leader"
    STREET_WORKER = "street_worker"
    CHILD_SUPERVISOR = "child_supervisor"
    LOCAL_SUPERVISOR = "local_supervisor"
    STREET_ADMIN = "street_admin"
    DISTRICT_WORKER = "district_worker"
    AGENCY_SENIOR_SW = "agency_senior_sw"
    DISTRICT_ADMIN = "district_admin"
    COMMITTEE_EXPERT = "committee_expert"
    EVALUATOR = "evaluator"
    RESIDENT_REP = "resident_rep"
    PRIVACY_OFFICER = "privacy_officer"
    SYSADMIN = "sysadmin"


class Gender(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


class IdType(StrEnum):
    """Id type. Source: P."""

    RESIDENT_ID = "resident_id"
    HUKOU_BOOK = "hukou_book"
    BIRTH_CERT = "birth_cert"
    DISABILITY_CERT = "disability_cert"
    HK_MO_TW = "hk_mo_tw"
    PASSPORT = "passport"
    NONE = "none"


class MaritalStatus(StrEnum):
    """GB/T 2261.2."""

    SINGLE = "10"
    MARRIED = "20"
    WIDOWED = "30"
    DIVORCED = "40"
    NOT_STATED = "90"


class LivingArrangement(StrEnum):
    """Living arrangement. Source: GB/T 42195 A-form [W] + P."""

    ALONE = "alone"
    SPOUSE_ONLY = "spouse_only"
    WITH_CHILDREN = "with_children"
    GRAND_ONLY = "grand_only"
    WITH_RELATIVES = "with_relatives"
    NON_RELATIVES = "non_relatives"
    INSTITUTION = "institution"
    CHILD_ALONE = "child_alone"
    UNKNOWN = "unknown"


class HukouStatus(StrEnum):
    """Hukou status. Source: [W]."""

    REGISTERED_LOCAL = "registered_local"
    REGISTERED_OTHER = "registered_other"
    UNREGISTERED = "unregistered"


class BeneficiaryCategory(StrEnum):
    """Beneficiary category. Source: see 2.3/2.4."""

    ELDER_ALONE = "elder_alone"
    ELDER_EMPTY_NEST = "elder_empty_nest"
    ELDER_LEFT_BEHIND = "elder_left_behind"
    ELDER_DISABLED = "elder_disabled"
    ELDER_SEVERE_DISABILITY = "elder_severe_disability"
    ELDER_SPECIAL_FAMILY = "elder_special_family"
    ELDER_ADVANCED = "elder_advanced"
    ELDER_DEMENTIA = "elder_dementia"
    ELDER_HARDSHIP = "elder_hardship"
    CHILD_LEFT_BEHIND = "child_left_behind"
    CHILD_MIGRANT = "child_migrant"
    CHILD_ORPHAN = "child_orphan"
    CHILD_DE_FACTO = "child_de_facto"
    CHILD_FAMILY_HARDSHIP = "child_family_hardship"
    CHILD_SELF_HARDSHIP = "child_self_hardship"
    CHILD_GUARDIANSHIP = "child_guardianship"
    LOW_INCOME = "low_income"
    LOW_INCOME_EDGE = "low_income_edge"
    TEKUN_DISPERSED = "tekun_dispersed"
    TEKUN_INSTITUTION = "tekun_institution"
    DISABLED = "disabled"
    MENTAL_REHAB = "mental_rehab"
    LEFT_BEHIND_WOMAN = "left_behind_woman"
    HIDDEN_RISK = "hidden_risk"
    GENERAL = "general"


class VisitMode(StrEnum):
    """How a contact was made. Source: [W]+P."""

    IN_PERSON = "in_person"
    AT_STATION = "at_station"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"
    PROXY = "proxy"
    DEVICE = "device"


class VisitType(StrEnum):
    """Visit type. Source: [W]."""

    FIRST = "first"
    REGULAR = "regular"
    DAILY = "daily"
    FOLLOW_UP = "follow_up"
    SPECIAL = "special"
    EMERGENCY = "emergency"
    JOINT = "joint"


class VisitOutcome(StrEnum):
    """What came of a visit. Source: P."""

    SEEN_OK = "seen_ok"
    SEEN_PROBLEM = "seen_problem"
    NOT_HOME = "not_home"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    HOSPITALISED = "hospitalised"
    AWAY = "away"
    MOVED = "moved"
    DECEASED = "deceased"
    WRONG_ADDRESS = "wrong_address"


class RiskLevel(StrEnum):
    """Risk; the order of declaration is from worst to best, unknown last. Source: P (colours locally used, see 2.4)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class AlertType(StrEnum):
    """Alert type. Source: P."""

    ELDER_CRITICAL = "elder_critical"
    CHILD_CRITICAL = "child_critical"
    MANDATORY_REPORT = "mandatory_report"
    OVERDUE_VISIT = "overdue_visit"
    NO_CONTACT = "no_contact"
    CARE_LEVEL_CHANGE = "care_level_change"
    CASE_STALLED = "case_stalled"
    CONSENT_MISSING = "consent_missing"
    CARER_INCAPABLE = "carer_incapable"
    HOURS_ANOMALY = "hours_anomaly"
    DUPLICATE = "duplicate"
    DEVICE_SILENT = "device_silent"
    STAFFING_GAP = "staffing_gap"
    FUND_OVERRUN = "fund_overrun"
    DATA_BREACH = "data_breach"


class AlertStatus(StrEnum):
    """Alert status. Source: P."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    FALSE_ALARM = "false_alarm"


class ActionType(StrEnum):
    """Action type. Source: P."""

    CALL_120 = "call_120"
    CALL_110 = "call_110"
    NOTIFY_FAMILY = "notify_family"
    NOTIFY_COMMITTEE = "notify_committee"
    NOTIFY_STREET = "notify_street"
    HOSPITAL = "hospital"
    FIX_HAZARD = "fix_hazard"
    APPLY_BENEFIT = "apply_benefit"
    MEAL = "meal"
    ASSIGN_VOLUNTEER = "assign_volunteer"
    GOODS = "goods"
    PSYCH = "psych"
    LEGAL = "legal"
    SCHOOL = "school"
    URGE_DUTY = "urge_duty"
    OPEN_CASE = "open_case"
    REFER_UP = "refer_up"
    REVISIT = "revisit"


class MrCircumstance(StrEnum):
    """Mr circumstance. Source: 高检发〔2020〕9号 Art.4 [K]; 国发〔2016〕13号 [K]."""

    MR1 = "mr1"
    MR2 = "mr2"
    MR3 = "mr3"
    MR4 = "mr4"
    MR5 = "mr5"
    MR6 = "mr6"
    MR7 = "mr7"
    MR8 = "mr8"
    MR9 = "mr9"
    LB1 = "lb1"
    LB2 = "lb2"
    LB3 = "lb3"
    DV1 = "dv1"


class NeedDomain(StrEnum):
    """Need domain. Source: P."""

    LIVELIHOOD = "livelihood"
    HEALTH = "health"
    CARE = "care"
    SAFETY = "safety"
    PSYCH = "psych"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    HOUSING = "housing"
    LEGAL = "legal"
    INTEGRATION = "integration"
    GOVERNANCE = "governance"
    ENVIRONMENT = "environment"
    CULTURE = "culture"


class VolunteerField(StrEnum):
    """Volunteer field. Source: P."""

    ELDER = "elder"
    CHILD = "child"
    DISABILITY = "disability"
    RELIEF = "relief"
    ENVIRONMENT = "environment"
    SAFETY = "safety"
    HEALTH = "health"
    CULTURE = "culture"
    GOVERNANCE = "governance"
    EMERGENCY = "emergency"
    OTHER = "other"


class SessionStatus(StrEnum):
    """Session status. Source: P."""

    PLANNED = "planned"
    IN = "in"
    OUT = "out"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    VOID = "void"


class VerifyMethod(StrEnum):
    """Verify method. Source: [W]+P."""

    ORGANISER = "organiser"
    LEADER = "leader"
    RECIPIENT = "recipient"
    QR = "qr"
    WITNESS = "witness"
    PAPER = "paper"


class ConsentScope(StrEnum):
    """Consent scope. Source: PIPL [T]."""

    NOTICE = "notice"
    GENERAL = "general"
    SENSITIVE = "sensitive"
    MINOR_U14 = "minor_u14"
    SHARE_GOV = "share_gov"
    SHARE_AGENCY = "share_agency"
    PHOTO = "photo"
    PUBLISH = "publish"
    LOCATION = "location"


class LegalBasis(StrEnum):
    """Legal basis. Source: PIPL Art.13 [T]."""

    CONSENT = "consent"
    STATUTORY = "statutory"
    EMERGENCY = "emergency"
    CONTRACT = "contract"
    LAWFUL_PUBLIC = "lawful_public"


class DutyCarerRating(StrEnum):
    """Duty carer rating. Source: 民政部 2016 left-behind child form [W]."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class DisabilityClass(StrEnum):
    """Disability class. Source: GB/T 26341 [K]."""

    VISUAL = "1"
    HEARING = "2"
    SPEECH = "3"
    PHYSICAL = "4"
    INTELLECTUAL = "5"
    PSYCHIATRIC = "6"
    MULTIPLE = "7"


class DisabilityGrade(StrEnum):
    """Disability grade. Source: GB/T 26341 [K]."""

    GRADE_1 = "1"
    GRADE_2 = "2"
    GRADE_3 = "3"
    GRADE_4 = "4"


class AbilityGrade(StrEnum):
    """Ability grade. Source: GB/T 42195-2022 [W]."""

    INTACT = "0"
    MILD = "1"
    MODERATE = "2"
    SEVERE = "3"
    COMPLETE = "4"


class ReliefReceived(StrEnum):
    """Relief received. Source: 2016 form [W]."""

    DIBAO = "dibao"
    TEMPORARY = "temporary"
    MEDICAL = "medical"
    HOUSING = "housing"
    EDUCATION = "education"
    ORPHAN = "orphan"
    DISABILITY2 = "disability2"
    OLD_AGE = "old_age"
    NURSING = "nursing"
    OTHER = "other"


class IncomeSource(StrEnum):
    """Income source. Source: 2016 form [W]."""

    MIGRANT_WORK = "migrant_work"
    FARMING = "farming"
    GOV_AID = "gov_aid"
    RELATIVES = "relatives"
    PENSION = "pension"
    OTHER = "other"


class SiteStatus(StrEnum):
    """State of a site."""

    PLANNED = "planned"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class DeviceStatus(StrEnum):
    """State of a tablet: lost and revoked may still push, into quarantine."""

    PENDING = "pending"
    ACTIVE = "active"
    LOST = "lost"
    REVOKED = "revoked"
    RETIRED = "retired"


class HouseType(StrEnum):
    """Kind of house; C and D are the official grades of dangerous houses."""

    BRICK = "brick"
    EARTH = "earth"
    DANGEROUS_C = "dangerous_c"
    DANGEROUS_D = "dangerous_d"
    RENTED = "rented"
    OTHER = "other"


class Hazard(StrEnum):
    """What can hurt somebody at home."""

    COAL_STOVE = "coal_stove"
    GAS_BOTTLE = "gas_bottle"
    E_BIKE_INDOOR = "e_bike_indoor"
    POND = "pond"
    WELL = "well"
    ROAD = "road"
    SLOPE = "slope"


class HouseholdStatus(StrEnum):
    """State of a household."""

    OCCUPIED = "occupied"
    EMPTY = "empty"
    DEMOLISHED = "demolished"
    MERGED = "merged"


class Chronic(StrEnum):
    """Long illnesses that a visit has to know of."""

    HYPERTENSION = "hypertension"
    DIABETES = "diabetes"
    HEART = "heart"
    STROKE = "stroke"
    COPD = "copd"
    CANCER = "cancer"
    DEMENTIA = "dementia"
    MENTAL = "mental"
    EPILEPSY = "epilepsy"
    OTHER = "other"


class PersonStatus(StrEnum):
    """Where a person stands with the station."""

    ACTIVE = "active"
    MOVED = "moved"
    DECEASED = "deceased"
    CLOSED = "closed"
    MERGED = "merged"


class Kinship(StrEnum):
    """What somebody is to the person."""

    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    CARER = "carer"
    OTHER = "other"


class Delegation(StrEnum):
    """How guardianship was entrusted (Law on the Protection of Minors, Art. 22)."""

    NONE = "none"
    ORAL = "oral"
    WRITTEN = "written"


class UnfitReason(StrEnum):
    """What bars a carer (Law on the Protection of Minors, Art. 22)."""

    VIOLENCE_RECORD = "violence_record"
    ADDICTION = "addiction"
    NEGLECT = "neglect"
    OTHER = "other"


class ConsentBy(StrEnum):
    """Who answered; under 14 the guardian must (PIPL Art. 31)."""

    SELF = "self"
    GUARDIAN = "guardian"
    CARER_WITNESSED = "carer_witnessed"


class ConsentMethod(StrEnum):
    """How the answer was given."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"
    ORAL_WITNESSED = "oral_witnessed"
    PAPER = "paper"
    EMERGENCY_DEFERRED = "emergency_deferred"


class PlanPurpose(StrEnum):
    """Why somebody is on the visiting list."""

    ELDER = "elder"
    CHILD = "child"
    HARDSHIP = "hardship"
    CASE = "case"
    VOLUNTEER_PAIR = "volunteer_pair"


class MinMode(StrEnum):
    """The least that counts as a contact."""

    IN_PERSON = "in_person"
    ANY = "any"


class PausedReason(StrEnum):
    """Why visits rest, 60 days at most."""

    HOSPITAL = "hospital"
    AWAY = "away"
    INSTITUTION = "institution"


class RiskSource(StrEnum):
    """What a risk level comes from."""

    CHECK = "check"
    ASSESSMENT = "assessment"
    MANUAL = "manual"
    INCIDENT = "incident"


class VolunteerStatus(StrEnum):
    """Where a volunteer stands."""

    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class DisputeDecision(StrEnum):
    """What was decided about a claim for hours."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


class ConflictResolution(StrEnum):
    """What a person decided about two values."""

    KEEP_A = "keep_a"
    KEEP_B = "keep_b"
    MERGE = "merge"
    BOTH = "both"


class ActionState(StrEnum):
    """What became of an action."""

    DONE = "done"
    AGREED = "agreed"
    NOT_POSSIBLE = "not_possible"
