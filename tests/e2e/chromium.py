"""The browser that the tests and the scripts drive: Debian's Chromium, never one that is downloaded."""

from __future__ import annotations

import os
import shutil
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")

CHROMIUM_ARGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The path of a Chromium on this machine (`CHROMIUM` names another one), or None."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    return next((found for name in NAMES if (found := shutil.which(name))), None)
