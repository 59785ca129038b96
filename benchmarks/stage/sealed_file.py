"""The other way to keep records: typed tables in a file that SQLCipher encrypts, written through sqlite-utils.

The same tables and indexes as the notebook's working set, the same log of ops sealed for the centre, the same
durability; what it has not is the sealed head. It is what the notebook's save is measured against.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from records.base import Record
from records.columns import cells_of, columns_of
from records.kinds import about_persons, fields_map, kind_name
from records.op import Act, Born, Op, content_id, encode_op
from records.rules.finding import found_by
from records.wire import ZERO_HASH, chain_hash
from sealing.op_session import SealingSession


class SealedFile:
    """A page-encrypted file of typed tables."""

    def __init__(self, path: Path, kind: type[Record], centre_box_key: bytes) -> None:
        import sqlcipher3

        connection = sqlcipher3.connect(str(path), isolation_level=None)
        connection.execute(f"pragma key = \"x'{os.urandom(32).hex()}'\"")
        for pragma in ("locking_mode = exclusive", "journal_mode = wal", "synchronous = full", "temp_store = memory"):
            connection.execute(f"pragma {pragma}").fetchall()
        self._db = Database(connection, execute_plugins=False)
        self._kind, self._table = kind, kind_name(kind)
        self._names = [column.name for column in columns_of(kind)]
        self._session, self._head, self._seq = SealingSession(centre_box_key), ZERO_HASH, 0
        self._make_tables()

    def save(self, record: Record) -> None:
        """Keep one new record and its op, both or neither."""
        op = encode_op(self._op(record))
        box = self._session.seal(op)
        seq, after = self._seq + 1, chain_hash(self._head, self._seq + 1, box)
        with self._db.atomic():
            row: dict[str, Any] = dict(zip(self._names, cells_of(record), strict=True))
            self._db.table(self._table).insert({**row, "body": op})
            for person in about_persons(record):
                link = {"person_id": person.bytes, "kind": self._table, "record_id": record.id.bytes}
                self._db.table("link").insert({**link, "occurred_at": row["occurred_at"]})
            if words := found_by(record):
                self._db.table("text").insert({"record_id": record.id.bytes, "kind": self._table, "words": words})
            self._db.table("log").insert({"number": seq, "hash": after, "edit": content_id(op), "box": box})
        self._seq, self._head = seq, after

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _op(self, record: Record) -> Op:
        born = Born(record.site_id, record.recorded_at)
        fields = fields_map(record)
        return Op(self._table, record.id, Act.PUT, fields, record.actor_id, 1 << 40, born=born)

    def _make_tables(self) -> None:
        columns = ", ".join(f'"{c.name}" {c.sql}' for c in columns_of(self._kind))
        self._db.execute(f'create table "{self._table}" ({columns}, body BLOB, primary key (id))')
        for column in columns_of(self._kind):
            if column.indexed:
                self._db.execute(f'create index "i_{column.name}" on "{self._table}" ("{column.name}")')
        self._db.execute("create table link (person_id BLOB, kind TEXT, record_id BLOB, occurred_at INTEGER)")
        self._db.execute("create index link_person on link (person_id, occurred_at, record_id)")
        self._db.execute("create index link_record on link (record_id)")
        self._db.execute("create table text (record_id BLOB primary key, kind TEXT, words TEXT)")
        self._db.execute("create table log (number INTEGER primary key, hash BLOB, edit BLOB, box BLOB)")
