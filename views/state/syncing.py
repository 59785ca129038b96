"""What the sync page says: what is here, what is at the centre, what went wrong, what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from records.conflict import ConflictRecord
from records.wire import Receipt
from storage.errors import NotebookError
from sync import errors
from sync.client import CentreClient
from sync.loop import SyncLoop
from sync.round import Round

if TYPE_CHECKING:
    from views.state.app_state import AppState

REMEMBERED: Final = 20
"""Receipts shown on the sync page."""

PROBLEMS: Final[Mapping[type[Exception], str]] = {
    errors.Offline: "offline",
    errors.NotTheCentre: "not_the_centre",
    errors.Busy: "busy",
    errors.TooLarge: "slow",
    errors.TooSlow: "slow",
    errors.Refused: "refused",
    errors.LogBroken: "log_broken",
    NotebookError: "disk_failed",
}
"""What kept a round from its end: `error.<key>` says it in words."""


@dataclass(frozen=True)
class Received:
    """A receipt as a worker may read it out on the telephone."""

    number: str
    at: datetime
    count: int


@dataclass(frozen=True)
class Needed:
    """Something a person has to look at: a conflict, or a record that the centre keeps aside."""

    kind: str
    record_id: UUID
    why: str = ""
    conflict_id: UUID | None = None
    field: str = ""


class SyncState:
    """The sync loop as screens see it."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._loop: SyncLoop | None = None
        self._client: CentreClient | None = None
        self.transport: Any = None
        """How the centre is reached when it is not over a network: in tests."""
        self.problem: str = ""
        self.problem_at: datetime | None = None
        self.busy = False

    def start(self) -> None:
        """Begin to sync, when the tablet belongs to a station; once, however many windows."""
        if self._loop is None and self._app.enrolled:
            book = self._app.notebook
            keys = book.device_keys()
            client = CentreClient(book.centre_url, keys.sign, keys.box, book.centre, transport=self.transport)
            self._loop = SyncLoop(book, client, self._round_ended, tolerate=(NotebookError,))
        if self._loop is not None:
            self._loop.start()

    async def stop(self) -> None:
        """End: the app is closing."""
        if self._loop is not None:
            await self._loop.stop()
            self._loop = None
        if self._client is not None:
            await self._client.close()
            self._client = None

    def wake(self) -> None:
        """There is something to send."""
        if self._loop is not None:
            self._loop.wake()

    def try_now(self) -> None:
        """Somebody pressed the button."""
        if self._loop is not None:
            self.busy = True
            self._app.version += 1
            self._loop.wake()

    @property
    def last_ok(self) -> datetime | None:
        """When a round last came to its end."""
        if self._loop is not None and self._loop.last_ok:
            return self._loop.last_ok
        receipt = self._app.notebook.latest_receipt()
        return datetime.fromtimestamp(receipt.at / 1000, UTC) if receipt else None

    @property
    def offset(self) -> timedelta | None:
        """The centre's clock minus this tablet's, when it is known."""
        return self._loop.offset if self._loop is not None else None

    def _round_ended(self, result: Round | Exception) -> None:
        """Tell the screens; a line that is still away, or nothing new, is no reason to draw anything again."""
        from views.state.keeping import count_waiting

        app, before = self._app, (self.problem, self.busy)
        self.busy = False
        moved = isinstance(result, Round) and (result.sent or result.received)
        if isinstance(result, Round):
            self.problem, self.problem_at = result.problem, app.now() if result.problem else None
            self._remember(result)
        else:
            self.problem = next(key for kind, key in PROBLEMS.items() if isinstance(result, kind))
            self.problem_at = app.now()
        app.online = isinstance(result, Round)
        count_waiting(app)
        if moved or (self.problem, self.busy) != before:
            app.version += 1

    def _remember(self, done: Round) -> None:
        receipt = self._app.notebook.latest_receipt()
        if receipt is None or not done.sent:
            return
        kept = [*self._app.setting("receipts", []), [receipt_number(receipt), receipt.at, done.sent]]
        self._app.keep_setting("receipts", kept[-REMEMBERED:])

    # --- what the page shows ----------------------------------------------------------------------
    def receipts(self) -> list[Received]:
        """The newest receipts, newest first; what was sent stands with them."""
        kept: list[Any] = list(self._app.setting("receipts", []))
        latest = self._app.notebook.latest_receipt()
        if latest is not None and not kept:  # something came down and nothing has gone up yet
            kept = [(receipt_number(latest), latest.at, 0)]
        return [Received(number, datetime.fromtimestamp(at / 1000, UTC), count) for number, at, count in reversed(kept)]

    def here(self) -> list[tuple[str, int, UUID]]:
        """Kind, how many records of it wait, and the newest of them."""
        counts: Counter[str] = Counter()
        newest: dict[str, UUID] = {}
        for record_id in self._app.notebook.waiting_ids():
            state = self._app.notebook.state(record_id)
            if state is not None:
                counts[state.kind] += 1
                newest[state.kind] = record_id
        return [(kind, count, newest[kind]) for kind, count in counts.most_common()]

    def needs(self) -> list[Needed]:
        """What a person has to look at."""
        app = self._app
        clashes = app.records(ConflictRecord, "resolution is null and void_reason = ''")
        found = [Needed(c.entity, c.record_id, conflict_id=c.id, field=c.field) for c in clashes]
        known = {each.record_id for each in found}
        for record_id, verdict in app.notebook.troubled().items():
            state = app.notebook.state(record_id)
            if record_id not in known and state is not None:
                found.append(Needed(state.kind, record_id, why=verdict))
        return found


def receipt_number(receipt: Receipt) -> str:
    """How far the log is at the centre, and the beginning of its hash: both sides can read it out."""
    return f"{receipt.acked:06}-{receipt.head.hex()[:6].upper()}"
