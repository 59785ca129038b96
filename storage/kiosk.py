"""The sign-in board for volunteers: it stands open while the vault is locked, and holds no key that opens anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from records.base import Record
from records.kinds import ring_of
from records.merge import apply
from records.op import Edit, State, content_id, encode_op
from storage.composing import put
from storage.errors import Locked
from storage.inbox import Dropped, Written
from storage.keeping import Saved
from storage.ledger import Mark
from storage.locked import Shut
from storage.op_writer import OpWriter
from storage.vault import ring_here


class Kiosk:
    """Saves what is tapped on the board: each tap is an op in the log and a sealed box in the inbox, or neither.

    It remembers the records that stand on the board, nothing else, and its ops are those of the worker who opened it.
    """

    def __init__(self, shut: Shut, actor: UUID, board: Iterable[State], on_saved: Callable[[], None]) -> None:
        self._shut = shut
        self._states = {state.id: state for state in board}
        self._on_saved = on_saved
        self._writer: OpWriter | None = OpWriter(shut, actor)

    def born(self) -> dict[str, Any]:
        """What a new record begins with.

        Raises:
            Locked: the kiosk was closed.
        """
        return self._open().born()

    def save(self, record: Record) -> Saved:
        """Keep one record.

        Raises:
            Locked: the kiosk was closed.
            DiskFull: nothing was kept.
        """
        writer, seen = self._open(), self._states.get(record.id)
        op = put(record, seen, writer.pen())
        if op is None:
            return Saved()
        op_bytes = encode_op(op)
        edit = Edit(content_id(op_bytes), op.hlc, op.author, self._shut.device_id)
        state = apply(seen, op, edit).state
        ring = ring_here(ring_of(state.record()))
        with self._shut.file.writing():
            number = writer.append(op_bytes, Mark(op.record_id, op.hlc, boxed=True))
            if not self._shut.drop(ring, Dropped(written=(Written(number, op_bytes),))):
                raise Locked("nobody on this tablet holds that ring")
        self._states[record.id] = state
        self._on_saved()
        return Saved((op.record_id,), (self._shut.log.ledger.seq(number),), (seen,), (edit.id,))

    def close(self) -> None:
        """Forget the session's key and the board."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            self._states.clear()

    def _open(self) -> OpWriter:
        if self._writer is None:
            raise Locked("the kiosk was closed")
        return self._writer
