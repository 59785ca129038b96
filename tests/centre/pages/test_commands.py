"""The command line, from an empty folder to a centre that tablets can join."""

from __future__ import annotations

import re
import sqlite3
import stat
from pathlib import Path

import httpx
import pytest

from centre.__main__ import main
from centre.app import create_app
from centre.archive import open_archive
from centre.checking import check_archive
from centre.settings import SettingsMissing, SettingsWrong, database_of, read_settings
from sync.enrol import Joining
from tests.centre.pages.everyday import live
from tests.centre.pages.place import STATION, Browser, Place


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINLI_CENTRE", str(tmp_path / "centre"))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    return tmp_path / "centre"


INIT = [
    "init",
    "--site",
    "370299001",
    "--name",
    "河湾街道中心",
    "--login",
    "admin",
    "--person",
    "王海燕",
    "--url",
    "http://centre.test",
]


def modes(folder: Path) -> set[int]:
    """Of the key files."""
    return {stat.S_IMODE(key.stat().st_mode) for key in folder.glob("*.key")}


def run(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str, str]:
    code = main(list(given))
    said = capsys.readouterr()
    return code, said.out, said.err


async def test_a_new_centre_is_ready_for_its_first_administrator(folder: Path, capsys) -> None:
    code, out, _ = run(capsys, *INIT)
    assert code == 0
    password = re.search(r"密码 (\S+)（", out)
    assert password
    assert modes(folder) == {0o400}
    settings = read_settings(folder)
    archive = open_archive(database_of(folder, settings), folder)
    browser = Browser(create_app(archive, settings))
    answer = await browser.post("/login", {"name": "admin", "password": password.group(1)}, drawn_at="/login")
    assert answer.status_code == 303
    assert (await browser.get("/")).headers["location"] == "/password"
    archive.close()


def test_a_folder_holds_one_centre(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    code, _, err = run(capsys, *INIT)
    assert code == 1
    assert "已经有中心的密钥" in err


async def test_a_station_is_added_and_its_tablet_joins_with_the_printed_code(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    assert run(capsys, "site", STATION, "东湾村")[0] == 0
    code, out, _ = run(capsys, "code", STATION)
    assert code == 0
    assert "█" in out or "▀" in out
    typed = out.strip().split()[-1]
    settings = read_settings(folder)
    archive = open_archive(database_of(folder, settings), folder)
    joined = await Joining("DW-01", httpx.ASGITransport(create_app(archive, settings))).typed(
        "http://centre.test", typed
    )
    assert joined.certificate.site_code == STATION
    archive.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["code", "370299001999"], "没有这个站点"),
        (["site", "370299001", "x"], "已经有这个站点"),
        (["site", "370299002001", "x"], "站点代码不对"),
        (["site", "12", "x"], "站点代码不对"),
        (["site", "370299001009", ""], "填得不对"),
        (["user", "reset", "nobody"], "没有这个账号"),
        (["user", "add", "x", "--role", "boss"], "没有这个岗位"),
        (["user", "add", "admin", "--role", "street_worker", "--person", "李娜"], "已经有这个账号"),
        (["user", "protect", "admin", "--until", "soon"], "年-月-日"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Path, capsys, given: list[str], said: str) -> None:
    run(capsys, *INIT)
    code, _, err = run(capsys, *given)
    assert code == 1
    assert said in err


def test_logins_are_added_and_changed(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    assert "密码" in run(capsys, "user", "add", "lina", "--role", "street_worker", "--person", "李娜")[1]
    assert run(capsys, "user", "list")[1].split() == ["admin", "lina"]
    assert "密码" in run(capsys, "user", "reset", "lina")[1]
    assert "已关闭" in run(capsys, "user", "close", "lina")[1]
    assert "Open: lina" in run(capsys, "--language", "en", "user", "open", "lina")[1]
    assert "2026-12-31" in run(capsys, "user", "protect", "lina", "--until", "2026-12-31")[1]


def test_without_a_centre_every_command_says_so(folder: Path, capsys) -> None:
    for given in (["check"], ["code", STATION], ["user", "list"], ["serve"]):
        code, _, err = run(capsys, *given)
        assert code == 1
        assert "没有中心" in err


def test_keys_that_others_can_read_are_refused(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    (folder / "box.key").chmod(0o444)
    code, _, err = run(capsys, "check")
    assert code == 1
    assert "box.key" in err


def test_settings_that_cannot_be_read_are_named(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    with pytest.raises(SettingsMissing):
        read_settings(folder / "elsewhere")
    (folder / "centre.toml").write_text("site_code = 1\n", encoding="utf-8")
    with pytest.raises(SettingsWrong):
        read_settings(folder)
    assert run(capsys, "check")[0] == 1


def test_a_whole_archive_is_said_to_be_whole(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    code, out, _ = run(capsys, "check")
    assert (code, "全部相符" in out) == (0, True)


async def test_a_months_work_checks_out(place: Place) -> None:
    await live(place, STATION)
    assert list(check_archive(place.archive)) == []


TAMPERED = {
    "chain": "update op set box = cast(x'00' || substr(box, 2) as blob) where seq = 2",
    "gap": "delete from op where seq = 2",
    "head": "update log set acked = acked + 1",
    "row_without_op": "delete from op where record_id = (select id from person limit 1)",
    "row_differs": "update visit set outcome = 'deceased'",
    "state": "update record set state = x'00' where kind = 'visit'",
    "lost": "delete from record where kind = 'visit'",
    "receipt": "update receipt set frame = x'00'",
}


@pytest.mark.parametrize("key", TAMPERED)
async def test_a_changed_database_does_not_pass(place: Place, tmp_path: Path, key: str) -> None:
    await live(place, STATION)
    place.archive.engine.dispose()
    with sqlite3.connect(tmp_path / "centre.db") as db:
        db.execute(TAMPERED[key])
    assert key in {finding.key for finding in check_archive(place.archive)}


def test_a_database_that_cannot_even_be_read_is_not_whole(folder: Path, capsys) -> None:
    run(capsys, *INIT)
    with sqlite3.connect(folder / "centre.db") as db:
        db.execute("update op set box = x'ff' || 'text'")
    code, _, err = run(capsys, "check")
    assert code == 1
    assert "读不出来" in err
