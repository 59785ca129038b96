import msgspec
import pytest

from records.base import Ring
from records.ids import new_id
from records.kinds import raw
from records.merge import apply
from records.op import Edit, content_id, encode_op
from records.sites import scope
from records.wire import Change, Cursor, OpVerdict, Pulled
from storage.notebook import Notebook
from tests.storage.made import a_child_check, a_person, a_visit, edited
from tests.storage.tablets import DEVICE_SECRET, SITE_CODE, open_for, state_of

STATION = scope(SITE_CODE, Ring.STATION)
PROTECTION = scope(SITE_CODE, Ring.PROTECTION)


def down(*states, cursors=(), reset=()) -> Pulled:
    changes = tuple(Change(PROTECTION if s.kind == "child_check" else STATION, s.kind, s.id, s) for s in states)
    return Pulled(changes, tuple(cursors), tuple(reset))


def left(state) -> Pulled:
    return Pulled((Change(STATION, state.kind, state.id, None),), ())


def merged(state, **values):
    """The record after somebody at the centre set some fields."""
    by = Edit(new_id().bytes, 1 << 40, new_id(), new_id())
    fields = {**state.fields, **{name: raw(value) for name, value in values.items()}}
    edits = (*state.edits, by)
    return msgspec.structs.replace(
        state, fields=fields, edits=edits, by={**state.by, **dict.fromkeys(values, len(edits) - 1)}
    )


def test_what_comes_down_is_there_at_once_while_unlocked(tablet, centre):
    person = a_person(tablet)
    tablet.accept(centre.receipt(tablet), pulled=down(state_of(person)))
    assert tablet.get(person.id) == person
    assert tablet.search("zgq") == [person.id]
    assert tablet.whereabouts(person.id) == "centre"


def test_what_comes_down_while_locked_waits_sealed_and_is_taken_in_at_the_unlock(shut, centre, template, chief):
    open_for(shut, chief, template.keks)
    person = a_person(shut)
    shut.lock()
    shut.accept(centre.receipt(shut), pulled=down(state_of(person)))
    open_for(shut, chief, template.keks)
    assert shut.get(person.id) == person
    assert boxes(shut) == 0


def test_the_cursors_are_kept_with_what_came(tablet, centre):
    person = a_person(tablet)
    at = Cursor(STATION, 5, b"tag", False)
    tablet.accept(centre.receipt(tablet), pulled=down(state_of(person), cursors=[at]))
    assert tablet.cursors() == (at,)
    tablet.accept(centre.receipt(tablet), pulled=down(reset=[STATION]))
    assert tablet.cursors() == (Cursor(STATION),)


def test_an_unsent_edit_stays_on_top_of_what_comes_down_until_it_is_acked(tablet, centre):
    person = a_person(tablet, phone="13800001234")
    tablet.accept(centre.receipt(tablet), pulled=down(known := state_of(person)))
    tablet.save(edited(person, phone="13900005678"))
    theirs = merged(known, phone="13700009999", talk_hint="耳背")
    tablet.accept(centre.receipt(tablet), pulled=down(theirs))
    now = tablet.get(person.id)
    assert (now.phone, now.talk_hint) == ("13900005678", "耳背")
    receipt = centre.take(tablet)
    tablet.accept(receipt, pulled=down(theirs))  # the centre has merged, and theirs has won
    assert tablet.get(person.id).phone == "13700009999"


def test_the_same_holds_when_it_comes_down_while_locked(shut, centre, template, chief):
    open_for(shut, chief, template.keks)
    person = a_person(shut, phone="13800001234")
    shut.accept(centre.receipt(shut), pulled=down(known := state_of(person)))
    shut.save(edited(person, phone="13900005678"))
    shut.lock()
    theirs = merged(known, phone="13700009999", talk_hint="耳背")
    shut.accept(centre.receipt(shut), pulled=down(theirs))
    open_for(shut, chief, template.keks)
    assert shut.get(person.id).phone == "13900005678"
    shut.lock()
    shut.accept(centre.take(shut), pulled=down(theirs))
    open_for(shut, chief, template.keks)
    assert shut.get(person.id).phone == "13700009999"


def test_an_edit_saved_after_the_acked_one_stays_on_top(tablet, centre):
    person = a_person(tablet, phone="13800001234")
    tablet.save(person)
    receipt = centre.take(tablet)
    tablet.save(edited(person, phone="13900005678"))
    tablet.accept(receipt, pulled=down(merged(state_of(person), phone="13700009999")))
    assert tablet.get(person.id).phone == "13900005678"


def test_a_new_edit_on_a_merged_state_names_the_right_parents(tablet, centre):
    person = a_person(tablet, phone="13800001234")
    known = state_of(person)
    tablet.accept(centre.receipt(tablet), pulled=down(known))
    mine = tablet.save(edited(person, phone="13900005678"))
    theirs = merged(known, talk_hint="耳背")
    tablet.accept(centre.receipt(tablet), pulled=down(theirs))
    tablet.save(edited(tablet.get(person.id), phone="13700009999", talk_hint="右耳背", hukou_address="河东村"))
    centre.take(tablet)
    op = centre.ops[-1]
    assert op.parents == {"phone": mine.edits[0], "talk_hint": theirs.edit_of("talk_hint").id}


def test_what_the_tablet_shows_is_what_the_centre_makes_of_its_ops(tablet, centre):
    person = a_person(tablet, phone="13800001234")
    tablet.save(person)
    tablet.save(edited(person, phone="13900005678"))
    tablet.save(edited(person, phone="13900005678", talk_hint="耳背"))
    tablet.void(person.id, "重复")
    centre.take(tablet)
    state = None
    for op in centre.ops:
        data = encode_op(op)
        state = apply(state, op, Edit(content_id(data), op.hlc, op.author, tablet.device_id)).state
    assert state == tablet.state(person.id)


def test_a_record_that_left_the_scope_goes(tablet, centre):
    person = a_person(tablet)
    tablet.accept(centre.receipt(tablet), pulled=down(state := state_of(person)))
    tablet.accept(centre.receipt(tablet), pulled=left(state))
    assert tablet.get(person.id) is None
    assert tablet.search("zgq") == []
    assert tablet.query("select * from link") == []
    assert tablet.damaged() == 0


def test_a_record_that_left_the_scope_stays_until_its_own_edits_are_acked(tablet, centre):
    person = a_person(tablet)
    tablet.accept(centre.receipt(tablet), pulled=down(state := state_of(person)))
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.accept(centre.receipt(tablet), pulled=left(state))
    assert tablet.get(person.id).talk_hint == "耳背"
    tablet.accept(centre.take(tablet))
    assert tablet.get(person.id) is None


def test_a_record_that_left_goes_at_the_next_unlock_when_its_edits_were_acked_while_locked(
    shut, centre, template, chief
):
    open_for(shut, chief, template.keks)
    person = a_person(shut)
    shut.accept(centre.receipt(shut), pulled=down(state := state_of(person)))
    shut.save(edited(person, talk_hint="耳背"))
    shut.accept(centre.receipt(shut), pulled=left(state))
    shut.lock()
    shut.accept(centre.take(shut))
    open_for(shut, chief, template.keks)
    assert shut.get(person.id) is None


def test_a_record_that_left_and_comes_back_stays(tablet, centre):
    person = a_person(tablet)
    tablet.accept(centre.receipt(tablet), pulled=down(state := state_of(person)))
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.accept(centre.receipt(tablet), pulled=left(state))
    tablet.accept(centre.receipt(tablet), pulled=down(state))
    tablet.accept(centre.take(tablet))
    assert tablet.get(person.id).talk_hint == "耳背"


def test_a_protected_record_waits_in_the_inbox_for_somebody_who_holds_its_ring(
    shut, centre, template, chief, assistant
):
    open_for(shut, assistant, template.keks)
    person = a_person(shut)
    check = a_child_check(shut, person)
    shut.accept(centre.receipt(shut), pulled=down(state_of(person), state_of(check)))
    assert shut.get(person.id) == person
    assert shut.get(check.id) is None
    assert (boxes(shut), shut.damaged()) == (1, 0)
    open_for(shut, assistant, template.keks)
    assert shut.get(check.id) is None
    open_for(shut, chief, template.keks)
    assert shut.get(check.id) == check
    assert boxes(shut) == 0


def test_who_lacks_the_ring_sees_a_protected_record_nowhere(shut, template, chief, assistant):
    open_for(shut, chief, template.keks)
    person = a_person(shut)
    check = a_child_check(shut, person)
    shut.save(person, check)
    open_for(shut, assistant, template.keks)
    assert shut.get(check.id) is None
    assert shut.state(check.id) is None
    assert shut.timeline(person.id) == [person]
    assert shut.query("select * from child_check") == []
    assert shut.query("select * from link where kind = 'child_check'") == []
    assert shut.damaged() == 0


def test_a_scope_whose_ring_nobody_holds_is_not_marked_as_read(tmp_path):
    from tests.storage.tablets import CHEAP, PIN, an_enrolment

    enrolment = an_enrolment()
    tablet = Notebook.create(tmp_path / "new.linli", DEVICE_SECRET, enrolment.enrolled)
    tablet.add_user(enrolment.assistant.id, "李小梅", PIN, protection=False, cost=CHEAP)
    tablet.unlock(enrolment.assistant.id, PIN)
    person = a_person(tablet)
    check = a_child_check(tablet, person)
    cursors = (Cursor(STATION, 5, b"t", False), Cursor(PROTECTION, 9, b"t", False))
    pulled = down(state_of(person), state_of(check), cursors=cursors)
    tablet.accept(enrolment.centre.receipt(tablet), pulled=pulled)
    assert [cursor.scope for cursor in tablet.cursors()] == [STATION]
    tablet.add_user(enrolment.chief.id, "王秀英", "804719", protection=True, cost=CHEAP)
    tablet.accept(enrolment.centre.receipt(tablet), pulled=pulled)
    assert {cursor.scope for cursor in tablet.cursors()} == {STATION, PROTECTION}
    tablet.unlock(enrolment.chief.id, "804719")
    assert tablet.get(check.id) == check
    tablet.close()


def test_records_of_a_newer_centres_kinds_are_kept_and_counted_and_not_shown(tablet, centre, path, template, chief):
    unknown = msgspec.structs.replace(state_of(a_person(tablet)), kind="drone_flight")
    odd = msgspec.structs.replace(
        state := state_of(a_visit(tablet)), fields={**state.fields, "outcome": raw("levitated")}
    )
    tablet.accept(centre.receipt(tablet), pulled=down(unknown, odd))
    assert tablet.unknown() == 2
    assert tablet.get(unknown.id) is None
    assert tablet.state(unknown.id) == unknown
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert (again.unknown(), again.damaged()) == (2, 0)
    assert again.state(odd.id) == odd
    understood = msgspec.structs.replace(odd, fields={**odd.fields, "outcome": raw("not_home")})
    again.accept(centre.receipt(again), pulled=down(understood))
    assert again.unknown() == 1
    assert again.get(odd.id).outcome == "not_home"
    again.close()


def test_fields_of_a_newer_version_are_carried_along_untouched(tablet, centre):
    person = a_person(tablet)
    newer = merged(state_of(person), favourite_opera="吕剧")
    tablet.accept(centre.receipt(tablet), pulled=down(newer))
    tablet.save(edited(tablet.get(person.id), talk_hint="耳背"))
    assert tablet.state(person.id).fields["favourite_opera"] == raw("吕剧")
    centre.take(tablet)
    assert set(centre.ops[-1].fields) == {"talk_hint"}


@pytest.mark.parametrize("verdict", ["review", "held", "quarantined"])
def test_an_answer_that_asks_for_a_person_is_shown_until_a_later_op_was_simply_applied(tablet, centre, verdict):
    person = a_person(tablet)
    tablet.save(person)
    tablet.accept(centre.take(tablet), [OpVerdict(1, verdict)])
    assert tablet.whereabouts(person.id) == "needs_you"
    assert tablet.troubled() == {person.id: verdict}
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.accept(centre.take(tablet))
    assert tablet.whereabouts(person.id) == "centre"
    assert tablet.troubled() == {}


def test_answers_that_ask_for_nobody_are_not_shown(tablet, centre):
    person = a_person(tablet)
    tablet.save(person)
    tablet.accept(centre.take(tablet), [OpVerdict(1, "merged")])
    assert tablet.whereabouts(person.id) == "centre"
    assert tablet.troubled() == {}


def test_an_answer_that_came_while_locked_is_known_after_a_restart(tablet, centre, path):
    person = a_person(tablet)
    tablet.save(person)
    tablet.lock()
    tablet.accept(centre.take(tablet), [OpVerdict(1, "held")], backed_up=1)
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    assert again.troubled() == {person.id: "held"}
    again.close()


def test_a_conflict_needs_a_person_until_it_is_decided(tablet, centre):
    from records.codes import ConflictResolution
    from records.conflict import ConflictRecord, Side

    person = a_person(tablet)
    tablet.save(person)
    born = tablet.born()
    side = Side(b"\xa1x", bytes(16), born["actor_id"], born["device_id"], born["occurred_at"])
    conflict = ConflictRecord(**born, entity="person", record_id=person.id, field="name", kept=side, other=side)
    tablet.accept(centre.take(tablet), [OpVerdict(1, "review")], down(state_of(conflict)))
    assert tablet.whereabouts(person.id) == "needs_you"
    decided = edited(conflict, resolution=next(iter(ConflictResolution)))
    tablet.accept(centre.receipt(tablet), pulled=down(state_of(decided)))
    assert tablet.whereabouts(person.id) == "centre"


def test_the_clock_of_others_is_followed_unless_it_runs_far_ahead_of_the_centre(tablet, centre):
    from datetime import UTC, datetime, timedelta

    from records.clock import stamp

    now = datetime.now(UTC)
    near, far = stamp(now + timedelta(minutes=5)), stamp(now + timedelta(days=400))
    tablet.accept(centre.receipt(tablet), pulled=down(state_of(a_person(tablet), hlc=far)))
    tablet.accept(centre.receipt(tablet), pulled=down(state_of(a_person(tablet), hlc=near)))
    tablet.save(a_person(tablet))
    centre.take(tablet)
    assert near < centre.ops[0].hlc < far


def test_a_large_pull_while_locked_is_taken_in_in_steps(shut, centre, template, chief):
    open_for(shut, chief, template.keks)
    persons = [a_person(shut) for _ in range(450)]
    shut.lock()
    shut.accept(centre.receipt(shut), pulled=down(*map(state_of, persons)))
    assert boxes(shut) == 3
    open_for(shut, chief, template.keks)
    assert shut.query("select count(*) as n from person") == [{"n": 450}]


def test_half_of_an_answer_is_never_kept(tablet, centre):
    """An answer whose changes cannot be written settles nothing either."""
    from storage.errors import DiskFull

    tablet.save(a_person(tablet))
    receipt = centre.take(tablet)
    [[pages]] = tablet._shut.file.execute("pragma page_count").fetchall()
    tablet._shut.file.execute(f"pragma max_page_count = {pages + 2}").fetchall()
    big = down(*(state_of(a_person(tablet, talk_hint="很" * 100)) for _ in range(300)))
    with pytest.raises(DiskFull):
        tablet.accept(receipt, pulled=big)
    assert (tablet.acked, tablet.latest_receipt()) == (0, None)
    assert len(tablet.query("select * from person")) == 1
    tablet._shut.file.execute("pragma max_page_count = 100000").fetchall()
    tablet.accept(receipt, pulled=big)
    assert tablet.acked == 1
    assert len(tablet.query("select * from person")) == 301


def boxes(notebook) -> int:
    [[count]] = notebook._shut.file.execute("select count(*) from inbox").fetchall()
    return count
