"""What can keep a sync from happening.

SyncFailed
+-- Offline          nothing answers
+-- NotTheCentre     something answers that is not our centre: a login page, a proxy, a forged or broken answer
+-- Busy             the centre asks to come again later
+-- TooLarge         what was sent does not fit through
+-- TooSlow          it did not get through in time
+-- Refused          the centre does not want this request; `problem` names why
+-- LogBroken        the log and the centre cannot be brought together
"""

from __future__ import annotations


class SyncFailed(Exception):
    """A round did not come to its end. Nothing is lost by it: what was not settled stays in the log."""


class Offline(SyncFailed):
    """Nothing answers at the centre's address."""


class NotTheCentre(SyncFailed):
    """An answer without a valid receipt, whatever its status: nothing in it is believed."""


class Busy(SyncFailed):
    """The centre cannot answer now."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__(f"retry after {retry_after}")
        self.retry_after = retry_after


class TooLarge(SyncFailed):
    """The request was larger than something on the way lets through."""


class TooSlow(SyncFailed):
    """The line was silent for too long."""


class Refused(SyncFailed):
    """The centre refuses the request itself."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


class LogBroken(SyncFailed):
    """The log does not fit the receipts of the centre, and a new epoch did not mend it."""
