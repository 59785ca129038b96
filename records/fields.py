"""A kind's fields, read from its declaration: what forms, columns, merges and exports work from."""

from __future__ import annotations

import types
import typing
from enum import StrEnum
from functools import cache

import msgspec

from records.base import BORN, Record, Spec


class Field(msgspec.Struct, frozen=True):
    """One field of a kind.

    Attributes:
        name: the field's name; its words stand under `kind.<kind>.<name>`.
        spec: what the declaration says about it.
        required: the struct has no default for it.
        default: the value when nothing was given (None, "", (), 0, False ...).
        options: the code list, for CODE and CODES.
        low, high: limits of length or of value, where there are any.
        part: the nested struct, for PART; None when the parts are plain texts.
        many: a tuple of parts rather than one.
    """

    name: str
    spec: Spec
    required: bool
    default: object
    options: type[StrEnum] | None
    low: int | None
    high: int | None
    part: type[msgspec.Struct] | None
    many: bool


@cache
def fields_of(kind: type[Record]) -> tuple[Field, ...]:
    """The fields of `kind` in the order of their declaration, without those of a record's birth.

    The envelope's own fields (occurred_at, void_reason) come last.
    """
    hints = typing.get_type_hints(kind, include_extras=True)
    found = {f.name: _field(f, hints[f.name]) for f in msgspec.structs.fields(kind) if f.name not in BORN}
    envelope = [found.pop(name) for name in ("occurred_at", "void_reason")]
    return (*found.values(), *envelope)


@cache
def field_of(kind: type[Record], name: str) -> Field:
    """The field called `name`.

    Raises:
        KeyError: the kind has no such field.
    """
    for field in fields_of(kind):
        if field.name == name:
            return field
    raise KeyError(f"{kind.__name__} has no field {name}")


def _field(declared: msgspec.structs.FieldInfo, hint: object) -> Field:
    inner, meta = _annotation(hint)
    if meta is None or meta.extra is None:
        raise TypeError(f"field {declared.name} is not declared with one of the constructors of records.base")
    spec: Spec = meta.extra["spec"]
    default = None if declared.default is msgspec.NODEFAULT else declared.default
    if declared.default_factory is not msgspec.NODEFAULT:
        default = declared.default_factory()
    low = meta.ge if meta.ge is not None else meta.min_length
    high = meta.le if meta.le is not None else meta.max_length
    leaf, many = _leaf(inner)
    return Field(
        name=declared.name,
        spec=spec,
        required=declared.required,
        default=default,
        options=leaf if isinstance(leaf, type) and issubclass(leaf, StrEnum) else None,
        low=None if low is None else int(low),
        high=None if high is None else int(high),
        part=leaf if isinstance(leaf, type) and issubclass(leaf, msgspec.Struct) else None,
        many=many,
    )


def _annotation(hint: object) -> tuple[object, msgspec.Meta | None]:
    """The type and our annotation, whether it stands around `X | None` or only around `X` (as msgspec wants for tz)."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        inner, meta = _annotation(typing.get_args(hint)[0])
        return inner, meta
    if typing.get_origin(hint) is typing.Annotated:
        inner, *metas = typing.get_args(hint)
        return inner, next((m for m in metas if isinstance(m, msgspec.Meta) and m.extra), None)
    return hint, None


def _leaf(hint: object) -> tuple[object, bool]:
    """The type inside `X | None` or `tuple[X, ...]`, and whether there may be many."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return _leaf(next(a for a in typing.get_args(hint) if a is not type(None)))
    if typing.get_origin(hint) is tuple:
        return _leaf(typing.get_args(hint)[0])[0], True
    return hint, False
