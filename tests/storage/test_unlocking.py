import signal
import subprocess
import sys
from datetime import date

import pytest
import time_machine

from records.base import Ring
from records.ids import new_id
from records.platform import Staff
from sealing.kdf import ScryptCost
from sealing.street_code import street_code
from storage.errors import LastUser, Locked, NeedsStreetCode, UserUnknown, Wait, WeakPin, WrongPin
from storage.notebook import Notebook
from tests.storage.made import a_child_check, a_person
from tests.storage.tablets import CHEAP, DEVICE_SECRET, PIN, an_enrolment, open_for

OTHER_PIN = "804719"
WRONG_KEK = bytes(32)


def fail(notebook, staff_id) -> WrongPin:
    """One wrong PIN, without the slow work."""
    with pytest.raises(WrongPin) as told:
        notebook.finish_unlock(notebook.begin_unlock(staff_id), WRONG_KEK)
    return told.value


def test_a_new_tablet_knows_its_staff_before_anybody_has_a_pin(tmp_path):
    enrolment = an_enrolment()
    notebook = Notebook.create(tmp_path / "new.linli", DEVICE_SECRET, enrolment.enrolled)
    assert [staff.name for staff in notebook.roster()] == ["王秀英", "李小梅"]
    assert notebook.users() == []
    notebook.close()
    notebook = Notebook.open(tmp_path / "new.linli", DEVICE_SECRET)
    notebook.add_user(enrolment.chief.id, "王秀英", PIN, protection=True, cost=CHEAP)
    notebook.unlock(enrolment.chief.id, PIN)
    assert notebook.me == enrolment.chief.id
    assert {staff.name for staff in notebook.records(Staff)} == {"王秀英", "李小梅"}
    assert notebook.query("select name from site") == [{"name": enrolment.site.name}]
    assert notebook.damaged() == 0
    notebook.close()


def test_a_notebook_in_memory_works_like_one_on_disk():
    enrolment = an_enrolment()
    notebook = Notebook.create(":memory:", DEVICE_SECRET, enrolment.enrolled)
    notebook.add_user(enrolment.chief.id, "王秀英", PIN, protection=True, cost=CHEAP)
    notebook.unlock(enrolment.chief.id, PIN)
    person = a_person(notebook)
    notebook.save(person)
    assert notebook.get(person.id) == person
    notebook.close()


def test_everybody_opens_with_their_own_pin_what_their_rings_open(shut, template, chief, assistant):
    assert [(user.name, user.has_protection) for user in shut.users()] == [("王秀英", True), ("李小梅", False)]
    open_for(shut, chief, template.keks)
    assert shut.rings == {Ring.STATION, Ring.PROTECTION}
    open_for(shut, assistant, template.keks)
    assert (shut.me, shut.rings) == (assistant, frozenset({Ring.STATION}))


def test_a_wrong_pin_opens_nothing_and_says_how_many_tries_are_left(shut, chief):
    told = fail(shut, chief)
    assert (told.tries_left, told.wait_seconds) == (9, 0)
    assert shut.locked
    with pytest.raises(Locked):
        shut.get(new_id())


def test_after_three_wrong_pins_every_further_one_costs_a_wait(shut, chief):
    waits = []
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False) as clock:
        for _ in range(8):
            wait = fail(shut, chief).wait_seconds
            waits.append(wait)
            if wait:
                with pytest.raises(Wait) as told:
                    shut.begin_unlock(chief)
                assert told.value.seconds == wait
            clock.shift(wait)
    assert waits == [0, 0, 5, 15, 60, 300, 300, 300]


def test_the_waits_survive_a_restart(path, chief):
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False) as clock:
        for _ in range(4):
            notebook = Notebook.open(path, DEVICE_SECRET)
            clock.shift(fail(notebook, chief).wait_seconds)
            notebook.close()
        notebook = Notebook.open(path, DEVICE_SECRET)
        fail(notebook, chief)
        notebook.close()
        notebook = Notebook.open(path, DEVICE_SECRET)
        with pytest.raises(Wait) as told:
            notebook.begin_unlock(chief)
        assert told.value.seconds == 60
        notebook.close()


def test_a_clock_put_back_neither_shortens_the_wait_nor_makes_it_endless(shut, chief):
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False) as clock:
        for _ in range(3):
            clock.shift(fail(shut, chief).wait_seconds)
        fail(shut, chief)
        clock.move_to("2020-01-01T00:00:00Z")
        with pytest.raises(Wait) as told:
            shut.begin_unlock(chief)
        assert told.value.seconds == 15
        clock.shift(15)
        shut.begin_unlock(chief)


def test_an_attempt_is_on_the_disk_before_it_is_made(path, chief):
    """A process that begins an attempt and is killed in the middle of it has used up that attempt."""
    for _ in range(3):
        begun = subprocess.run(
            [sys.executable, "-c", BEGIN_AND_DIE, str(path), str(chief)], capture_output=True, check=False, text=True
        )
        assert begun.returncode == -signal.SIGKILL, begun.stderr
    notebook = Notebook.open(path, DEVICE_SECRET)
    with pytest.raises(Wait):
        notebook.begin_unlock(chief)
    notebook.close()


BEGIN_AND_DIE = """
import os, signal, sys
from uuid import UUID
from storage.notebook import Notebook
notebook = Notebook.open(sys.argv[1], bytes(range(32)))
notebook.begin_unlock(UUID(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_right_pin_forgives_the_wrong_ones(shut, template, chief):
    fail(shut, chief)
    fail(shut, chief)
    open_for(shut, chief, template.keks)
    assert fail(shut, chief).tries_left == 9


def test_after_ten_wrong_pins_only_the_streets_code_helps_and_nothing_is_wiped(shut, centre, template, chief):
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False) as clock:
        for _ in range(10):
            clock.shift(fail(shut, chief).wait_seconds)
        clock.shift(300)
        with pytest.raises(NeedsStreetCode) as told:
            shut.begin_unlock(chief)
        right = street_code(centre.box, shut.certificate.box_key, shut.device_id, told.value.challenge)
        with pytest.raises(WrongPin):
            shut.give_street_code(chief, "00000000" if right != "00000000" else "11111111")
        with pytest.raises(Wait):
            shut.give_street_code(chief, right)
        clock.shift(300)
        shut.give_street_code(chief, right)
        open_for(shut, chief, template.keks)
    assert shut.me == chief


def test_a_streets_code_is_good_only_once(shut, centre, chief):
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False) as clock:
        challenges = []
        for _ in range(2):
            for _ in range(10):
                clock.shift(fail(shut, chief).wait_seconds)
            clock.shift(300)
            with pytest.raises(NeedsStreetCode) as told:
                shut.begin_unlock(chief)
            challenges.append(told.value.challenge)
            code = street_code(centre.box, shut.certificate.box_key, shut.device_id, told.value.challenge)
            shut.give_street_code(chief, code)
        assert len(set(challenges)) == 2


def test_an_attempt_is_good_for_one_pin(shut, template, chief):
    attempt = shut.begin_unlock(chief)
    with pytest.raises(WrongPin):
        shut.finish_unlock(attempt, WRONG_KEK)
    with pytest.raises(ValueError, match="one PIN"):
        shut.finish_unlock(attempt, template.keks[chief])


def test_nobody_unknown_may_try(shut):
    with pytest.raises(UserUnknown):
        shut.begin_unlock(new_id())


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("1234", "short"),
        ("abc123", "short"),
        ("123456", "run"),
        ("987654", "run"),
        ("246802", "run"),
        ("112233", "run"),
        ("888888", "repeat"),
        ("121212", "repeat"),
        ("123123", "repeat"),
        ("885588", "repeat"),
        ("860412", "birth_date"),
        ("19860412", "birth_date"),
        ("１２３４５６", "run"),
        ("abcdefgh", "run"),
    ],
)
def test_pins_that_are_guessed_first_are_refused(pin, reason):
    assert Notebook.weak_pin(pin) == reason


@pytest.mark.parametrize("pin", ["290174", "731946", "86041299", "柳树下的石头凳子"])
def test_other_pins_are_not(pin):
    assert Notebook.weak_pin(pin) is None


@pytest.mark.parametrize("pin", ["240716", "160724", "071624", "20240716", "16072024"])
def test_a_known_birth_date_is_refused_in_every_way_people_write_it(pin):
    assert Notebook.weak_pin(pin, date(2024, 7, 16)) == "birth_date"


def test_a_weak_pin_is_not_taken(tablet):
    with pytest.raises(WeakPin) as told:
        tablet.add_user(new_id(), "张三", "123456", protection=False, cost=CHEAP)
    assert told.value.reason == "run"


def test_a_pin_typed_in_full_width_digits_is_the_same_pin(tablet):
    staff_id = new_id()
    tablet.add_user(staff_id, "张三", "８０４７１９", protection=False, cost=CHEAP)
    tablet.unlock(staff_id, OTHER_PIN)
    assert tablet.me == staff_id


def test_later_users_are_added_by_somebody_who_holds_the_same_rings(shut, template, chief, assistant):
    pin = shut.new_pin(CHEAP).derive(OTHER_PIN)
    with pytest.raises(Locked):
        shut.add_user(new_id(), "张三", pin, protection=False)
    open_for(shut, assistant, template.keks)
    with pytest.raises(Locked):
        shut.add_user(new_id(), "张三", pin, protection=True)
    open_for(shut, chief, template.keks)
    third = new_id()
    shut.add_user(third, "张三", pin, protection=True)
    check = a_child_check(shut, a_person(shut))
    shut.save(check)
    shut.unlock(third, OTHER_PIN)
    assert shut.get(check.id) == check


def test_changing_a_pin_changes_one_slot_and_nothing_else(tablet, template, chief, assistant):
    person = a_person(tablet)
    tablet.save(person)
    tablet.change_pin(chief, PIN, OTHER_PIN, cost=CHEAP)
    with pytest.raises(WrongPin):
        tablet.unlock(chief, PIN)
    tablet.unlock(chief, OTHER_PIN)
    assert tablet.get(person.id) == person
    open_for(tablet, assistant, template.keks)
    assert tablet.get(person.id) == person


def test_the_slow_work_of_changing_a_pin_can_be_left_to_a_thread(tablet, template, chief):
    new = tablet.new_pin(CHEAP).derive(OTHER_PIN)
    tablet.finish_change_pin(tablet.begin_unlock(chief), template.keks[chief], new)
    tablet.unlock(chief, OTHER_PIN)
    assert tablet.me == chief


def test_a_wrong_pin_does_not_close_what_somebody_else_has_open(tablet, chief, assistant):
    fail(tablet, assistant)
    assert tablet.me == chief


def test_trying_to_change_a_pin_with_a_wrong_one_counts(tablet, chief):
    with pytest.raises(WrongPin) as told:
        tablet.change_pin(chief, OTHER_PIN, "517302", cost=CHEAP)
    assert told.value.tries_left == 9


def test_a_slot_cannot_be_made_cheaper_than_the_weakest_cost(tablet):
    from sealing.kdf import CostTooLow

    with pytest.raises(CostTooLow):
        tablet.add_user(new_id(), "张三", OTHER_PIN, protection=False, cost=ScryptCost(10, 8, 1))


def test_who_leaves_opens_nothing_any_more_and_what_is_new_has_other_keys(tablet, path, template, chief, assistant):
    person = a_person(tablet)
    tablet.save(person)
    before = key_ids(tablet)
    tablet.remove_user(assistant)
    with pytest.raises(UserUnknown):
        tablet.begin_unlock(assistant)
    open_for(tablet, chief, template.keks)  # the rest is sealed anew in the background of the next unlock
    assert before.isdisjoint(key_ids(tablet))
    assert tablet.get(person.id) == person
    assert tablet.damaged() == 0
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert again.get(person.id) == person
    assert again.damaged() == 0
    again.close()


def test_users_who_were_not_there_are_handed_the_new_keys(tablet, template, chief, assistant):
    third = new_id()
    tablet.add_user(third, "张三", OTHER_PIN, protection=True, cost=CHEAP)
    person = a_person(tablet)
    tablet.save(person)
    check = a_child_check(tablet, person)
    tablet.save(check)
    tablet.remove_user(third)
    later = a_person(tablet, name="李梅")
    tablet.save(later)
    open_for(tablet, assistant, template.keks)
    assert tablet.get(later.id) == later
    assert tablet.get(person.id) == person
    assert tablet.get(check.id) is None
    open_for(tablet, chief, template.keks)
    assert tablet.get(check.id) == check
    assert tablet.damaged() == 0
    open_for(tablet, assistant, template.keks)
    assert tablet.get(person.id) == person


def test_a_ring_that_nobody_present_holds_changes_its_keys_when_somebody_does(shut, template, chief, assistant):
    open_for(shut, chief, template.keks)
    third = new_id()
    shut.add_user(third, "张三", OTHER_PIN, protection=True, cost=CHEAP)
    check = a_child_check(shut, a_person(shut))
    shut.save(check)
    before = key_ids(shut)
    open_for(shut, assistant, template.keks)
    shut.remove_user(third)
    open_for(shut, assistant, template.keks)
    assert before & key_ids(shut)  # the child's check is still under the protection ring's old key
    open_for(shut, chief, template.keks)
    assert before.isdisjoint(key_ids(shut))
    assert shut.get(check.id) == check


def test_the_last_user_cannot_leave(tablet, chief, assistant):
    tablet.remove_user(assistant)
    with pytest.raises(LastUser):
        tablet.remove_user(chief)


def test_the_users_key_is_sealed_to_the_centre_for_the_day_the_pin_is_forgotten(tablet, centre, chief):
    from sealing.hpke import open_sealed

    slot = tablet._shut.slots.read(chief)
    key = open_sealed(centre.box, slot.recovery, b"linli-recovery-1", tablet.device_id.bytes + chief.bytes)
    assert key == tablet._book.user_key


def key_ids(notebook) -> set[bytes]:
    return {bytes(key) for (key,) in notebook._shut.file.execute("select distinct substr(box, 2, 4) from rows")}
