from datetime import UTC, datetime

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.ids import new_id
from records.kinds import KINDS, raw
from records.op import Edit
from records.person import Person
from records.rules.finding import found_by
from records.wire import Change
from storage.lines import glance, line_of
from storage.merging import lay_over, take_in
from storage.rows import Kept, read_kept
from tests.storage.any_record import MOMENTS, of_kind, records
from tests.storage.tablets import state_of

SITE, ACTOR, DEVICE = new_id(), new_id(), new_id()
BORN = {"id": None, "site_id": SITE, "actor_id": ACTOR, "device_id": DEVICE}
any_record = MOMENTS.flatmap(lambda at: records({**BORN, "recorded_at": at}))
_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode


@given(any_record)
def test_a_line_read_from_a_row_is_the_line_of_its_record(record):
    """The quick way at an unlock and the plain way at a save agree for every kind and every value."""
    words = found_by(record)
    seen = glance(_encode(Kept(state_of(record), {"occurred_at": 7}, words, True)))
    assert seen is not None
    assert seen.line() == line_of(record, words)
    assert (seen.record_id, seen.unsent, seen.leaving) == (record.id.bytes, {"occurred_at": 7}, True)


@given(any_record, st.dictionaries(st.text(max_size=8), st.integers(0, 1 << 50), max_size=4), st.booleans())
def test_a_row_reads_back_as_it_was_written(record, unsent, leaving):
    kept = Kept(state_of(record), unsent, found_by(record), leaving)
    again = read_kept(_encode(kept))
    assert again == kept
    assert again.state.record() == record


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(any_record, max_size=4, unique_by=lambda record: record.id))
def test_whatever_is_saved_is_read_back(tablet, made):
    here = {"actor_id": tablet.me, "device_id": tablet.device_id}
    mine = [msgspec.structs.replace(record, id=new_id(), **here) for record in made]
    tablet.save(*mine)
    assert [tablet.get(record.id) for record in mine] == mine


@settings(max_examples=5)
@given(st.data())
def test_every_kind_can_be_made(data):
    at = data.draw(MOMENTS)
    for kind in KINDS.values():
        assert isinstance(data.draw(of_kind(kind, {**BORN, "recorded_at": at})), kind)


MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
names = st.sampled_from(["name", "phone", "talk_hint", "hukou_address", "status"])


def a_state(values, edits):
    """A state whose fields were set by the edits of the given numbers."""
    by_number = {n: Edit(bytes([n]) * 16, n, ACTOR, DEVICE) for n in set(edits.values())}
    order = sorted(by_number)
    person = Person(**{**BORN, "id": SITE, "recorded_at": MOMENT, "occurred_at": MOMENT}, name="曾")
    state = state_of(person)
    fields = {name: raw(value) for name, value in values.items()}
    by = {name: order.index(edits[name]) for name in fields if order.index(edits[name])}
    return msgspec.structs.replace(state, fields=fields, edits=tuple(by_number[n] for n in order), by=by)


states = st.dictionaries(names, st.text(max_size=3), min_size=1).flatmap(
    lambda values: st.fixed_dictionaries({name: st.integers(1, 5) for name in values}).map(
        lambda edits: a_state(values, edits)
    )
)


@given(below=states, above=states, data=st.data())
def test_laying_fields_over_takes_value_and_edit_of_each_and_leaves_the_others(below, above, data):
    fields = data.draw(st.sets(st.sampled_from(sorted(above.fields))))
    merged = lay_over(below, above, dict.fromkeys(fields, 1))
    assert merged.fields.keys() == below.fields.keys() | fields
    for name in merged.fields:
        side = above if name in fields else below
        assert merged.fields[name] == side.fields[name]
        assert merged.edit_of(name) == side.edit_of(name)
    assert set(merged.edits) == {merged.edit_of(name) for name in merged.fields}


@given(kept=states, down=states, data=st.data(), acked=st.integers(0, 9))
def test_exactly_the_fields_whose_own_edits_are_not_acked_stay_on_top(kept, down, data, acked):
    unsent = data.draw(st.dictionaries(st.sampled_from(sorted(kept.fields)), st.integers(1, 9)))
    after = take_in(Kept(kept, unsent), Change("", "person", down.id, down), acked)
    on_top = {name for name, number in unsent.items() if number > acked}
    assert after.unsent.keys() == on_top
    for name in on_top:
        assert after.state.fields[name] == kept.fields[name]
    for name in down.fields.keys() - on_top:
        assert after.state.fields[name] == down.fields[name]
