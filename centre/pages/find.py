"""Finding a person by name, its letters, or last digits."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from centre.duties import Area
from centre.pages.due import due_words
from centre.pages.standings import Standings
from centre.pages.visitor import Guest, Visitor
from records.person import Person

router = APIRouter()

LONGEST: int = 60


@router.get("/find")
def find(visitor: Guest) -> Response:
    """The search; people whose names are hidden from this reader are not found by name."""
    visitor.must(visitor.reader.reads(Area.PEOPLE))
    q = visitor.query("q")[:LONGEST]
    scopes = visitor.reader.reach(Person).scopes
    found = visitor.office.archive.search_person(q, scopes) if q else []
    rows = [
        _row(visitor, person) for person in found if visitor.sight.opens(person) and visitor.sight.sees_name(person)
    ]
    return visitor.page("find.html", q=q, rows=rows)


def _row(visitor: Visitor, person: Person) -> dict[str, object]:
    one = Standings(visitor.sight).of(person.id)
    due, mark = due_words(visitor, one) if one else ("", "")
    return {
        "id": person.id,
        "name": visitor.labels.person(person),
        "age": visitor.labels.age(person),
        "site": visitor.labels.site(person.site_id),
        "level": one.level.value if one else "",
        "due": due,
        "mark": mark,
    }
