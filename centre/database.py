"""The connection to a centre's database: SQLite in one file, or PostgreSQL by its address."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import StaticPool

BUSY_SECONDS: Final = 30
"""How long one writer waits for another on SQLite before giving up."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged op must survive a power cut; NORMAL loses commits
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA foreign_keys=ON",
)


def open_engine(address: str) -> sa.Engine:
    """An engine for a SQLAlchemy address; `sqlite://` is a database in memory, for tests.

    On SQLite a transaction takes the writer's place at once (`BEGIN IMMEDIATE`): one that reads first and writes
    later would fail when another wrote in between. What only reads says so with `execution_options(reading=True)`.
    """
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    arguments: dict[str, Any] = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    if url.database in (None, "", ":memory:"):
        engine = sa.create_engine(url, connect_args=arguments, poolclass=StaticPool)
    else:
        engine = sa.create_engine(url, connect_args=arguments, pool_size=8, max_overflow=32)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own rule starts none before a SELECT
    for pragma in _PRAGMAS:
        cursor = connection.cursor()
        cursor.execute(pragma)
        cursor.close()


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
