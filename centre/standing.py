"""Risk level and due date of everybody whom a transaction touched, kept in the table `standing`."""

from __future__ import annotations

from centre.merging import Batch


def refresh(batch: Batch) -> None:
    """Work out the standing of every person that `batch` changed something about."""
