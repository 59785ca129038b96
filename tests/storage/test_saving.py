import msgspec
import pytest
import time_machine

from records.base import Ring
from records.codes import Chronic, RiskLevel, VisitMode
from records.ids import new_id
from records.kinds import raw
from records.merge import VOID
from records.op import Act
from storage.errors import Locked, RecordUnknown
from storage.notebook import Notebook
from tests.storage.made import a_child_check, a_person, a_risk, a_visit, edited
from tests.storage.tablets import DEVICE_SECRET, open_for


def test_a_saved_record_is_read_back_as_it_was(tablet):
    person = a_person(tablet, phone="13800001234", chronic=(Chronic.DEMENTIA,))
    tablet.save(person)
    assert tablet.get(person.id) == person


def test_a_saved_record_is_there_after_the_next_unlock(tablet, path, template, chief):
    person = a_person(tablet)
    tablet.save(person)
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert again.get(person.id) == person
    assert again.damaged() == 0
    again.close()


def test_a_locked_tablet_saves_nothing(shut, template, chief):
    open_for(shut, chief, template.keks)
    person = a_person(shut)
    shut.lock()
    with pytest.raises(Locked):
        shut.save(person)
    assert shut.last == 0


def test_a_new_record_travels_with_its_birth_and_without_what_was_left_empty(tablet, centre):
    visit = a_visit(tablet)
    tablet.save(visit)
    centre.take(tablet)
    [op] = centre.ops
    assert (op.act, op.record_id, op.author) == (Act.PUT, visit.id, tablet.me)
    assert op.born is not None
    assert op.born.site_id == tablet.site_id
    assert set(op.fields) == {"person_ids", "outcome", "occurred_at"}


def test_of_an_edit_only_the_changed_fields_travel_on_top_of_what_was_seen(tablet, centre):
    visit = a_visit(tablet)
    first = tablet.save(visit)
    tablet.save(edited(visit, mode=VisitMode.PHONE))
    centre.take(tablet)
    _, op = centre.ops
    assert op.fields == {"mode": raw("phone")}
    assert op.parents == {}  # nobody had said how before
    tablet.save(edited(visit, mode=VisitMode.PHONE, outcome="not_home"))
    centre.take(tablet)
    assert centre.ops[-1].parents == {"outcome": first.edits[0]}


def test_an_edit_of_a_set_tells_what_was_in_it_before(tablet, centre):
    person = a_person(tablet, chronic=(Chronic.DEMENTIA,))
    tablet.save(person)
    tablet.save(edited(person, chronic=()))
    centre.take(tablet)
    assert centre.ops[-1].base == {"chronic": raw(["dementia"])}


def test_saving_what_says_nothing_new_writes_nothing(tablet):
    person = a_person(tablet)
    tablet.save(person)
    assert tablet.save(person).ids == ()
    assert tablet.last == 1


def test_several_records_are_saved_together_or_not_at_all(tablet):
    person = a_person(tablet)
    broken = a_visit(tablet, person, content="x" * 2000)  # longer than a visit's content may be
    with pytest.raises(msgspec.ValidationError):
        tablet.save(person, broken)
    assert tablet.get(person.id) is None
    assert tablet.last == 0
    tablet.save(person, a_visit(tablet, person))
    assert tablet.last == 2


def test_after_a_failed_save_the_next_one_goes_on_without_a_gap(tablet, centre):
    tablet.save(a_person(tablet))
    with pytest.raises(msgspec.ValidationError):
        tablet.save(a_person(tablet), a_person(tablet, name="x" * 99))
    tablet.save(a_person(tablet))
    centre.take(tablet)
    assert len(centre.ops) == 2


def test_the_same_record_may_be_saved_twice_in_one_go(tablet):
    person = a_person(tablet)
    tablet.save(person, edited(person, phone="13900005678"))
    assert tablet.get(person.id).phone == "13900005678"
    assert len(tablet.query("select * from person")) == 1


def test_a_void_names_every_field_as_seen_and_the_record_stays_visible(tablet, centre):
    visit = a_visit(tablet)
    saved = tablet.save(visit)
    tablet.void(visit.id, "记错了人")
    centre.take(tablet)
    op = centre.ops[-1]
    assert op.act is Act.VOID
    assert op.parents == dict.fromkeys(("person_ids", "outcome", "occurred_at"), saved.edits[0])
    assert tablet.get(visit.id).void_reason == "记错了人"
    assert tablet.query("select void_reason from visit") == [{"void_reason": "记错了人"}]


def test_voiding_what_is_not_here_says_so(tablet):
    with pytest.raises(RecordUnknown):
        tablet.void(new_id(), "没有")


def test_undoing_a_new_record_voids_it(tablet, centre):
    saved = tablet.save(a_visit(tablet), a_visit(tablet))
    tablet.undo(saved)
    assert all(tablet.get(record_id).void_reason == "undo" for record_id in saved.ids)
    centre.take(tablet)
    assert [op.act for op in centre.ops] == [Act.PUT, Act.PUT, Act.VOID, Act.VOID]


def test_undoing_an_edit_puts_the_old_values_back_and_fields_that_were_empty_are_empty_again(tablet):
    person = a_person(tablet, phone="13800001234")
    tablet.save(person)
    tablet.undo(tablet.save(edited(person, phone="13900005678", talk_hint="耳背")))
    assert tablet.get(person.id) == person


def test_undoing_an_edit_leaves_later_edits_alone(tablet):
    person = a_person(tablet, phone="13800001234")
    tablet.save(person)
    first = tablet.save(edited(person, phone="13900005678", talk_hint="耳背"))
    tablet.save(edited(person, phone="13700009999", talk_hint="耳背"))
    tablet.undo(first)
    now = tablet.get(person.id)
    assert (now.phone, now.talk_hint) == ("13700009999", "")


def test_undoing_a_void_makes_the_record_stand_again(tablet):
    visit = a_visit(tablet)
    tablet.save(visit)
    tablet.undo(tablet.void(visit.id, "手滑"))
    assert not tablet.get(visit.id).is_void
    assert tablet.state(visit.id).fields[VOID] == raw("")


def test_a_form_opened_before_somebody_else_edited_does_not_revert_that(tablet):
    person = a_person(tablet, phone="13800001234")
    tablet.save(person)
    seen = tablet.state(person.id)
    tablet.save(edited(person, talk_hint="耳背"))
    tablet.save(edited(person, phone="13900005678"), seen=seen)  # the form still holds no hint
    now = tablet.get(person.id)
    assert (now.phone, now.talk_hint) == ("13900005678", "耳背")


def test_who_lacks_the_protection_ring_cannot_save_into_it(shut, template, assistant):
    open_for(shut, assistant, template.keks)
    assert shut.rings == {Ring.STATION}
    person = a_person(shut)
    shut.save(person)
    with pytest.raises(Locked):
        shut.save(a_child_check(shut, person))


def test_the_clock_of_ops_never_runs_backwards(tablet, centre):
    with time_machine.travel("2027-11-03T08:00:00Z", tick=False):
        tablet.save(a_person(tablet))
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False):
        tablet.save(a_person(tablet))
    centre.take(tablet)
    assert centre.ops[0].hlc < centre.ops[1].hlc


def test_the_clock_of_ops_does_not_run_backwards_over_a_restart(tablet, centre, path, template, chief):
    with time_machine.travel("2027-11-03T08:00:00Z", tick=False):
        tablet.save(a_person(tablet))
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    again.save(a_person(again))
    centre.take(again)
    assert centre.ops[0].hlc < centre.ops[1].hlc
    again.close()


def test_ops_tell_how_far_off_the_tablets_clock_was(tablet, centre):
    tablet.keep_setting("clock_offset", -42)
    tablet.save(a_person(tablet))
    centre.take(tablet)
    assert centre.ops[0].clock_offset == -42


def test_what_waits_is_counted_with_its_age_and_urgency(tablet, centre):
    assert tablet.waiting().count == 0
    person = a_person(tablet)
    with time_machine.travel("2026-11-03T08:00:00Z", tick=False):
        tablet.save(person)
    tablet.save(an_alert(tablet, person))
    waiting = tablet.waiting()
    assert (waiting.count, waiting.urgent) == (2, 1)
    assert waiting.since.isoformat() == "2026-11-03T08:00:00+00:00"
    assert len(tablet.waiting_ids()) == 2
    tablet.accept(centre.take(tablet))
    waiting = tablet.waiting()
    assert (waiting.count, waiting.since, waiting.urgent) == (0, None, 0)


def test_an_urgent_op_is_still_known_as_urgent_while_locked_after_a_restart(tablet, path):
    tablet.save(an_alert(tablet, a_person(tablet)))
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    assert again.waiting().urgent == 1
    again.close()


def test_the_version_grows_with_every_change(tablet):
    before = tablet.version
    tablet.save(a_risk(tablet, a_person(tablet)))
    assert tablet.version > before


def an_alert(tablet, person):
    from records.alert import Alert
    from records.codes import AlertType

    born = tablet.born()
    return Alert(
        **born,
        alert_type=next(iter(AlertType)),
        subject_id=person.id,
        level=RiskLevel.CRITICAL,
        due_at=born["occurred_at"],
    )
