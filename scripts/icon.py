"""Draw the app's icon again: `python scripts/icon.py`. Needs Chromium; the drawing itself is below.

Two neighbours under one roof, one of them in the warm light of a lantern. Few shapes, so that it reads at 32 pixels.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.chromium import CHROMIUM_ARGS, find_chromium  # noqa: E402 - a script finds the project first

ASSETS = ROOT / "assets"
TEAL, PAPER, LIGHT, NIGHT = "#006A60", "#F5FBF8", "#FFD9A0", "#82D5C8"

MOTIF = """
<g transform="translate(256 256) scale({scale}) translate(-256 -256)">
  <path d="M68 226 256 78 444 226" fill="none" stroke="{roof}" stroke-width="48"
        stroke-linecap="round" stroke-linejoin="round"/>
  <circle cx="182" cy="278" r="44" fill="{left}"/>
  <path d="M106 428v-14a76 76 0 0 1 152 0v14z" fill="{left}" stroke="{left}" stroke-width="14" stroke-linejoin="round"/>
  <circle cx="344" cy="298" r="38" fill="{right}"/>
  <path d="M288 428v-12a56 56 0 0 1 112 0v12z" fill="{right}" stroke="{right}" stroke-width="14"
        stroke-linejoin="round"/>
</g>"""
PLATE = '<rect width="512" height="512" rx="{corner}" fill="{teal}"/>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{shapes}\n</svg>\n'


def motif(scale: float = 0.92, roof: str = PAPER, left: str = PAPER, right: str = LIGHT) -> str:
    """The roof and the two neighbours."""
    return MOTIF.format(scale=scale, roof=roof, left=left, right=right)


def plate(corner: int) -> str:
    """What the motif stands on."""
    return PLATE.format(corner=corner, teal=TEAL)


DRAWINGS = {
    "icon.svg": plate(116) + motif(),
    "full": plate(0) + motif(0.72),
    "foreground": motif(0.58),
    "splash": motif(0.8, roof=TEAL, left=TEAL, right="#E0903A"),
    "splash_dark": motif(0.8, roof=NIGHT, left=NIGHT, right=LIGHT),
}
"""`full` fills its square, for systems that cut their own corners; `foreground` keeps Android's safe zone free."""

PICTURES = (
    ("icon.png", "icon.svg", 1024),
    ("icon_android.png", "foreground", 1024),
    ("icon_ios.png", "full", 1024),
    ("favicon.png", "icon.svg", 64),
    ("icons/icon-192.png", "icon.svg", 192),
    ("icons/icon-512.png", "icon.svg", 512),
    ("icons/icon-maskable-192.png", "full", 192),
    ("icons/icon-maskable-512.png", "full", 512),
    ("icons/apple-touch-icon-192.png", "full", 192),
    ("icons/loading-animation.png", "splash", 512),
    ("splash.png", "splash", 768),
    ("splash_dark.png", "splash_dark", 768),
)
"""File under assets/, drawing, size. The names are those that Flet's client and its packager look for."""


def picture(page: Page, drawing: str, size: int) -> bytes:
    """The drawing as PNG with a transparent ground."""
    encoded = base64.b64encode(DRAWING.format(shapes=drawing).encode()).decode()
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f'<body style="margin:0"><img width="{size}" height="{size}" src="data:image/svg+xml;base64,{encoded}">'
    )
    page.wait_for_function("document.images[0].complete")
    return page.screenshot(omit_background=True)


def draw() -> None:
    """Write every picture."""
    (ASSETS / "icon.svg").write_text(DRAWING.format(shapes=DRAWINGS["icon.svg"]), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        page = browser.new_page()
        for name, drawing, size in PICTURES:
            target = ASSETS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture(page, DRAWINGS[drawing], size))
            print(name)
        browser.close()


if __name__ == "__main__":
    draw()
