"""A tablet for views tests: a real notebook of a small station, opened without paying for scrypt each time."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from storage.notebook import Notebook
from tests.storage.tablets import DEVICE_SECRET, Template, make_template, open_for
from tests.views.harness import Screen, shown
from tests.views.village import Village
from views.app import main
from views.state.app_state import AppState

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
"""A Tuesday, half past eight in Shanghai."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def notebook(template: Template, tmp_path: Path) -> Iterator[Notebook]:
    """Unlocked by the chief, who holds both rings."""
    book = Notebook.open(template.copy(tmp_path / "notebook.linli"), DEVICE_SECRET)
    open_for(book, template.enrolment.chief.id, template.keks)
    yield book
    book.close()


@pytest.fixture
def state(notebook: Notebook, tmp_path: Path) -> AppState:
    """The tablet's state, unlocked, on a fixed day."""
    app = AppState(clock=lambda: NOW, home=tmp_path)
    app.give_notebook(notebook)
    app.unlocking.last_user = notebook.me
    app.locked = False
    app.version += 1
    return app


@pytest.fixture
def village(state: AppState) -> Village:
    """Makes people, households and what was done with them."""
    return Village(state)


@pytest.fixture
def window(state: AppState) -> Callable[..., Any]:
    """Opens the app: `async with window("/people", width=390) as screen`. There is no network."""

    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network in tests", request=request)

    state.syncing.transport = httpx.MockTransport(nobody)

    @asynccontextmanager
    async def opened(route: str = "/", **size: Any) -> AsyncIterator[Screen]:
        async with shown(lambda page: main(page, state), route, **size) as screen:
            yield screen
        await state.syncing.stop()
        state.unlocking.stop()

    return opened
