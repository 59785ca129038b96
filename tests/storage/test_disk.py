"""What the disk is asked to keep, what it refuses, and what must never be on it."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from records.ids import new_id
from storage.errors import DiskFull, InUse
from storage.notebook import Draft, Notebook
from tests.storage.made import a_child_check, a_person, a_visit, edited
from tests.storage.tablets import CHEAP, DEVICE_SECRET, PIN, an_enrolment, open_for, state_of


@contextmanager
def full_disk(tablet):
    """No page more than there are now."""
    execute = tablet._shut.file.execute
    [[pages]] = execute("pragma page_count").fetchall()
    execute(f"pragma max_page_count = {pages}").fetchall()
    yield
    execute("pragma max_page_count = 1000000").fetchall()


def save_until_full(tablet, make):
    kept = []
    try:
        for _ in range(1000):
            record = make()
            tablet.save(record)
            kept.append(record)
    except DiskFull:
        return kept
    raise AssertionError("the disk never filled up")


def test_a_full_disk_refuses_a_save_and_keeps_nothing_of_it(tablet, centre):
    with full_disk(tablet):
        kept = save_until_full(tablet, lambda: a_person(tablet, talk_hint="很" * 90))
        assert len(tablet.query("select * from person")) == len(kept) == tablet.last
        centre.take(tablet)
        assert [op.record_id for op in centre.ops] == [person.id for person in kept]


def test_when_there_is_room_again_the_tablet_goes_on_by_itself(tablet, path, template, chief):
    with full_disk(tablet):
        kept = save_until_full(tablet, lambda: a_person(tablet))
    tablet.save(later := a_person(tablet))
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert again.get(later.id) == later
    assert again.last == len(kept) + 1
    assert again.damaged() == 0
    again.close()


def test_several_records_on_a_full_disk_are_kept_together_or_not_at_all(tablet):
    with full_disk(tablet):
        kept = save_until_full(tablet, lambda: a_person(tablet))
        with pytest.raises(DiskFull):
            tablet.save(*(a_visit(tablet, content="很" * 500) for _ in range(20)))
        assert tablet.query("select * from visit") == []
        assert tablet.last == len(kept)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_really_full_is_told_the_same_way(tmp_path, template, chief):
    room = tmp_path / "room"
    room.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", room], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        tablet = Notebook.open(template.copy(room / "tablet.linli"), DEVICE_SECRET)
        open_for(tablet, chief, template.keks)
        kept = save_until_full(tablet, lambda: a_visit(tablet, content="很" * 900))
        assert len(kept) > 10
        assert tablet.last == len(kept)
        tablet.close()
        again = Notebook.open(room / "tablet.linli", DEVICE_SECRET)
        open_for(again, chief, template.keks)
        assert (again.last, again.damaged()) == (len(kept), 0)
        assert all(again.get(visit.id) == visit for visit in kept)
        again.close()
    finally:
        subprocess.run(["umount", room], check=True)


def test_a_second_process_is_told_that_the_notebook_is_in_use(shut, path):
    said = subprocess.run([sys.executable, "-c", OPEN_IT, str(path)], capture_output=True, check=False, text=True)
    assert said.stdout.strip() == "InUse", said.stderr


def test_so_is_a_second_opening_in_the_same_process(shut, path):
    with pytest.raises(InUse):
        Notebook.open(path, DEVICE_SECRET)


OPEN_IT = """
import sys
from storage.notebook import NotebookError, Notebook
try:
    Notebook.open(sys.argv[1], bytes(range(32)))
except NotebookError as error:
    print(type(error).__name__)
"""


def test_a_notebook_is_never_written_over(path):
    with pytest.raises(FileExistsError):
        Notebook.create(path, DEVICE_SECRET, an_enrolment().enrolled)


def test_nobody_else_on_the_machine_may_read_the_file(tmp_path):
    path = tmp_path / "new.linli"
    Notebook.create(path, DEVICE_SECRET, an_enrolment().enrolled).close()
    assert path.stat().st_mode & 0o077 == 0


CANARIES = ("金丝雀", "jinsique", "jsq", "13912345678", "370299194105209876", "笼中之鸟", "kanarienvogel", "我想妈妈")


def test_no_plaintext_of_a_record_is_in_any_file(tmp_path, template, chief, assistant):
    """Saved, edited, voided, drafted, pulled, tapped, searched, sorted: nothing of it is on the disk in clear."""
    enrolment = template.enrolment
    path = template.copy(tmp_path / "tablet.linli")
    tablet = Notebook.open(path, DEVICE_SECRET)
    open_for(tablet, chief, template.keks)
    person = a_person(tablet, name="金丝雀", phone="13912345678", id_no="370299194105209876", talk_hint="笼中之鸟")
    tablet.save(person)
    tablet.save(a_visit(tablet, person, content="kanarienvogel " * 50), a_child_check(tablet, person))
    tablet.save(edited(person, talk_hint="笼中之鸟 kanarienvogel"))
    tablet.keep_draft(Draft(new_id(), "visit", person.id, {"content": "kanarienvogel"}, person.recorded_at, chief))
    pulled = state_of(a_person(tablet, name="金丝雀"))
    from tests.storage.test_receiving import down

    tablet.accept(enrolment.centre.receipt(tablet, 0), pulled=down(pulled))
    assert tablet.search("jsq")
    tablet.records(type(person), order="name, talk_hint, phone")
    tablet.void(person.id, "笼中之鸟")
    tablet.lock()
    tablet.accept(enrolment.centre.receipt(tablet, 0), pulled=down(pulled))
    seen = [data for each in sorted(tmp_path.iterdir()) for data in [each.read_bytes()]]
    tablet.close()
    seen += [each.read_bytes() for each in sorted(tmp_path.iterdir())]
    secrets = [*CANARIES, *(staff.name for staff in (enrolment.chief, enrolment.assistant)), enrolment.site.name]
    for data in seen:
        assert len(data) > 4096 or not data
        for secret in secrets:
            assert secret.encode() not in data
            assert secret.encode("utf-16-le") not in data


def test_no_key_is_on_the_disk_in_clear(tablet, path, template, chief):
    keys = [key.key for key in tablet._book.vault.keys.values()]
    keys += [tablet._book.user_key, tablet.device_keys().sign, tablet.device_keys().box, DEVICE_SECRET]
    keys += list(template.keks.values())
    tablet.save(a_person(tablet))
    tablet.close()
    data = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert not [key for key in keys if key in data]
    assert PIN.encode() not in data


def test_what_was_deleted_is_not_left_in_the_file(tablet, path):
    """A row that went, or was written over, leaves no trace: its old box is zeroed (secure_delete)."""
    person = a_person(tablet)
    tablet.save(person)
    [[old]] = tablet._shut.file.execute("select box from rows where record_id = ?", (person.id.bytes,)).fetchall()
    tablet.save(edited(person, talk_hint="耳背" * 40))
    tablet.close()
    assert old not in path.read_bytes()


def test_wiping_leaves_only_what_the_centre_does_not_have(tablet, path, centre, chief):
    tablet.save(a_person(tablet), a_person(tablet))
    tablet.keep_draft(Draft(new_id(), "visit", None, {}, tablet.born()["recorded_at"], chief))
    rows = [box for (box,) in tablet._shut.file.execute("select box from rows").fetchall()]
    assert tablet.wipe() is False
    assert (tablet.locked, tablet.users(), tablet.wiped) == (True, [], True)
    assert tablet.waiting().count == 2
    data = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert not [box for box in rows if box in data]
    tablet.accept(centre.take(tablet))
    assert len(centre.ops) == 2
    tablet.close()
    from storage.errors import WrongDevice

    with pytest.raises(WrongDevice):
        Notebook.open(path, DEVICE_SECRET)


def test_a_tablet_with_nothing_waiting_is_wiped_at_once(tablet, path):
    assert tablet.wipe() is True


def test_a_wiped_tablet_can_still_push_after_a_restart_and_takes_no_new_users(tablet, path, centre):
    from storage.errors import Locked

    tablet.save(a_person(tablet))
    tablet.wipe()
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    assert again.wiped
    with pytest.raises(Locked):
        again.add_user(new_id(), "张三", PIN, protection=True, cost=CHEAP)
    again.accept(centre.take(again))
    assert len(centre.ops) == 1
    again.close()


def test_a_file_whose_pages_are_torn_is_rebuilt_from_what_can_be_read(tablet, path, template, chief, centre):
    persons = [a_person(tablet) for _ in range(60)]
    tablet.save(*persons)
    tablet.close()
    whole = path.read_bytes()
    torn = bytearray(whole)
    page = find_page(path, "rows")
    torn[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
    path.write_bytes(torn)
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    here = [person for person in persons if again.get(person.id) == person]
    assert 0 < len(here) < 60
    assert again.damaged() >= 60 - len(here)
    assert again.cursors() == ()
    again.accept(centre.take(again))
    assert {op.record_id for op in centre.ops} == {person.id for person in persons}
    again.close()
    assert path.with_name(path.name + ".damaged").read_bytes() == bytes(torn)


def find_page(path, table) -> int:
    """A leaf page of a table, counted from 0."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute(
            "select pageno from dbstat where name = ? and pagetype = 'leaf'", (table,)
        ).fetchall()
    return pages[len(pages) // 2][0] - 1
