"""What stands in an address, read strictly: nonsense is a page that does not exist, never a failure of ours."""

from __future__ import annotations

from uuid import UUID

from centre.pages.errors import NotThere

_LENGTH = 36


def id_in(text: str) -> UUID:
    """The id of a record in an address.

    Raises:
        NotThere: it is not an id.
    """
    if not is_id(text):
        raise NotThere
    return UUID(text)


def is_id(text: str) -> bool:
    """Whether a text is the id of a record."""
    if len(text) != _LENGTH:
        return False
    try:
        UUID(text)
    except ValueError:
        return False
    return True
