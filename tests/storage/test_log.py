import msgspec
import pytest

from records.wire import chain_hash
from sealing.op_session import open_op, open_session, session_of
from sealing.signing import SignatureWrong, SigningKey, signed
from storage.errors import LogForked
from storage.notebook import Notebook
from tests.storage.made import a_person, edited
from tests.storage.tablets import DEVICE_SECRET, Centre, open_for


def save_some(tablet, count):
    return [tablet.save(a_person(tablet)) for _ in range(count)]


def test_the_log_is_chained_from_zero_and_sent_as_it_was_kept(tablet, centre):
    save_some(tablet, 3)
    out = tablet.outgoing(1, 1 << 20)
    assert (out.first, len(out.ops)) == (1, 3)
    after = out.prev_hash
    assert after == bytes(32)
    for seq, box in enumerate(out.ops, 1):
        after = chain_hash(after, seq, box)
    centre.take(tablet)
    assert centre.head() == after
    assert tablet.outgoing(4, 1 << 20).prev_hash == after


def test_a_piece_of_the_log_holds_what_fits_and_at_least_one_op(tablet):
    save_some(tablet, 5)
    sizes = [len(box) for box in tablet.outgoing(1, 1 << 20).ops]
    assert len(tablet.outgoing(1, sizes[0] + sizes[1]).ops) == 2
    assert len(tablet.outgoing(3, 1).ops) == 1
    assert tablet.outgoing(6, 1 << 20).ops == ()


def test_a_session_is_sent_until_the_centre_has_signed_for_an_op_of_it(tablet, centre):
    save_some(tablet, 2)
    assert len(tablet.outgoing(1, 1 << 20).sessions) == 1
    assert len(tablet.outgoing(2, 1 << 20).sessions) == 1  # the first piece may have been lost on the way
    tablet.accept(centre.take(tablet))
    save_some(tablet, 1)
    assert tablet.outgoing(3, 1 << 20).sessions == ()


def test_no_one_on_the_tablet_can_open_an_op_again_and_the_centre_can(tablet, centre, template, chief):
    save_some(tablet, 1)
    tablet.lock()
    open_for(tablet, chief, template.keks)
    save_some(tablet, 1)
    out = tablet.outgoing(1, 1 << 20)
    assert len({session_of(box) for box in out.ops}) == 2
    keys = {session.id: open_session(session, centre.box) for session in out.sessions}
    assert all(open_op(box, keys[session_of(box)]) for box in out.ops)


def test_a_receipt_settles_by_number_and_not_by_record(tablet, centre):
    person = a_person(tablet)
    tablet.save(person)
    receipt = centre.take(tablet)
    tablet.save(edited(person, talk_hint="耳背"))  # edited while the first state was on its way
    tablet.accept(receipt)
    assert (tablet.acked, tablet.last) == (1, 2)
    assert tablet.whereabouts(person.id) == "here"
    tablet.accept(centre.take(tablet))
    assert tablet.whereabouts(person.id) == "centre"


def test_a_receipt_settles_while_the_tablet_is_locked(tablet, centre):
    save_some(tablet, 2)
    tablet.lock()
    tablet.accept(centre.take(tablet))
    assert tablet.acked == 2
    assert tablet.latest_receipt().acked == 2


def test_nothing_is_believed_without_the_centres_signature(tablet, centre):
    save_some(tablet, 1)
    forged = signed(centre.take(tablet), SigningKey.generate())
    with pytest.raises(SignatureWrong):
        tablet.accept(forged)
    assert tablet.acked == 0


def test_a_receipt_of_another_epoch_is_ignored(tablet, centre):
    save_some(tablet, 1)
    old = centre.take(tablet)
    tablet.new_epoch()
    tablet.accept(old)
    assert (tablet.acked, tablet.latest_receipt()) == (0, None)


def test_a_receipt_for_ops_that_are_not_here_says_that_the_file_was_put_back(path, centre, template, chief):
    before = path.read_bytes()
    tablet = Notebook.open(path, DEVICE_SECRET)
    open_for(tablet, chief, template.keks)
    save_some(tablet, 2)
    receipt = centre.take(tablet)
    tablet.close()
    path.write_bytes(before)
    restored = Notebook.open(path, DEVICE_SECRET)
    open_for(restored, chief, template.keks)
    save_some(restored, 1)
    with pytest.raises(LogForked):
        restored.accept(receipt)
    assert restored.acked == 0
    restored.new_epoch()
    fresh = Centre(centre.receipt_key, centre.box)
    restored.accept(fresh.take(restored))
    assert (restored.acked, len(fresh.ops)) == (1, 1)
    restored.close()


def test_a_receipt_with_another_hash_is_not_believed(tablet, centre):
    save_some(tablet, 2)
    receipt = centre.take(tablet)
    forked = signed(msgspec.structs.replace(receipt, head=bytes(32)), centre.receipt_key)
    with pytest.raises(LogForked):
        tablet.accept(forked)
    assert tablet.acked == 0


def test_an_older_receipt_that_comes_late_takes_nothing_back(tablet, centre):
    save_some(tablet, 1)
    first = centre.take(tablet)
    save_some(tablet, 1)
    tablet.accept(centre.take(tablet))
    tablet.accept(first)
    assert tablet.acked == 2


def test_acked_ops_stay_until_the_centre_has_them_in_a_backup(tablet, centre):
    save_some(tablet, 4)
    tablet.accept(centre.take(tablet))
    assert len(tablet.outgoing(1, 1 << 20).ops) == 4
    tablet.accept(centre.receipt(tablet), backed_up=3)
    out = tablet.outgoing(1, 1 << 20)
    assert (out.first, len(out.ops), out.prev_hash) == (4, 1, centre.head(3))


def test_a_backup_mark_beyond_the_receipt_lets_nothing_unsigned_go(tablet, centre):
    save_some(tablet, 3)
    receipt = centre.take(tablet, max_bytes=1)
    tablet.accept(receipt, backed_up=99)
    assert (tablet.acked, tablet.last) == (1, 3)
    assert len(tablet.outgoing(2, 1 << 20).ops) == 2


def test_after_a_centre_was_put_back_the_tablet_sends_again_what_it_lost(tablet, centre):
    save_some(tablet, 4)
    tablet.accept(centre.take(tablet))
    restored = Centre(centre.receipt_key, centre.box, dict(centre.sessions), centre.ops[:2], centre.boxes[:2])
    tablet.rewind(2)
    assert (tablet.acked, tablet.waiting().count) == (2, 2)
    tablet.accept(restored.take(tablet))
    assert tablet.acked == 4
    assert restored.boxes == centre.boxes


def test_a_centre_that_lost_everything_is_told_the_sessions_again(tablet, centre):
    save_some(tablet, 3)
    tablet.accept(centre.take(tablet))
    empty = Centre(centre.receipt_key, centre.box)
    tablet.rewind(0)
    tablet.accept(empty.take(tablet))
    assert len(empty.ops) == 3


def test_a_centre_that_lost_even_its_backup_gets_all_that_is_still_here_in_a_new_epoch(tablet, centre):
    save_some(tablet, 4)
    tablet.accept(centre.take(tablet))
    tablet.accept(centre.receipt(tablet), backed_up=3)
    save_some(tablet, 1)
    epoch = tablet.epoch
    tablet.rewind(1)
    assert tablet.epoch != epoch
    empty = Centre(centre.receipt_key, centre.box)
    tablet.accept(empty.take(tablet))
    assert (len(empty.ops), tablet.acked, tablet.last) == (2, 2, 2)


def test_a_new_epoch_numbers_from_one_and_reads_everything_again(tablet, centre):
    from records.wire import Cursor, Pulled

    save_some(tablet, 3)
    tablet.accept(centre.take(tablet), pulled=Pulled((), (Cursor("370299001003/s", 7, b"t", False),)))
    assert tablet.cursors()[0].number == 7
    tablet.new_epoch()
    assert (tablet.acked, tablet.last, tablet.cursors()) == (0, 3, ())
    fresh = Centre(centre.receipt_key, centre.box)
    tablet.accept(fresh.take(tablet))
    assert [op.record_id for op in fresh.ops] == [op.record_id for op in centre.ops]


def test_the_log_goes_on_after_a_restart(tablet, centre, path, template, chief):
    save_some(tablet, 2)
    tablet.accept(centre.take(tablet))
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    save_some(again, 1)
    assert (again.acked, again.last) == (2, 3)
    again.accept(centre.take(again))
    assert again.acked == 3
    again.close()


def test_request_numbers_only_grow_whatever_the_clock_does(path):
    import time_machine

    numbers = []
    for moment in ("2027-01-01", "2026-01-01", "2026-06-01"):
        with time_machine.travel(moment, tick=False):
            notebook = Notebook.open(path, DEVICE_SECRET)
            numbers += [notebook.next_nonce() for _ in range(3)]
            notebook.close()
    assert numbers == sorted(set(numbers))


def test_request_numbers_do_not_repeat_after_the_file_was_put_back(path):
    notebook = Notebook.open(path, DEVICE_SECRET)
    notebook.close()
    before = path.read_bytes()
    notebook = Notebook.open(path, DEVICE_SECRET)
    last = [notebook.next_nonce() for _ in range(3)][-1]
    notebook.close()
    path.write_bytes(before)
    import time_machine

    with time_machine.travel("2037-01-01", tick=False):  # some time later
        notebook = Notebook.open(path, DEVICE_SECRET)
        assert notebook.next_nonce() > last
        notebook.close()


def test_nothing_changed_writes_nothing(tablet, centre):
    save_some(tablet, 1)
    receipt = centre.take(tablet)
    tablet.accept(receipt)
    changes = tablet._shut.file.execute("select total_changes()").fetchone()
    tablet.accept(centre.receipt(tablet))
    assert tablet._shut.file.execute("select total_changes()").fetchone() == changes
