import json
import subprocess
import sys

from tests.storage.amounts import amount

KILLS = amount("LINLI_KILLS", 200)
"""How often the saving process is killed; `make soak` kills more often."""


def test_kill_9_in_the_middle_of_saves_loses_nothing_that_was_saved(path, template, chief):
    command = [sys.executable, "-m", "tests.storage.killing", str(path), str(chief), template.keks[chief].hex()]
    ran = subprocess.run(
        [*command, str(KILLS), "1"], capture_output=True, check=False, text=True, timeout=KILLS * 3 + 60
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["lost"] == []
    assert told["saves"] > KILLS
