"""Logs that name no resident: of a failure only its kind and the places in the program it went through."""

from __future__ import annotations

import logging
import traceback


class WithoutWords(logging.Filter):
    """Takes the words out of a failure: an exception's message may hold what somebody wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with a traceback that ends in the exception's name alone."""
        if record.exc_info and record.exc_info[1] is not None:
            kind, error, _ = record.exc_info
            places = "".join(traceback.format_tb(error.__traceback__))
            record.exc_text = f"{places}{kind.__name__ if kind else type(error).__name__}"
            record.exc_info = None
        return True


def quieten(*names: str) -> None:
    """Put the filter on every handler of these loggers and of the root."""
    for logger in map(logging.getLogger, (None, *names)):
        for handler in logger.handlers:
            handler.addFilter(WithoutWords())
