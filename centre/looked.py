"""Who looked at what: opened L2 or L3 of a person, exported, changed a login. Kept, never edited."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from centre.login_tables import looked, metadata


class Deed(StrEnum):
    """What was done."""

    SIGNED_IN = "signed_in"
    PERSON = "person"
    RECORD = "record"
    HISTORY = "history"
    EXPORT = "export"
    CODE = "code"
    LOGIN = "login"


class Looked:
    """The `looked` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def note(self, login: str, deed: Deed, target: object, reason: str = "") -> None:
        """Write down one look. `target` is an id or the name of a kind, never a resident's name."""
        row = {"at": int(datetime.now(UTC).timestamp()), "login": login, "act": deed.value}
        with self._engine.begin() as db:
            db.execute(sa.insert(looked).values(**row, target=str(target)[:200], reason=reason[:200]))

    def at(self, target: object, limit: int = 50) -> list[tuple[datetime, str, Deed, str]]:
        """The newest looks at one target: when, who, what, why."""
        columns = (looked.c.at, looked.c.login, looked.c.act, looked.c.reason)
        query = sa.select(*columns).where(looked.c.target == str(target)).order_by(looked.c.id.desc()).limit(limit)
        with self._engine.execution_options(reading=True).connect() as db:
            rows = db.execute(query).all()
        return [(datetime.fromtimestamp(at, UTC), login, Deed(act), reason) for at, login, act, reason in rows]
