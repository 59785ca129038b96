"""A stage for the browser: a real centre and a real field app, set up once; each test may stop and kill them."""

import pytest

pytest.importorskip("playwright.sync_api")  # the phone's environment has none

from playwright.sync_api import Browser, sync_playwright

from scripts.stage import Stage, free_port
from tests.e2e.chromium import CHROMIUM_ARGS, find_chromium
from tests.e2e.ui import FieldApp, open_context


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """The demo's own set-up: what the tests walk through is what a newcomer gets."""
    stage = Stage(tmp_path_factory.mktemp("stage"), free_port(), free_port())
    stage.set_up(lambda *_: None)
    stage.start("centre", "app")
    yield stage
    stage.stop_all()


@pytest.fixture
def running(stage: Stage) -> Stage:
    """The stage with both processes up, whatever the test before did to them."""
    stage.start("centre", "app")
    return stage


@pytest.fixture(params=["1280x800", "390x844"])
def size(request) -> str:
    return request.param


@pytest.fixture
def app(browser: Browser, running: Stage, size: str):
    """The field app in a fresh browser, locked or not as it happens to be."""
    context = open_context(browser, size, running.app_url)
    yield FieldApp(context.new_page(), running.app_url)
    context.close()
