"""Logins of a centre's staff and their sessions, kept on the server. What somebody may do is centre/access.py's."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from centre.login_tables import login, metadata, session
from centre.passwords import weakness

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)
"""A session ends after half an hour without a page, and after eight hours in any case (design of security)."""

TOUCH: Final = timedelta(seconds=30)
"""A session's last use is written down at most this often."""

TRIES_PER_MINUTE: Final = 5
HASHES_AT_ONCE: Final = 2
"""Argon2id takes 64 MiB each; more at once would let strangers fill the memory."""


_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=1$7WQz0Y8PiSgLVT1ST7lhyA$cFhO3qNcoBlI4Yv1v4muFxJUmB/PZ7bOXO6SckF1wjA"
"""The hash of a password that nobody knows: checking an unknown name takes as long as checking a known one."""


class WrongLogin(Exception):
    """No such name, or not its password, or the login is closed: nobody is told which."""


class TooManyTries(Exception):
    """Five tries in a minute, for this name or from this address."""


class LoginTaken(Exception):
    """Another login has this name."""


class LoginNotFound(Exception):
    """There is no login with this name."""


class WeakPassword(Exception):
    """The password is refused; `reason` is a key below `password.` in the locale files."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Login:
    """One login as it stands: whose it is, and which grants it holds."""

    def __init__(self, row: sa.RowMapping) -> None:
        self.name = str(row["name"])
        self.staff_id = UUID(str(row["staff_id"]))
        self.must_change = bool(row["must_change"])
        self.closed = bool(row["closed"])
        until = row["protection_until"]
        self.protection_until = date.fromisoformat(str(until)) if until else None

    def protected_on(self, today: date) -> bool:
        """Whether the grant for the protection ring is valid on that day."""
        return self.protection_until is not None and today <= self.protection_until


class Session:
    """A signed-in browser."""

    def __init__(self, owner: Login, csrf: str) -> None:
        self.login = owner
        self.csrf = csrf


class Accounts:
    """The `login` and `session` tables, and the limits on trying."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rate = RateLimitItemPerMinute(TRIES_PER_MINUTE)
        self._hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)
        metadata.create_all(engine)

    def add(self, name: str, staff_id: UUID, password: str, *, must_change: bool = False) -> None:
        """Open a login.

        Raises:
            LoginTaken: another one has the name.
            WeakPassword: the password is refused.
        """
        row = {"name": name, "staff_id": str(staff_id), "password": self._hash(name, password)}
        with self._engine.begin() as db:
            if db.scalar(sa.select(login.c.name).where(login.c.name == name)) is not None:
                raise LoginTaken(name)
            db.execute(sa.insert(login).values(**row, must_change=must_change, closed=False, changed_at=_now()))

    def change_password(self, name: str, password: str, *, must_change: bool = False) -> None:
        """Set a password; every session of the login ends.

        Raises:
            LoginNotFound: no such login.
            WeakPassword: the password is refused.
        """
        hashed = self._hash(name, password)
        self._update(name, password=hashed, must_change=must_change)
        self.end_all(name)

    def grant_protection(self, name: str, until: date | None) -> None:
        """Open the protection ring to a login up to and including a day, or close it.

        Raises:
            LoginNotFound: no such login.
        """
        self._update(name, protection_until=until.isoformat() if until else None)

    def close(self, name: str, *, closed: bool = True) -> None:
        """Close a login and end its sessions, or open it again.

        Raises:
            LoginNotFound: no such login.
        """
        self._update(name, closed=closed)
        if closed:
            self.end_all(name)

    def logins(self) -> list[Login]:
        """All logins, by name."""
        with self._reading.connect() as db:
            return [Login(row) for row in db.execute(sa.select(login).order_by(login.c.name)).mappings()]

    def find(self, name: str) -> Login:
        """The login with this name.

        Raises:
            LoginNotFound: no such login.
        """
        with self._reading.connect() as db:
            row = db.execute(sa.select(login).where(login.c.name == name)).mappings().first()
        if row is None:
            raise LoginNotFound(name)
        return Login(row)

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Check a password and open a session; returns the cookie's value.

        Raises:
            TooManyTries: wait a minute.
            WrongLogin: whatever else is wrong.
        """
        # Every try counts against the name; only failures against an address, which a whole office may share.
        if not self._limiter.hit(self._rate, "name", name) or not self._limiter.test(self._rate, "from", address):
            raise TooManyTries(name)
        with self._reading.connect() as db:
            row = db.execute(sa.select(login).where(login.c.name == name)).mappings().first()
        if not self._verify(str(row["password"]) if row else _NOBODY, password) or row is None or row["closed"]:
            self._limiter.hit(self._rate, "from", address)
            raise WrongLogin
        self._limiter.clear(self._rate, "name", name)
        return self.open_session(name)

    def check_password(self, name: str, password: str, address: str) -> None:
        """Ask for the password again, under the same limits, without opening a session.

        Raises:
            TooManyTries, WrongLogin: as `sign_in`.
        """
        self.sign_out(self.sign_in(name, password, address))

    def session(self, token: str) -> Session | None:
        """The session behind a cookie, or None when it has ended; using it keeps it alive."""
        now = _now()
        with self._reading.connect() as db:
            found = sa.select(session.c.csrf, session.c.started_at, session.c.seen_at, login)
            joined = found.join_from(session, login).where(session.c.token == _digest(token), ~login.c.closed)
            row = db.execute(joined).mappings().first()
        if row is None or now - row["seen_at"] > _seconds(IDLE) or now - row["started_at"] > _seconds(LONGEST):
            return None
        if now - row["seen_at"] > _seconds(TOUCH):
            with self._engine.begin() as db:
                db.execute(sa.update(session).where(session.c.token == _digest(token)).values(seen_at=now))
        return Session(Login(row), str(row["csrf"]))

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as db:
            db.execute(sa.delete(session).where(session.c.token == _digest(token)))

    def end_all(self, name: str) -> None:
        """End all sessions of a login."""
        with self._engine.begin() as db:
            db.execute(sa.delete(session).where(session.c.login == name))

    def open_session(self, name: str) -> str:
        """A fresh session for a login whose owner has just proved who they are; returns the cookie's value."""
        token, now = secrets.token_urlsafe(32), _now()
        row = {"token": _digest(token), "login": name, "csrf": secrets.token_urlsafe(32)}
        with self._engine.begin() as db:
            db.execute(sa.delete(session).where(session.c.started_at < now - _seconds(LONGEST)))
            db.execute(sa.insert(session).values(**row, started_at=now, seen_at=now))
        return token

    def _update(self, name: str, **values: object) -> None:
        with self._engine.begin() as db:
            changed = db.execute(sa.update(login).where(login.c.name == name).values(**values, changed_at=_now()))
        if changed.rowcount == 0:
            raise LoginNotFound(name)

    def _hash(self, name: str, password: str) -> str:
        if reason := weakness(password, name):
            raise WeakPassword(reason)
        with self._hashing:
            return self._hasher.hash(password)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _digest(token: str) -> bytes:
    """Only a hash of the cookie is kept: a stolen database opens no session."""
    return sha256(token.encode()).digest()
