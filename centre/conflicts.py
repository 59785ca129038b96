"""Conflict records: kept for every clash, brought up to date while they are open, and applied when a person decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.merging import Batch, slices
from centre.own_log import OwnLog
from centre.tables import table_of
from records.clock import moment_of, stamp
from records.codes import ConflictResolution
from records.conflict import ConflictRecord, Side
from records.ids import new_id
from records.kinds import raw
from records.merge import VOID, Clash, apply
from records.op import Act, Edit, Op, State

NOT_FILLED = raw("")


def settle_clashes(batch: Batch, own: OwnLog, now: datetime) -> None:
    """Keep a conflict record for each clash of this transaction, and let open ones follow what happened since.

    A clash that was made on the other side of an open conflict replaces that side; a change that was made on the
    kept side replaces the kept one. So there is one conflict per field and not one per keystroke.
    """
    if not batch.clashes and not batch.followed:
        return
    touched = {s.id for s, _ in batch.clashes} | {s.id for s, _, _ in batch.followed}
    now_open = _open_conflicts(batch, touched)
    written: dict[UUID, ConflictRecord] = {}
    for state, op, edit in batch.followed:
        for conflict in _about(now_open, state.id, op):
            moved_on = _moved_on(conflict, state, op, edit)
            if moved_on is not None:
                written[conflict.id] = now_open[conflict.id] = moved_on
    for state, clash in batch.clashes:
        conflict = _replaced(now_open, state, clash) or _fresh(state, clash, own.device, now)
        written[conflict.id] = now_open[conflict.id] = conflict
    batch.clashes, batch.followed = [], []
    own.write(batch, own.device, written.values(), now, {})


def _open_conflicts(batch: Batch, record_ids: Iterable[UUID]) -> dict[UUID, ConflictRecord]:
    t = table_of(ConflictRecord)
    found: list[bytes] = []
    for some in slices(record_ids):
        about = t.c.record_id.in_([i.bytes for i in some])
        found += batch.db.scalars(sa.select(t.c.id).where(about, t.c.resolution.is_(None), t.c.void_reason == "")).all()
    ids = [UUID(bytes=i) for i in found]
    batch.load(ids)
    records = [state.record() for i in ids if (state := batch.state(i))]
    return {r.id: r for r in records if isinstance(r, ConflictRecord) and r.resolution is None}


def _about(now_open: dict[UUID, ConflictRecord], record_id: UUID, op: Op) -> list[ConflictRecord]:
    return [c for c in now_open.values() if c.record_id == record_id and c.field in op.fields]


def _moved_on(conflict: ConflictRecord, state: State, op: Op, edit: Edit) -> ConflictRecord | None:
    """The conflict with its kept side replaced, when `edit` now stands where that side stood."""
    stands = state.edit_of(conflict.field)
    if stands is None or stands.id != edit.id or op.parents.get(conflict.field) != conflict.kept.edit:
        return None
    return msgspec.structs.replace(conflict, kept=_side(op.fields[conflict.field], edit))


def _replaced(now_open: dict[UUID, ConflictRecord], state: State, clash: Clash) -> ConflictRecord | None:
    for conflict in now_open.values():
        same = conflict.record_id == state.id and conflict.field == clash.field
        if same and clash.follows is not None and conflict.other.edit == clash.follows:
            return msgspec.structs.replace(conflict, other=_side(clash.other, clash.other_edit))
    return None


def _fresh(state: State, clash: Clash, device: UUID, now: datetime) -> ConflictRecord:
    born = Edit(b"", stamp(state.recorded_at), state.actor_id, state.device_id)
    return ConflictRecord(
        id=new_id(),
        site_id=state.site_id,
        actor_id=device,
        device_id=device,
        recorded_at=now,
        occurred_at=now,
        entity=state.kind,
        record_id=state.id,
        field=clash.field,
        kept=_side(clash.kept, clash.kept_edit or born),
        other=_side(clash.other, clash.other_edit),
    )


def _side(value: msgspec.Raw, edit: Edit) -> Side:
    return Side(bytes(value), edit.id, edit.author, edit.device, moment_of(edit.hlc))


def apply_resolution(batch: Batch, own: OwnLog, conflict: ConflictRecord, author: UUID, now: datetime) -> None:
    """Make the chosen value an edit of the record, by somebody who has seen both sides.

    If the record has moved on since the conflict was shown, that is a new clash and a new conflict.
    """
    state = batch.state(conflict.record_id)
    chosen = _chosen(conflict)
    if state is None or chosen is None:
        return
    stands = state.edit_of(conflict.field)
    if state.fields.get(conflict.field, NOT_FILLED) == chosen and (stands is None or stands.id == conflict.kept.edit):
        batch.touch(state.id)
    else:
        own.append(batch, [_resolving_op(state, conflict, chosen, author, own.stamp_for(batch, state.id, now))], now)
    if bytes(chosen) == conflict.other.value:
        _know_other(batch, conflict)


def _chosen(conflict: ConflictRecord) -> msgspec.Raw | None:
    if conflict.resolution is ConflictResolution.KEEP_A:
        return msgspec.Raw(conflict.kept.value)
    if conflict.resolution is ConflictResolution.KEEP_B:
        return msgspec.Raw(conflict.other.value)
    if conflict.resolution is ConflictResolution.MERGE:
        return msgspec.Raw(conflict.resolved_value)
    return None


def _resolving_op(state: State, conflict: ConflictRecord, chosen: msgspec.Raw, author: UUID, hlc: int) -> Op:
    field = conflict.field
    parents = {field: conflict.kept.edit} if conflict.kept.edit else {}
    if field == VOID and chosen != NOT_FILLED:
        return Op(state.kind, state.id, Act.VOID, {VOID: chosen}, author, hlc, state.seen(state.fields) | parents)
    seen_void = state.seen({VOID: None}) if field != VOID else {}
    return Op(state.kind, state.id, Act.PUT, {field: chosen}, author, hlc, seen_void | parents)


def _know_other(batch: Batch, conflict: ConflictRecord) -> None:
    """Note that the other side's edit says what the record says now: whoever edits on from it follows."""
    state = batch.state(conflict.record_id)
    side, field = conflict.other, conflict.field
    value = msgspec.Raw(side.value)
    if state is None or state.fields.get(field) != value or field == VOID:
        return
    edit = Edit(side.edit, stamp(side.at), side.author, side.device)
    seen_void = state.seen({VOID: None})
    op = Op(state.kind, state.id, Act.PUT, {field: value}, edit.author, edit.hlc, seen_void)
    batch.replace_state(apply(state, op, edit).state)
