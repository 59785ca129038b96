"""How often the tests with dice are thrown. `make soak` throws them more often, by environment variable."""

from __future__ import annotations

import os

import cryptography

ON_A_PHONE = int(cryptography.__version__.split(".", 1)[0]) < 43
"""The second run, with a phone's cryptography: dice were thrown in the first one; here a few show that all works."""


def amount(name: str, usual: int) -> int:
    """The number in the environment, or the usual one."""
    return int(os.environ.get(name) or (usual // 10 if ON_A_PHONE else usual))
