"""A new kind of record costs one class and its words: added here, in the test, it works everywhere.

Form, check, storage, search, list and page of the app; travel, merge, table, list, page and export of a centre.
"""

import shutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID

import httpx
import msgspec
import pytest

from records import words
from records.base import COMPLETE, SAVE, About, Conflict, Level, Record, Sensitivity, code, codes, ref, text, whole
from records.codes import Role
from records.kinds import KINDS, add_kind
from storage.notebook import Notebook
from tests.centre.pages.place import Place
from tests.storage.tablets import DEVICE_SECRET, make_template, open_for
from tests.views.harness import shown
from views.app import main
from views.state.app_state import AppState


class WellWater(StrEnum):
    """What the water looks like."""

    CLEAR = "clear"
    CLOUDY = "cloudy"


class WellCheck(Record, frozen=True, kw_only=True, omit_defaults=True, tag="well_check"):
    """A village well was looked at."""

    about: ClassVar[About] = About(
        owner=Level.STATION,
        conflict=Conflict.FIELD_MERGE,
        sens=Sensitivity.L0,
        writers=frozenset({Level.STATION, Level.STREET}),
        named_by=("place",),
        listed=("water", "depth_cm"),
        filters=("water",),
        person_fields=("found_by",),
    )

    place: Annotated[str, text(2, 40, need=SAVE, search=True)]
    water: Annotated[WellWater, code(need=COMPLETE)] | None = None
    depth_cm: Annotated[int, whole(0, 5000)] = 0
    hazards: Annotated[tuple[WellWater, ...], codes(union=True)] = ()
    found_by: Annotated[UUID, ref("person")] | None = None
    remark: Annotated[str, text(0, 200, long=True)] = ""


CHINESE = """
[kind.well_check]
_ = "水井检查"
place = "哪口井"
water = "水色"
depth_cm = "水深（厘米）"
hazards = "见过的水色"
found_by = "谁发现的"
remark = "说明"
[code.well_water]
clear = "清"
cloudy = "浑"
"""
ENGLISH = """
[kind.well_check]
_ = "Well check"
place = "Which well"
water = "Water"
depth_cm = "Depth (cm)"
hazards = "Water seen before"
found_by = "Found by"
remark = "Remark"
[code.well_water]
clear = "clear"
cloudy = "cloudy"
"""


@pytest.fixture
def well_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Record]]:
    """The kind and its words; nothing of the product is touched."""
    folder = tmp_path / "locale"
    shutil.copytree(words.LOCALE_FOLDER, folder)
    (folder / "zh-Hans" / "wells.toml").write_text(CHINESE, encoding="utf-8")
    (folder / "en" / "wells.toml").write_text(ENGLISH, encoding="utf-8")
    monkeypatch.setattr(words, "LOCALE_FOLDER", folder)
    words.load_words.cache_clear()
    add_kind(WellCheck)
    yield WellCheck
    del KINDS["well_check"]
    words.load_words.cache_clear()


def nobody_answers(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network in tests", request=request)


@pytest.fixture
def tablet(well_check, tmp_path: Path) -> Iterator[AppState]:
    template = make_template(tmp_path)
    notebook = Notebook.open(template.copy(tmp_path / "notebook.linli"), DEVICE_SECRET)
    open_for(notebook, template.enrolment.chief.id, template.keks)
    state = AppState(home=tmp_path)
    state.give_notebook(notebook)
    state.locked = False
    state.syncing.transport = httpx.MockTransport(nobody_answers)
    yield state
    notebook.close()


async def test_the_app_asks_checks_keeps_finds_lists_and_shows_it(tablet):
    async with shown(lambda page: main(page, tablet), "/form/well_check") as screen:
        assert "水井检查" in screen.text
        await screen.tap("save")
        assert tablet.records(WellCheck) == []
        await screen.type("field-place", "老井")
        await screen.tap("field-water-cloudy")
        await screen.tap("save")
        [kept] = tablet.records(WellCheck)
        assert (kept.place, kept.water) == ("老井", WellWater.CLOUDY)
        await screen.go("/records/well_check")
        assert "老井" in screen.text
        assert "浑" in screen.text
        await screen.go(f"/records/well_check/{kept.id}")
        assert "老井" in screen.text
        assert tablet.notebook.search("老井", "well_check") == [kept.id]
        await screen.go("/")
    await tablet.syncing.stop()
    tablet.unlocking.stop()


async def test_a_closed_notebook_has_it_again_when_it_is_opened(tablet, tmp_path):
    kept = WellCheck(**tablet.born(), place="新井", depth_cm=180)
    tablet.save(kept)
    assert tablet.notebook.records(WellCheck, "depth_cm > ?", [100]) == [kept]
    saved = tablet.void(kept.id, "twice")
    assert tablet.notebook.records(WellCheck, "void_reason = ''") == []
    tablet.undo(saved)
    assert tablet.notebook.records(WellCheck, "void_reason = ''") == [kept]


async def test_a_centre_takes_it_in_merges_lists_filters_shows_and_exports_it(well_check, tmp_path):
    place = Place(tmp_path / "centre")
    try:
        ours, theirs = place.tablet(), place.tablet(label="DW-02")
        well = WellCheck(**place.born(ours), place="老井", water=WellWater.CLEAR, depth_cm=210)
        await place.bring(ours, well)
        await place.bring(theirs, WellCheck(**place.born(theirs), place="河边井"))
        street = place.browser(Role.STREET_ADMIN)
        listed = await street.read("/records/well_check")
        for said in ("水井检查", "老井", "河边井", "水色", "清", "210"):
            assert said in listed
        filtered = await street.read("/records/well_check?water=clear")
        assert "老井" in filtered
        assert "河边井" not in filtered
        assert "水深（厘米）" in await street.read(f"/record/{well.id}")
        scopes = ("370299001/s",)
        place.archive.write(place.worker.id, msgspec.structs.replace(well, remark="井盖换了"))
        await place.bring(ours, msgspec.structs.replace(well, depth_cm=190))
        merged = place.archive.get(well.id, scopes)
        assert (merged.remark, merged.depth_cm) == ("井盖换了", 190)
        assert place.archive.count(WellCheck, scopes) == 2
    finally:
        place.close()
