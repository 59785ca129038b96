"""Every kind by name, and the way between a record, its fields as they travel, and its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec

from records.alert import Alert
from records.base import BORN, Record, Ring
from records.conflict import ConflictRecord
from records.person import Consent, Household, Person, PersonCategory, Relation
from records.platform import Device, Site, Staff
from records.visit import Visit, VisitPerson, VisitPlan
from records.volunteering import HoursDispute, Volunteer, VolunteerActivity, VolunteerSession
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment

FieldMap = dict[str, msgspec.Raw]
"""Field -> its value as msgpack. Values are compared and merged as bytes; a field that this version does not
know is carried along untouched."""

KINDS: Final[dict[str, type[Record]]] = {}
"""Kind name -> class. Forms, storage, merging, lists, exports and words all start here."""


def add_kind(kind: type[Record]) -> type[Record]:
    """Make a kind known to the whole program."""
    KINDS[kind_name(kind)] = kind
    return kind


class UnknownKind(Exception):
    """This version of the program does not know the kind; a newer one does."""


def kind_name(kind: type[Record]) -> str:
    """The name of a kind, as in `visit`."""
    return str(kind.__struct_config__.tag)


def kind_called(name: str) -> type[Record]:
    """The kind of that name.

    Raises:
        UnknownKind: no such kind here.
    """
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


_encoder: Final = msgspec.msgpack.Encoder(uuid_format="bytes")


def raw(value: object) -> msgspec.Raw:
    """A value as it travels."""
    return msgspec.Raw(_encoder.encode(value))


@cache
def _defaults(kind: type[Record]) -> tuple[tuple[str, Any], ...]:
    pairs = []
    for f in msgspec.structs.fields(kind):
        if f.name in BORN:
            continue
        default = f.default_factory() if f.default_factory is not msgspec.NODEFAULT else f.default
        pairs.append((f.name, default))
    return tuple(pairs)


def fields_map(record: Record) -> FieldMap:
    """The record's own fields that are not at their default, as they travel."""
    encode = _encoder.encode
    found = {}
    for name, default in _defaults(type(record)):
        value = getattr(record, name)
        if value is not default and value != default:
            found[name] = msgspec.Raw(encode(value))
    return found


def changed_fields(before: Mapping[str, msgspec.Raw], record: Record) -> FieldMap:
    """What `record` says differently from `before`; a field put back to its default is named with that default."""
    after = fields_map(record)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    for name, default in _defaults(type(record)):
        if name in before and name not in after and before[name] != (put_back := raw(default)):
            changed[name] = put_back
    return changed


def record_of(name: str, born: Mapping[str, object], fields: Mapping[str, msgspec.Raw]) -> Record:
    """Build a record from its birth (`BORN`) and its fields.

    Raises:
        UnknownKind: this version does not know the kind.
        msgspec.ValidationError: the fields break the kind's declaration.
    """
    decoder = _decoder(kind_called(name))
    try:
        return decoder.decode(_encoder.encode({"kind": name, **born, **fields}))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise msgspec.ValidationError(str(error)) from error


@cache
def _decoder(kind: type[Record]) -> msgspec.msgpack.Decoder[Record]:
    return msgspec.msgpack.Decoder(kind)


def ring_of(record: Record) -> Ring:
    """Who holds the keys to a record: its kind's ring, or for a conflict that of the record it is about."""
    return kind_called(record.entity).about.ring if isinstance(record, ConflictRecord) else record.about.ring


for _kind in (
    Site,
    Staff,
    Device,
    Household,
    Person,
    PersonCategory,
    Relation,
    Consent,
    VisitPlan,
    Visit,
    VisitPerson,
    ElderCheck,
    ChildCheck,
    RiskAssessment,
    Alert,
    Volunteer,
    VolunteerActivity,
    VolunteerSession,
    HoursDispute,
    ConflictRecord,
):
    add_kind(_kind)


def about_persons(record: Record) -> tuple[UUID, ...]:
    """The persons a record is about, for timelines."""
    found: list[UUID] = []
    for name in record.about.person_fields:
        value = getattr(record, name)
        found.extend(value if isinstance(value, tuple) else [value] if value else [])
    return tuple(dict.fromkeys(found))
