"""The two sides of a conflict in words, and the record's other fields around them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec
from markupsafe import Markup, escape

from centre.pages import moments
from centre.pages.differences import marked
from centre.pages.shown import mask, says_nothing
from centre.pages.visitor import Visitor
from centre.tables import table_of
from records.base import EMPTY, Record, Shape
from records.conflict import ConflictRecord, Side
from records.fields import fields_of
from records.kinds import KINDS, UnknownKind, record_of
from records.merge import VOID

SHOWN_AROUND: Final = 8
"""Fields without a conflict that are shown to tell whom it is about."""

_QUIET: Final = (Shape.BYTES, Shape.ANSWERS, Shape.PART)


@dataclass(frozen=True)
class SideShown:
    """One value, with who and when."""

    key: str
    text: Markup
    who: str


@dataclass(frozen=True)
class Compared:
    """One field of the record: two sides where there is a conflict, one text where there is none."""

    key: str
    name: str
    ask: str
    sides: tuple[SideShown, ...]
    text: Markup
    result: str


def of_record(visitor: Visitor, found: ConflictRecord) -> list[ConflictRecord]:
    """All conflicts about the same record that are in the same state as this one."""
    c = table_of(ConflictRecord).c
    mine = visitor.sight.records(ConflictRecord, c.record_id == found.record_id.bytes, order="occurred_at, id")
    same = [one for one in mine if (one.resolution is None) == (found.resolution is None)]
    return same if any(one.id == found.id for one in same) else [found]


def compared(visitor: Visitor, found: ConflictRecord, mine: list[ConflictRecord]) -> list[Compared]:
    """The conflicting fields, then some others of the record."""
    rows = [_conflicting(visitor, one) for one in mine]
    about = visitor.sight.known(found.record_id)
    if about is not None and visitor.sight.opens(about):
        rows += _around(visitor, about, {one.field for one in mine})
    return rows


def field_name(visitor: Visitor, one: ConflictRecord) -> str:
    """The field's name."""
    return visitor.labels.field(KINDS[one.entity], one.field) if one.entity in KINDS else one.field


def texts(visitor: Visitor, one: ConflictRecord) -> tuple[Markup, Markup]:
    """Both values in words, with the differing characters marked."""
    about = visitor.sight.known(one.record_id)
    if about is None or not _is_shown(visitor, about, one.field):
        hidden = Markup('<span class="hidden">{}</span>').format(visitor.say("centre.ui.hidden"))
        return hidden, hidden
    return marked(_text(visitor, about, one, one.kept), _text(visitor, about, one, one.other))


def shown_mark(one: ConflictRecord) -> str:
    """Names the two values that somebody looks at: a side that moved on meanwhile has another mark."""
    return hashlib.sha256(one.kept.value + b"|" + one.other.value).hexdigest()[:12]


def _conflicting(visitor: Visitor, one: ConflictRecord) -> Compared:
    left, right = texts(visitor, one)
    mark = shown_mark(one)
    sides = (
        SideShown(f"a{mark}", left, _who(visitor, one.kept)),
        SideShown(f"b{mark}", right, _who(visitor, one.other)),
    )
    ask = "" if one.resolution else str(one.id)
    result = visitor.say.code(one.resolution) if one.resolution else ""
    return Compared(str(one.id), field_name(visitor, one), ask, sides, Markup(), result)


def _around(visitor: Visitor, about: Record, asked: set[str]) -> list[Compared]:
    kind, rows = type(about), []
    for field in fields_of(kind):
        value = getattr(about, field.name)
        if field.name in (*asked, "occurred_at") or field.spec.shape in _QUIET or says_nothing(field, value):
            continue
        name, text = visitor.say.field(kind, field.name), visitor.shown.value(about, field)
        rows.append(Compared(field.name, name, "", (), text, ""))
    return rows[:SHOWN_AROUND]


def _is_shown(visitor: Visitor, about: Record, name: str) -> bool:
    field = next((f for f in fields_of(type(about)) if f.name == name), None)
    return visitor.sight.opens(about) and (field is None or visitor.shown.sees(about, field))


def _text(visitor: Visitor, about: Record, one: ConflictRecord, side: Side) -> str:
    """A side's value as text: the record read with that value in its place."""
    value = _value(visitor, one, side)
    if value in EMPTY:
        return visitor.say("centre.conflict.not_void" if one.field == VOID else "centre.conflict.empty")
    if one.field == "id_no":
        return mask(str(value))
    return visitor.shown.draw(type(about), one.field, value).striptags()


def _value(visitor: Visitor, one: ConflictRecord, side: Side) -> object:
    state = visitor.office.archive.state(one.record_id, visitor.sight.all_scopes)
    if state is None:
        return None
    born = {
        "id": state.id,
        "site_id": state.site_id,
        "actor_id": state.actor_id,
        "device_id": state.device_id,
        "recorded_at": state.recorded_at,
    }
    fields = {**state.fields, one.field: msgspec.Raw(side.value)}
    try:
        return getattr(record_of(one.entity, born, fields), one.field)
    except (UnknownKind, msgspec.ValidationError, AttributeError):
        return msgspec.msgpack.decode(side.value)


def _who(visitor: Visitor, side: Side) -> Markup:
    when = moments.moment(visitor.say, side.at, visitor.now)
    return escape(
        visitor.say(
            "centre.conflict.who",
            who=visitor.labels.staff(side.author),
            device=visitor.labels.device(side.device),
            when=when,
        )
    )
