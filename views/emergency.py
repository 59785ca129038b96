"""What a red answer asks for at once: whom to call, and what to do until help is there. Works without any network."""

from __future__ import annotations

from typing import Final

from records.rules.ruleset import CheckKind

AMBULANCE, POLICE, FIRE, MIND, CITIZENS = "120", "110", "119", "12356", "12345"
"""National numbers: ambulance, police, fire, psychological help, and the government's line, which also takes reports
about minors. Their words stand under `emergency.<number>`."""

CALLS: Final[dict[CheckKind, dict[str, tuple[str, ...]]]] = {
    "elder": {
        "E01": (AMBULANCE,),
        "E07": (AMBULANCE, POLICE, MIND),
        "E10": (POLICE,),
        "E11": (FIRE,),
    },
    "child": {
        "K01": (POLICE,),
        "K02": (POLICE, CITIZENS),
        "K06": (AMBULANCE, POLICE),
        "K07": (AMBULANCE, CITIZENS),
        "K08": (POLICE, AMBULANCE),
        "K09": (AMBULANCE, MIND),
        "K10": (POLICE, CITIZENS),
        "K12": (POLICE, FIRE),
        "K15": (POLICE,),
    },
}
"""Red item -> numbers, the one to call first in front. What to do stands under `follow.<item>`."""

FAMILY_HELPS: Final = frozenset({"E01", "E07", "E11"})
"""Red items where the family may be called. In all others somebody in the family may be the cause, and nobody there is
named as a contact (report 3.5.4)."""


def calls_for(kind: CheckKind, item: str) -> tuple[str, ...]:
    """The numbers a red answer to `item` shows; the police when the rule set has a newer red item than this table."""
    return CALLS[kind].get(item, (POLICE, AMBULANCE))


def may_call_family(items: tuple[str, ...]) -> bool:
    """Whether the family's numbers may be shown beside these red answers."""
    return all(item in FAMILY_HELPS for item in items)
