"""What all tests share: the event loop, how far random tests go, and what happens without a browser."""

import os

import pytest

from tests.e2e.chromium import find_chromium

try:
    from hypothesis import HealthCheck, settings
except ModuleNotFoundError:  # the phone's environment carries what its own tests need and no more
    settings = None

if settings is not None:
    settings.register_profile(
        "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=False
    )
    settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are counted as skipped, never as passed."""
    if find_chromium():
        return
    why = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(why)


def pytest_report_header() -> str:
    chosen = {name: value for name, value in os.environ.items() if name.startswith("LINLI_")}
    return f"linli: {chosen or 'as in the test command'}"
