"""`make demo`: a district centre and a station's tablet in the browser, with made-up people. Ctrl-C stops both."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Final

from scripts.stage import ROOT, Stage, StageFailed

BAR: Final = 24


def show(what: str, done: int, total: int) -> None:
    """A line of progress that moves."""
    if not total:
        print(f"  {what} ...", flush=True)
        return
    filled = BAR * done // max(total, 1)
    end = "\n" if done >= total else ""
    print(f"\r  {what}  [{'#' * filled}{'.' * (BAR - filled)}] {done}/{total} records", end=end, flush=True)


def greeting(stage: Stage) -> str:
    """Where to look, and with which PIN and password."""
    notes = stage.notes
    workers = "\n".join(f"      {worker.name}   PIN {worker.pin}" for worker in notes.workers)
    logins = "\n".join(f"      {one.login:<8} password {one.password}   {one.name}, {one.site}" for one in notes.logins)
    return f"""
  The field app    {stage.app_url}     {notes.station_name}
{workers}
  The centre       {stage.centre_url}
{logins}

  Everybody is invented. What you enter stays in {stage.home}. Ctrl-C stops both.
"""


def wait(stage: Stage) -> int:
    """Until Ctrl-C, or until one of the two ends by itself."""
    while not (name := stage.ended()):
        time.sleep(0.5)
    print(f"The {name} has ended by itself. It said:\n{stage.last_words(name)}", file=sys.stderr)
    return 1


def main() -> int:
    """Set up when needed, start both, wait."""
    home = Path(os.environ.get("LINLI_HOME") or ROOT / "data" / "demo")
    stage = Stage(home, int(os.environ.get("CENTRE_PORT", "8700")), int(os.environ.get("APP_PORT", "8701")))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        if not stage.is_set_up:
            print("Writing the last months of three stations ...", flush=True)
            stage.set_up(show)
        stage.start("centre", "app")
        print(greeting(stage), flush=True)
        return wait(stage)
    except StageFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n  Stopping.", flush=True)
        return 0
    finally:
        stage.stop_all()


if __name__ == "__main__":
    sys.exit(main())
