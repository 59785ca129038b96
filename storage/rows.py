"""Sealed rows: one record each, with what of it the centre has not confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

import msgspec

from records.base import Ring
from records.op import State
from sealing.boxes import SealBroken
from storage.file import NotebookFile
from storage.head import HeadKeeper
from storage.vault import Vault


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What a row holds.

    Attributes:
        state: the record after all its edits.
        unsent: field -> number of the newest own op for it that the centre may still lose.
        found_by: what the search box finds it by; readings are slow to work out, so they are kept.
        leaving: it has left this tablet's scope, and goes when its own edits are at the centre.
    """

    state: State
    unsent: dict[str, int] = {}
    found_by: str = ""
    leaving: bool = False

    def waits(self, acked: int) -> dict[str, int]:
        """The fields whose newest own edit the centre has not signed for."""
        return {field: number for field, number in self.unsent.items() if number > acked}


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A row as it stands in the file."""

    place: int
    record_id: bytes
    revision: int
    box: bytes


_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")
_decoder: Final = msgspec.msgpack.Decoder(Kept)

_COLUMNS: Final = "place, record_id, revision, box"


class Rows:
    """The rows of an unlocked notebook. What is written here stays in step with the head."""

    def __init__(self, file: NotebookFile, vault: Vault, head: HeadKeeper) -> None:
        self._file = file
        self._vault = vault
        self._head = head

    def find(self, record_id: bytes) -> Row | None:
        """The row of a record, unopened."""
        found = self._file.execute(f"select {_COLUMNS} from rows where record_id = ?", (record_id,)).fetchone()
        return Row(*found) if found else None

    def open(self, row: Row) -> Kept:
        """What a row holds.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: it is damaged.
        """
        plain = self._vault.open_row(row.box, row.record_id, row.revision)
        try:
            return _decoder.decode(plain)
        except msgspec.DecodeError as error:
            raise SealBroken(str(error)) from error

    def read(self, record_id: UUID) -> Kept | None:
        """What is kept of a record, or None.

        Raises:
            Opaque: the present user does not hold its key.
            SealBroken: it is damaged.
        """
        row = self.find(record_id.bytes)
        return self.open(row) if row else None

    def write(self, kept: Kept, ring: Ring) -> None:
        """Put a record's row; call it inside a transaction.

        Raises:
            Locked: the present user does not hold the ring.
        """
        record_id = kept.state.id.bytes
        old = self._file.execute(
            "select place, revision, substr(box, -16) from rows where record_id = ?", (record_id,)
        ).fetchone()
        revision = old[1] + 1 if old else 1
        box = self._vault.seal_row(ring, record_id, revision, _encoder.encode(kept))
        after = self._head.digest(record_id, revision, box)
        if old is None:
            added = self._file.execute(
                "insert into rows (record_id, revision, box) values (?, ?, ?)", (record_id, revision, box)
            )
            self._head.changed(added.lastrowid or 0, None, after)
        else:
            self._file.execute("update rows set revision = ?, box = ? where place = ?", (revision, box, old[0]))
            self._head.changed(old[0], self._head.digest(record_id, *old[1:]), after)

    def drop(self, record_id: bytes) -> None:
        """Remove a record's row; call it inside a transaction."""
        row = self.find(record_id)
        if row is not None:
            self._file.execute("delete from rows where place = ?", (row.place,))
            self._head.changed(row.place, self._head.digest(row.record_id, row.revision, row.box), None)

    def set_aside(self, row: Row) -> None:
        """Take a damaged row out of the way, and keep its bytes; call it inside a transaction."""
        self._file.execute("insert into set_aside values (?, ?, ?, ?)", (None, row.record_id, row.revision, row.box))
        self.drop(row.record_id)

    def newest(self, limit: int) -> list[Row]:
        """The rows that came last, newest first."""
        return self._rows(f"select {_COLUMNS} from rows order by place desc limit ?", limit)

    def between(self, below: int, above: int, limit: int) -> list[Row]:
        """Rows after place `below` and before `above`, oldest first."""
        sql = f"select {_COLUMNS} from rows where place > ? and place < ? order by place limit ?"
        return self._rows(sql, below, above, limit)

    def count(self) -> int:
        """How many there are."""
        [[count]] = self._file.execute("select count(*) from rows").fetchall()
        return int(count)

    def some(self, record_ids: Iterable[bytes]) -> Iterator[Row]:
        """The rows of some records, in that order."""
        for record_id in record_ids:
            if row := self.find(record_id):
                yield row

    def _rows(self, sql: str, *params: int) -> list[Row]:
        return [Row(*found) for found in self._file.execute(sql, params).fetchall()]
