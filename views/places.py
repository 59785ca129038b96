"""Addresses of the app, made in one place so that no screen spells another's path."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

NOBODY = UUID(int=0)
"""No record has this id: what an address names that is no id at all."""


def id_in(params: Mapping[str, str | None], name: str) -> UUID:
    """The id that an address names; `NOBODY` when somebody typed something else."""
    try:
        return UUID(params.get(name) or "")
    except ValueError:
        return NOBODY


def person(person_id: UUID) -> str:
    """A person's page."""
    return f"/people/{person_id}"


def visit(person_id: UUID) -> str:
    """A quick visit to a person."""
    return f"/visit/{person_id}"


def check(person_id: UUID, *, child: bool) -> str:
    """The check that suits a person."""
    return f"/check/{'child' if child else 'elder'}/{person_id}"


def record(kind: str, record_id: UUID) -> str:
    """A record's page."""
    return f"/records/{kind}/{record_id}"


def new(kind: str, about: UUID | None = None) -> str:
    """The generic form for a new record, perhaps about somebody."""
    return f"/form/{kind}/for/{about}" if about else f"/form/{kind}"


def edit(kind: str, record_id: UUID) -> str:
    """The form that changes a record."""
    return f"/people/{record_id}/edit" if kind == "person" else f"/form/{kind}/edit/{record_id}"


def activity(activity_id: UUID) -> str:
    """A volunteer activity."""
    return f"/volunteers/activity/{activity_id}"
