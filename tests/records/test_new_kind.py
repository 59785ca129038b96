"""A new kind of record costs one class: everything else works from its declaration."""

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
import pytest

from records.base import COMPLETE, SAVE, About, Conflict, InvalidRecord, Level, Record, Sensitivity, codes, ref, text
from records.codes import NeedDomain
from records.columns import cells_of, columns_of
from records.complete import complete, unfinished
from records.fields import fields_of
from records.kinds import KINDS, about_persons, add_kind, kind_called
from records.merge import Verdict
from records.op import decode_op, deflate, encode_op, inflate
from tests.records.making import Tablet, birth, merged


class Wish(Record, frozen=True, kw_only=True, omit_defaults=True, tag="wish"):
    """What somebody would like."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L1,
        writers=frozenset({Level.STATION}),
        named_by=("said",),
        filters=("person_id",),
        person_fields=("person_id",),
    )

    person_id: Annotated[UUID, ref("person", need=SAVE)]
    said: Annotated[str, text(1, 20, need=SAVE, search=True)]
    domains: Annotated[tuple[NeedDomain, ...], codes(union=True)] = ()
    promised_by: Annotated[str, text(0, 20, need=COMPLETE)] = ""


@pytest.fixture
def wish():
    add_kind(Wish)
    yield complete(Wish, {**birth(), "person_id": str(UUID(int=7)), "said": "x", "domains": ["health"]})
    del KINDS["wish"]


def test_a_form_knows_it(wish):
    assert [field.name for field in fields_of(Wish)][:2] == ["person_id", "said"]
    assert unfinished(wish) == ("promised_by",)
    with pytest.raises(InvalidRecord, match="said: too_long"):
        complete(Wish, {**birth(), "person_id": UUID(int=7), "said": "x" * 21})


def test_a_table_knows_it(wish):
    row = dict(zip((column.name for column in columns_of(Wish)), cells_of(wish), strict=True))
    assert (row["person_id"], row["said"], row["domains"]) == (UUID(int=7).bytes, "x", " health ")
    assert {column.name for column in columns_of(Wish) if column.indexed} == {"person_id", "occurred_at"}
    assert about_persons(wish) == (UUID(int=7),)


def test_it_travels_and_merges(wish):
    ours, theirs = Tablet(1), Tablet(2)
    wish = msgspec.structs.replace(wish, device_id=ours.device)
    op, edit = ours.makes(wish)
    state = merged(None, (decode_op(inflate(deflate(encode_op(op)), 10_000)), edit)).state
    assert state.record() == wish
    outcome = merged(
        state, ours.edits(state, domains=["health", "care"]), theirs.edits(state, said="y", domains=["legal"])
    )
    assert outcome.verdict is Verdict.MERGED
    assert outcome.state.record() == msgspec.structs.replace(
        wish, said="y", domains=(NeedDomain.CARE, NeedDomain.LEGAL)
    )
    assert kind_called("wish") is Wish
