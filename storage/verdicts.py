"""What the centre said of single ops, when it was more than: applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from records.merge import Verdict
from storage.file import NotebookFile
from storage.log import Log

NEEDS_YOU: Final = frozenset({Verdict.REVIEW, Verdict.HELD, Verdict.QUARANTINED})
"""Verdicts after which a person has to look."""

_UNREAD: Mapping[UUID, str] | None = None
"""The table has to be read again."""


class Verdicts:
    """The newest such answer for each record."""

    def __init__(self, file: NotebookFile, log: Log) -> None:
        self._file = file
        self._log = log
        self._said = file.remember(_UNREAD)

    def keep(self, number: int, verdict: str) -> None:
        """Keep the answer to op `number`; call it inside a transaction."""
        mark = self._log.sealed_mark(number)
        if mark is not None:
            self._file.execute("insert or replace into verdicts values (?, ?, ?)", (number, verdict, mark))
            self._said.value = None

    def of(self, record_id: UUID) -> str:
        """The newest answer about a record; empty when there is none."""
        return self._read().get(record_id, "")

    def need_a_person(self) -> dict[UUID, str]:
        """Records whose newest answer asks for a person."""
        return {record_id: verdict for record_id, verdict in self._read().items() if verdict in NEEDS_YOU}

    def applied(self, numbers: Iterable[int]) -> None:
        """Ops were simply applied: their records need nobody any more. Call it inside a transaction."""
        waiting = self._read()
        if not waiting:
            return
        for number in numbers:
            mark = self._log.mark(number)
            if mark is not None and mark.record_id in waiting:
                self._drop(mark.record_id)

    def _drop(self, record_id: UUID) -> None:
        for number, sealed in self._file.execute("select number, mark from verdicts").fetchall():
            mark = self._log.open_mark(number, sealed)
            if mark is not None and mark.record_id == record_id:
                self._file.execute("delete from verdicts where number = ?", (number,))
        self._said.value = None

    def _read(self) -> Mapping[UUID, str]:
        if self._said.value is None:
            rows = self._file.execute("select number, verdict, mark from verdicts order by number").fetchall()
            marks = ((self._log.open_mark(number, sealed), verdict) for number, verdict, sealed in rows)
            self._said.value = {mark.record_id: verdict for mark, verdict in marks if mark}
        return self._said.value
