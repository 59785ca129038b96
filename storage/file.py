"""The one SQLite file of a notebook: how it is opened, and what a transaction is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from sqlite_utils import Database

from storage.errors import DiskFailed, DiskFull, FileDamaged, InUse, NotANotebook
from storage.migrations import migrations

T = TypeVar("T")

MEMORY: Final = ":memory:"

BUSY_SECONDS: Final = 0.3
"""How long another process may hold the file before we say so; it has one writer, so waiting longer is in vain."""

PRAGMAS: Final = (
    "pragma locking_mode = exclusive",  # one writer process; also spares the shared-memory file
    "pragma journal_mode = wal",
    "pragma synchronous = full",  # NORMAL lost acknowledged saves in half of all simulated power cuts
    "pragma secure_delete = on",
    "pragma temp_store = memory",  # otherwise sorting writes plaintext to the disk
    "pragma cache_size = -1000",  # each row is read once at an unlock; the working set answers everything else
    "pragma trusted_schema = off",
    "pragma cell_size_check = on",
)

Connect = Callable[[str], sqlite3.Connection]


class Remembered(Generic[T]):
    """What memory holds about the file; put back when a transaction fails. The value itself never changes."""

    def __init__(self, value: T) -> None:
        self.value = value


class NotebookFile:
    """A notebook's file, open for this process alone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._remembered: list[Remembered[Any]] = []
        with told_plainly():
            for pragma in PRAGMAS:
                connection.execute(pragma).fetchall()
            self.db = Database(connection, execute_plugins=False)
            migrations.apply(self.db)
        self.execute = connection.execute

    def remember(self, value: T) -> Remembered[T]:
        """Hold `value` in step with the file: a transaction that fails puts it back."""
        held = Remembered(value)
        self._remembered.append(held)
        return held

    def forget(self, held: Remembered[Any]) -> None:
        """Stop holding a value in step."""
        self._remembered.remove(held)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of the block is on the disk when it ends, or none of it.

        Raises:
            DiskFull: there is no room for it.
            DiskFailed: the disk refused.
        """
        before = [held.value for held in self._remembered]
        try:
            with told_plainly(), self.db.atomic():
                yield
        except BaseException:
            for held, value in zip(self._remembered, before, strict=True):
                held.value = value
            raise

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the file or beside it."""
        with told_plainly():
            self.execute("vacuum")
            self.execute("pragma wal_checkpoint(truncate)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Say in our own words what SQLite says about the disk."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        said = _SAID.get(code)
        if said is None:
            raise
        raise said(str(error)) from error


_SAID: Final = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFailed,
    sqlite3.SQLITE_READONLY: DiskFailed,
    sqlite3.SQLITE_CANTOPEN: NotANotebook,
    sqlite3.SQLITE_NOTADB: NotANotebook,
    sqlite3.SQLITE_BUSY: InUse,
    sqlite3.SQLITE_CORRUPT: FileDamaged,
}


def new_file(path: Path | str, connect: Connect | None = None) -> NotebookFile:
    """Begin a file.

    Raises:
        FileExistsError: there is one already; a notebook is never written over.
    """
    if str(path) != MEMORY:
        Path(path).touch(mode=0o600, exist_ok=False)
    return NotebookFile((connect or _connect)(str(path)))


def open_file(path: Path | str, connect: Connect | None = None) -> NotebookFile:
    """Open an existing file and check that its pages hang together.

    Raises:
        NotANotebook: there is none, or it is something else.
        InUse: another process writes in it.
        FileDamaged: its pages do not hang together.
    """
    if not Path(path).is_file() or not Path(path).stat().st_size:
        raise NotANotebook(str(path))
    connection = (connect or _connect)(str(path))
    try:
        with told_plainly():
            _check_pages(connection)
            file = NotebookFile(connection)
            _check_tables(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        raise FileDamaged(str(error)) from error
    except BaseException:
        connection.close()
        raise
    return file


def _check_pages(connection: sqlite3.Connection) -> None:
    connection.execute(PRAGMAS[0]).fetchall()
    names = {name for (name,) in connection.execute("select name from sqlite_master").fetchall()}
    if not names & {"meta", "spare", "rows", "log"}:
        raise NotANotebook("another kind of SQLite file")
    [[said], *_] = connection.execute("pragma integrity_check(1)").fetchall()
    if said != "ok":
        raise FileDamaged(said)


def _check_tables(connection: sqlite3.Connection) -> None:
    """A flipped bit in the name of a column would make everything in it unreadable."""
    with closing(sqlite3.connect(MEMORY)) as ideal:
        migrations.apply(Database(ideal, execute_plugins=False))
        if connection.execute(_TABLES).fetchall() != ideal.execute(_TABLES).fetchall():
            raise FileDamaged("its tables are not those of a notebook")


_TABLES: Final = "select name, sql from sqlite_master where type = 'table' order by name"


def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
