"""What a device has not read yet, by scope and number, in pages of bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from centre.tables import batch, moved
from centre.tables import record as r
from records.op import decode_state
from records.wire import Change, Cursor, Pulled

ROWS_AT_ONCE: Final = 200
CURSOR_EVERY: Final = 200
"""A device's own rows are skipped without telling it so, until there are this many: a cursor costs bytes."""

SMALLEST_PAGE: Final = 4 * 1024
LARGEST_PAGE: Final = 2 * 1024 * 1024


class Page(msgspec.Struct):
    """A page being filled: `left` bytes remain."""

    left: int
    changes: list[Change] = msgspec.field(default_factory=list)
    cursors: list[Cursor] = msgspec.field(default_factory=list)
    reset: list[str] = msgspec.field(default_factory=list)
    more: bool = False


def read_changes(
    db: sa.Connection, epoch: UUID, scopes: Iterable[str], cursors: Sequence[Cursor], max_bytes: int
) -> tuple[Pulled | None, bool]:
    """Read on from `cursors`.

    Returns:
        What changed, or None when nothing did; and whether there is more.
    """
    given = {c.scope: c for c in cursors}
    page = Page(min(max(max_bytes, SMALLEST_PAGE), LARGEST_PAGE))
    for scope in scopes:
        _read_scope(db, page, epoch, _checked(db, page, given.get(scope) or Cursor(scope)))
    if not (page.changes or page.cursors or page.reset):
        return None, page.more
    return Pulled(tuple(page.changes), tuple(page.cursors), tuple(page.reset)), page.more


def _checked(db: sa.Connection, page: Page, cursor: Cursor) -> Cursor:
    """The cursor, or a new beginning when its number was not given out by the history that this centre has."""
    if cursor.number == 0 and not cursor.tag:
        return cursor
    if cursor.number > 0 and cursor.tag and _tag_of(db, cursor.scope, cursor.number) == cursor.tag:
        return cursor
    page.reset.append(cursor.scope)
    return Cursor(cursor.scope)


def _tag_of(db: sa.Connection, scope: str, number: int) -> bytes | None:
    """The tag of the batch in which a number was given out."""
    if number >= 2**63:
        return None
    wanted = sa.select(batch.c.tag).where(batch.c.scope == scope, batch.c.last >= number).order_by(batch.c.last)
    return db.scalar(wanted.limit(1))


def _read_scope(db: sa.Connection, page: Page, epoch: UUID, cursor: Cursor) -> None:
    """Add what follows `cursor` to the page, as far as there is room."""
    at, sent = cursor.number, len(page.changes)
    ended = False
    while page.left > 0 and not ended:
        rows = _rows(db, cursor.scope, at)
        for row in rows:
            if page.left <= 0:
                break
            at = row.number
            if row.state is None or cursor.full or row.known_to != epoch.bytes:
                state = None if row.state is None else decode_state(row.state)
                page.changes.append(Change(cursor.scope, row.kind, UUID(bytes=row.id), state))
                page.left -= len(row.state or b"") + len(cursor.scope)
        else:
            ended = len(rows) < ROWS_AT_ONCE
    page.more = page.more or not ended
    if len(page.changes) > sent or (cursor.full and ended) or at - cursor.number >= CURSOR_EVERY:
        tag = _tag_of(db, cursor.scope, at) or b"" if at else b""
        page.cursors.append(Cursor(cursor.scope, at, tag, cursor.full and not ended))


def _rows(db: sa.Connection, scope: str, after: int) -> list[sa.Row[Any]]:
    """The next changes and departures of a scope by number."""
    here = sa.select(r.c.number, r.c.id, r.c.kind, r.c.state, r.c.known_to)
    here = here.where(r.c.scope == scope, r.c.number > after).order_by(r.c.number).limit(ROWS_AT_ONCE)
    m, none = moved, sa.null()
    gone = sa.select(m.c.number, m.c.record_id.label("id"), m.c.kind, none.label("state"), none.label("known_to"))
    gone = gone.where(m.c.scope == scope, m.c.number > after).order_by(m.c.number).limit(ROWS_AT_ONCE)
    rows = [*db.execute(here), *db.execute(gone)]
    return sorted(rows, key=lambda row: int(row.number))[:ROWS_AT_ONCE]
