"""Pages of a list, with the filters kept in every address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

PER_PAGE: Final = 50
_FURTHEST: Final = 100_000
_AROUND: Final = 2


@dataclass(frozen=True)
class Pager:
    """Which page of how many."""

    path: str
    query: tuple[tuple[str, str], ...]
    total: int
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """Number of the first row on this page."""
        return min(self.total, (self.page - 1) * self.per_page + 1)

    @property
    def last(self) -> int:
        """Number of the last row on this page."""
        return min(self.total, self.page * self.per_page)

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per_page

    @property
    def near(self) -> Iterable[int]:
        """Pages to offer: the ends and those around this one."""
        around = range(self.page - _AROUND, self.page + _AROUND + 1)
        return sorted({1, self.pages, *(n for n in around if 1 <= n <= self.pages)})

    def href(self, page: int) -> str:
        """The address of another page."""
        return f"{self.path}?{urlencode([*self.query, ('page', str(page))])}"


def pager(request: Request, total: int, per_page: int = PER_PAGE) -> Pager:
    """The page that an address asks for; nonsense and pages past the end become the nearest there is."""
    asked = request.query_params.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < len(str(_FURTHEST)) else 1
    query = tuple((k, v) for k, v in request.query_params.multi_items() if k != "page" and v)
    pages = max(1, -(-total // per_page))
    return Pager(request.url.path, query, total, min(max(1, number), pages), per_page)


def with_query(request: Request, **changes: str) -> str:
    """This page's address with some values changed; an empty value is left out, and the page number too."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in changes and k != "page" and v]
    query = urlencode([*kept, *((k, v) for k, v in changes.items() if v)])
    return request.url.path + (f"?{query}" if query else "")
