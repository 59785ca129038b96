"""The tables of logins, sessions, and of who looked at what. They hold no records and travel nowhere."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

login = sa.Table(
    "login",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("staff_id", sa.String(36), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("protection_until", sa.String(10)),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
)
"""`protection_until`: last day of the grant for the protection ring, ISO. Moments are seconds since 1970."""

session = sa.Table(
    "session",
    metadata,
    sa.Column("token", sa.LargeBinary(32), primary_key=True),
    sa.Column("login", sa.ForeignKey("login.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("csrf", sa.String(60), nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
)

looked = sa.Table(
    "looked",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("login", sa.String(60), nullable=False),
    sa.Column("act", sa.String(30), nullable=False),
    sa.Column("target", sa.String(200), nullable=False, index=True),
    sa.Column("reason", sa.String(200), nullable=False),
)
"""Who opened a person's L2 or L3 records, exported, or changed a login; ids only, no names of residents."""
