"""A centre and a tablet on this machine, as real processes: what the demo, the pictures and the browser tests stand on.

Everything lies below one folder: `centre/` and `tablet/` as the two programs keep them, and `stage.json` with what
set-up made up. A stage that was not finished is made again from the start.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import msgspec

ROOT: Final = Path(__file__).resolve().parent.parent
NOTES: Final = "stage.json"
BEGUN: Final = "unfinished"
STOP_SECONDS: Final = 10
UP_SECONDS: Final = 60
TYPED_CODE: Final = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 when it cannot be counted)."""


class StageFailed(Exception):
    """The stage cannot be set up or started; the message says why and what to do."""


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


class Stage:
    """One folder, two ports, two processes."""

    def __init__(self, home: Path, centre_port: int, app_port: int) -> None:
        self.home, self.centre_port, self.app_port = home.resolve(), centre_port, app_port
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def centre_url(self) -> str:
        """Where the centre is."""
        return f"http://127.0.0.1:{self.centre_port}"

    @property
    def app_url(self) -> str:
        """Where the field app is."""
        return f"http://127.0.0.1:{self.app_port}"

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
            env=self._environment(),
            input=given,
            capture_output=True,
            check=False,
            timeout=UP_SECONDS,
        )
        if run.returncode:
            raise StageFailed(f"{' '.join(arguments[:2])} failed:\n{(run.stdout + run.stderr).decode()}")
        return run

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "LINLI_HOME": str(self.home / "tablet"),
            "LINLI_CENTRE": str(self.home / "centre"),
            "PYTHONUNBUFFERED": "1",
        }

    # -- processes ---------------------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start `centre`, `app` or both, unless they run; both come up at the same time.

        Raises:
            StageFailed: a port is taken, or a process ended at once; the message holds what it said.
        """
        for name in names:
            if name not in self.running or self.running[name].poll() is not None:
                self._spawn(name)
        for name in names:
            self._wait_up(name)

    def _spawn(self, name: str) -> None:
        port, _, arguments = self._programs()[name]
        if not port_is_free(port):
            raise StageFailed(f"Port {port} is taken. Choose another one with {name.upper()}_PORT.")
        (self.home / "logs").mkdir(exist_ok=True)
        with self._log(name) as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *arguments, "--port", str(port)],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the demo, which then ends them one after the other
            )

    def _programs(self) -> dict[str, tuple[int, str, tuple[str, ...]]]:
        """Name, port, an address that answers once it is up, and how it is started."""
        return {
            "centre": (self.centre_port, f"{self.centre_url}/healthz", ("-m", "centre", "serve")),
            "app": (self.app_port, self.app_url, ("main.py", "--web")),
        }

    def _log(self, name: str) -> IO[bytes]:
        return (self.home / "logs" / f"{name}.log").open("ab")

    def _wait_up(self, name: str) -> None:
        address = self._programs()[name][1]
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                raise StageFailed(f"The {name} ended at once. It said:\n{self.last_words(name)}")
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise StageFailed(f"The {name} did not answer at {address}. It said:\n{self.last_words(name)}")

    def last_words(self, name: str) -> str:
        """The end of a process's log."""
        path = self.home / "logs" / f"{name}.log"
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]) if path.exists() else ""

    def ended(self) -> str:
        """The name of a process that has ended by itself, or nothing."""
        return next((name for name, process in self.running.items() if process.poll() is not None), "")

    def kill(self, name: str) -> None:
        """Pull the plug of one process."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str) -> None:
        """Ask a process to end, and wait for it."""
        process = self.running.pop(name, None)
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        """End both."""
        for name in list(self.running):
            self.stop(name)


def port_is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fresh_pins(count: int) -> tuple[str, ...]:
    """PINs of six digits that the product itself would take."""
    from storage.notebook import Notebook

    found: list[str] = []
    while len(found) < count:
        pin = f"{secrets.randbelow(10**6):06}"
        if Notebook.weak_pin(pin) is None and pin not in found:
            found.append(pin)
    return tuple(found)
