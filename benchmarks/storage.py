"""The notebook's figures: `python -m benchmarks.storage --json`; `--full` also with 100,000 records.

Saves are timed in pairs, one after the other in one run, so that both meet the same disk: one record through the
notebook, one plain append with `fdatasync`, one record through SQLCipher. Medians, and ratios of medians.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from benchmarks.stage.sealed_file import SealedFile
from benchmarks.stage.storage import BEGAN, Centre, a_person, a_station, a_visit, enrolled, fill
from records.ids import new_id
from records.person import Person
from records.visit import Visit
from sealing.kdf import COSTS
from storage.notebook import Notebook

SECRET, PIN = bytes(range(32)), "290174"
COUNT, FULL_COUNT = 10_000, 100_000
PAIRS, WARM = 1500, 300
GOALS = {
    "save_vs_fdatasync": 1.15,
    "save_vs_sqlcipher": 1.0,
    "first_paint_ms": 10,
    "unlock_us_per_record": 40,
    "newest_50_ms": 1,
    "filter_ms": 1,
    "search2_miss_ms": 8,
    "bytes_per_record": 1024,
}


class Stage:
    """A notebook on a real disk, with somebody who may open it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.centre, self.path, self.chief = Centre(), folder / f"{name}.linli", new_id()
        notebook = Notebook.create(self.path, SECRET, enrolled(self.centre))
        notebook.add_user(self.chief, name, PIN, protection=True, cost=COSTS[-1])
        self.kek = notebook.begin_unlock(self.chief).derive(PIN)
        self.notebook = notebook
        self.open()

    def open(self) -> None:
        """Unlock and read everything; the PIN's slow work was done once."""
        self.notebook.finish_unlock(self.notebook.begin_unlock(self.chief), self.kek)
        for _ in self.notebook.load():
            pass


def save_figures(folder: Path) -> dict[str, object]:
    """How long a durable save takes, beside what it is measured against."""
    stage, chance = Stage(folder, "saves"), random.Random(1)
    other = None
    if importlib.util.find_spec("sqlcipher3"):
        other = SealedFile(folder / "other.db", Visit, stage.centre.keys.box_key)
    plain = os.open(folder / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    people = [new_id() for _ in range(200)]
    times: dict[str, list[float]] = {"fdatasync": [], "save": [], "sqlcipher": []}
    for _ in range(WARM + PAIRS):
        one, two = (a_visit(chance.choice(people), chance, stage.notebook.born()) for _ in range(2))
        times["fdatasync"].append(timed(lambda: append(plain)))
        times["save"].append(timed(lambda one=one: stage.notebook.save(one)))
        if other is not None:
            times["sqlcipher"].append(timed(lambda two=two, other=other: other.save(two)))
    os.close(plain)
    stage.notebook.close()
    if other is not None:
        other.close()
    return compared({name: median_us(found[WARM:]) for name, found in times.items() if found})


def compared(us: dict[str, float]) -> dict[str, object]:
    """Ratios and the medians they were made from."""
    save = us["save"]
    against = us.get("sqlcipher")
    return {
        "save_vs_fdatasync": round(save / us["fdatasync"], 2),
        "save_vs_sqlcipher": round(save / against, 2) if against else None,
        "save_us": round(save),
        "fdatasync_us": round(us["fdatasync"]),
        "sqlcipher_us": round(against) if against else None,
    }


def append(plain: int) -> None:
    """The least that can be durable."""
    os.write(plain, bytes(570))
    os.fdatasync(plain)


def reading_figures(folder: Path, count: int) -> dict[str, object]:
    """Unlocking, listing, filtering: on a station of `count` records."""
    stage = Stage(folder, f"station{count}")
    fill(stage.notebook, stage.centre, a_station(count, stage.notebook))
    notebook = stage.notebook
    notebook.lock()
    gc.collect()
    paints, loads = [], []
    for _ in range(5 if count == COUNT else 2):
        notebook.lock()
        attempt = notebook.begin_unlock(stage.chief)
        began = time.perf_counter()
        notebook.finish_unlock(attempt, stage.kek)
        notebook.records(Visit, limit=50)
        paints.append(time.perf_counter() - began)
        for _ in notebook.load():
            pass
        loads.append(time.perf_counter() - began)
    person = UUID(bytes=notebook.query("select id from person limit 1")[0]["id"])
    on = [BEGAN, "not_home"]
    figures = {
        "first_paint_ms": round(statistics.median(paints) * 1e3, 2),
        "unlock_us_per_record": round(statistics.median(loads) / count * 1e6, 1),
        "newest_50_ms": repeated_ms(lambda: notebook.query("select * from visit order by occurred_at desc limit 50")),
        "filter_ms": repeated_ms(
            lambda: notebook.query(
                "select * from visit where occurred_at > ? and outcome = ? order by occurred_at desc limit 50", on
            )
        ),
        "newest_50_whole_ms": repeated_ms(lambda: notebook.records(Visit, limit=50)),
        "timeline_ms": repeated_ms(lambda: notebook.timeline(person)),
        "bytes_per_record": memory_of(stage, count),
    }
    notebook.close()
    return figures


def memory_of(stage: Stage, count: int) -> int | None:
    """How much a fresh process grows by an unlock, per record; None where the system does not tell."""
    if not Path("/proc/self/statm").exists():
        return None
    stage.notebook.close()
    command = [sys.executable, "-c", UNLOCK_AND_TELL, str(stage.path), str(stage.chief), stage.kek.hex()]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    stage.notebook = Notebook.open(stage.path, SECRET)
    stage.open()
    return int(told) // count


UNLOCK_AND_TELL = """
import sys
from uuid import UUID
from benchmarks.storage import SECRET, Notebook, resident
import storage.lines
notebook, chief = Notebook.open(sys.argv[1], SECRET), UUID(sys.argv[2])
before = resident()
notebook.finish_unlock(notebook.begin_unlock(chief), bytes.fromhex(sys.argv[3]))
for _ in notebook.load():
    pass
print(resident() - before)
"""


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def search_figures(folder: Path, count: int) -> dict[str, object]:
    """The search box, with `count` people in it."""
    stage, chance = Stage(folder, f"people{count}"), random.Random(2)
    notebook = stage.notebook
    fill(notebook, stage.centre, (a_person(chance, notebook.born()) for _ in range(count)))
    assert len(notebook.query("select 1 from text where kind = 'person'")) == count
    figures = {
        "search2_miss_ms": repeated_ms(lambda: notebook.search("鑫淼")),
        "search1_hit_ms": repeated_ms(lambda: notebook.search("王")),
        "search_initials_ms": repeated_ms(lambda: notebook.search("wgx")),
        "search_digits_ms": repeated_ms(lambda: notebook.search("0042")),
    }
    assert notebook.search("鑫淼") == []
    assert all(isinstance(notebook.get(found), Person) for found in notebook.search("王"))
    notebook.close()
    return figures


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def repeated_ms(work: Callable[[], object], times: int = 30) -> float:
    """The median of some calls, in milliseconds."""
    return round(statistics.median(timed(work) for _ in range(times)) * 1e3, 3)


def median_us(times: list[float]) -> float:
    """The median in microseconds."""
    return statistics.median(times) * 1e6


def main() -> int:
    """Measure and tell; the last line is one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true", help="only the JSON line")
    options.add_argument("--full", action="store_true", help="also with 100,000 records")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "data" if Path("data").is_dir() else None) as made:
        folder = Path(made)
        found = {**save_figures(folder), **reading_figures(folder, COUNT), **search_figures(folder, COUNT)}
        if chosen.full:
            large = {**reading_figures(folder, FULL_COUNT), **search_figures(folder, FULL_COUNT)}
            found |= {f"{name}_100k": value for name, value in large.items()}
    if not chosen.json:
        tell(found)
    if found["save_vs_sqlcipher"] is None:
        print("SQLCipher is not here: pip install -r requirements/bench.txt, then again.")
    print(json.dumps(found))
    return 0


def tell(found: dict[str, object]) -> None:
    """A table for people."""
    for name, value in found.items():
        goal = GOALS.get(name)
        print(f"{name:24} {value!s:>10}" + (f"   goal <= {goal}" if goal else ""))


if __name__ == "__main__":
    sys.exit(main())
