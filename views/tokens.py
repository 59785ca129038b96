"""Colours and sizes that every screen shares. Nothing here draws anything, and no words live here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import flet as ft

SEED: Final = "#006A60"
PHONE_BELOW: Final = 600
TWO_PANES_FROM: Final = 840
NORMAL, LARGE, ELDER = 1.0, 1.25, 1.5
"""Text scales: as designed, large mode, and 长辈模式."""

Level = Literal["critical", "high", "medium", "low", "unknown"]
Status = Literal["critical", "high", "medium", "low", "unknown", "here", "centre", "needs_you", "offline"]


@dataclass(frozen=True)
class Tint:
    """A text colour and the background it is read on; contrast is at least 6.4."""

    fg: str
    bg: str


@dataclass(frozen=True)
class Look:
    """How a status is shown. Its word is always beside it: `status.<name>` in the locale files."""

    icon: ft.IconData
    tint: Tint


_LIGHT: Final = {
    "critical": Tint("#8C1D18", "#F9DEDC"),
    "high": Tint("#7A3E00", "#FFDCC2"),
    "medium": Tint("#5C5000", "#F7E9A0"),
    "low": Tint("#14532D", "#CFEBD6"),
    "unknown": Tint("#46424C", "#E7E3EC"),
}
_DARK: Final = {
    "critical": Tint("#FFDAD6", "#8C1D18"),
    "high": Tint("#FFDCC2", "#6B3700"),
    "medium": Tint("#F7E9A0", "#514600"),
    "low": Tint("#CFEBD6", "#14532D"),
    "unknown": Tint("#E7E3EC", "#49454F"),
}
_STATUS: Final[dict[str, tuple[ft.IconData, str]]] = {
    "critical": (ft.Icons.CRISIS_ALERT, "critical"),
    "high": (ft.Icons.PRIORITY_HIGH, "high"),
    "medium": (ft.Icons.SCHEDULE, "medium"),
    "low": (ft.Icons.CHECK_CIRCLE, "low"),
    "unknown": (ft.Icons.HELP, "unknown"),
    "here": (ft.Icons.SMARTPHONE, "unknown"),
    "centre": (ft.Icons.CLOUD_DONE, "low"),
    "needs_you": (ft.Icons.ERROR, "high"),
    "offline": (ft.Icons.CLOUD_OFF, "unknown"),
}


@dataclass(frozen=True)
class Tokens:
    """The look for one window: light or dark, text scale, and how large the window is."""

    dark: bool = False
    scale: float = NORMAL
    width: float = 1280
    height: float = 800

    # --- layout -------------------------------------------------------------------------------
    @property
    def phone(self) -> bool:
        """Below 600 dp: bottom bar, one column, sheets rise from the bottom."""
        return self.width < PHONE_BELOW

    @property
    def room(self) -> float:
        """The width as the text feels it: large text has less room in the same window."""
        return self.width / self.scale

    @property
    def two_panes(self) -> bool:
        """From 840 dp a list and its detail stand side by side."""
        return self.room >= TWO_PANES_FROM

    @property
    def margin(self) -> int:
        """The page margin."""
        return 16 if self.phone else 24

    @property
    def form_width(self) -> float | None:
        """A form's column: not stretched on a tablet, the whole width on a phone."""
        return None if self.phone else min(640 * self.scale, self.width - 88 - 2 * self.margin)

    # --- type (sp) ----------------------------------------------------------------------------
    @property
    def title(self) -> float:
        """Screen titles."""
        return (22 if self.phone else 28) * self.scale

    @property
    def section(self) -> float:
        """Section heads."""
        return 20 * self.scale

    @property
    def body(self) -> float:
        """Rows, questions, answers."""
        return 16 * self.scale

    @property
    def second(self) -> float:
        """Second lines."""
        return 14 * self.scale

    @property
    def stamp(self) -> float:
        """Time stamps, and nothing else."""
        return 12 * self.scale

    # --- colours ------------------------------------------------------------------------------
    @property
    def page(self) -> str:
        """The page behind everything."""
        return "#0E1513" if self.dark else "#F5FBF8"

    @property
    def card(self) -> str:
        """Cards and sheets: one step away from the page."""
        return "#1A211F" if self.dark else "#FFFFFF"

    @property
    def ink(self) -> str:
        """Main text."""
        return "#DEE4E1" if self.dark else "#161D1B"

    @property
    def ink2(self) -> str:
        """Second lines; 7:1 on the page, so it still reads in the sun."""
        return "#BEC9C5" if self.dark else "#3F4946"

    @property
    def well(self) -> str:
        """A quiet fill on a card: icon discs, tags."""
        return "#2A3331" if self.dark else "#E4EDE9"

    @property
    def line(self) -> str:
        """Hairlines and the edges of cards."""
        return "#3F4946" if self.dark else "#C9D3CF"

    @property
    def edge(self) -> str:
        """The edge of a control that can be pressed; 3:1 on the card."""
        return "#89938F" if self.dark else "#6F7976"

    @property
    def brand(self) -> str:
        """The seed colour, as a text or icon colour."""
        return "#82D5C8" if self.dark else SEED

    @property
    def on_brand(self) -> str:
        """Text on a filled button."""
        return "#003731" if self.dark else "#FFFFFF"

    @property
    def brand_tint(self) -> Tint:
        """A chosen row or answer."""
        return Tint("#9EF2E4", "#005048") if self.dark else Tint("#00504A", "#CDE8E2")

    @property
    def alarm(self) -> str:
        """Red as a line or as words on a card: a red answer's edge, a late date."""
        return "#FFB4AB" if self.dark else "#8C1D18"

    @property
    def snack(self) -> Tint:
        """Snackbars: dark on a light page, light on a dark one."""
        return Tint("#2B3230", "#DEE4E1") if self.dark else Tint("#ECF2EF", "#2B3230")

    @property
    def snack_action(self) -> str:
        """The button on a snackbar."""
        return SEED if self.dark else "#82D5C8"

    # --- status -------------------------------------------------------------------------------
    def look(self, status: Status) -> Look:
        """Icon and tint of a status in this window."""
        icon, key = _STATUS[status]
        return Look(icon, (_DARK if self.dark else _LIGHT)[key])

    def tint(self, level: Level) -> Tint:
        """The tint of a risk level."""
        return self.look(level).tint

    def larger(self, scale: float) -> Tokens:
        """The same window with larger text."""
        return Tokens(self.dark, scale, self.width, self.height)


def theme(*, dark: bool, scale: float = NORMAL) -> ft.Theme:
    """The Material theme behind stock controls (bars, fields, dialogs, pickers)."""
    t = Tokens(dark=dark)
    label = 14 * min(scale, LARGE)  # five words have to stand beside each other under a phone's screen
    still = ft.PageTransitionTheme.NONE
    return ft.Theme(
        color_scheme_seed=SEED,
        color_scheme=ft.ColorScheme(
            primary=t.brand,
            on_primary=t.on_brand,
            surface=t.page,
            on_surface=t.ink,
            on_surface_variant=t.ink2,
            outline=t.edge,
            outline_variant=t.line,
            secondary_container=t.brand_tint.bg,
            on_secondary_container=t.brand_tint.fg,
            error=t.alarm,
        ),
        scaffold_bgcolor=t.page,
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme(android=still, ios=still, linux=still, macos=still, windows=still),
        navigation_bar_theme=ft.NavigationBarTheme(label_text_style=ft.TextStyle(size=label, color=t.ink2, height=1.2)),
    )
