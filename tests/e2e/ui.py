"""Drives the field app in Chromium the way a hand does: through the names that a screen reader gets.

Flutter draws on a canvas; what can be found are the nodes of its semantics tree. Controls are found by the
identifier that `views.widgets` gives them, and pressed in their middle: the nodes overlap, so that a browser's own
click would be refused. Text goes in through the focused field; Flutter ignores `fill`.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, ElementHandle, Locator, Page, expect

SIZES: Final = {"1280x800": (1280, 800), "390x844": (390, 844)}

PATIENCE: Final = 40_000
"""Milliseconds: two shared cores can be slow."""

AFTER_A_TAP: Final = 300
"""Milliseconds until the answer is drawn; a row may move under the next tap, as it would under a finger."""

_READY = """() => document.querySelector('flt-semantics-placeholder')
    || document.querySelector('flt-semantics-host flt-semantics')"""
_PRESSABLE = "() => document.querySelectorAll('[flt-semantics-identifier]').length > 0"
_SAYS = """said => {
    const host = document.querySelector('flt-semantics-host');
    if (!host) return false;
    const labels = [...host.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'));
    const typed = [...host.querySelectorAll('input, textarea')].map(e => e.value);
    return host.textContent.includes(said) || [...labels, ...typed].some(text => text.includes(said));
}"""
_OUTSIDE = """node => {
    const box = node.getBoundingClientRect(), y = box.y + box.height / 2;
    if (y < 0 || y > innerHeight) return true;
    for (let up = node.parentElement; up && up.localName === 'flt-semantics'; up = up.parentElement) {
        const clip = up.getBoundingClientRect();
        const top = Math.max(clip.top, 0), bottom = Math.min(clip.bottom, innerHeight);
        if (clip.height > 0 && bottom > top && (y < top || y > bottom)) return true;
    }
    return false;
}"""
_FOCUSED = "() => /INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? '')"


def open_context(browser: Browser, size: str, base: str) -> BrowserContext:
    """A tablet or a phone in a village: touch, Chinese, Shanghai's time, and no network but our own process."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    context.route(lambda url: not url.startswith((base, "blob:", "data:")), lambda route: route.abort())
    return context


class FieldApp:
    """The field app in one browser tab."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base.rstrip("/")

    # -- loading -----------------------------------------------------------------------------------------------

    def open(self, route: str = "/") -> FieldApp:
        """Load the app and wait until something can be pressed."""
        self.page.goto(self.base + route)
        self.page.wait_for_function(_READY, timeout=60_000)
        self.page.evaluate("document.querySelector('flt-semantics-placeholder')?.click()")
        self.page.wait_for_function(_PRESSABLE, timeout=60_000)
        return self

    # -- finding -----------------------------------------------------------------------------------------------

    def named(self, ident: str) -> Locator:
        """The control with this identifier."""
        return self.page.locator(f'[flt-semantics-identifier="{ident}"]').first

    def named_like(self, pattern: str) -> Locator:
        """Controls whose identifier begins with `pattern`."""
        return self.page.locator(f'[flt-semantics-identifier^="{pattern}"]')

    def button(self, word: str | re.Pattern[str]) -> Locator:
        """A button by what it says."""
        return self.page.get_by_role("button", name=word, exact=isinstance(word, str)).first

    # -- acting ------------------------------------------------------------------------------------------------

    def press(self, what: str | Locator) -> None:
        """Touch the middle of a control, scrolled into sight when it is not."""
        target = self.named(what) if isinstance(what, str) else what
        target.wait_for(state="attached", timeout=PATIENCE)
        node = target.element_handle(timeout=PATIENCE)
        for _ in range(8):
            self._rest(node)
            if not node.evaluate(_OUTSIDE):
                break
            node.evaluate("node => node.scrollIntoView({block: 'center'})")
            self.page.wait_for_timeout(150)
        box = node.bounding_box()
        assert box, f"{what} has no place on the screen"
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.wait_for_timeout(AFTER_A_TAP)

    def _rest(self, node: ElementHandle) -> None:
        """Wait until a control has stopped moving."""
        last, deadline = None, time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            box = node.bounding_box()
            if box and box == last and box["width"] > 0:
                return
            last = box
            self.page.wait_for_timeout(50)
        raise AssertionError("a control never came to rest")

    def type(self, ident: str, text: str) -> None:
        """Type into a field, in place of what it holds."""
        self._focus(ident)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        if text:
            self.page.keyboard.insert_text(text)
            self.page.wait_for_function(
                "text => (document.activeElement.value || '').includes(text)", arg=text, timeout=PATIENCE
            )
        self.page.wait_for_timeout(100)

    def _focus(self, ident: str) -> None:
        field = self.named(ident)
        for _ in range(5):
            self.press(field)
            try:
                self.page.wait_for_function(_FOCUSED, timeout=1500)
            except Exception as late:  # noqa: BLE001 - whatever it was, it is tried again, and told in the end
                last = late
            else:
                return
        raise AssertionError(f"{ident} takes no text") from last

    def pin(self, digits: str) -> None:
        """Type a PIN on the keypad of the screen."""
        for digit in digits:
            self.press(f"key-{digit}")

    # -- seeing ------------------------------------------------------------------------------------------------

    def see(self, said: str, seconds: float = PATIENCE / 1000) -> None:
        """Wait until the screen says this."""
        try:
            self.page.wait_for_function(_SAYS, arg=said, timeout=seconds * 1000)
        except Exception as late:
            raise AssertionError(f"the screen never said {said!r}:\n{self.read()}") from late

    def gone(self, said: str, seconds: float = PATIENCE / 1000) -> None:
        """Wait until the screen says this no more."""
        self.page.wait_for_function(f"said => !({_SAYS})(said)", arg=said, timeout=seconds * 1000)

    def says(self, said: str) -> bool:
        """Whether the screen says this now."""
        return bool(self.page.evaluate(_SAYS, said))

    def see_named(self, ident: str, seconds: float = PATIENCE / 1000) -> None:
        """Wait until a control is there."""
        expect(self.named(ident)).to_be_attached(timeout=seconds * 1000)

    def gone_named(self, ident: str, seconds: float = PATIENCE / 1000) -> None:
        """Wait until a control is there no more."""
        expect(self.named(ident)).not_to_be_attached(timeout=seconds * 1000)

    def read(self) -> str:
        """What a screen reader would hear."""
        return self.page.locator("body").aria_snapshot()

    def label(self, ident: str) -> str:
        """What one control says."""
        node = self.named(ident)
        return node.get_attribute("aria-label") or node.inner_text()

    def shot(self, path: Path, settle: int = 500) -> None:
        """Keep a picture of the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(settle)
        self.page.screenshot(path=path)
