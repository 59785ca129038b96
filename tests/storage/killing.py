"""A saver that is killed at random, over and over; run as a process of its own, so that it may fork.

Prints one JSON object: how often it was killed, how many saves were acknowledged, and what was lost of them.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from records.rules.names import readings
from storage.notebook import Draft, Notebook
from tests.storage.made import a_person, a_visit, edited
from tests.storage.tablets import DEVICE_SECRET, open_for

ID_BYTES = 16
LONGEST_LIFE = 0.06
"""Seconds until the kill, at most; a save takes less than one of them."""

LIVES = 8
"""Kills that one file has to live through."""


def main(path: Path, chief: UUID, kek: bytes, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    readings("王")  # reads large tables, once for all lives
    begun = path.read_bytes()
    known: dict[bytes, int] = {}
    lost: list[str] = []
    saves = 0
    for n in range(kills):
        if n % LIVES == 0:  # a file that only grows would make the checks slow, not better
            known = {}
            for each in path.parent.glob(path.name + "*"):
                each.unlink()
            path.write_bytes(begun)
        said = live_and_die(path, chief, kek, chance)
        saves += len(said)
        known.update(said)
        lost += check(path, chief, kek, known)
        if lost:
            break
    sys.stdout.write(json.dumps({"kills": kills, "saves": saves, "lost": lost}) + "\n")


def live_and_die(path: Path, chief: UUID, kek: bytes, chance: random.Random) -> dict[bytes, int]:
    """One process: opens, unlocks, saves and says so, until it is killed. What it said it had saved."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        save_for_ever(path, chief, kek, writing)
    os.close(writing)
    wait_for(reading)
    time.sleep(chance.random() * LONGEST_LIFE)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    whole = len(said) // (ID_BYTES + 1)
    pieces = [said[n * (ID_BYTES + 1) : (n + 1) * (ID_BYTES + 1)] for n in range(whole)]
    return {piece[:ID_BYTES]: piece[ID_BYTES] for piece in pieces}


def save_for_ever(path: Path, chief: UUID, kek: bytes, writing: int) -> None:
    notebook = Notebook.open(path, DEVICE_SECRET)
    open_for(notebook, chief, {chief: kek})
    os.write(writing, bytes(ID_BYTES + 1))
    version, draft = 0, a_person(notebook).id
    while True:
        person = a_person(notebook)
        notebook.save(person, visit := a_visit(notebook, person))
        os.write(writing, person.id.bytes + b"\0" + visit.id.bytes + b"\0")
        version = version % 250 + 1
        notebook.save(edited(person, talk_hint=str(version)))
        os.write(writing, person.id.bytes + bytes([version]))
        values = {"version": version}
        notebook.keep_draft(Draft(draft, "visit", None, values, person.recorded_at, chief))
        os.write(writing, draft.bytes + bytes([version]))


def wait_for(pipe: int) -> None:
    """Until it has begun to save."""
    select.select([pipe], [], [], 20)


def check(path: Path, chief: UUID, kek: bytes, known: dict[bytes, int]) -> list[str]:
    """What is wrong with the notebook after a kill."""
    notebook = Notebook.open(path, DEVICE_SECRET)
    open_for(notebook, chief, {chief: kek})
    drafts = {draft.id.bytes: draft.values["version"] for draft in notebook.drafts()}
    rows = notebook.query("select id, talk_hint from person union all select id, '' from visit")
    here = {row["id"]: row["talk_hint"] for row in rows}
    wrong = []
    for record_id, version in known.items():
        if record_id == bytes(ID_BYTES):
            continue
        if record_id in drafts:
            if drafts[record_id] < version and version - drafts[record_id] < 100:
                wrong.append(f"draft {record_id.hex()} went back")
        elif record_id not in here:
            wrong.append(f"{record_id.hex()} is gone")
        elif version and here[record_id] != str(version):
            wrong.append(f"{record_id.hex()} went back")
    out = notebook.outgoing(1, 1 << 30)
    if len(out.ops) != notebook.last:
        wrong.append(f"{len(out.ops)} ops of {notebook.last}")
    waiting = {record_id.bytes for record_id in notebook.waiting_ids()}
    if waiting != set(here):
        wrong.append("rows and log do not tell of the same records")
    if notebook.damaged():
        wrong.append(f"{notebook.damaged()} damaged")
    notebook.close()
    return wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]), UUID(sys.argv[2]), bytes.fromhex(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
