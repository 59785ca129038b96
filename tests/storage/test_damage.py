import os
import random
import sqlite3
from contextlib import closing

import pytest

from records.base import Ring
from records.op import decode_op
from records.sites import scope
from records.wire import Change, Cursor, Pulled
from sealing.op_session import open_op, open_session, session_of
from storage.errors import NotANotebook, NotebookError, WrongDevice
from storage.notebook import Notebook
from tests.storage.amounts import amount
from tests.storage.made import a_child_check, a_person, a_session, a_visit, edited
from tests.storage.tablets import DEVICE_SECRET, SITE_CODE, open_for

FLIPS = amount("LINLI_FLIPS", 150)

STATION = scope(SITE_CODE, Ring.STATION)


@pytest.fixture
def filled(tablet, centre):
    """A tablet with some records, some of them at the centre, closed; and what was in it."""
    persons = [a_person(tablet, talk_hint="耳背") for _ in range(12)]
    tablet.save(*persons)
    read = Pulled((), (Cursor(STATION, 12, b"t", False),))
    tablet.accept(centre.take(tablet), pulled=read)
    tablet.save(*(a_visit(tablet, person) for person in persons))
    tablet.save(a_child_check(tablet, persons[0]))
    states = [tablet.state(row["record_id"]) for row in _ids(tablet)]
    tablet.close()
    return {state.id: state for state in states}


def _ids(tablet):
    from uuid import UUID

    return [{"record_id": UUID(bytes=row["record_id"])} for row in tablet.query("select distinct record_id from link")]


def sql(path, statement, *params):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, params).fetchall()


def unlocked(path, template, chief):
    notebook = Notebook.open(path, DEVICE_SECRET)
    open_for(notebook, chief, template.keks)
    return notebook


def test_a_whole_notebook_is_not_reported_as_damaged(filled, path, template, chief):
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 0
    assert all(tablet.state(state.id) == state for state in filled.values())
    assert tablet.cursors()
    tablet.close()


def test_a_deleted_row_is_noticed_and_asked_for_again(filled, path, template, chief):
    sql(path, "delete from rows where place = 3")
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    assert tablet.cursors() == ()
    tablet.close()


def test_a_row_put_back_to_an_older_version_is_noticed(tablet, path, template, chief):
    person = a_person(tablet)
    tablet.save(person)
    tablet.close()
    [old] = sql(path, "select record_id, revision, box from rows where record_id = ?", person.id.bytes)
    tablet = unlocked(path, template, chief)
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.close()
    sql(path, "update rows set revision = ?, box = ? where record_id = ?", old[1], old[2], old[0])
    tablet = unlocked(path, template, chief)
    assert tablet.get(person.id) == person  # it opens, as it is genuine
    assert tablet.damaged() == 1  # and is known to be old
    tablet.close()


def test_two_exchanged_rows_are_noticed(filled, path, template, chief):
    (one, box), (other, other_box) = sql(path, "select record_id, box from rows where place in (4, 5)")
    sql(path, "update rows set box = ? where record_id = ?", other_box, one)
    sql(path, "update rows set box = ? where record_id = ?", box, other)
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 2
    tablet.close()


def test_rows_and_head_put_back_together_are_noticed_by_the_log(tablet, path, template, chief):
    """Who puts rows and head back, but not the log, cannot hide that the log has gone on."""
    person = a_person(tablet)
    tablet.save(person)
    tablet.close()
    rows, head = sql(path, "select * from rows"), sql(path, "select box from head")
    tablet = unlocked(path, template, chief)
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.close()
    sql(path, "delete from rows")
    for row in rows:
        sql(path, "insert into rows values (?, ?, ?, ?)", *row)
    sql(path, "update head set box = ?", *head[0])
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    tablet.close()


def test_a_head_that_is_gone_is_noticed(filled, path, template, chief):
    sql(path, "delete from head")
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    assert all(tablet.state(state.id) == state for state in filled.values())
    tablet.close()
    assert_noticed_once(path, template, chief)


def assert_noticed_once(path, template, chief):
    """What was noticed stays told until the centre's copy is here, and is not found anew at each unlock."""
    tablet = unlocked(path, template, chief)
    told = tablet.damaged()
    open_for(tablet, chief, template.keks)
    assert tablet.damaged() == told
    tablet.close()


def test_one_damaged_row_is_set_aside_and_all_others_are_there(filled, path, template, chief):
    [[record_id, box]] = sql(path, "select record_id, box from rows where place = 3")
    sql(path, "update rows set box = ? where place = 3", flipped(box, len(box) // 2))
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    assert tablet.cursors() == ()
    others = [state for state in filled.values() if state.id.bytes != record_id]
    assert all(tablet.state(state.id) == state for state in others)
    assert [state.id.bytes for state in tablet.salvage()].count(record_id) == 0
    assert {state.id for state in others} <= {state.id for state in tablet.salvage()}
    tablet.close()
    assert_noticed_once(path, template, chief)


def test_the_centres_copy_mends_what_was_set_aside(filled, path, template, chief, centre):
    place = 6
    [[record_id, box]] = sql(path, "select record_id, box from rows where place = ?", place)
    sql(path, "update rows set box = ? where place = ?", flipped(box, 40), place)
    tablet = unlocked(path, template, chief)
    [lost] = [state for state in filled.values() if state.id.bytes == record_id]
    change = Change(STATION, lost.kind, lost.id, lost)
    tablet.accept(centre.receipt(tablet), pulled=Pulled((change,), (Cursor(STATION, 1, b"t", False),)))
    assert tablet.damaged() == 0
    assert tablet.state(lost.id) == lost
    tablet.close()


def test_missing_rows_count_as_mended_when_everything_has_been_read_again(filled, path, template, chief, centre):
    sql(path, "delete from rows where place = 6")
    tablet = unlocked(path, template, chief)
    tablet.accept(centre.receipt(tablet), pulled=Pulled((), (Cursor(STATION, 1, b"t", True),)))
    assert tablet.damaged() == 1
    tablet.accept(centre.receipt(tablet), pulled=Pulled((), (Cursor(STATION, 9, b"t", False),)))
    assert tablet.damaged() == 0
    tablet.close()


def test_a_damaged_op_is_said_again_from_its_record(filled, path, template, chief, centre):
    [[number, box]] = sql(path, "select number, box from log where number = 15")
    sql(path, "update log set box = ? where number = ?", flipped(box, 30), number)
    tablet = unlocked(path, template, chief)
    assert all(
        tablet.state(state.id).fields == state.fields for state in filled.values()
    )  # nothing is missing on the tablet
    tablet.accept(centre.take(tablet))
    said = {op.record_id: op for op in centre.ops}
    assert said.keys() == filled.keys()
    assert all(said[state.id].fields == state.fields for state in filled.values())
    assert tablet.waiting().count == 0
    tablet.close()


def test_a_locked_tablet_sends_past_a_damaged_op(filled, path, template, chief, centre):
    sql(path, "update log set box = x'00' where number = 15")
    shut = Notebook.open(path, DEVICE_SECRET)
    shut.accept(centre.take(shut))
    assert len(centre.ops) == 24
    open_for(shut, chief, template.keks)
    shut.accept(centre.take(shut))
    assert {op.record_id for op in centre.ops} == filled.keys()
    shut.close()


@pytest.mark.parametrize("gone", [(20,), (13,), (25,), (24, 25), (15, 16, 20)])
def test_ops_that_are_gone_are_said_again(filled, path, template, chief, centre, gone):  # noqa: PLR0917 - fixtures
    for number in gone:
        sql(path, "delete from log where number = ?", number)
    tablet = unlocked(path, template, chief)
    tablet.accept(centre.take(tablet))
    assert {op.record_id for op in centre.ops} == filled.keys()
    tablet.save(person := a_person(tablet))
    tablet.accept(centre.take(tablet))
    assert tablet.whereabouts(person.id) == "centre"
    tablet.close()
    again = unlocked(path, template, chief)
    assert again.waiting().count == 0
    again.close()


def test_a_damaged_hash_costs_no_op(filled, path, template, chief, centre):
    sql(path, "update log set hash = x'00' where number = 15")
    tablet = unlocked(path, template, chief)
    tablet.accept(centre.take(tablet))
    assert {op.record_id for op in centre.ops} == filled.keys()
    tablet.close()


def test_a_box_taken_from_the_inbox_is_noticed(tablet, path, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    kiosk.save(a_session(kiosk))
    kiosk.close()
    tablet.close()
    sql(path, "delete from inbox")
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    tablet.close()


def test_a_damaged_box_of_the_inbox_is_noticed(tablet, path, template, chief):
    kiosk = tablet.open_kiosk()
    tablet.lock()
    kiosk.save(a_session(kiosk))
    kiosk.close()
    tablet.close()
    [[box]] = sql(path, "select box from inbox")
    sql(path, "update inbox set box = ?", flipped(box, 60))
    tablet = unlocked(path, template, chief)
    assert tablet.damaged() == 1
    tablet.close()


@pytest.mark.parametrize("table", ["meta", "spare"])
def test_one_damaged_copy_of_what_the_tablet_knows_of_itself_costs_nothing(filled, path, template, chief, table):
    for name, box in sql(path, f"select name, box from {table}"):
        sql(path, f"update {table} set box = ? where name = ?", flipped(box, len(box) // 2), name)
    tablet = unlocked(path, template, chief)
    assert all(tablet.state(state.id) == state for state in filled.values())
    assert (tablet.acked, tablet.last) == (12, 25)
    tablet.close()


def test_both_copies_of_the_ledger_gone_has_everything_sent_again(filled, path, template, chief, centre):
    for table in ("meta", "spare"):
        sql(path, f"update {table} set box = x'00' where name = 'ledger'")
    tablet = unlocked(path, template, chief)
    from tests.storage.tablets import Centre

    fresh = Centre(centre.receipt_key, centre.box)
    tablet.accept(fresh.take(tablet))
    assert len(fresh.ops) == tablet.acked == 25
    tablet.close()


def test_another_tablets_secret_opens_nothing(path):
    with pytest.raises(WrongDevice):
        Notebook.open(path, bytes(32))


def test_other_files_are_not_touched(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("x" * 5000)
    with pytest.raises(NotANotebook):
        Notebook.open(text, DEVICE_SECRET)
    other = tmp_path / "other.db"
    sql(other, "create table t (x)")
    with pytest.raises(NotANotebook):
        Notebook.open(other, DEVICE_SECRET)
    assert sql(other, "select name from sqlite_master") == [("t",)]
    with pytest.raises(NotANotebook):
        Notebook.open(tmp_path / "none", DEVICE_SECRET)
    assert not (tmp_path / "none").exists()


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def test_no_flipped_bit_goes_unnoticed(filled, path, template, chief, centre):
    """Wherever a bit flips: every record is as it was, or the loss is told, or the file is refused by name.

    And whatever happens to the tablet's own records, what waited for the centre reaches it.
    """
    whole = path.read_bytes()
    chance = random.Random(int(os.environ.get("LINLI_SEED", "20261103")))
    outcomes = {"same": 0, "told": 0, "refused": 0}
    for n in range(FLIPS):
        at = chance.randrange(len(whole))
        copy = path.with_name(f"{n}.flipped")
        copy.write_bytes(flipped(whole, at, 1 << chance.randrange(8)))
        outcomes[after_flip(copy, filled, template, chief, centre)] += 1
        for each in path.parent.glob(f"{n}.flipped*"):
            each.unlink()
    assert outcomes["same"] > 0  # and all others have passed the assertions of `after_flip`


def after_flip(copy, filled, template, chief, centre) -> str:
    try:
        tablet = unlocked(copy, template, chief)
    except NotebookError:
        return "refused"
    try:
        told = tablet.damaged() > 0
        now = {state.id: tablet.state(state.id) for state in filled.values()}
        same = all(now[state.id] and now[state.id].fields == state.fields for state in filled.values())
        assert same or told, copy
        out = tablet.outgoing(tablet.acked + 1, 1 << 20)
        keys = {session.id: open_session(session, centre.box) for session in out.sessions} | centre.sessions
        said = {decode_op(open_op(box, keys[session_of(box)])).record_id for box in out.ops}
        waited = {state.id for state in filled.values() if state.kind != "person"}
        assert waited <= said or told, copy
        return "told" if told else "same"
    finally:
        tablet.close()
