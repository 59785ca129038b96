"""What a failing centre logs holds no word of a resident."""

from __future__ import annotations

import io
import logging

import pytest

from centre.quiet_log import quieten

CANARY = "孙桂英 370299194003120027"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


def test_a_failure_is_logged_by_its_kind_and_its_place_alone(written: io.StringIO) -> None:
    logger = logging.getLogger("linli-test-quiet")
    logger.addHandler(logging.StreamHandler(written))
    logger.propagate = False
    quieten("linli-test-quiet")
    try:
        {}[CANARY]
    except KeyError:
        logger.exception("Exception in ASGI application")
    said = written.getvalue()
    assert CANARY not in said
    assert "KeyError" in said
    assert "test_quiet_log.py" in said


def test_a_plain_line_is_logged_as_it_is(written: io.StringIO) -> None:
    logger = logging.getLogger("linli-test-plain")
    logger.addHandler(logging.StreamHandler(written))
    logger.propagate = False
    quieten("linli-test-plain")
    logger.warning("listening on %s", 8700)
    assert written.getvalue() == "listening on 8700\n"
