"""A centre's tables, in SQLAlchemy Core. One typed table per kind is made from the kind's own declaration."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from records.base import Record
from records.columns import columns_of
from records.kinds import KINDS, kind_name

metadata = sa.MetaData()

Id = sa.LargeBinary(16)
Scope = sa.String(20)

log = sa.Table(
    "log",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("epoch", Id, primary_key=True),
    sa.Column("acked", sa.BigInteger, nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    sa.Column("nonce", sa.BigInteger, nullable=False),
    sa.Column("nonces_seen", sa.LargeBinary(128), nullable=False),
    sa.Column("announced", sa.BigInteger, nullable=False),
    sa.Column("head_equal", sa.Boolean, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
)
"""One device's log of one epoch. `nonce` is the highest request number seen, `nonces_seen` the window below it."""

op = sa.Table(
    "op",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("epoch", Id, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("box", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Column("content", Id, index=True),
    sa.Column("record_id", Id, index=True),
    sa.Column("kind", sa.String(40)),
    sa.Column("verdict", sa.String(12), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)
"""Every op that ever came, sealed as it came. `content` is empty while a box does not open; milliseconds since 1970."""

_LOOKED_AT = sa.text("verdict IN ('held', 'quarantined')")
sa.Index("op_looked_at", op.c.verdict, op.c.device, postgresql_where=_LOOKED_AT, sqlite_where=_LOOKED_AT)

set_aside: sa.ColumnElement[bool] = sa.literal_column("op.verdict IN ('held', 'quarantined')", sa.Boolean)
"""Ops that a person looks at. Written out, because SQLite uses the small index only for these very words."""

sealing_session = sa.Table(
    "sealing_session",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("id", sa.LargeBinary(8), primary_key=True),
    sa.Column("sealed_key", sa.LargeBinary, nullable=False),
)

record = sa.Table(
    "record",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("site_id", Id, nullable=False, index=True),
    sa.Column("scope", Scope, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("known_to", Id),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("scope", "number"),
)
"""Every record as it stands. `known_to`: the log's epoch whose device has it exactly so, having written all of it."""

moved = sa.Table(
    "moved",
    metadata,
    sa.Column("scope", Scope, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("record_id", Id, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
)
"""Records that left a scope."""

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("scope", Scope, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)
"""The last change number given out in a scope. A row and not a sequence: readers of sequences miss rows."""

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("scope", Scope, primary_key=True),
    sa.Column("last", sa.BigInteger, primary_key=True),
    sa.Column("tag", sa.LargeBinary(8), nullable=False),
)
"""The random tag of each committed batch: tells a number from the same number after a restored backup."""

link = sa.Table(
    "link",
    metadata,
    sa.Column("person_id", Id, primary_key=True),
    sa.Column("record_id", Id, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("scope", Scope, nullable=False),
    sa.Column("occurred_at", sa.BigInteger, nullable=False),
    sa.Index("link_timeline", "person_id", "occurred_at"),
    sa.Index("link_record", "record_id"),
)

standing = sa.Table(
    "standing",
    metadata,
    sa.Column("person_id", Id, primary_key=True),
    sa.Column("site_id", Id, nullable=False),
    sa.Column("scope", Scope, nullable=False),
    sa.Column("level", sa.String(12), nullable=False),
    sa.Column("level_since", sa.BigInteger),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("last_contact_at", sa.BigInteger),
    sa.Column("last_seen_at", sa.BigInteger),
    sa.Column("due_on", sa.String(10)),
    sa.Column("why_due", sa.String(40), nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("interval_days", sa.BigInteger, nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Index("standing_due", "scope", "due_on"),
    sa.Index("standing_level", "scope", "level"),
)
"""Risk level and due date of every person, worked out by `records.rules.standing` and by nothing else.

`reasons` are separated by spaces; moments are milliseconds since 1970, days ISO.
"""

name = sa.Table(
    "name",
    metadata,
    sa.Column("record_id", Id, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("scope", Scope, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("name_scope", "kind", "scope"),
)
"""What a search for a person looks through: name, readings, last digits."""

tablet = sa.Table(
    "tablet",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("site_id", Id, nullable=False),
    sa.Column("site_code", sa.String(12), nullable=False, index=True),
    sa.Column("label", sa.String(40), nullable=False),
    sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
    sa.Column("box_key", sa.LargeBinary(32), nullable=False),
    sa.Column("serial", Id, nullable=False),
    sa.Column("not_before", sa.BigInteger, nullable=False),
    sa.Column("not_after", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("epoch", Id),
    sa.Column("last_seen_at", sa.BigInteger),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("clock_offset", sa.BigInteger, nullable=False),
)
"""Enrolled devices with their certificates (seconds since 1970) and what is known of them (milliseconds)."""

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("device", Id, primary_key=True),
    sa.Column("epoch", Id, primary_key=True),
    sa.Column("acked", sa.BigInteger, primary_key=True),
    sa.Column("frame", sa.LargeBinary, nullable=False),
)
"""Receipts given for ops, as signed."""

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("enrol_id", sa.String(32), primary_key=True),
    sa.Column("twin_id", sa.String(32), nullable=False, index=True),
    sa.Column("secret", sa.LargeBinary(32), nullable=False),
    sa.Column("site_id", Id, nullable=False),
    sa.Column("author", Id, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("tries_left", sa.Integer, nullable=False),
    sa.Column("used_by", sa.LargeBinary(32)),
    sa.Column("words", sa.String(60), nullable=False),
)
"""One-time codes: one row for the QR code's secret and one for the typed code's, twins of each other."""

note = sa.Table(
    "note",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""Single facts about this centre: its site, its clock, the epoch of its own log."""

_TYPES: Final = {"TEXT": sa.Text, "INTEGER": sa.BigInteger, "BLOB": sa.LargeBinary}


@cache
def table_of(kind: type[Record]) -> sa.Table:
    """The typed table of a kind: `columns_of` it, and `in_scope`, the scope that a reader must hold."""
    found, known = columns_of(kind), kind_name(kind)
    columns: list[sa.Column[Any]] = [sa.Column(c.name, _TYPES[c.sql], primary_key=c.name == "id") for c in found]
    indexes = [sa.Index(f"{known}_{c.name}", c.name) for c in found if c.indexed and c.name != "occurred_at"]
    return sa.Table(
        known,
        metadata,
        *columns,
        sa.Column("in_scope", Scope, nullable=False),
        sa.Index(f"{known}_in_scope", "in_scope", "occurred_at"),
        *indexes,
    )


def create_tables(engine: sa.Engine) -> None:
    """Make the tables that are not there yet; a kind that is new gets its own."""
    for kind in KINDS.values():
        table_of(kind)
    metadata.create_all(engine)
