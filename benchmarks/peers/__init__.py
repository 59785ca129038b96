"""Morango and PouchDB beside us: the same machine, the same run, records of the same size."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.stage.records import write_records
from benchmarks.stage.sync import free_port, line_to

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "linli" / "peers"
DONE = "installed"

Figures = dict[str, object]


class NotMeasured(Exception):
    """A peer could not be installed or run; the message says why."""


class Peer:
    """A peer: how it is installed, and how its server and its client are started."""

    def __init__(self, name: str, install: Sequence[Sequence[str]], run: str) -> None:
        self.name = name
        self.home = CACHE / name
        self._install = install
        self._run = run

    def prepare(self, seconds: float) -> None:
        """Install it into the cache, unless it is there.

        Raises:
            NotMeasured: that does not work here, or takes longer than `seconds`.
        """
        shutil.copytree(HERE / self.name, self.home, dirs_exist_ok=True)
        if (self.home / DONE).exists():
            return
        deadline = time.monotonic() + seconds
        for command in self._install:
            try:
                left = max(1.0, deadline - time.monotonic())
                subprocess.run(command, cwd=self.home, check=True, capture_output=True, timeout=left)
            except subprocess.TimeoutExpired:
                raise NotMeasured(f"installing it took more than {seconds:.0f} s; try again, or with --full") from None
            except (OSError, subprocess.CalledProcessError) as error:
                raise NotMeasured(f"it cannot be installed here: {error}") from error
        (self.home / DONE).touch()

    def server(self, folder: Path, port: int) -> subprocess.Popen[bytes]:
        """Its server, once it listens."""
        where = [str(folder)] if self.name == "pouchdb" else []
        running = subprocess.Popen(
            [self._run, f"server{self._suffix}", str(port), *where],
            cwd=self.home,
            env=self._environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if running.stdout is None or b"ready" not in running.stdout.readline():
            running.kill()
            raise NotMeasured("its server does not start")
        return running

    def client(self, folder: Path, *words: str) -> float:
        """Run its client; returns the seconds it took."""
        command = [self._run, f"client{self._suffix}", *words]
        done = subprocess.run(
            command, cwd=self.home, env=self._environment(folder), capture_output=True, check=False, timeout=600
        )
        if done.returncode:
            raise NotMeasured(f"its client fails: {done.stderr.decode(errors='replace').strip()[-200:]}")
        return float(done.stdout.split()[-1])

    @property
    def _suffix(self) -> str:
        return ".js" if self.name == "pouchdb" else ".py"

    def _environment(self, folder: Path) -> dict[str, str]:
        database = folder if self.name == "pouchdb" else folder / "database.db"
        return {**os.environ, "PEER_DATABASE": str(database)}


def peers() -> tuple[Peer, ...]:
    """Both, installed by their registries' ordinary clients."""
    python = "venv/bin/python"
    morango = [[sys.executable, "-m", "venv", "venv"], [python, "-m", "pip", "-q", "install", "-r", "requirements.txt"]]
    npm = [["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"]]
    return Peer("morango", morango, str(CACHE / "morango" / python)), Peer("pouchdb", npm, "node")


def measure_peers(count: int, seconds: float, say: Callable[[str], None]) -> Figures:
    """Each peer's figures under its name, or None where it could not be measured; `say` is told why."""
    found: Figures = {}
    for peer in peers():
        try:
            peer.prepare(seconds)
            found[peer.name] = _measure(peer, count)
        except (NotMeasured, subprocess.TimeoutExpired) as error:
            say(f"{peer.name}: {error}")
            found[peer.name] = None
    return found


def _measure(peer: Peer, count: int) -> Figures:
    """Upload `count` records, then sync both ways with nothing to do."""
    with tempfile.TemporaryDirectory() as home:
        above, below, records = Path(home, "server"), Path(home, "client"), Path(home, "records.jsonl")
        above.mkdir()
        below.mkdir()
        write_records(records, count)
        port = free_port()
        server = peer.server(above, port)
        try:
            with line_to(port) as line:
                url = f"http://127.0.0.1:{line.port}/"
                peer.client(below, url, "enrol", str(records))
                line.reset()
                took, bulk = peer.client(below, url, "push"), line.counts()
                peer.client(below, url, "both")
                line.reset()
                peer.client(below, url, "both")
                nothing = line.counts()
        finally:
            server.kill()
            server.communicate()
    return {
        "records": count,
        "upload_ops_per_s": round(count / took),
        "bytes_per_op": round(bulk.both / count, 1),
        "nothing_changed_requests": nothing.requests,
        "nothing_changed_bytes": nothing.both,
    }
