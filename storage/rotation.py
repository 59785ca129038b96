"""When somebody leaves, the rings that person held change their keys: at once for what is new, slowly for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from records.base import Ring
from storage.locked import Shut
from storage.slots import Slot, handed_grant, own_grant
from storage.unlocked import Unlocked
from storage.vault import RingKey

_DUE: Final = "rotation"


class _Due(msgspec.Struct, frozen=True, array_like=True):
    """Rings whose keys have to change as soon as somebody is here who holds them."""

    rings: tuple[Ring, ...] = ()


def somebody_left(shut: Shut, slot: Slot) -> None:
    """Note which rings need new keys; call it inside a transaction."""
    due = shut.meta.read(_DUE, _Due) or _Due()
    shut.meta.write(_DUE, _Due(tuple({*due.rings, *slot.rings})))


def rotate(book: Unlocked) -> None:
    """Give the rings that need it, and that the present user holds, a new key; others are handed it sealed."""
    due = book.shut.meta.read(_DUE, _Due) or _Due()
    rings = [ring for ring in due.rings if ring in book.vault.rings]
    if not rings:
        return
    with book.writing():
        for ring in rings:
            _rotate(book, ring)
        book.shut.meta.write(_DUE, _Due(tuple(ring for ring in due.rings if ring not in rings)))
        book.head.seal_anew()


def reseal(book: Unlocked, slice_of: int) -> Iterator[int]:
    """Seal everything that is still under an older key under the newest one, then let the older key go."""
    for key in list(book.vault.keys.values()):
        if key.id == book.vault.newest(key.ring).id:
            continue
        place = 0
        while rows := book.rows.under(key.id, place, slice_of):
            place = rows[-1].place
            with book.writing():
                for row in rows:
                    book.rows.reseal(row, key.ring)
            yield len(rows)
        book.drafts.reseal(key.id)
    tidy_grants(book)


def tidy_grants(book: Unlocked) -> None:
    """Put what was handed over under the user's own key, and drop keys that nothing needs any longer."""
    slot = book.shut.slots.read(book.me)
    needed = [key for key in book.vault.keys.values() if _is_needed(book, key)]
    if len(needed) == len(slot.grants) and not any(grant.under for grant in slot.grants):
        return
    grants = tuple(own_grant(book.user_key, slot.staff_id, key) for key in needed)
    with book.shut.file.writing():
        book.shut.slots.write(msgspec.structs.replace(slot, grants=grants))
    book.vault.keep_only(needed)


def _rotate(book: Unlocked, ring: Ring) -> None:
    older, key = book.vault.newest(ring), RingKey.fresh(ring)
    for slot in book.shut.slots.all():
        if slot.staff_id == book.me:
            grant = own_grant(book.user_key, slot.staff_id, key)
        elif any(grant.key_id == older.id for grant in slot.grants):
            grant = handed_grant(slot, older, key)
        else:
            continue
        book.shut.slots.write(msgspec.structs.replace(slot, grants=(*slot.grants, grant)))
    book.shut.keep_face(book.shut.face.with_boxes_of([key]))
    book.vault.add(key)


def _is_needed(book: Unlocked, key: RingKey) -> bool:
    """The newest of its ring is; an older one as long as anything is sealed under it."""
    if key.id == book.vault.newest(key.ring).id:
        return True
    used = (
        book.file.execute(f"select 1 from {table} where substr(box, 2, 4) = ? limit 1", (key.id,)).fetchone()
        for table in ("rows", "drafts", "head")
    )
    return any(used) or book.shut.inbox.needs(key.id)
