"""What an op makes of a record: the one place where concurrent edits meet.

A tablet uses it for its own edits, which always follow the state they were made on; a centre uses it for all.
A field goes forward when its present edit is the one the author saw. Otherwise the kind's policy decides
(report 3.2), and whatever a machine may not decide comes out as a `Clash` for a person. Nothing is dropped:
the op itself stays in the log either way.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from records.base import Conflict
from records.fields import field_of
from records.kinds import FieldMap, kind_called, raw
from records.op import UNREADABLE, Act, Edit, EditId, Op, State

VOID = "void_reason"


class Verdict(StrEnum):
    """A centre's answer to one op."""

    APPLIED = "applied"
    """The record now says what the op says."""
    MERGED = "merged"
    """Taken in, beside edits the author had not seen."""
    REVIEW = "review"
    """Kept; a person decides between two values."""
    HELD = "held"
    """Kept; it is outside what this device may write, and a person looks at it."""
    QUARANTINED = "quarantined"
    """Kept; the device is expired or revoked, or the box could not be opened."""
    DUPLICATE = "duplicate"
    """Taken in before."""


class Clash(msgspec.Struct, frozen=True):
    """Two values of one field, made without seeing each other. `kept` stands until a person decides."""

    field: str
    kept: msgspec.Raw
    kept_edit: Edit | None
    other: msgspec.Raw
    other_edit: Edit
    follows: EditId | None
    """The edit the other value was made on; a clash about that very edit is replaced by this one."""


class Outcome(msgspec.Struct, frozen=True):
    """What came of an op."""

    state: State
    verdict: Verdict
    clashes: tuple[Clash, ...] = ()


def apply(state: State | None, op: Op, edit: Edit) -> Outcome:
    """Apply one op.

    Args:
        state: the record as it stands, or None when nothing is known of it.
        op: the change; `op.record_id` is the record's.
        edit: who, where and when; `edit.id` is the op's content id.

    Raises:
        ValueError: the first op of a record has no birth.
        msgspec.ValidationError: what should be a set is none.
    """
    if state is None:
        return Outcome(_first(op, edit), Verdict.APPLIED)
    if op.act is Act.VOID:
        return _void(state, op, edit)
    return _put(state, op, edit)


def _first(op: Op, edit: Edit) -> State:
    if op.born is None:
        raise ValueError("the first op of a record must tell its birth")
    return State(
        kind=op.kind,
        id=op.record_id,
        site_id=op.born.site_id,
        actor_id=op.author,
        device_id=edit.device,
        recorded_at=op.born.recorded_at,
        fields=dict(op.fields),
        edits=(edit,),
    )


def _put(state: State, op: Op, edit: Edit) -> Outcome:
    values, merged, clashes = {}, False, []
    for name, value in op.fields.items():
        present = state.edit_of(name)
        if (union := _union(state, op, name)) is not None:
            values[name] = union
            merged = merged or union != value
        elif _follows(state, name, op):
            values[name] = value
        elif state.fields.get(name) == value:
            state, merged = _agreed(state, name, edit), True
        elif _needs_person(state.kind, name):
            clashes.append(Clash(name, state.fields[name], present, value, edit, op.parents.get(name)))
        elif present is None or _newer(edit, present):
            values[name], merged = value, True
        else:
            merged = True
    state = _with(state, values, edit)
    if not _follows(state, VOID, op, when_absent=True) and VOID not in op.fields:
        state, clash = _unvoid(state, edit)
        clashes.append(clash)
    return Outcome(state, _verdict(merged, clashes), tuple(clashes))


def _void(state: State, op: Op, edit: Edit) -> Outcome:
    reason = op.fields[VOID]
    unseen = [name for name in state.fields if not _follows(state, name, op)]
    if not unseen:
        return Outcome(_with(state, {VOID: reason}, edit), Verdict.APPLIED)
    if unseen == [VOID] and state.fields[VOID] != raw(""):
        return Outcome(_void_twice(state, reason, edit), Verdict.MERGED)
    present = state.fields.get(VOID, raw(""))
    clash = Clash(VOID, present, state.edit_of(VOID), reason, edit, op.parents.get(VOID))
    return Outcome(state, Verdict.REVIEW, (clash,))


def _void_twice(state: State, reason: msgspec.Raw, edit: Edit) -> State:
    """Two people voided the same thing: nothing to decide, it is void; the newer reason is shown."""
    present = state.edit_of(VOID)
    if state.fields[VOID] == reason:
        return _agreed(state, VOID, edit)
    return _with(state, {VOID: reason}, edit) if present is None or _newer(edit, present) else state


def _newer(edit: Edit, than: Edit) -> bool:
    return (edit.hlc, edit.id) > (than.hlc, than.id)


def _agreed(state: State, name: str, edit: Edit) -> State:
    """Two edits set the very same value: the newer one stands for both, whichever came first."""
    present, same = state.edit_of(name), state.same.get(name, ())
    if present is None or edit.id == present.id:
        return state
    stands, besides = (edit, present) if _newer(edit, present) else (present, edit)
    state = _with(state, {name: state.fields[name]}, stands)
    return msgspec.structs.replace(state, same={**state.same, name: tuple(sorted({*same, besides.id}))})


def _unvoid(state: State, edit: Edit) -> tuple[State, Clash]:
    """An edit meets a void that had not seen it: the record stands again, and a person decides."""
    void, reason = state.edit_of(VOID), state.fields[VOID]
    if void is None:
        raise ValueError("a record without a void cannot be un-voided")
    clash = Clash(VOID, raw(""), edit, reason, void, None)
    return _with(state, {VOID: raw("")}, edit), clash


def _follows(state: State, name: str, op: Op, *, when_absent: bool = False) -> bool:
    """Whether the author saw the present edit of a field."""
    present = state.edit_of(name)
    if present is None:
        return when_absent or name not in op.parents
    seen = op.parents.get(name)
    if name == VOID and when_absent and state.fields[name] == raw(""):
        return True
    return seen is not None and (seen == present.id or seen in state.same.get(name, ()))


def _needs_person(kind: str, name: str) -> bool:
    policy = kind_called(kind).about.conflict
    if policy is not Conflict.FIELD_MERGE:
        return True
    try:
        return field_of(kind_called(kind), name).spec.guarded
    except KeyError:  # a field of a newer version: keep both
        return True


def _union(state: State, op: Op, name: str) -> msgspec.Raw | None:
    """Add and remove what the author added and removed, when the field is a set.

    Also where the author saw the present edit: it may be the author's own, made before on the tablet, and have met
    here with what others had added.
    """
    try:
        is_set = field_of(kind_called(state.kind), name).spec.union
    except KeyError:
        return None
    if not is_set:
        return None
    before, after, present = (_elements(m.get(name)) for m in (op.base, op.fields, state.fields))
    return raw(tuple(sorted((present | (after - before)) - (before - after))))


def _elements(value: msgspec.Raw | None) -> set[str]:
    if value is None:
        return set()
    try:
        return set(msgspec.msgpack.decode(value, type=list[str]))
    except UNREADABLE as error:
        raise msgspec.ValidationError(str(error)) from error


def _with(state: State, values: FieldMap, edit: Edit) -> State:
    """`state` with some fields set by `edit`; edits that stand in no field any more are left out."""
    if not values:
        return state
    fields = {**state.fields, **values}
    stands = {name: edit if name in values else state.edit_of(name) for name in fields}
    counts: dict[EditId, int] = {}
    found: dict[EditId, Edit] = {}
    for e in stands.values():
        if e is not None:
            counts[e.id] = counts.get(e.id, 0) + 1
            found[e.id] = e
    order = sorted(found, key=lambda i: -counts[i])
    place = {i: n for n, i in enumerate(order)}
    by = {name: place[e.id] for name, e in stands.items() if e is not None and place[e.id]}
    same = {name: ids for name, ids in state.same.items() if name not in values}
    return msgspec.structs.replace(state, fields=fields, edits=tuple(found[i] for i in order), by=by, same=same)


def _verdict(merged: bool, clashes: list[Clash]) -> Verdict:
    if clashes:
        return Verdict.REVIEW
    return Verdict.MERGED if merged else Verdict.APPLIED
