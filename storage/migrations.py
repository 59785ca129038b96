"""The tables of the notebook file, step by step from the first release.

In clear stand ids, revisions, numbers, and the settings of the tablet; everything else is sealed.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations

migrations: Final = Migrations("notebook")
"""A released step is never changed; what comes later is a new step."""

APPLICATION_ID: Final = 0x4C4C4E42
"""Stands in the file's header and says whose file it is: "LLNB"."""


@migrations()
def first_tables(db: Database) -> None:
    """Records, the log for the centre, the inbox, and what the tablet knows of itself."""
    for table in _FIRST:
        db.execute(table + " strict")  # so that a check of the file notices a value of another type
    db.execute(f"pragma application_id = {APPLICATION_ID}")


_FIRST: Final = (
    # sealed records; place: the order in which they came
    "create table rows (place integer primary key, record_id blob not null unique, revision integer not null,"
    " box blob not null)",
    # the sealed head: what all rows together come to
    "create table head (id integer primary key check (id = 1), box blob not null)",
    # ops sealed for the centre, gap-free; mark: what the tablet itself still has to know of an op
    "create table log (number integer primary key, hash blob not null, mark blob not null, box blob not null)",
    # boxes that came while no one was there to open them
    "create table inbox (place integer primary key autoincrement, box blob not null)",
    # rows that do not open any more
    "create table set_aside (place integer primary key, record_id blob not null, revision integer not null,"
    " box blob not null)",
    # what the centre signed
    "create table receipts (id integer primary key autoincrement, receipt blob not null)",
    # answers to ops other than `applied`, sealed
    "create table verdicts (number integer primary key, box blob not null)",
    # begun forms
    "create table drafts (id blob primary key, box blob not null)",
    # settings in clear, no personal data
    "create table settings (name text primary key, value blob not null)",
    # what the tablet knows without a PIN, sealed under its own secret; spare: the same again, on other pages
    "create table meta (name text primary key, box blob not null)",
    "create table spare (name text primary key, box blob not null)",
)
