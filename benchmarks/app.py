"""How long a worker waits: unlock, Today, search and save on a big station. `python -m benchmarks.app --json`.

By default a station of 2,000 people and 20,000 visits, `--full` the 10,000 and 100,000 that the design asks for.
What is timed: the notebook on a real disk, the state that screens read, and (`drawn`) the same with the screen's own
work up to the bytes that go to the window; what a browser then needs to paint them is not in these figures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from benchmarks.stage.drawing import drawn
from records.base import Record
from records.codes import BeneficiaryCategory, LivingArrangement, RiskLevel, RiskSource, VisitMode, VisitOutcome
from records.ids import new_id
from records.person import Person, PersonCategory
from records.visit import Visit
from records.welfare_check import RiskAssessment
from sealing.kdf import COSTS
from storage.notebook import Notebook
from tests.storage.tablets import DEVICE_SECRET, an_enrolment
from views.state.app_state import AppState

PIN = "738291"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "建国秀英桂兰玉珍志强德福喆堃彧昇玥璟祎翀"
ASKED = ("王", "桂兰", "wgl", "chen", "玥", "9041", "zhx", "司马", "lixiu", "没有这人")
AT_ONCE = 500


def people(notebook: Notebook, count: int, chance: Random) -> Iterator[Record]:
    """People of a station, each with a reason to be on the list and a level."""
    for _ in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
        person = Person(
            **notebook.born(),
            name=name,
            birth_date=date(chance.randrange(1930, 1966), 1 + chance.randrange(12), 1 + chance.randrange(28)),
            phone=f"1990{chance.randrange(10**7):07}",
            living_arrangement=LivingArrangement.ALONE,
        )
        category = BeneficiaryCategory.ELDER_ALONE
        yield person
        yield PersonCategory(**notebook.born(), person_id=person.id, category=category, from_on=date(2026, 1, 1))
        level = chance.choice((RiskLevel.LOW, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH))
        yield RiskAssessment(**notebook.born(), person_id=person.id, level=level, source=RiskSource.CHECK)


def visits(notebook: Notebook, persons: list[UUID], count: int, chance: Random) -> Iterator[Record]:
    """Visits over the last year."""
    now = datetime.now(UTC)
    for _ in range(count):
        at = now - timedelta(minutes=chance.randrange(365 * 24 * 60))
        yield Visit(
            **{**notebook.born(), "occurred_at": at},
            person_ids=(chance.choice(persons),),
            mode=VisitMode.IN_PERSON,
            outcome=VisitOutcome.SEEN_OK,
            content="膝盖疼，夜里起来要扶墙。",
        )


def save_all(notebook: Notebook, records: Iterator[Record]) -> None:
    """Many at once, as a first sync would bring them."""
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == AT_ONCE:
            notebook.save(*batch)
            batch.clear()
    if batch:
        notebook.save(*batch)


def settle(notebook: Notebook, chief: UUID, count: int) -> None:
    """Fill a notebook."""
    chance = Random(20261124)
    notebook.unlock(chief, PIN)
    save_all(notebook, people(notebook, count, chance))
    persons = [UUID(bytes=row["id"]) for row in notebook.query("select id from person")]
    save_all(notebook, visits(notebook, persons, count * 10, chance))
    notebook.lock()


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(folder: Path, count: int) -> dict[str, float]:
    """Every figure, in milliseconds unless its name says otherwise."""
    enrolment = an_enrolment()
    notebook = Notebook.create(folder / "notebook.linli", DEVICE_SECRET, enrolment.enrolled)
    notebook.add_user(enrolment.chief.id, enrolment.chief.name, PIN, protection=True, cost=COSTS[-1])
    filling = timed(lambda: settle(notebook, enrolment.chief.id, count))
    attempt = notebook.begin_unlock(enrolment.chief.id)
    derive = timed(lambda: attempt.derive(PIN))
    key = attempt.derive(PIN)
    first = timed(lambda: notebook.finish_unlock(attempt, key))
    rest = timed(lambda: [None for _ in notebook.load()])
    state = AppState(home=folder)
    state.give_notebook(notebook)
    state.locked = False
    found = {
        "people": float(count),
        "visits": float(count * 10),
        "filling_seconds": filling / 1000,
        "derive_pin_ms": derive,
        "first_paint_ms": first,
        "load_rest_ms": rest,
        "today_ms": timed(state.today_board),
        **searches(state),
        **saves(state),
        **drawn(state, ASKED),
    }
    notebook.close()
    return {name: round(value, 1) for name, value in found.items()}


def searches(state: AppState) -> dict[str, float]:
    """What a find takes, over words that are found often, rarely and never."""
    times = sorted(timed(lambda word=word: state.search(word)) for word in ASKED * 3)
    return {"search_p50_ms": statistics.median(times), "search_p95_ms": times[int(len(times) * 0.95)]}


def saves(state: AppState) -> dict[str, float]:
    """A visit kept on the disk, and Today worked out again: what stands between a tap and the next picture."""
    persons = [UUID(bytes=row["id"]) for row in state.query("select id from person limit 20")]
    times = []
    for person in persons:
        visit = Visit(**{**state.born(), "id": new_id()}, person_ids=(person,), outcome=VisitOutcome.SEEN_OK)
        times.append(timed(lambda visit=visit: (state.save(visit), state.today_board())))
    return {"save_and_today_p50_ms": statistics.median(times), "save_and_today_max_ms": max(times)}


def main() -> int:
    """Measure and print; the last line is one JSON object with --json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--full", action="store_true", help="10,000 people and 100,000 visits")
    chosen = options.parse_args()
    count = 10_000 if chosen.full else 2_000
    real_disk = Path(__file__).resolve().parent.parent / "data"
    real_disk.mkdir(exist_ok=True)  # the folder for temporary files may lie in memory
    with tempfile.TemporaryDirectory(dir=real_disk) as folder:
        found = measure(Path(folder), count)
    for name, value in found.items():
        print(f"{name:24} {value:>12,.1f}")
    if chosen.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
