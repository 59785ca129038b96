"""A centre as a process of its own, a counting proxy before it, and a tablet with the real notebook."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.stage.records import records
from centre.archive import init_archive
from centre.settings import Settings, database_of, write_settings
from records.codes import ActionType, NeedDomain, SiteLevel, VisitOutcome
from records.ids import new_id
from records.person import Person
from records.platform import Site
from records.visit import Action, Visit
from sealing.enrolment import parse_qr, qr_text
from storage.notebook import Notebook
from sync.client import CentreClient
from sync.enrol import enrol

ROOT = Path(__file__).resolve().parents[2]
STATION = "370299001003"
SECRET, PIN = bytes(32), "290174"
PEOPLE = 60
"""Persons on a station's list."""

PHRASES = (
    "精神不错，在院里择菜", "血压偏高，提醒按时吃药", "女儿上周回来过", "煤气阀门已看过，正常", "午饭吃得少",
    "腿脚不便，扶着墙走", "孙子放学在家写作业", "屋里有点冷，炉子已生", "说晚上睡不好", "邻居每天来看一眼",
    "药快吃完了，周三去卫生院拿", "想要一根拐杖", "电视坏了，已请志愿者去修", "情绪平稳", "院门钥匙在西邻家",
    "刚从医院复查回来", "地面湿滑，垫了防滑垫", "儿子在外打工，春节回", "给换了灯泡", "已约下周再来",
)  # fmt: skip


class Counts(msgspec.Struct, frozen=True):
    """What passed on the line."""

    up: int
    down: int
    requests: int

    @property
    def both(self) -> int:
        """Bytes up and down, headers and signatures included."""
        return self.up + self.down


class Line:
    """A port that leads to the centre and counts."""

    def __init__(self, port: int, control: int) -> None:
        self.port = port
        self._control = control

    def reset(self) -> None:
        """Begin to count."""
        self._ask("reset")

    def counts(self) -> Counts:
        """What passed since."""
        return msgspec.convert(json.loads(self._ask("stats")), Counts)

    def _ask(self, what: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._control}/{what}") as answer:
            found: bytes = answer.read()
        return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    running = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGKILL)
        running.communicate()


@contextmanager
def line_to(port: int, rtt_ms: float = 0, kbps: float = 0) -> Iterator[Line]:
    """A counting line to a port."""
    listen, control = free_port(), free_port()
    numbers = map(str, (listen, port, control, rtt_ms, kbps))
    with process("benchmarks.stage.wire_proxy", *numbers) as running:
        assert running.stdout is not None
        running.stdout.readline()
        yield Line(listen, control)


def make_centre(folder: Path) -> str:
    """A centre with one station, in a folder; returns a QR code's text for a tablet."""
    settings = Settings(site_code=STATION[:6], site_name="centre")
    folder.mkdir()
    archive = init_archive(database_of(folder, settings), folder)
    levels = (SiteLevel.DISTRICT_CENTRE, SiteLevel.STREET_CENTRE, SiteLevel.STATION)
    sites = []
    for code, level in zip((STATION[:6], STATION[:9], STATION), levels, strict=True):
        born = archive.born(site := new_id(), archive.device_id)
        sites.append(Site(**{**born, "id": site}, code=code, level=level, name=code))
    archive.write(archive.device_id, *sites)
    qr = archive.make_code(archive.device_id, sites[-1].id, "http://127.0.0.1").qr
    archive.close()
    write_settings(folder, settings)
    return qr


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The centre in `folder`, served; yields its port."""
    port = free_port()
    with process("centre", "--folder", str(folder), "serve", "--port", str(port)):
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        yield port


async def a_tablet(folder: Path, url: str, qr: str) -> Notebook:
    """A tablet that has just joined, with one user, unlocked."""
    here = qr_text(msgspec.structs.replace(parse_qr(qr), url=url))
    joined = await enrol(url, here, "tablet")
    notebook = Notebook.create(folder / "tablet.linli", SECRET, joined)
    worker = new_id()
    notebook.add_user(worker, "worker", PIN, protection=True)
    notebook.unlock(worker, PIN)
    return notebook


def client_of(notebook: Notebook, url: str) -> CentreClient:
    """The tablet's line to its centre."""
    keys = notebook.device_keys()
    return CentreClient(url, keys.sign, keys.box, notebook.centre)


def people(notebook: Notebook) -> list[Person]:
    """A station's list."""
    found = [Person(**notebook.born(), name="甲乙", talk_hint="耳背") for _ in range(PEOPLE)]
    notebook.save(*found)
    return found


def visits(notebook: Notebook, persons: list[Person], count: int) -> Iterator[Visit]:
    """Ordinary visits: two or three phrases, often a problem and something done about it."""
    dice = random.Random(7)
    for number in range(count):
        yield Visit(
            **notebook.born(),
            person_ids=(persons[number % len(persons)].id,),
            outcome=dice.choice([VisitOutcome.SEEN_OK, VisitOutcome.SEEN_OK, VisitOutcome.SEEN_PROBLEM]),
            content="，".join(dice.sample(PHRASES, dice.choice([1, 2, 2, 3]))),
            problems=(dice.choice(list(NeedDomain)),) if dice.random() < 0.3 else (),
            actions=(Action(dice.choice(list(ActionType))),) if dice.random() < 0.3 else (),
        )


def peer_visits(notebook: Notebook, persons: list[Person], count: int) -> Iterator[Visit]:
    """Visits with the texts of the peers' records."""
    for number, record in enumerate(records(count)):
        who, note = persons[number % len(persons)].id, str(record["notes"])
        yield Visit(**notebook.born(), person_ids=(who,), outcome=VisitOutcome.SEEN_OK, content=note)


def save(notebook: Notebook, found: list[Visit]) -> None:
    """Keep many at once: how fast a notebook saves is another benchmark's question."""
    for start in range(0, len(found), 200):
        notebook.save(*found[start : start + 200])
