"""What screens read: records, rows, cards, boards; all from the working set in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from uuid import UUID

from records.base import Record, Ring
from records.codes import Role
from records.platform import Site, Staff
from records.rules.calendar import day_of

if TYPE_CHECKING:
    from storage.notebook import Notebook

R = TypeVar("R", bound=Record)


class NotEnrolled(Exception):
    """The tablet belongs to no station yet."""


def wall_clock() -> datetime:
    """This moment by the tablet's clock, in UTC."""
    return datetime.now(UTC)


class Reading:
    """The half of `AppState` that only reads."""

    locked: bool
    version: int
    clock: Callable[[], datetime]
    _notebook: Notebook | None
    _cache: dict[object, tuple[int, Any]]

    @property
    def notebook(self) -> Notebook:
        """The tablet's notebook; for the modules of this package only.

        Raises:
            NotEnrolled: there is none yet.
        """
        if self._notebook is None:
            raise NotEnrolled
        return self._notebook

    # --- time, who and where ----------------------------------------------------------------------
    def now(self) -> datetime:
        """This moment by the tablet's clock, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The day it is here."""
        return day_of(self.now())

    def day(self, moment: datetime) -> date:
        """The day a moment falls on here."""
        return day_of(moment)

    @property
    def me(self) -> UUID | None:
        """Who has the tablet unlocked."""
        return self._notebook.me if self._notebook and not self.locked else None

    @property
    def my_name(self) -> str:
        """The name of whoever has the tablet unlocked; the tablet knows it before the roster has been read."""
        me = self.me
        if me is None:
            return ""
        return self.name_of(me) or next((u.name for u in self.notebook.users() if u.staff_id == me), "")

    @property
    def site_id(self) -> UUID:
        """The station this tablet belongs to."""
        return self.notebook.site_id

    @property
    def site(self) -> Site | None:
        """The station's record, while unlocked."""
        found = self.get(self.notebook.site_id)
        return found if isinstance(found, Site) else None

    @property
    def device_id(self) -> UUID:
        """This tablet."""
        return self.notebook.device_id

    @property
    def roles(self) -> frozenset[Role]:
        """What the present user may do at this station today."""
        staff = self.get(self.me) if self.me else None
        return staff.roles_at(self.notebook.site_id, self.today()) if isinstance(staff, Staff) else frozenset()

    @property
    def sees_protection(self) -> bool:
        """Whether the present user holds the keys of child protection."""
        return not self.locked and Ring.PROTECTION in self.notebook.rings

    def name_of(self, record_id: UUID | None) -> str:
        """The name of a person, a volunteer, a colleague, a site; empty when it is not on this tablet."""
        record = self.get(record_id) if record_id else None
        return str(getattr(record, "name", "") or getattr(record, "title", "")) if record else ""

    # --- records ----------------------------------------------------------------------------------
    def get(self, record_id: UUID) -> Record | None:
        """One record, or None when it is not on this tablet or not for this user."""
        return None if self.locked else self.notebook.get(record_id)

    def records(
        self,
        kind: type[R],
        where: str = "",
        params: Iterable[object] = (),
        order: str = "occurred_at desc",
        limit: int | None = None,
    ) -> list[R]:
        """Records of a kind, by SQL over its columns."""
        return [] if self.locked else self.notebook.records(kind, where, tuple(params), order, limit)

    def query(self, sql: str, params: Any = ()) -> list[dict[str, Any]]:  # noqa: ANN401 - as sqlite takes them
        """Rows of the working set."""
        return [] if self.locked else self.notebook.query(sql, params)

    def cached(self, key: object, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work makes
        """The result of `work`, kept until anything on the tablet changes."""
        found = self._cache.get(key)
        if found is None or found[0] != self.version:
            self._cache[key] = found = (self.version, work())
        return found[1]

    def timeline(self, person_id: UUID, limit: int = 100) -> list[Record]:
        """What has been recorded about a person, newest first."""
        return [] if self.locked else self.notebook.timeline(person_id, limit)

    def whereabouts(self, record_id: UUID) -> Literal["here", "centre", "needs_you"]:
        """Where a record is: "here", "centre", or "needs_you"."""
        return "here" if self.locked else self.notebook.whereabouts(record_id)

    def search(self, text: str, limit: int = 50, kind: str = "person") -> list[UUID]:
        """Records found by name, pinyin, initials, last digits."""
        return [] if self.locked else self.notebook.search(text, kind, limit)
