from datetime import UTC, date, datetime, timedelta
from typing import Annotated, ClassVar

import pytest

from records.base import SAVE, About, Conflict, Level, Record, Sensitivity, code, text
from records.codes import BeneficiaryCategory, RiskLevel, VisitMode, VisitOutcome
from records.kinds import KINDS, add_kind
from records.person import Person
from records.visit import Visit, VisitPerson
from storage.loading import FIRST
from storage.notebook import Notebook
from tests.storage.made import a_category, a_person, a_risk, a_visit, edited
from tests.storage.tablets import DEVICE_SECRET, open_for

DAY = datetime(2026, 11, 2, 1, tzinfo=UTC)


def test_records_are_filtered_and_ordered_by_sql_over_their_columns(tablet):
    visits = [a_visit(tablet, occurred_at=DAY + timedelta(days=n)) for n in range(5)]
    tablet.save(*visits, a_visit(tablet, occurred_at=DAY, outcome=VisitOutcome.NOT_HOME))
    assert tablet.records(Visit, limit=2) == [visits[4], visits[3]]
    assert [v.outcome for v in tablet.records(Visit, "outcome = ?", [VisitOutcome.NOT_HOME])] == ["not_home"]
    assert tablet.records(Visit, "occurred_at > ?", [DAY + timedelta(days=3)], "occurred_at") == [visits[4]]
    assert tablet.records(Person) == []


def test_parameters_are_given_as_records_hold_them(tablet):
    person = a_person(tablet, birth_date=date(1941, 5, 20))
    tablet.save(person, visit := a_visit(tablet, person, next_contact_on=date(2026, 11, 9)))
    found = tablet.query("select id from person where id = ? and birth_date < ?", [person.id, date(1950, 1, 1)])
    assert found == [{"id": person.id.bytes}]
    assert tablet.records(Visit, "next_contact_on <= ?", [date(2026, 11, 9)]) == [visit]


def test_a_timeline_holds_what_is_about_a_person_newest_first(tablet):
    one, other = a_person(tablet, occurred_at=DAY), a_person(tablet, name="李梅", occurred_at=DAY)
    both = a_visit(tablet, one, other, occurred_at=DAY + timedelta(days=1))
    risk = a_risk(tablet, one, occurred_at=DAY + timedelta(days=2))
    tablet.save(one, other, both, risk)
    assert tablet.timeline(one.id) == [risk, both, one]
    assert tablet.timeline(other.id) == [both, other]
    assert tablet.timeline(one.id, limit=1) == [risk]


def test_a_timeline_follows_an_edit(tablet):
    one, other = a_person(tablet, occurred_at=DAY), a_person(tablet, name="李梅", occurred_at=DAY)
    visit = a_visit(tablet, one)
    tablet.save(one, other, visit)
    tablet.save(edited(visit, person_ids=(other.id,)))
    assert tablet.timeline(one.id) == [one]
    assert len(tablet.timeline(other.id)) == 2


@pytest.mark.parametrize(
    "words",
    [
        "曾",
        "国强",
        "曾国强",
        "zengguoqiang",
        "zgq",
        "ZGQ",
        "cengguoqiang",
        "cgq",
        "1234",
        "012x",
        "ｚｇｑ",
        "曾 1234",
        "曾國強",
    ],
)
def test_a_person_is_found_by(tablet, words):
    person = a_person(tablet, phone="13800001234", id_no="37029919410520012X")
    tablet.save(person, a_person(tablet, name="单雄信"))
    assert tablet.search(words) == [person.id]


@pytest.mark.parametrize("words", ["", "  ", "强曾", "zgz", "13800001", "370299", "0001234", "%", "曾 9999"])
def test_a_person_is_not_found_by(tablet, words):
    tablet.save(a_person(tablet, phone="13800001234", id_no="37029919410520012X"))
    assert tablet.search(words) == []


def test_who_begins_with_what_was_typed_comes_first(tablet):
    later, first = a_person(tablet, name="陈李氏"), a_person(tablet, name="李梅")
    tablet.save(later, first)
    assert tablet.search("李") == [first.id, later.id]


def test_a_new_name_is_found_and_the_old_one_is_not(tablet):
    person = a_person(tablet)
    tablet.save(person)
    tablet.save(edited(person, name="单雄信"))
    assert tablet.search("sxx") == [person.id]
    assert tablet.search("zgq") == []


def test_the_newest_rows_are_there_at_once_and_the_rest_after_the_load(tablet, path, template, chief):
    persons = [a_person(tablet, name="王" + "一二三四五六七八九十"[n % 10]) for n in range(FIRST + 150)]
    tablet.save(*persons)
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    again.finish_unlock(again.begin_unlock(chief), template.keks[chief])
    assert again.query("select count(*) as n from person") == [{"n": FIRST}]
    assert again.get(persons[0].id) == persons[0]  # whatever is asked for by its id is there before the load
    steps = list(again.load(slice=40))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total >= FIRST + 150
    assert again.query("select count(*) as n from person") == [{"n": FIRST + 150}]
    again.close()


def test_saving_while_the_rest_is_still_being_read_shows_everything_once(tablet, path, template, chief):
    persons = [a_person(tablet) for _ in range(FIRST + 100)]
    tablet.save(*persons)
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    again.finish_unlock(again.begin_unlock(chief), template.keks[chief])
    steps = again.load(slice=30)
    next(steps)
    next(steps)
    changed = [edited(persons[n], talk_hint="耳背") for n in (0, 50, 99, FIRST + 50)]  # read, unread, unread, newest
    again.save(*changed, new := a_person(again, name="李梅"))
    again.undo(again.save(a_visit(again, persons[99])))
    for _ in steps:
        pass
    assert again.query("select count(*) as n from person") == [{"n": FIRST + 101}]
    assert again.query("select count(*) as n from person where talk_hint = '耳背'") == [{"n": 4}]
    assert again.get(new.id) == new
    assert len(again.timeline(persons[99].id)) == 2
    assert again.damaged() == 0
    again.close()
    last = Notebook.open(path, DEVICE_SECRET)
    open_for(last, chief, template.keks)
    assert last.damaged() == 0
    last.close()


def test_locking_in_the_middle_of_a_load_ends_it(tablet, path, template, chief):
    tablet.save(*(a_person(tablet) for _ in range(FIRST + 100)))
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    again.finish_unlock(again.begin_unlock(chief), template.keks[chief])
    steps = again.load(slice=10)
    next(steps)
    again.lock()
    assert list(steps) == []
    again.close()


def test_a_persons_standing_follows_what_is_recorded(tablet):
    person = a_person(tablet, birth_date=date(1941, 5, 20), occurred_at=DAY)
    tablet.save(person, a_category(tablet, person))
    [row] = tablet.query("select level, due_on, last_contact_at from standing where person_id = ?", [person.id])
    assert (row["level"], row["last_contact_at"]) == ("unknown", None)
    tablet.save(a_risk(tablet, person, RiskLevel.HIGH, occurred_at=DAY))
    visit = a_visit(tablet, person, occurred_at=DAY + timedelta(days=1))
    tablet.save(visit)
    [row] = tablet.query("select level, due_on, last_contact_at from standing where person_id = ?", [person.id])
    assert row["level"] == "high"
    assert row["last_contact_at"] == int((DAY + timedelta(days=1)).timestamp() * 1000)
    tablet.void(visit.id, "记错了人")
    [row] = tablet.query("select last_contact_at from standing where person_id = ?", [person.id])
    assert row["last_contact_at"] is None


def test_of_a_visit_to_several_what_was_found_for_one_counts_for_that_one(tablet):
    one, other = a_person(tablet, occurred_at=DAY), a_person(tablet, name="李梅", occurred_at=DAY)
    visit = a_visit(tablet, one, other, mode=VisitMode.IN_PERSON)
    away = VisitPerson(**tablet.born(), visit_id=visit.id, person_id=other.id, outcome=VisitOutcome.NOT_HOME)
    tablet.save(one, other, visit, away, a_category(tablet, one), a_category(tablet, other))
    rows = tablet.query("select person_id from standing where last_contact_at is not null")
    assert rows == [{"person_id": one.id.bytes}]


def test_standings_are_the_same_after_the_next_unlock(tablet, path, template, chief):
    for n in range(30):
        person = a_person(tablet, birth_date=date(1935 + n, 5, 20), occurred_at=DAY)
        tablet.save(
            person,
            a_category(tablet, person, list(BeneficiaryCategory)[n % 8]),
            a_risk(tablet, person, list(RiskLevel)[n % 5], occurred_at=DAY),
            a_visit(tablet, person, occurred_at=DAY + timedelta(days=n)),
        )
    before = tablet.query("select * from standing order by person_id")
    tablet.close()
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert again.query("select * from standing order by person_id") == before
    assert len(before) == 30
    again.close()


def test_a_void_person_has_no_standing(tablet):
    person = a_person(tablet)
    tablet.save(person)
    assert len(tablet.query("select * from standing")) == 1
    tablet.void(person.id, "重复")
    assert tablet.query("select * from standing") == []


class Well(Record, frozen=True, kw_only=True, omit_defaults=True, tag="well"):
    """A kind that only this test knows."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L0,
        writers=frozenset({Level.STATION}),
        named_by=("name",),
        filters=("reached",),
    )

    name: Annotated[str, text(1, 30, need=SAVE, search=True)]
    reached: Annotated[VisitMode, code()] | None = None


def test_a_kind_that_is_declared_here_is_kept_listed_and_found_like_any_other(path, template, chief):
    add_kind(Well)
    try:
        tablet = Notebook.open(path, DEVICE_SECRET)
        open_for(tablet, chief, template.keks)
        well = Well(**tablet.born(), name="村东头老井", reached=VisitMode.PHONE)
        tablet.save(well, a_visit(tablet))
        assert tablet.get(well.id) == well
        assert tablet.records(Well, "reached = 'phone'") == [well]
        assert tablet.search("老井", kind="well") == [well.id]
        tablet.close()
    finally:
        del KINDS["well"]


def test_settings_are_read_while_locked_and_after_a_restart(shut, path):
    shut.keep_setting("scale", 1.3)
    shut.keep_setting("windows", {"today": [1, 2]})
    assert shut.setting("scale") == 1.3
    shut.close()
    again = Notebook.open(path, DEVICE_SECRET)
    assert again.setting("scale") == 1.3
    assert again.setting("windows") == {"today": [1, 2]}
    assert again.setting("nothing", "?") == "?"
    again.close()
