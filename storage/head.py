"""The sealed head: what all rows together come to, so that a row that is gone, exchanged or put back is noticed.

A running multiset hash: the sum, modulo 2^256, of a keyed hash of every row's (id, revision, tag), SHA-256 over key
and row, which are always equally long. Saving a row
takes the old one's hash out and puts the new one's in; nothing else has to be read. Its key stands in the sealed
head only. (MSet-Add-Hash of Clarke, Devadas, van Dijk, Gassend, Suh, 2003.)
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from records.base import Ring
from sealing.boxes import TAG_BYTES, SealBroken, new_key
from storage.file import NotebookFile
from storage.ledger import Tail
from storage.vault import Opaque, Vault

_MODULUS: Final = 1 << 256
_NAME: Final = b"head"


class Head(msgspec.Struct, frozen=True, array_like=True):
    """What the rows come to.

    Attributes:
        key: of the keyed hash.
        total: the multiset hash, 32 bytes.
        count: how many rows there are.
        number: the last op of the log at the last save; `hash` is the chain's hash there.
    """

    key: bytes
    total: bytes
    count: int = 0
    number: int = 0
    hash: bytes = b""


class Census(msgspec.Struct, frozen=True):
    """The rows counted anew while they are read one after the other, and kept right while they change.

    Rows from `above` on and up to `below` have been counted; what happens between will be counted when it is read.
    """

    below: int
    above: int
    total: int = 0
    count: int = 0

    def counted(self, place: int) -> bool:
        """Whether the row at that place has been counted."""
        return place >= self.above or place <= self.below


class HeadKeeper:
    """Keeps the head of an unlocked notebook in step with its rows."""

    def __init__(self, file: NotebookFile, vault: Vault) -> None:
        self._file = file
        self._vault = vault
        found = self._read()
        self.was_readable = found is not None
        self._head = file.remember(found or Head(new_key(), bytes(32)))
        self._written = file.remember(found)
        self._census = file.remember(Census(0, 1 << 62))

    def close(self) -> None:
        """Stop keeping it."""
        self._file.forget(self._head)
        self._file.forget(self._written)
        self._file.forget(self._census)

    @property
    def now(self) -> Head:
        """What the rows come to."""
        return self._head.value

    @property
    def above(self) -> int:
        """The place from which on the rows were read first."""
        return self._census.value.above

    def digest(self, record_id: bytes, revision: int, box: bytes) -> int:
        """A row's part in the whole."""
        row = record_id + revision.to_bytes(8, "big") + box[-TAG_BYTES:]
        return int.from_bytes(hashlib.sha256(self._head.value.key + row).digest(), "big")

    def changed(self, place: int, old: int | None, new: int | None) -> None:
        """A row was written or removed; its digests before and after, None for none."""
        by = (new or 0) - (old or 0)
        rows = (new is not None) - (old is not None)
        head, census = self.now, self._census.value
        total = (int.from_bytes(head.total, "big") + by) % _MODULUS
        self._head.value = Head(head.key, total.to_bytes(32, "big"), head.count + rows, head.number, head.hash)
        if census.counted(place):
            self._census.value = msgspec.structs.replace(
                census, total=(census.total + by) % _MODULUS, count=census.count + rows
            )

    def write(self, tail: Tail) -> None:
        """Seal the head with the log's end, if either has moved; call it at the end of a transaction."""
        head = msgspec.structs.replace(self.now, number=tail.number, hash=tail.hash)
        if head != self._written.value:
            self._head.value = self._written.value = head
            _write(self._file, self._vault, head)

    def seal_anew(self) -> None:
        """Have the head sealed at the end of this transaction even if nothing in it has changed."""
        self._written.value = None

    # --- counting ---------------------------------------------------------------------------------
    def begin_census(self, above: int) -> None:
        """Begin to count: the rows from place `above` on are read first."""
        self._census.value = Census(0, above)

    def count(self, digests: int, rows: int, below: int) -> None:
        """Rows were read, up to place `below`, or those from `above` on."""
        census = self._census.value
        self._census.value = Census(
            max(below, census.below), census.above, (census.total + digests) % _MODULUS, census.count + rows
        )

    def differs(self) -> bool:
        """After the census: whether a row is gone, or was exchanged or put back."""
        head, census = self.now, self._census.value
        same = census.total == int.from_bytes(head.total, "big") and census.count == head.count
        return not (self.was_readable and same)

    def missing(self) -> int:
        """After the census: how many rows are gone."""
        return max(0, self.now.count - self._census.value.count)

    def believe_census(self) -> None:
        """From here on, what was counted is what there is; call it inside a transaction, then `write`."""
        census = self._census.value
        self._head.value = msgspec.structs.replace(self.now, total=census.total.to_bytes(32, "big"), count=census.count)
        self.was_readable = True

    def _read(self) -> Head | None:
        for (box,) in self._file.execute("select box from head where id = 1").fetchall():
            try:
                return msgspec.msgpack.decode(self._vault.open(box, _NAME), type=Head)
            except (SealBroken, Opaque):
                return None
        return None


def write_first_head(file: NotebookFile, vault: Vault) -> None:
    """The head of a vault without rows: from here on, a head that is not there is a sign of trouble."""
    _write(file, vault, Head(new_key(), bytes(32)))


def _write(file: NotebookFile, vault: Vault, head: Head) -> None:
    box = vault.seal(Ring.STATION, msgspec.msgpack.encode(head), _NAME)
    file.execute("insert or replace into head values (1, ?)", (box,))
