"""A centre and a tablet on this machine, as real processes: what the demo, the pictures and the browser tests stand on.

Everything lies below one folder: `centre/` and `tablet/` as the two programs keep them, and `stage.json` with what
set-up made up. A stage that was not finished is made again from the start.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Final

import msgspec

from scripts.processes import ROOT, UP_SECONDS, Processes, StageFailed, free_port

__all__ = ["ROOT", "Login", "Notes", "Stage", "StageFailed", "Worker", "free_port"]

NOTES: Final = "stage.json"
BEGUN: Final = "unfinished"
TYPED_CODE: Final = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 when it cannot be counted)."""


class Worker(msgspec.Struct, frozen=True):
    """Somebody who unlocks the tablet. The PIN was made at set-up."""

    name: str
    pin: str


class Login(msgspec.Struct, frozen=True):
    """Somebody who signs in at the centre. The password was made at set-up."""

    login: str
    password: str
    name: str
    site: str


class Notes(msgspec.Struct, frozen=True):
    """What set-up made up; kept beside the data, readable only by whoever set it up."""

    station: str
    station_name: str
    workers: tuple[Worker, ...]
    logins: tuple[Login, ...]


class Stage(Processes):
    """One folder, two ports, two processes, and what set-up made up."""

    @property
    def notes(self) -> Notes:
        """What set-up made up."""
        return msgspec.json.decode((self.home / NOTES).read_bytes(), type=Notes)

    @property
    def is_set_up(self) -> bool:
        """Whether there is a finished stage."""
        return (self.home / NOTES).exists()

    # -- set-up ------------------------------------------------------------------------------------------------

    def set_up(self, report: Report) -> None:
        """Build the district, start the centre, and enrol the tablet by a one-time code like any other.

        Raises:
            StageFailed: the folder holds something else.
        """
        from centre.demo.build import build

        self._clear()
        demo = build(self.home / "centre", self.centre_url, report)
        report("starting the centre", 0, 0)
        self.start("centre")
        pins = fresh_pins(len(demo.workers))
        report(f"enrolling the tablet of {demo.station_name} with a one-time code", 0, 0)
        self._enrol(demo.station, pins)
        workers = tuple(Worker(name, pin) for name, pin in zip(demo.workers, pins, strict=True))
        logins = tuple(Login(one.login, one.password, one.name, one.site) for one in demo.logins)
        notes = Notes(demo.station, demo.station_name, workers, logins)
        path = self.home / NOTES
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(notes)))
        (self.home / BEGUN).unlink()

    def _clear(self) -> None:
        """An empty folder; only what an interrupted set-up left behind is removed."""
        if self.home.exists() and any(self.home.iterdir()) and not (self.home / BEGUN).exists():
            raise StageFailed(f"{self.home} holds something that is not a demo. Choose another folder with LINLI_HOME.")
        for name in ("centre", "tablet"):
            shutil.rmtree(self.home / name, ignore_errors=True)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / BEGUN).touch()

    def _enrol(self, station: str, pins: tuple[str, ...]) -> None:
        made = self._python("-m", "centre", "--language", "en", "code", station)
        found = TYPED_CODE.search(made.stdout.decode())
        if found is None:
            raise StageFailed(f"The centre made no code:\n{made.stdout.decode()}")
        self._python("main.py", "--enrol", self.centre_url, found[0], given="\n".join(pins).encode())

    def _python(self, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        run = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            input=given,
            capture_output=True,
            check=False,
            timeout=UP_SECONDS,
        )
        if run.returncode:
            raise StageFailed(f"{' '.join(arguments[:2])} failed:\n{(run.stdout + run.stderr).decode()}")
        return run


def fresh_pins(count: int) -> tuple[str, ...]:
    """PINs of six digits that the product itself would take."""
    from storage.notebook import Notebook

    found: list[str] = []
    while len(found) < count:
        pin = f"{secrets.randbelow(10**6):06}"
        if Notebook.weak_pin(pin) is None and pin not in found:
            found.append(pin)
    return tuple(found)
