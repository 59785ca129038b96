"""What comes down meets what is kept here: own edits that the centre has not signed for stay on top."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from records.op import Edit, EditId, State
from records.wire import Change
from storage.rows import Kept


def take_in(kept: Kept | None, change: Change, acked: int) -> Kept | None:
    """The row after a change came down; None when there is none any longer.

    Args:
        kept: the row as it is.
        change: the record as it stands at the centre, or word that it has left the scope.
        acked: number of the newest own op that the same answer's receipt covers; the centre's state includes it.
    """
    waits = kept.waits(acked) if kept else {}
    if change.state is None:
        return msgspec.structs.replace(kept, unsent=waits, leaving=True) if kept and waits else None
    if kept is None:
        return Kept(change.state)
    return Kept(lay_over(change.state, kept.state, waits), waits)


def lay_over(below: State, above: State, fields: Mapping[str, object]) -> State:
    """`below` with some fields as `above` has them, each with the edit that set it."""
    if not fields:
        return below
    values = {**below.fields, **{name: above.fields[name] for name in fields}}
    stands = {name: (above if name in fields else below).edit_of(name) for name in values}
    edits, by = _numbered({name: edit for name, edit in stands.items() if edit})
    same = {name: ids for name, ids in below.same.items() if name not in fields}
    return msgspec.structs.replace(below, fields=values, edits=edits, by=by, same=same)


def _numbered(stands: Mapping[str, Edit]) -> tuple[tuple[Edit, ...], dict[str, int]]:
    """Edits, the one of most fields first, and for the fields of the others their edit's place (see `State`)."""
    fields: dict[EditId, list[str]] = {}
    for name, edit in stands.items():
        fields.setdefault(edit.id, []).append(name)
    order = sorted(fields, key=lambda edit: -len(fields[edit]))
    found = {edit.id: edit for edit in stands.values()}
    by = {name: place for place, edit in enumerate(order) if place for name in fields[edit]}
    return tuple(found[edit] for edit in order), by
