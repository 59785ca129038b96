"""The records that the peers sync: field visits of some 570 bytes as JSON, with the entropy of real text."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

SIZE = 560
HAN = (
    "老人精神状态良好独居女儿每周电话一次血压偏高提醒按时服药联系卫生院家中取暖设备老化建议街道协调更换行动不便需要轮椅登记"
    "屋顶漏雨拍照上报情绪低落亲人去世转介心理辅导邻里关系和睦志愿者留联系卡儿童上学出勤作业祖母照顾营养身高体重疫苗探访签字"
)
LATIN = (
    "school carer food call gas hose visit home meal doctor bus stairs coat stove water pension garden knee eyes sleep"
)


def records(count: int, seed: int = 7) -> Iterator[dict[str, object]]:
    """`count` records, always the same."""
    dice = random.Random(seed)
    words = [dice.choice(HAN) + dice.choice(HAN) for _ in range(700)] + LATIN.split()
    weights = [1 / (place + 3) for place in range(len(words))]
    for number in range(count):
        record: dict[str, object] = {
            "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "person_id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "worker_id": f"w{number % 12:03}",
            "station_id": "st-007",
            "kind": dice.choice(["elder_check", "child_check", "hardship", "volunteer", "follow_up"]),
            "visited_at": f"2026-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}T{dice.randint(8, 18):02}:30:00+08:00",
            "minutes": dice.randint(5, 120),
            "hours": round(dice.random() * 6, 1),
            "risk": dice.randint(0, 4),
            "needs_follow_up": dice.random() < 0.2,
            "lat": round(36 + dice.random(), 6),
            "lon": round(120 + dice.random(), 6),
            "notes": "",
            "status": "done",
            "rev": 1,
        }
        while len(line(record).encode()) < SIZE:
            record["notes"] = f"{record['notes']}{' '.join(dice.choices(words, weights, k=3))}，"
        yield record


def line(record: dict[str, object]) -> str:
    """A record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write_records(path: Path, count: int) -> None:
    """Records as JSON lines."""
    path.write_text("\n".join(line(record) for record in records(count)) + "\n", encoding="utf-8")
