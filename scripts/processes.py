"""The two programs as real processes: started, waited for, killed and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parent.parent
STOP_SECONDS: Final = 10
UP_SECONDS: Final = 60


class StageFailed(Exception):
    """The stage cannot be set up or started; the message says why and what to do."""


class Processes:
    """A centre and a field app over the folders `centre` and `tablet` below one home."""

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

    def environment(self) -> dict[str, str]:
        """What both programs are told."""
        return {
            **os.environ,
            "LINLI_HOME": str(self.home / "tablet"),
            "LINLI_CENTRE": str(self.home / "centre"),
            "PYTHONUNBUFFERED": "1",
        }

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
                env=self.environment(),
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
