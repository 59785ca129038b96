"""`make test`: lint, types, layers, then every test. The last line counts the tests of all runs together."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = ROOT / ".venv" / "bin"

CHECKS: Final = (
    ("lint", "ruff", "check", "."),
    ("format", "ruff", "format", "--check", "."),
    ("types", "mypy"),
    ("layers", "lint-imports"),
)

RUNS: Final = (
    ("tests", ".venv", ("-n", "2", "--dist", "worksteal", "-m", "not browser")),
    ("tests in a browser", ".venv", ("-m", "browser")),
    ("tests with a phone's cryptography", ".venv-phone", ("tests/sealing", "tests/storage")),
)
"""Name, environment, pytest arguments. The browser has both cores for itself: it is slow enough as it is."""

SOAK: Final = {
    "LINLI_KILLS": "20000",
    "LINLI_CUTS": "20000",
    "LINLI_FLIPS": "20000",
    "LINLI_CENTRE_KILLS": "2000",
    "LINLI_EXAMPLES": "50000",
}
"""How far the fault campaigns go in `make soak`; without them each test uses its own small number."""

COUNTED: Final = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


def run_checks() -> bool:
    """Lint, format, types and layers; True when all are clean."""
    clean = True
    for name, tool, *arguments in CHECKS:
        run = subprocess.run([BIN / tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"{name}: {'clean' if run.returncode == 0 else 'NOT clean'}", flush=True)
        if run.returncode:
            print(run.stdout + run.stderr, flush=True)
            clean = False
    return clean


def run_tests(name: str, environment: str, arguments: tuple[str, ...]) -> tuple[bool, Counter[str]]:
    """One run of pytest; its output passes through, its closing line is counted."""
    print(f"\n{name}", flush=True)
    command = [ROOT / environment / "bin" / "python", "-m", "pytest", "-q", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    closing = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        if re.search(r"\b\d+ \w+.* in [\d.]+s", line):
            closing = line
    return process.wait() == 0, counts(closing)


def counts(closing: str) -> Counter[str]:
    """How many tests passed, failed ... by pytest's closing line."""
    found: Counter[str] = Counter()
    for number, word in re.findall(r"(\d+) ([a-z]+)", closing):
        found["error" if word == "errors" else word] += int(number)
    return found


def closing_line(total: Counter[str], seconds: float) -> str:
    """All runs in one line, in pytest's own words."""
    parts = ", ".join(f"{total[word]} {word}" for word in COUNTED if total[word])
    return f"===== {parts or 'no tests ran'} in {seconds:.1f}s ====="


def main() -> int:
    """Run what was asked for; 0 when everything is clean."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only-check", action="store_true", help="no tests")
    options.add_argument("--soak", action="store_true", help="the long fault campaigns")
    chosen = options.parse_args()
    began = time.monotonic()
    good = run_checks()
    if chosen.only_check:
        return 0 if good else 1
    if chosen.soak:
        os.environ.update({name: os.environ.get(name, value) for name, value in SOAK.items()})
        os.environ["PYTEST_ADDOPTS"] = "--timeout 0"
    total: Counter[str] = Counter()
    for run in RUNS:
        passed, counted = run_tests(*run)
        good, total = good and passed, total + counted
    print(closing_line(total, time.monotonic() - began))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
