"""Every kind survives every way it can take: as fields, as an op, as a state, as a row, as a form."""

from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.base import BORN, Need, Record, Shape
from records.columns import cells_of, columns_of
from records.complete import complete, unfinished
from records.fields import field_of, fields_of
from records.kinds import (
    KINDS,
    UnknownKind,
    changed_fields,
    fields_map,
    kind_called,
    kind_name,
    raw,
    record_of,
    ring_of,
)
from records.merge import apply
from records.op import (
    LARGEST_OP,
    Act,
    Born,
    Edit,
    Op,
    content_id,
    decode_op,
    decode_state,
    deflate,
    encode_op,
    encode_state,
    inflate,
)
from tests.records.samples import records_of

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def born(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in BORN}


def first_op(record: Record) -> Op:
    birth = Born(record.site_id, record.recorded_at)
    return Op(kind_name(type(record)), record.id, Act.PUT, fields_map(record), record.actor_id, 1, born=birth)


@every_kind
@given(data=st.data())
@settings(max_examples=10)
def test_a_record_survives_every_way_it_can_take(kind, data):
    record, other = data.draw(records_of(kind)), data.draw(records_of(kind))
    comes_back_from_its_fields(record)
    comes_back_from_an_op_and_a_state(record)
    comes_back_from_a_form(record)
    has_a_plain_value_in_every_column(record)
    is_made_from_what_changed(record, msgspec.structs.replace(other, **born(record)))


def comes_back_from_its_fields(record):
    assert record_of(kind_name(type(record)), born(record), fields_map(record)) == record


def comes_back_from_an_op_and_a_state(record):
    op = first_op(record)
    packed = encode_op(op)
    assert decode_op(packed) == op
    assert decode_op(inflate(deflate(packed), LARGEST_OP)) == op
    edit = Edit(content_id(packed), op.hlc, op.author, record.device_id)
    state = apply(None, decode_op(packed), edit).state
    assert decode_state(encode_state(state)).record() == record


def comes_back_from_a_form(record):
    """As plain text values, the way a form holds them, and as Python values."""
    plain = msgspec.to_builtins(record)
    unfilled = {name: None for name, value in plain.items() if value == {} and getattr(record, name) != {}}
    assert complete(type(record), plain) == msgspec.structs.replace(record, **unfilled)  # an empty part is none
    assert complete(type(record), {name: getattr(record, name) for name in record.__struct_fields__}) == record


def has_a_plain_value_in_every_column(record):
    columns = columns_of(type(record))
    for column, value in zip(columns, cells_of(record), strict=True):
        fits = {"TEXT": str, "INTEGER": int, "BLOB": bytes}[column.sql]
        assert value is None or type(value) is fits, column.name


def is_made_from_what_changed(before, after):
    name, changed = kind_name(type(before)), changed_fields(fields_map(before), after)
    assert record_of(name, born(before), {**fields_map(before), **changed}) == after
    assert changed_fields(fields_map(after), after) == {}


@every_kind
def test_a_kind_names_only_fields_it_has(kind):
    about = kind.about
    known = {field.name for field in fields_of(kind)} | set(BORN)
    for names in (about.named_by, about.listed, about.filters, about.person_fields):
        assert set(names) <= known
    assert {column.name for column in columns_of(kind) if column.indexed} >= set(about.filters)


@every_kind
def test_what_must_be_filled_to_save_has_no_default_that_hides_it(kind):
    for field in fields_of(kind):
        if field.required:
            assert field.spec.need in (Need.SAVE, Need.COMPUTED), field.name


@every_kind
def test_options_parts_and_references_are_told_by_their_shape(kind):
    for field in fields_of(kind):
        named = field.name not in ("flags", "warnings")
        assert (field.options is not None) == (field.spec.shape in (Shape.CODE, Shape.CODES) and named)
        if field.spec.shape in (Shape.CODES, Shape.REFS):
            assert field.many
        if field.part is not None:
            assert field.spec.shape is Shape.PART


def test_a_kind_is_found_by_its_name_and_a_field_by_its_own():
    assert kind_called("visit") is KINDS["visit"]
    assert field_of(KINDS["visit"], "outcome").spec.guarded
    with pytest.raises(UnknownKind):
        kind_called("horoscope")
    with pytest.raises(KeyError):
        field_of(KINDS["visit"], "horoscope")


def test_a_field_of_a_newer_version_travels_on_untouched():
    name = next(iter(KINDS))
    assert decode_op(encode_op(_op_with(name, {"colour": raw("red")}))).fields == {"colour": msgspec.Raw(raw("red"))}


def _op_with(name, fields):
    return Op(name, UUID(int=1), Act.PUT, fields, UUID(int=2), 1)


@given(record=records_of(KINDS["child_check"]))
@settings(max_examples=5)
def test_a_child_check_lies_in_the_protection_ring(record):
    assert ring_of(record).value == "p"


@given(record=records_of(KINDS["conflict"]))
@settings(max_examples=5)
def test_a_conflict_lies_in_the_ring_of_what_it_is_about(record):
    about_a_child = msgspec.structs.replace(record, entity="child_check")
    assert ring_of(about_a_child).value == "p"
    assert ring_of(msgspec.structs.replace(record, entity="visit")).value == "s"


@given(record=records_of(KINDS["visit"]))
@settings(max_examples=20)
def test_unfinished_names_what_a_form_still_asks_for(record):
    assert unfinished(record) == ()
    nameless = KINDS["person"](**born(record), occurred_at=record.occurred_at, name="x")
    assert unfinished(nameless) == ("gender", "birth_date", "household_id", "living_arrangement")
