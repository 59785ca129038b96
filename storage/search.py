"""Finding by name, pinyin, initials, or the last digits of a number (`records.rules.finding`)."""

from __future__ import annotations

from records.rules.finding import plain
from storage.working_set import TEXT, WorkingSet


def search(working_set: WorkingSet, text: str, kind: str, limit: int) -> list[bytes]:
    """Ids of the records of a kind that all words of `text` are found in; whose name begins so come first."""
    words = [plain(word) for word in text.split()]
    if not words:
        return []
    fits = " and ".join(["instr(words, ?)"] * len(words))
    sql = f"select record_id from {TEXT} where kind = ? and {fits} order by instr(words, ?), words limit ?"
    return [row[0] for row in working_set.execute(sql, (kind, *words, words[0], limit))]
