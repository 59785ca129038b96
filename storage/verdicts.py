"""What the centre said of single ops, when it was more than: applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import msgspec

from records.merge import Verdict
from sealing.boxes import SealBroken
from storage.file import NotebookFile
from storage.log import Log
from storage.meta import Meta

NEEDS_YOU: Final = frozenset({Verdict.REVIEW, Verdict.HELD, Verdict.QUARANTINED})
"""Verdicts after which a person has to look."""

_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    record_id: UUID
    verdict: str


_UNREAD: Mapping[UUID, str] | None = None
"""The table has to be read again."""


class Verdicts:
    """The newest such answer for each record."""

    def __init__(self, file: NotebookFile, meta: Meta, log: Log) -> None:
        self._file = file
        self._meta = meta
        self._log = log
        self._said = file.remember(_UNREAD)

    def keep(self, number: int, verdict: str) -> None:
        """Keep the answer to op `number`; call it inside a transaction."""
        mark = self._log.mark(number)
        if mark is not None:
            box = self._meta.seal(_encoder.encode(_Answer(mark.record_id, verdict)), _place(number))
            self._file.execute("insert or replace into verdicts values (?, ?)", (number, box))
            self._said.value = None

    def of(self, record_id: UUID) -> str:
        """The newest answer about a record; empty when there is none."""
        return self._read().get(record_id, "")

    def need_a_person(self) -> dict[UUID, str]:
        """Records whose newest answer asks for a person."""
        return {record_id: verdict for record_id, verdict in self._read().items() if verdict in NEEDS_YOU}

    def applied(self, numbers: Iterable[int]) -> None:
        """Ops were simply applied: their records need nobody any more. Call it inside a transaction."""
        if known := self._read():
            marks = (self._log.mark(number) for number in numbers)
            mended = {mark.record_id for mark in marks if mark and mark.record_id in known}
            for number, answer in self._answers():
                if answer.record_id in mended:
                    self._file.execute("delete from verdicts where number = ?", (number,))
                    self._said.value = None

    def _read(self) -> Mapping[UUID, str]:
        if self._said.value is None:
            self._said.value = {answer.record_id: answer.verdict for _, answer in self._answers()}
        return self._said.value

    def _answers(self) -> list[tuple[int, _Answer]]:
        found = []
        for number, box in self._file.execute("select number, box from verdicts order by number").fetchall():
            try:
                found.append((number, msgspec.msgpack.decode(self._meta.open(box, _place(number)), type=_Answer)))
            except SealBroken:
                continue
        return found


def _place(number: int) -> bytes:
    return b"verdict" + number.to_bytes(8, "big")
