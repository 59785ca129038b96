"""Set up what the other commands need. Runs on a bare Python; nothing of the project is imported.

Environments are made from hashed requirements and made again only when those change. What pip says is kept back
and shown, without addresses, only when it fails.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class SetUpFailed(Exception):
    """Something is missing that this program cannot bring; the message tells the person what to do."""


def quiet(*command: str, what: str) -> None:
    """Run a command; show what it said only when it fails.

    Raises:
        SetUpFailed: it ended with an error.
    """
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        said = [line for line in (run.stdout + run.stderr).splitlines() if line.strip()]
        without_addresses = [re.sub(r"\w+://\S+", "...", line) for line in said[-15:]]
        raise SetUpFailed("\n".join([f"{what} failed:", *without_addresses]))


def install_packages(*names: str) -> bool:
    """Install Debian packages when that is possible here, and say whether it was."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    try:
        quiet("apt-get", "update", "-qq", what="apt-get update")
        quiet("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names, what=f"installing {names[0]}")
    except SetUpFailed as failed:
        print(failed, file=sys.stderr)
        return False
    return True


def make_environment(name: str, requirements: str) -> None:
    """Make the environment `name` from a hashed requirements file, unless it already is made from this very file.

    Raises:
        SetUpFailed: Python has no venv, or a package could not be installed.
    """
    folder, listed = ROOT / name, ROOT / "requirements" / requirements
    wanted = hashlib.sha256(listed.read_bytes() + sys.version.encode()).hexdigest()
    mark = folder / "made-from"
    if mark.exists() and mark.read_text().strip() == wanted:
        return
    print(f"Setting up {name} (once, a minute or two) ...", flush=True)
    begin_environment(folder)
    pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    quiet(*pip, "--no-input", "--require-hashes", "-r", str(listed), what="installing packages")
    mark.write_text(wanted + "\n")


def begin_environment(folder: Path) -> None:
    """An empty environment.

    Raises:
        SetUpFailed: this Python cannot make one.
    """
    command = (sys.executable, "-m", "venv", "--clear", str(folder))
    try:
        quiet(*command, what="making an environment")
    except SetUpFailed:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_packages(version):
            message = f"This Python cannot make virtual environments. Install {version} (or python3-venv), then again."
            raise SetUpFailed(message) from None
        quiet(*command, what="making an environment")


def find_browser() -> None:
    """Make sure that there is a Chromium for the browser tests, or say plainly that they are left out."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    if not install_packages("chromium"):
        print(
            "No Chromium here: the browser tests will be counted as skipped. Install the package chromium to run them."
        )


def main() -> int:
    """Set up what was asked for; 1 when a person must do something first."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--phone", action="store_true", help="also the environment with a phone's cryptography")
    options.add_argument("--browser", action="store_true", help="also Chromium")
    chosen = options.parse_args()
    try:
        make_environment(".venv", "dev.txt")
        if chosen.phone:
            make_environment(".venv-phone", "phone.txt")
    except SetUpFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    if chosen.browser:
        find_browser()
    return 0


if __name__ == "__main__":
    sys.exit(main())
