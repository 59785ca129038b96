"""What can go wrong with the notebook.

NotebookError
├── NotANotebook      no file, another kind of file, or
│   └── WrongDevice   a notebook that belongs to another tablet
├── InUse             another process writes in it
├── FileDamaged       its pages do not hang together any more
├── DiskFull          nothing of what was to be kept is kept; what was kept before is safe
├── DiskFailed        the same, for another fault of the disk
├── Locked            nobody has unlocked it, or not with the keys this needs
├── RecordUnknown     there is no such record for this user
├── UserUnknown       nobody of that id has a PIN here
├── LastUser          nobody would be left who can open it
├── WeakPin           a PIN that is guessed first
├── WrongPin          the attempt failed and was counted
├── Wait              too many failed attempts; try again later
├── NeedsStreetCode   ten failed attempts; only the street's code helps
└── LogForked         the centre knows another log than the one in this file
"""

from __future__ import annotations

from uuid import UUID


class NotebookError(Exception):
    """Base of them all."""


class NotANotebook(NotebookError):
    """There is no notebook at this place."""


class WrongDevice(NotANotebook):
    """The device's secret does not open it: another tablet's file, or a lost key store."""


class InUse(NotebookError):
    """Another process writes in this notebook; it has one writer."""


class FileDamaged(NotebookError):
    """The file's pages do not hang together; `storage.salvage.rebuild` saves what can still be read."""


class DiskFull(NotebookError):
    """There is no room: nothing of this save was kept, everything kept before is safe."""


class DiskFailed(NotebookError):
    """The disk refused: nothing of this save was kept."""


class Locked(NotebookError):
    """Nobody has unlocked the notebook, or the present user does not hold the ring this needs."""


class RecordUnknown(NotebookError):
    """There is no such record here for the present user."""

    def __init__(self, record_id: UUID) -> None:
        super().__init__(str(record_id))
        self.record_id = record_id


class UserUnknown(NotebookError):
    """Nobody of that id has a PIN on this tablet."""


class LastUser(NotebookError):
    """Nobody would be left who can open the notebook."""


class WeakPin(NotebookError):
    """A PIN that somebody would guess first.

    Attributes:
        reason: "short", "run", "repeat" or "birth_date"; the words stand under `error.pin`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPin(NotebookError):
    """The PIN is wrong. The attempt was counted before it was tried.

    Attributes:
        tries_left: before the street's code is needed.
        wait_seconds: before the next attempt.
    """

    def __init__(self, tries_left: int, wait_seconds: int) -> None:
        super().__init__(f"{tries_left} tries left, {wait_seconds} s to wait")
        self.tries_left = tries_left
        self.wait_seconds = wait_seconds


class Wait(NotebookError):
    """Too early for another attempt.

    Attributes:
        seconds: how much longer.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class NeedsStreetCode(NotebookError):
    """Ten attempts failed; the street centre can read out a code that gives ten more.

    Attributes:
        challenge: what the worker reads to the street on the telephone.
    """

    def __init__(self, challenge: str) -> None:
        super().__init__(challenge)
        self.challenge = challenge


class LogForked(NotebookError):
    """The centre's receipt does not fit this log: the file is older than what the centre has seen.

    `Notebook.new_epoch` is the way on.
    """
