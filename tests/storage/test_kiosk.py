from datetime import timedelta

import pytest

from records.codes import SessionStatus
from records.ids import new_id
from storage.errors import DiskFull, Locked
from storage.notebook import Notebook
from tests.storage.made import a_session, edited
from tests.storage.tablets import DEVICE_SECRET, open_for


def test_a_tap_on_the_board_is_kept_while_the_vault_is_locked(tablet, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    session = a_session(kiosk)
    saved = kiosk.save(session)
    assert (tablet.last, saved.seqs) == (1, (1,))
    with pytest.raises(Locked):
        tablet.get(session.id)
    open_for(tablet, chief, template.keks)
    assert tablet.get(session.id) == session
    assert tablet.whereabouts(session.id) == "here"


def test_who_signed_in_on_the_board_signs_out_on_it(tablet, centre, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    came = a_session(kiosk)
    first = kiosk.save(came)
    left = edited(came, out_at=came.occurred_at + timedelta(hours=2), status=SessionStatus.OUT)
    kiosk.save(left)
    tablet.accept(centre.take(tablet))
    _, op = centre.ops
    assert set(op.fields) == {"out_at", "status"}
    assert first.edits[0] not in op.parents.values()  # neither had been said before
    open_for(tablet, chief, template.keks)
    assert tablet.get(came.id) == left
    assert tablet.whereabouts(came.id) == "centre"


def test_who_signed_in_before_the_board_was_opened_can_sign_out_on_it(tablet, template, chief):
    came = a_session(tablet)
    tablet.save(came)
    kiosk = tablet.open_kiosk()
    tablet.lock()
    left = edited(came, out_at=came.occurred_at + timedelta(hours=2), status=SessionStatus.OUT)
    kiosk.save(left)
    open_for(tablet, chief, template.keks)
    assert tablet.get(came.id) == left
    assert len(tablet.query("select * from volunteer_session")) == 1


def test_the_author_is_the_worker_who_opened_the_board(tablet, centre, template, chief, assistant):
    kiosk = tablet.open_kiosk()
    open_for(tablet, assistant, template.keks)
    session = a_session(kiosk)
    kiosk.save(session)
    centre.take(tablet)
    assert centre.ops[0].author == session.actor_id == chief
    assert tablet.get(session.id) == session  # somebody has it open: it is taken in at once


def test_the_board_survives_a_killed_process(tablet, path, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    session = a_session(kiosk)
    kiosk.save(session)
    kiosk.close()
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert again.get(session.id) == session
    assert again.damaged() == 0
    again.close()


def test_a_closed_board_saves_nothing(tablet):
    kiosk = tablet.open_kiosk()
    kiosk.close()
    with pytest.raises(Locked):
        kiosk.born()
    with pytest.raises(Locked):
        kiosk.save(a_session(tablet))


def test_a_board_holds_no_key_that_opens_anything(tablet):
    """Whatever is reachable from the kiosk object, no ring key is among it."""
    keys = [key.key for key in tablet._book.vault.keys.values()] + [tablet._book.user_key]
    kiosk = tablet.open_kiosk()
    tablet.lock()
    seen: set[int] = set()
    todo = [kiosk]
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        assert each not in keys if isinstance(each, bytes) else True
        if isinstance(each, dict):
            todo += [*each.keys(), *each.values()]
        elif isinstance(each, list | tuple | set | frozenset):
            todo += list(each)
        elif type(each).__module__.startswith(("storage", "sealing", "records")):
            todo += list(getattr(each, "__dict__", {}).values())
            todo += [getattr(each, name) for name in getattr(type(each), "__struct_fields__", ())]
    assert len(seen) > 20


def tap_until_full(kiosk):
    kept = []
    try:
        for _ in range(100):
            session = a_session(kiosk)
            kiosk.save(session)
            kept.append(session.id)
    except DiskFull:
        return kept
    raise AssertionError("the disk never filled up")


def test_a_full_disk_refuses_a_tap_and_forgets_it(tablet, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    [[pages]] = tablet._shut.file.execute("pragma page_count").fetchall()
    tablet._shut.file.execute(f"pragma max_page_count = {pages}").fetchall()
    kept = tap_until_full(kiosk)
    tablet._shut.file.execute("pragma max_page_count = 100000").fetchall()
    open_for(tablet, chief, template.keks)
    assert tablet.last == len(kept)
    assert {row["id"] for row in tablet.query("select id from volunteer_session")} == {each.bytes for each in kept}
    assert tablet.get(new_id()) is None
