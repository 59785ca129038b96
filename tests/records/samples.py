"""Records of every kind, made up by Hypothesis from the kinds' own declarations."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from records.base import EMPTY, InvalidRecord, Need, Record
from records.fields import fields_of
from records.platform import MOBILE
from records.visit import Visit
from records.volunteering import VolunteerActivity, VolunteerSession

EARLIEST, LATEST = datetime(1971, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone itself
MOMENTS = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
DAYS = st.dates(date(1900, 1, 1), date(2090, 1, 1))
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Nd", "Cc"))


BY_PATTERN = {
    MOBILE: ("", "13812345678", "0532-88880000"),
    r"^(\d{6}|\d{9}|\d{12})$": ("370299", "370299001", "370299001003"),
}


def records_of(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Any record of a kind that a worker could complete."""
    return _struct(kind).map(_mended).filter(_passes)


def _mended(record: Record) -> Record:
    """Times that fit together, which chance would hardly ever find."""
    change = {}
    if isinstance(record, Visit) and record.ended_at:
        change = {"ended_at": record.occurred_at + timedelta(minutes=20)}
    if isinstance(record, VolunteerActivity):
        change = {"planned_end": record.occurred_at + timedelta(hours=2), "insured": True}
    if isinstance(record, VolunteerSession) and record.in_at and record.out_at:
        change = {"out_at": record.in_at + timedelta(hours=3)}
    if isinstance(record, VolunteerSession) and record.paper_minutes:
        change = {**change, "paper_minutes": 90, "paper_ref": "12"}
    return msgspec.structs.replace(record, **change)


def _passes(record: Record) -> bool:
    if any(
        f.spec.need is Need.SAVE and f.required and getattr(record, f.name) in EMPTY for f in fields_of(type(record))
    ):
        return False
    try:
        record.check()
    except InvalidRecord:
        return False
    return True


@cache
def _struct(kind: type[msgspec.Struct]) -> st.SearchStrategy:
    given = {}
    for field in inspect.type_info(kind).fields:
        default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
        value = _value(field.type)
        given[field.name] = value if field.required else st.one_of(st.just(default), value)
    return st.builds(kind, **given)


def _value(info: inspect.Type) -> st.SearchStrategy:
    make = {
        inspect.Metadata: lambda t: _value(t.type),
        inspect.StrType: _text,
        inspect.IntType: lambda t: st.integers(
            t.ge if t.ge is not None else -(2**63), t.le if t.le is not None else 2**63
        ),
        inspect.BoolType: lambda t: st.booleans(),
        inspect.BytesType: lambda t: st.binary(min_size=t.min_length or 0, max_size=min(t.max_length or 32, 32)),
        inspect.DateTimeType: lambda t: MOMENTS,
        inspect.DateType: lambda t: DAYS,
        inspect.UUIDType: lambda t: st.uuids(),
        inspect.NoneType: lambda t: st.none(),
        inspect.EnumType: lambda t: st.sampled_from(list(t.cls)),
        inspect.StructType: lambda t: _struct(t.cls),
        inspect.VarTupleType: _several,
        inspect.UnionType: lambda t: st.one_of(*map(_value, t.types)),
        inspect.DictType: lambda t: st.dictionaries(_value(t.key_type), _value(t.value_type), max_size=5),
    }
    return make[type(info)](info)


def _text(info: inspect.StrType) -> st.SearchStrategy[str]:
    if info.pattern in BY_PATTERN:
        return st.sampled_from(BY_PATTERN[info.pattern])
    shortest, longest = info.min_length or 0, min(info.max_length or 12, 12)
    return st.text(LETTERS, min_size=shortest, max_size=longest).filter(lambda said: said == said.strip())


def _several(info: inspect.VarTupleType) -> st.SearchStrategy[tuple]:
    item = _value(info.item_type)
    inner = info.item_type.type if isinstance(info.item_type, inspect.Metadata) else info.item_type
    if isinstance(inner, inspect.StructType):
        return st.lists(item, max_size=2).map(tuple)
    return st.sets(item, max_size=3).map(lambda found: tuple(sorted(found, key=_as_text)))


def _as_text(value: object) -> str:
    return value.value if isinstance(value, Enum) else str(value)
