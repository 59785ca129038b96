"""What a process that serves a centre does once, before the first request."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio import to_thread
from fastapi import FastAPI

from records.rules.names import readings

GC_THRESHOLDS: Final = (50_000, 20, 100)
"""A batch makes some 100,000 objects that all die by their counts; looking for circles among them on Python's own
schedule costs a third of the time (benchmarks.sync)."""

_ANY_NAME: Final = "\u674e"


@asynccontextmanager
async def prepared(_app: FastAPI) -> AsyncIterator[None]:
    """Read the tables of names now and not inside somebody's transaction, and spare what is here from collection."""
    await to_thread.run_sync(readings, _ANY_NAME)
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
