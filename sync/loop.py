"""Syncing by itself: after every save, every few minutes, and again after every failure, politely."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from sync.client import CentreClient
from sync.errors import Busy, SyncFailed
from sync.push import Outbox, Pace
from sync.round import Round, sync_once

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 15 * 60.0
"""Seconds: full jitter `random(0, min(15 min, 1 s * 2^n))` (design of the sync protocol)."""

IDLE_WAIT: Final = 2 * 60.0
"""Seconds between rounds when nothing is saved here; what the centre decides is at most this late."""

LONGEST_RETRY_AFTER: Final = 3600.0

OnRound = Callable[[Round | Exception], None]


class SyncLoop:
    """Keeps one log and one centre together. Lives on the event loop of the app; works while the tablet is locked.

    Attributes:
        online: the last round came to its end.
        last_ok: when that was, by this device's clock.
        offset: the centre's clock minus this device's, or None before the first answer.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: CentreClient,
        on_round: OnRound,
        *,
        tolerate: tuple[type[Exception], ...] = (),
    ) -> None:
        """Prepare the loop.

        Args:
            outbox: the log, whose `accept` may raise one of `tolerate` (a full disk, say).
            client: the line to the centre.
            on_round: told of every round, or of what kept it from its end.
            tolerate: errors besides `SyncFailed` after which to try again later.
        """
        self._outbox = outbox
        self._client = client
        self._on_round = on_round
        self._failures: tuple[type[Exception], ...] = (SyncFailed, *tolerate)
        self._pace = Pace()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._chance = random.SystemRandom()
        self.online = False
        self.last_ok: datetime | None = None
        self.offset: timedelta | None = None

    def start(self) -> None:
        """Begin; does nothing when it runs already."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(), name="sync")

    async def stop(self) -> None:
        """End, in the middle of a round if need be: nothing is lost by it."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def wake(self) -> None:
        """There is something to send: do not wait any longer."""
        self._woken.set()

    async def _run(self) -> None:
        failed = 0
        while True:
            self._woken.clear()
            try:
                done = await sync_once(self._outbox, self._client, self._pace)
            except self._failures as error:
                failed += 1
                self.online = False
                self._on_round(error)
                await self._rest(error, failed)
            else:
                failed = 0
                self._note(done)
                self._on_round(done)
                await self._sleep(IDLE_WAIT)

    def _note(self, done: Round) -> None:
        now = datetime.now(UTC)
        self.online, self.last_ok = True, now
        at = datetime.fromtimestamp(done.at / 1000, UTC) + timedelta(seconds=done.lag / 2)
        self.offset = at - now

    async def _rest(self, error: Exception, failed: int) -> None:
        if isinstance(error, Busy) and error.retry_after is not None:
            await asyncio.sleep(min(error.retry_after, LONGEST_RETRY_AFTER))  # a save is no reason to come sooner
        else:
            await self._sleep(self._chance.uniform(0, longest_wait(failed)))

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):  # not wait_for: on Python 3.11 it can swallow a `stop` that comes with a wake
            async with asyncio.timeout(seconds):
                await self._woken.wait()


def longest_wait(failed: int) -> float:
    """The longest wait after so many failures in a row."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failed, 20))
