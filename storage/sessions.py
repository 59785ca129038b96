"""Sealing sessions: what the centre needs once to open the boxes of one unlock, or of one opening of the kiosk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from records.wire import Session
from sealing.boxes import SealBroken
from storage.meta import Meta

_SESSION: Final = "session:"


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A session, and the number of the first op sealed in it: once the centre has that op, it has the session."""

    first: int
    session: Session


class Sessions:
    """The announcements of a tablet's sessions. One that is lost makes its ops unreadable: each is kept twice."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    def announce(self, session: Session, first: int) -> None:
        """Keep one; call it inside the transaction that appends its first op, of number `first`."""
        self._meta.write(_name(session.id), _Kept(first, session))

    def after(self, acked: int, ids: Iterable[bytes]) -> tuple[Session, ...]:
        """Those of some sessions that the centre does not have, when it has the ops up to `acked`."""
        found = (self._read(_name(each)) for each in ids)
        return tuple(kept.session for kept in found if kept and kept.first > acked)

    def announce_again(self, floor: int) -> None:
        """A new epoch began after op `floor`: nothing that is still needed has been announced in it."""
        for name in self._meta.names(_SESSION):
            kept = self._read(name)
            if kept and kept.first <= floor:
                self._meta.write(name, _Kept(floor + 1, kept.session))

    def let_go(self, floor: int, needed: Collection[bytes]) -> None:
        """Ops up to `floor` are gone; so are the sessions that only they needed."""
        for name in self._meta.names(_SESSION):
            kept = self._read(name)
            if kept and kept.first <= floor and kept.session.id not in needed:
                self._meta.drop(name)

    def _read(self, name: str) -> _Kept | None:
        try:
            return self._meta.read(name, _Kept)
        except SealBroken:
            return None


def _name(session_id: bytes) -> str:
    return _SESSION + session_id.hex()
