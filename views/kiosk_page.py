"""What the kiosk's screen shows now, and how a tap changes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import flet as ft

from records.rules.ruleset import load_ruleset
from views.kiosk_board import UNDO_SECONDS, Face, Served
from views.state.app_state import AppState, SaveFailed
from views.state.kiosk import Desk

IDLE_SECONDS = 60
"""After so long without a tap somebody's own hours close again."""


class KioskPage:
    """What the board's screen shows now, and how a tap changes it."""

    def __init__(self, app: AppState, desk: Desk) -> None:
        self.app, self.desk = app, desk
        self.redraw: Callable[[], object] = lambda: None
        self.number = 0
        self.typed = ""
        self.mode = "board"
        self.face: Face | None = None
        self.claiming: Served | None = None
        self.failed = ""
        self.who: UUID | None = desk.opened_by
        """Who would take the tablet back."""
        self.stamp = 0

    def show(self, **values: object) -> None:
        """Change what is shown."""
        for name, value in values.items():
            setattr(self, name, value)
        self.stamp += 1
        self.app.touched()
        self.redraw()

    def act(self, what: Callable[..., object], *args: object) -> None:
        """Do something to the board; when it cannot be kept, say so and change nothing."""
        self.failed = ""
        try:
            what(*args, self.app.now())
        except SaveFailed as failure:
            self.failed = failure.key
        self.show()

    def pick(self) -> None:
        """Somebody wants to see their own hours: the next card says whose."""
        self.desk.board.hush()
        self.show(mode="board" if self.mode == "pick" else "pick")

    def tap(self, face: Face) -> None:
        """A card was tapped."""
        if self.mode == "pick":
            self.show(mode="hours", face=face)
        else:
            self.act(self.desk.board.tap, face.id)

    def done(self) -> None:
        """The last key of the number pad."""
        found = self.desk.board.numbered(self.typed)
        self.typed = ""
        if found:
            self.tap(found[0])
        else:
            self.show()

    def done_on_phone(self) -> None:
        """The last key where the pad covers the names: back to them."""
        self.mode = "board" if self.mode == "pad" else self.mode
        self.done()

    def again(self) -> None:
        """Somebody comes back a second time."""
        told = self.desk.board.told
        if told and told.face:
            self.act(self.desk.board.again, told.face.id)

    def hush(self) -> None:
        """Take the words away."""
        self.desk.board.hush()
        self.show()

    def claim(self, key: str) -> None:
        """Somebody finds a line wrong."""
        line, face = self.claiming, self.face
        if line is None or face is None:
            return
        now = self.app.now()
        due = self.app.today() + timedelta(days=load_ruleset().hours.dispute_days)
        words = self.app.say(f"kiosk.claim.{key}")
        self.act(lambda _now: self.desk.board.claim(face.id, line.session_id, words, due, now))
        self.show(claiming=None, face=next(f for f in self.desk.board.faces if f.id == face.id))


def use_silence(page: KioskPage) -> None:
    """The words go away after some seconds; somebody's own hours close when nobody touches the board."""
    stamp = page.stamp

    async def wait() -> None:
        told = page.desk.board.told
        if told is None and page.mode == "board":
            return
        await asyncio.sleep(UNDO_SECONDS if told else IDLE_SECONDS)
        if page.stamp != stamp:
            return
        page.desk.board.hush()
        page.show(mode="board" if page.mode in ("hours", "pick") else page.mode, claiming=None)

    ft.use_effect(wait, [stamp])
