"""What syncing costs: a real centre process, the real notebook, every byte counted on the wire both ways.

Usage: python -m benchmarks.sync [--json] [--full]

The last line is one JSON object. Peers run beside us in the same run where their registries can be reached.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import measure_peers
from benchmarks.stage.sync import (
    PIN,
    Counts,
    Line,
    a_tablet,
    client_of,
    line_to,
    make_centre,
    peer_visits,
    people,
    save,
    served,
    visits,
)
from records.person import Person
from storage.notebook import Notebook
from sync.client import CentreClient
from sync.push import Pace
from sync.round import sync_once

Figures = dict[str, object]
SAME = 500
"""Visits with texts of the peers' kind: random words, which no dictionary can know."""

GOALS = {
    "upload_ops_per_s": (">=", 3000),
    "bytes_per_op": ("<=", 215),
    "one_visit_bytes": ("<=", 1500),
    "nothing_changed_requests": ("<=", 1),
    "nothing_changed_bytes": ("<=", 1200),
}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the JSON line")
    parser.add_argument("--full", action="store_true", help="20,000 visits, and a village's line")
    return parser.parse_args()


async def measure(folder: Path, count: int) -> Figures:
    """Upload `count` visits, then sync with nothing to do, then one visit."""
    qr = make_centre(folder / "centre")
    with served(folder / "centre") as port, line_to(port) as line:
        url = f"http://127.0.0.1:{line.port}"
        notebook = await a_tablet(folder, url, qr)
        async with client_of(notebook, url) as client:
            persons = people(notebook)
            await sync_once(notebook, client)
            save(notebook, list(visits(notebook, persons, count)))
            took, bulk = await _counted(notebook, client, line)
            assert notebook.acked == count + len(persons)
            _, nothing = await _counted(notebook, client, line)
            one = await _one_visit(notebook, client, line, persons)
            save(notebook, list(peer_visits(notebook, persons, SAME)))
            _, same = await _counted(notebook, client, line)
        notebook.close()
    return {
        "visits": count,
        "upload_ops_per_s": round(count / took),
        "upload_requests": bulk.requests,
        "bytes_per_op": round(bulk.both / count, 1),
        "one_visit_bytes": one,
        "nothing_changed_requests": nothing.requests,
        "nothing_changed_bytes": nothing.both,
        "bytes_per_op_with_the_peers_texts": round(same.both / SAME, 1),
    }


async def _counted(notebook: Notebook, client: CentreClient, line: Line) -> tuple[float, Counts]:
    """Sync; the seconds it took and what passed on the line."""
    line.reset()
    began = time.perf_counter()
    await sync_once(notebook, client, Pace())
    return time.perf_counter() - began, line.counts()


async def _one_visit(notebook: Notebook, client: CentreClient, line: Line, persons: list[Person]) -> int:
    """Bytes of a sync after one visit, by somebody who has just unlocked: the sealing session travels too."""
    notebook.lock()
    notebook.unlock(notebook.users()[0].staff_id, PIN)
    notebook.save(*visits(notebook, persons, 1))
    _, one = await _counted(notebook, client, line)
    return one.both


async def measure_village(folder: Path) -> Figures:
    """A line of 500 ms and 100 kbit/s: a thousand visits, one, none."""
    qr = make_centre(folder / "centre")
    found: Figures = {}
    with served(folder / "centre") as port, line_to(port, 500, 100) as line:
        url = f"http://127.0.0.1:{line.port}"
        notebook = await a_tablet(folder, url, qr)
        async with client_of(notebook, url) as client:
            persons = people(notebook)
            await sync_once(notebook, client)
            for name, count in (("thousand", 1000), ("one", 1), ("nothing", 0)):
                save(notebook, list(visits(notebook, persons, count)))
                began = time.perf_counter()
                await sync_once(notebook, client)
                found[f"village_{name}_s"] = round(time.perf_counter() - began, 2)
        notebook.close()
    return found


def main() -> None:
    """Measure and print."""
    given = arguments()
    count = 20_000 if given.full else 5_000
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), count))
    if given.full:
        with tempfile.TemporaryDirectory() as folder:
            figures |= asyncio.run(measure_village(Path(folder)))
    count, seconds = (10_000, 600) if given.full else (1_000, 25)
    figures |= measure_peers(count, seconds, lambda why: print(why, file=sys.stderr))
    if not given.json:
        for name, (sign, goal) in GOALS.items():
            print(f"{name:>26} {figures[name]!s:>10}   goal {sign} {goal}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
