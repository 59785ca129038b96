"""Screens drawn in this process: from a tap to the last byte that goes to the window, on a station of any size."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx

from records.codes import VisitOutcome
from records.ids import new_id
from records.visit import Visit
from tests.views.harness import Screen, launch
from views.app import main
from views.state.app_state import AppState

TABLET = (1280, 800)
TIMES = 15


def drawn(state: AppState, words: tuple[str, ...]) -> dict[str, float]:
    """Milliseconds from a tap, or a character typed, until everything that changed has been packed for the window."""
    state.syncing.transport = httpx.MockTransport(_nobody)
    return asyncio.run(_drawn(state, words))


async def _drawn(state: AppState, words: tuple[str, ...]) -> dict[str, float]:
    began = time.perf_counter()
    screen = await launch(lambda page: main(page, state), "/", width=TABLET[0], height=TABLET[1])
    first = (time.perf_counter() - began) * 1000
    saves = [await _timed(lambda: _save(screen, state)) for _ in range(TIMES)]
    people = await _timed(lambda: screen.go("/people"))
    finds = [await _timed(lambda word=word: screen.type("find", word)) for word in words * 2]
    await screen.type("find", "")
    [row, *_] = screen.starting("person-")
    person = await _timed(lambda: screen.tap(row))
    screen.close()
    await state.syncing.stop()
    state.unlocking.stop()
    return {
        "today_drawn_ms": first,
        "save_drawn_p95_ms": _p95(saves),
        "people_drawn_ms": people,
        "find_drawn_p50_ms": statistics.median(finds),
        "find_drawn_p95_ms": _p95(finds),
        "person_drawn_ms": person,
    }


async def _save(screen: Screen, state: AppState) -> None:
    """A visit kept while Today is on the screen: its list, its numbers and the badge change."""
    person = UUID(bytes=state.query("select person_id from standing where due_on is not null limit 1")[0]["person_id"])
    state.save(Visit(**{**state.born(), "id": new_id()}, person_ids=(person,), outcome=VisitOutcome.SEEN_OK))
    await screen.settle()


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no centre in a benchmark", request=request)
