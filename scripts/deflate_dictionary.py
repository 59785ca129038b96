"""Make `records/deflate.dict`, the dictionary that every op is packed with.

It is built from whole ops of every kind with invented content (`deflate_dictionary.txt`), rare kinds first, because
deflate pays least for what stands near the end. What never repeats (ids, times) is cut out of them. The result
depends on nothing but this file, the phrases, the rule set and the kinds. An op can only be read with the dictionary
it was packed with: another one needs another `records.op.PACKING`, and this one stays.

Usage: python -m scripts.deflate_dictionary [--replace]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from records.base import Need, Shape
from records.clock import stamp
from records.codes import ActionType, VisitMode, VisitOutcome, VisitType
from records.fields import Field, fields_of
from records.kinds import KINDS, raw
from records.op import Act, Born, Op, encode_op
from records.rules.ruleset import load_ruleset
from records.visit import Visit

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "records" / "deflate.dict"
PHRASES: Final = Path(__file__).with_suffix(".txt")
LARGEST: Final = 32 * 1024
"""Deflate's window: what lies further back is never found."""

SOMEONE: Final = UUID(int=1)
EDIT: Final = bytes(16)
BEGAN: Final = datetime(2026, 3, 12, 1, 30, tzinfo=UTC)
ENDED: Final = BEGAN + timedelta(minutes=12)
WRITTEN: Final = ENDED + timedelta(seconds=9, milliseconds=345)
HLC: Final = stamp(WRITTEN)
LAST_PHRASES: Final = 60
A_FEW: Final = 12
WHOLE: Final = ("place", "name")
"""Sections that go into one field altogether."""

RARE_FIRST: Final = (
    "site", "device", "staff", "conflict", "hours_dispute", "consent", "relation", "volunteer_activity", "volunteer",
    "household", "person", "person_category", "visit_plan", "risk_assessment", "alert", "child_check", "elder_check",
    "visit_person", "volunteer_session", "visit",
)  # fmt: skip

DAILY: Final = frozenset(RARE_FIRST[RARE_FIRST.index("person") :])
"""Kinds of which a station writes some every day."""

TEXTS: Final = {
    "household.address": "place", "household.notes_access": "person", "person.name": "name",
    "person_category.evidence": "person", "volunteer_activity.title": "activity", "hours_dispute.claim": "activity",
    "child_check.child_words": "check", "elder_check.note": "check", "alert.answer": "check",
    "risk_assessment.reason": "check", "visit_person.note": "check",
}  # fmt: skip
"""Text field -> which phrases it holds."""

FIXED: Final = {
    "phone": "13800000000", "duty_phone": "0532-88880000", "id_no": "370299194001010011", "code": "370299001003",
    "ruleset": "2026.1", "text_version": "2026.1",
}  # fmt: skip

_ELDER, _CHILD = load_ruleset().elder, load_ruleset().child

BY_SHAPE: Final[dict[Shape, object]] = {
    Shape.CODES: ["age80", "alone", "no_local_contact"],
    Shape.ANSWERS: {item.code: 0 for check in (_CHILD, _ELDER) for item in (*check.first_items, *check.other_items)},
    Shape.WHOLE: 1,
    Shape.FLAG: True,
    Shape.DAY: BEGAN.date(),
    Shape.MOMENT: BEGAN,
    Shape.REF: SOMEONE,
    Shape.REFS: [SOMEONE],
    Shape.BYTES: b"",
}

_SIDE: Final = {"value": b"", "edit": EDIT, "author": SOMEONE, "device": SOMEONE, "at": BEGAN}

PARTS: Final[dict[str, Any]] = {
    "committee_contact": {"phone": "0532-88880000", "name": ""},
    "posts": [{"role": "chief_social_worker", "site_id": SOMEONE, "from_on": BEGAN.date()}],
    "disability": {"kind": "4", "grade": "2", "expires_on": BEGAN.date()},
    "emergency_contacts": [{"name": "", "relation": "child", "phone": "13900000000", "is_local": True}],
    "calls": [{"number": "120", "at": BEGAN, "by": SOMEONE}],
    "actions": [{"kind": kind} for kind in reversed(ActionType)],
    "kept": _SIDE,
    "other": _SIDE | {"name": "", "phone": "13900000000", "works_in": ""},
    "reasons": ["composite:alone_no_family"]
    + [f"{code}=1" for code in ("K03", "K04", "E05", "E08", "E01", "E02")]
    + [f"flag:{flag}" for flag in reversed(_ELDER.static)],
}
"""Part field -> its value as it travels."""


class Said:
    """The phrases of the text file, handed out one after the other."""

    def __init__(self, text: str) -> None:
        self._left: dict[str, list[str]] = {}
        for line in text.splitlines():
            if line.startswith("["):
                section = self._left.setdefault(line.strip("[]"), [])
            elif line and not line.startswith("#"):
                section.extend(line.split())

    def some(self, section: str, count: int) -> list[str]:
        """The next phrases of a section; none when it is used up."""
        taken, self._left[section] = self._left[section][:count], self._left[section][count:]
        return taken

    def left(self, section: str) -> int:
        """How many phrases of a section are still to come."""
        return len(self._left[section])


def dictionary() -> bytes:
    """The dictionary's bytes."""
    said = Said(PHRASES.read_text(encoding="utf-8"))
    ops = [op for name in RARE_FIRST for op in _ops(name, said)]
    built = b"".join(_without_what_never_repeats(encode_op(op)) for op in [*ops, *_visits(said)])
    return built[-LARGEST:]


def _ops(name: str, said: Said) -> Iterator[Op]:
    """What the kind's ops look like: every field once; for the daily kinds also their codes, an edit and a void."""
    fields = [f for f in fields_of(KINDS[name]) if f.name != "void_reason"]
    yield _put(name, {f.name: _value(name, f, said) for f in fields})
    if name not in DAILY:
        return
    yield _edit(name, {f.name: [option.value for option in reversed(f.options)] for f in fields if f.options})
    yield Op(name, SOMEONE, Act.VOID, {"void_reason": raw("undo")}, SOMEONE, HLC, {f.name: EDIT for f in fields})
    yield _put(name, {f.name: _value(name, f, said) for f in fields if f.spec.need is not Need.OPTIONAL})


def _put(name: str, values: Mapping[str, object]) -> Op:
    fields = {field: raw(value) for field, value in values.items() if value is not None}
    return Op(name, SOMEONE, Act.PUT, fields, SOMEONE, HLC, born=Born(SOMEONE, WRITTEN))


def _edit(name: str, values: Mapping[str, object]) -> Op:
    fields = {field: raw(value) for field, value in values.items() if value is not None}
    return Op(name, SOMEONE, Act.PUT, fields, SOMEONE, HLC, parents=dict.fromkeys(fields, EDIT))


def _value(kind: str, field: Field, said: Said) -> object:
    """Something typical for a field."""
    if field.options is not None:
        option = next(iter(field.options)).value
        return [option] if field.spec.shape is Shape.CODES else option
    if field.spec.shape in (Shape.TEXT, Shape.LONG_TEXT):
        return _text(kind, field.name, said)
    if field.spec.shape is Shape.PART:
        return PARTS[field.name]
    return BY_SHAPE[field.spec.shape]


def _text(kind: str, name: str, said: Said) -> str | None:
    if name in FIXED:
        return FIXED[name]
    section = TEXTS.get(f"{kind}.{name}")
    return "，".join(said.some(section, said.left(section) if section in WHOLE else A_FEW)) or None if section else None


def _visits(said: Said) -> Iterator[Op]:
    """The bulk of a log: what a visit says, the frequent phrases in the last and most usual ones."""
    while said.left("visit") > LAST_PHRASES:
        yield _visit(said, 20, VisitOutcome.SEEN_PROBLEM, problems=["health", "livelihood"])
    yield _visit(said, 6, VisitOutcome.NOT_HOME, visit_type=VisitType.FOLLOW_UP, mode=VisitMode.PHONE)
    while said.left("visit"):
        yield _visit(said, 5, VisitOutcome.SEEN_PROBLEM, visitors=[SOMEONE], problems=["health"])
    yield _put("visit", _visited(VisitOutcome.SEEN_OK, all_normal_shortcut=True))


def _visit(said: Said, phrases: int, outcome: VisitOutcome, **more: object) -> Op:
    return _put("visit", _visited(outcome, content="，".join(said.some("visit", phrases)) + "。", **more))


def _visited(outcome: VisitOutcome, **more: object) -> dict[str, object]:
    """In the order of the declaration, as `fields_map` sends them."""
    values = {"person_ids": [SOMEONE], "outcome": outcome, "ended_at": ENDED, "occurred_at": BEGAN, **more}
    return {f.name: values[f.name] for f in msgspec.structs.fields(Visit) if f.name in values}


def _without_what_never_repeats(op: bytes) -> bytes:
    """Leave of ids and times only what is the same in all of them: UUIDv7 begin with 01, so do clock stamps."""
    for long, short in ((UUID_BYTES, b"\xc4\x10\x01"), (SECONDS, b"\xd6\xff"), (NANOSECONDS, b"\xd7\xff")):
        op = long.sub(short.replace(b"\\", b"\\\\"), op)
    return STAMP.sub(b"\xcf\x01\x00\x00", op)


UUID_BYTES: Final = re.compile(rb"\xc4\x10.{16}", re.DOTALL)
SECONDS: Final = re.compile(rb"\xd6\xff.{4}", re.DOTALL)
NANOSECONDS: Final = re.compile(rb"\xd7\xff.{8}", re.DOTALL)
STAMP: Final = re.compile(rb"\xcf.{8}", re.DOTALL)


if __name__ == "__main__":
    if TARGET.stat().st_size and "--replace" not in sys.argv:
        sys.exit("There is a dictionary already. With another one no op written so far can be read.")
    TARGET.write_bytes(made := dictionary())
    print(f"{TARGET.name}: {len(made)} bytes")
