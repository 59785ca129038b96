"""Take the pictures of the README from the running demo: `make pictures`. They are small enough to keep."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from scripts.stage import ROOT, Stage, free_port
from tests.e2e.chromium import CHROMIUM_ARGS, find_chromium
from tests.e2e.steps import open_app, sign_in
from tests.e2e.ui import FieldApp, open_context

PICTURES: Final = ROOT / "docs" / "pictures"
PAINTED: Final = 2500
"""Milliseconds: what a screen reader hears is there before the canvas is painted."""


def app_pictures(browser: Browser, stage: Stage) -> None:
    """Today, as the chief social worker sees it."""
    context = open_context(browser, "1280x800", stage.app_url)
    app = FieldApp(context.new_page(), stage.app_url)
    open_app(app, stage)
    app.see_named("quick-visit")
    app.shot(PICTURES / "app-today.png", PAINTED)
    context.close()


def centre_pictures(browser: Browser, stage: Stage) -> None:
    """What needs action, as the street centre sees it."""
    page = sign_in(browser, stage, "hewan")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path=PICTURES / "centre-today.png")
    page.context.close()


def main() -> int:
    """Set a stage up in a folder that is thrown away, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stage = Stage(Path(folder) / "stage", free_port(), free_port())
        try:
            stage.set_up(lambda *_: None)
            stage.start("centre", "app")
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
            app_pictures(browser, stage)
            centre_pictures(browser, stage)
            browser.close()
        finally:
            stage.stop_all()
    print("\n".join(sorted(str(path.relative_to(ROOT)) for path in PICTURES.glob("*.png"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
