"""From what a worker means to the op that says so: only what changed, on top of what the worker saw."""

from __future__ import annotations

from uuid import UUID

import msgspec

from records.alert import Alert
from records.base import Record
from records.codes import RiskLevel
from records.fields import field_of
from records.kinds import FieldMap, changed_fields, fields_map, kind_called, kind_name, raw
from records.merge import VOID
from records.op import Act, Born, EditId, Op, State

UNDO = "undo"
"""The reason of a void that takes a new record back; it is a key of the locale files, not a sentence."""


class Pen(msgspec.Struct, frozen=True):
    """Who writes, and when."""

    author: UUID
    hlc: int
    clock_offset: int = 0


def put(record: Record, seen: State | None, pen: Pen) -> Op | None:
    """The op that makes the record say what `record` says, or None when it says so already.

    Args:
        record: as the worker left it.
        seen: as the worker found it; None for a new one.
        pen: who and when.

    Raises:
        ValueError: an id is used for two kinds.
    """
    if seen is not None and seen.kind != kind_name(type(record)):
        raise ValueError(f"{record.id} is the id of a {seen.kind}")
    if seen is None:
        born = Born(record.site_id, record.recorded_at)
        op = _op(kind_name(type(record)), record.id, fields_map(record), None, pen)
        return msgspec.structs.replace(op, born=born)
    changed = changed_fields(seen.fields, record)
    return _op(seen.kind, seen.id, changed, seen, pen) if changed else None


def void(seen: State, reason: str, pen: Pen) -> Op:
    """The op that voids a record. It names every field: a void never wins over an edit that its author did not see."""
    parents = seen.seen(seen.fields)
    return Op(
        kind=seen.kind,
        record_id=seen.id,
        act=Act.VOID,
        fields={VOID: raw(reason)},
        author=pen.author,
        hlc=pen.hlc,
        parents=parents,
        clock_offset=pen.clock_offset,
    )


def take_back(now: State, before: State | None, edit: EditId, pen: Pen) -> Op | None:
    """The op that undoes one edit where it still stands; None when nothing of it stands any more.

    Args:
        now: the record as it is.
        before: the record before that edit; None when the edit made it.
        edit: content id of the edit.
        pen: who and when.
    """
    if before is None:
        return void(now, UNDO, pen)
    standing = [name for name in now.fields if (e := now.edit_of(name)) and e.id == edit]
    fields = {name: before.fields[name] if name in before.fields else _default(now.kind, name) for name in standing}
    return _op(now.kind, now.id, fields, now, pen) if fields else None


def is_urgent(record: Record) -> bool:
    """Whether the centre has to hear of it before everything else."""
    return isinstance(record, Alert) and record.is_open and record.level is RiskLevel.CRITICAL


def _op(kind: str, record_id: UUID, fields: FieldMap, seen: State | None, pen: Pen) -> Op:
    return Op(
        kind=kind,
        record_id=record_id,
        act=Act.PUT,
        fields=fields,
        author=pen.author,
        hlc=pen.hlc,
        parents=seen.seen({**fields, VOID: None}) if seen else {},  # an edit of what was seen to be void leaves it void
        base={name: seen.fields[name] for name in fields if name in seen.fields and _is_set(kind, name)}
        if seen
        else {},
        clock_offset=pen.clock_offset,
    )


def _is_set(kind: str, name: str) -> bool:
    return field_of(kind_called(kind), name).spec.union


def _default(kind: str, name: str) -> msgspec.Raw:
    return raw(field_of(kind_called(kind), name).default)
