"""Linli's field app: opens the notebook, starts syncing, shows the first screen. The only file that meets all parts.

One process is one tablet with one notebook; every browser tab of a process is a window on that tablet.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Final

import flet as ft

from records.codes import Role
from records.platform import Staff
from records.rules.calendar import day_of
from records.words import LANGUAGES, Words, load_words
from storage.errors import FileDamaged, InUse, NotANotebook, NotebookError, WeakPin
from views.app import main as show_window
from views.state.app_state import AppState
from views.state.opening import NOTEBOOK_FILE, Enrolment, JoinFailed, open_state
from views.state.window import Window

ROOT: Final = Path(__file__).resolve().parent
ASSETS: Final = ROOT / "assets"
LOOPBACK: Final = "127.0.0.1"
"""A tablet's screens are for whoever holds it; nothing of it is offered to the network."""

LONGEST_LABEL: Final = 40


def home_folder() -> Path:
    """Where this tablet's notebook lies: `LINLI_HOME`, or a packaged app's own storage, or a folder beside the code."""
    chosen = os.environ.get("LINLI_HOME") or os.environ.get("FLET_APP_STORAGE_DATA")
    return Path(chosen) if chosen else ROOT / "data" / "tablet"


def arguments(say: Words) -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python main.py", description=say("main.what"))
    parser.add_argument("--web", action="store_true", help=say("main.web"))
    parser.add_argument("--port", type=int, default=8701, help=say("main.port"))
    parser.add_argument("--enrol", nargs=2, metavar=("URL", "CODE"), help=say("main.enrol"))
    parser.add_argument("--label", default="", help=say("main.label"))
    return parser


def main(given: list[str] | None = None) -> int:
    """Run the app, or join a station; returns the exit code."""
    say = load_words(LANGUAGES[0])
    chosen = arguments(say).parse_args(given)
    home = home_folder()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if chosen.enrol:
            url, code = chosen.enrol
            return asyncio.run(join_station(home, url, code, chosen.label or say("main.this_tablet"), say))
        return show(home, web=chosen.web, port=chosen.port)
    except OSError as error:
        return complain(say("main.no_folder", home=home, error=error.strerror or error))
    except InUse:
        return complain(say("main.in_use", home=home))
    except NotANotebook:
        return complain(say("main.not_a_notebook", home=home))
    except FileDamaged:
        return complain(say("main.damaged", home=home))
    except NotebookError as error:
        return complain(say("main.disk", home=home, error=error))


def complain(text: str) -> int:
    """Say on the terminal what is in the way."""
    sys.stderr.write(text + "\n")
    return 1


def show(home: Path, *, web: bool, port: int) -> int:
    """Open the notebook and show it until the app is closed.

    Raises:
        NotebookError: there is a notebook, and it cannot be opened; `InUse` when another process has it.
    """
    state = open_state(home)

    async def window(page: ft.Page) -> None:
        await show_window(page, state)

    if web:
        ft.run(window, view=None, host=LOOPBACK, port=port, assets_dir=str(ASSETS), no_cdn=True)
    else:
        ft.run(window, assets_dir=str(ASSETS))
    return 0


async def join_station(home: Path, url: str, code: str, label: str, say: Words) -> int:
    """Enrol without a display: one line with a PIN for each worker, or an empty one to leave somebody out."""
    if (home / NOTEBOOK_FILE).exists():
        return complain(say("main.joined_already", home=home))
    state = AppState(home=home)
    joining = Enrolment(state, Window(state))
    try:
        words = await joining.join(url, code, label[:LONGEST_LABEL])
        tell(say("main.compare", words=" ".join(say(f"pairing.{number}") for number in words)))
        users = [(staff, pin) for staff in joining.staff if (pin := ask_pin(joining, staff, say))]
        if not users:
            return complain(say("main.nobody"))
        await joining.finish([(staff.id, pin, holds_protection(staff)) for staff, pin in users])
    except JoinFailed as failed:
        return complain(say(f"error.{failed.key}.what"))
    finally:
        await state.syncing.stop()
    tell(say("main.joined", site=joining.site_name, home=home))
    return 0


def tell(text: str) -> None:
    """Say something on the terminal."""
    sys.stdout.write(text + "\n")


def ask_pin(joining: Enrolment, staff: Staff, say: Words) -> str:
    """A PIN that will do, typed twice by a person or read once from a pipe; empty leaves somebody out."""
    asked = say("main.pin", name=staff.name)
    while True:
        pin = getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().strip()
        if not pin:
            return ""
        try:
            joining.refuse_weak(pin)
        except WeakPin as weak:
            tell(say(f"error.pin.{weak.reason}"))
        else:
            if not sys.stdin.isatty() or getpass(say("main.pin_again")) == pin:
                return pin


def holds_protection(staff: Staff) -> bool:
    """Whether somebody is named for child protection: the child director of the station."""
    today = day_of(AppState().now())
    return any(post.role is Role.CHILD_DIRECTOR and post.held_on(today) for post in staff.posts)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.exit(main())
