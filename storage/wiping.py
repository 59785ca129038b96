"""Taking everything off a tablet, but for what the centre does not have yet and nobody here can read."""

from __future__ import annotations

from typing import Final

from storage.locked import Shut

_TABLES: Final = ("rows", "head", "inbox", "set_aside", "drafts", "verdicts", "settings")
_LAST_TABLES: Final = ("log", "receipts", "meta", "spare")


def wipe(shut: Shut) -> bool:
    """Destroy slots, ring keys, rows, drafts and boxes; the log goes when nothing in it waits.

    Returns whether everything is gone, the device's keys included. Until then the tablet can still push.
    """
    with shut.file.writing():
        for name in ("slot:", "tries:", "vault", "inbox", "rotation", "trouble"):
            for each in shut.meta.names(name):
                shut.meta.drop(each)
        for table in _TABLES:
            shut.file.execute(f"delete from {table}")
        shut.forget_vault()
    shut.file.scrub()
    return end_wipe(shut)


def end_wipe(shut: Shut) -> bool:
    """Let the rest go once the centre has it; whether it is gone."""
    if shut.log.tail.number > shut.log.ledger.acked:
        return False
    with shut.file.writing():
        for table in _LAST_TABLES:
            shut.file.execute(f"delete from {table}")
    shut.file.scrub()
    return True
