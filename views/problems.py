"""What can be wrong at a visit, and what is done about it: the chips of a quick visit.

For an elder, and for a child when the worker holds the protection ring, the problems are the items of the check with
the check's own degrees, so that one tap on a problem says as much as the same answer in the check. For everybody else
they are a few needs in three degrees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal

from records.codes import ActionType, BeneficiaryCategory, NeedDomain, RiskLevel
from records.rules.ruleset import CheckKind, load_ruleset

ProblemKind = Literal["elder", "child", "general"]

ELDER_FROM: Final = 60
"""Age from which the elder items are asked (Law on the Rights and Interests of the Elderly, Art. 2)."""
CHILD_BELOW: Final = 18

HOME_ITEMS: Final = ("E11", "E12")
"""Items about the home, not about one person: asked once when a couple is visited."""
NOT_A_PROBLEM: Final = ("K01",)
"""Whether the child was seen is the first question of the visit."""

GENERAL: Final = (
    NeedDomain.HEALTH,
    NeedDomain.CARE,
    NeedDomain.PSYCH,
    NeedDomain.SAFETY,
    NeedDomain.LIVELIHOOD,
    NeedDomain.LEGAL,
)
GENERAL_DEGREES: Final = {1: RiskLevel.MEDIUM, 2: RiskLevel.HIGH, 3: RiskLevel.CRITICAL}
"""Degree -> the level it raises somebody to, when the level is lower. Words: `visit.degree.<n>`."""

_D = NeedDomain
DOMAIN_OF: Final[dict[str, NeedDomain]] = {
    **{"E01": _D.HEALTH, "E02": _D.HEALTH, "E03": _D.CARE, "E04": _D.HEALTH, "E05": _D.CARE, "E06": _D.CARE},
    **{"E07": _D.PSYCH, "E08": _D.CARE, "E09": _D.CARE, "E10": _D.SAFETY, "E11": _D.SAFETY, "E12": _D.HOUSING},
    **{"E13": _D.ENVIRONMENT, "E14": _D.LIVELIHOOD, "E15": _D.LEGAL, "E16": _D.CARE},
    **{domain.value: domain for domain in GENERAL},
}
"""The need that a problem is counted under. A child's items are not here: they stay in the protection ring."""

_A = ActionType
_BY_DOMAIN: Final[dict[NeedDomain, tuple[ActionType, ...]]] = {
    _D.HEALTH: (_A.HOSPITAL, _A.NOTIFY_FAMILY, _A.CALL_120, _A.ASSIGN_VOLUNTEER),
    _D.CARE: (_A.NOTIFY_FAMILY, _A.MEAL, _A.ASSIGN_VOLUNTEER, _A.NOTIFY_COMMITTEE),
    _D.PSYCH: (_A.PSYCH, _A.NOTIFY_FAMILY, _A.ASSIGN_VOLUNTEER, _A.CALL_120),
    _D.SAFETY: (_A.FIX_HAZARD, _A.NOTIFY_FAMILY, _A.NOTIFY_COMMITTEE, _A.CALL_110),
    _D.HOUSING: (_A.FIX_HAZARD, _A.NOTIFY_COMMITTEE, _A.NOTIFY_STREET, _A.GOODS),
    _D.ENVIRONMENT: (_A.FIX_HAZARD, _A.ASSIGN_VOLUNTEER, _A.NOTIFY_FAMILY, _A.URGE_DUTY),
    _D.LIVELIHOOD: (_A.APPLY_BENEFIT, _A.GOODS, _A.MEAL, _A.NOTIFY_COMMITTEE),
    _D.LEGAL: (_A.LEGAL, _A.NOTIFY_FAMILY, _A.CALL_110, _A.NOTIFY_COMMITTEE),
}
_BY_ITEM: Final[dict[str, tuple[ActionType, ...]]] = {
    "E08": (_A.NOTIFY_FAMILY, _A.URGE_DUTY, _A.ASSIGN_VOLUNTEER, _A.PSYCH),
    "E10": (_A.CALL_110, _A.NOTIFY_COMMITTEE, _A.NOTIFY_STREET, _A.LEGAL),
    "E15": (_A.CALL_110, _A.NOTIFY_FAMILY, _A.LEGAL, _A.NOTIFY_COMMITTEE),
    "K04": (_A.NOTIFY_FAMILY, _A.NOTIFY_COMMITTEE, _A.PSYCH, _A.NOTIFY_STREET),
    "K05": (_A.SCHOOL, _A.NOTIFY_FAMILY, _A.PSYCH, _A.NOTIFY_STREET),
    "K11": (_A.HOSPITAL, _A.APPLY_BENEFIT, _A.NOTIFY_STREET, _A.SCHOOL),
    "K12": (_A.FIX_HAZARD, _A.NOTIFY_COMMITTEE, _A.CALL_110, _A.NOTIFY_STREET),
    "K13": (_A.NOTIFY_COMMITTEE, _A.LEGAL, _A.NOTIFY_STREET, _A.SCHOOL),
    "K14": (_A.APPLY_BENEFIT, _A.NOTIFY_COMMITTEE, _A.NOTIFY_STREET, _A.GOODS),
}
_CHILD: Final = (_A.CALL_110, _A.NOTIFY_COMMITTEE, _A.NOTIFY_STREET, _A.PSYCH)
"""For a child's other items: nobody of the family is named, because somebody there may be the cause."""

_CHILD_CATEGORIES: Final = "child_"
_ELDER_CATEGORIES: Final = "elder_"


def kind_of(age: int | None, categories: Collection[BeneficiaryCategory], *, sees_protection: bool) -> ProblemKind:
    """Which problems are asked about somebody."""
    if _is_child(age, categories):
        return "child" if sees_protection else "general"
    if age is not None:
        return "elder" if age >= ELDER_FROM or _any(categories, _ELDER_CATEGORIES) else "general"
    return "elder" if _any(categories, _ELDER_CATEGORIES) else "general"


def check_for(age: int | None, categories: Collection[BeneficiaryCategory]) -> CheckKind | None:
    """Which welfare check fits somebody, whoever asks; None for an adult who is not old."""
    if _is_child(age, categories):
        return "child"
    return "elder" if kind_of(age, categories, sees_protection=False) == "elder" else None


def items_of(kind: ProblemKind, *, together: bool = False) -> tuple[str, ...]:
    """The problem chips of a person; without those of the home when several people are visited together."""
    if kind == "general":
        return tuple(domain.value for domain in GENERAL)
    left_out = (*NOT_A_PROBLEM, *(HOME_ITEMS if together else ()))
    check = load_ruleset().check_list(kind)
    return tuple(item.code for item in (*check.first_items, *check.other_items) if item.code not in left_out)


def degrees_of(kind: ProblemKind, item: str) -> tuple[int, ...]:
    """The degrees of a problem, from light to grave."""
    if kind == "general":
        return tuple(GENERAL_DEGREES)
    return tuple(choice.value for choice in load_ruleset().check_list(kind).by_code[item].values if choice.value)


def actions_for(item: str) -> tuple[ActionType, ...]:
    """What is most often done about a problem: four chips."""
    if item in _BY_ITEM:
        return _BY_ITEM[item]
    domain = DOMAIN_OF.get(item)
    return _BY_DOMAIN[domain] if domain else _CHILD


def _is_child(age: int | None, categories: Collection[BeneficiaryCategory]) -> bool:
    return age < CHILD_BELOW if age is not None else _any(categories, _CHILD_CATEGORIES)


def _any(categories: Collection[BeneficiaryCategory], prefix: str) -> bool:
    return any(category.value.startswith(prefix) for category in categories)


def domains(problems: Mapping[str, int]) -> tuple[NeedDomain, ...]:
    """The need domains that problems belong to, each once, sorted as records keep them."""
    return tuple(sorted({DOMAIN_OF[item] for item in problems if item in DOMAIN_OF}))
