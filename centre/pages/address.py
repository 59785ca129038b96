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
    if len(text) != _LENGTH:
        raise NotThere
    try:
        return UUID(text)
    except ValueError:
        raise NotThere from None
