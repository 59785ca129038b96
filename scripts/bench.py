"""`make bench`: every benchmark, one after the other; the last line of each is its figures as JSON."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run each module of benchmarks/; arguments such as `--full` are passed on."""
    failed = 0
    for module in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        print(f"\nbenchmarks.{module.stem}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{module.stem}", "--json", *sys.argv[1:]]
        failed |= subprocess.run(command, cwd=ROOT, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
