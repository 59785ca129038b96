"""Joining a station on the screen: a code, six words, PINs; against a real centre in this process."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from records.codes import Role
from records.platform import Post, Staff
from tests.sync.world import OFFICER, STATION, URL, World
from tests.views.harness import shown
from views.app import main
from views.state.app_state import AppState
from views.state.opening import NOTEBOOK_FILE, SECRET_FILE, open_state


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "centre")
    born = {**made.archive.born(made.sites[STATION], OFFICER), "occurred_at": datetime(2026, 11, 2, tzinfo=UTC)}
    for name, role in (("王秀英", Role.CHIEF_SOCIAL_WORKER), ("李小梅", Role.CHILD_DIRECTOR)):
        staff = Staff(
            **{**born, "id": made.archive.born(made.sites[STATION], OFFICER)["id"]},
            name=name,
            posts=(Post(role, made.sites[STATION], date(2026, 1, 1)),),
        )
        made.archive.write(OFFICER, staff)
    yield made
    made.archive.close()


@pytest.fixture
def fresh(tmp_path: Path, world: World) -> AppState:
    """A tablet out of its box."""
    home = tmp_path / "tablet"
    home.mkdir()
    state = AppState(home=home)
    state.syncing.transport = httpx.ASGITransport(world.app)
    return state


async def type_pin(screen, digits: str) -> None:
    for digit in digits:
        await screen.tap(f"key-{digit}")


async def ask(screen, code: str) -> None:
    await screen.type("enrol-url", URL)
    await screen.type("enrol-code", code)
    await screen.tap("join")
    await screen.until(lambda: screen.has("same") or screen.has("join"), seconds=30)


async def close(state: AppState) -> None:
    await state.close()


async def test_a_tablet_joins_with_a_typed_code_and_a_worker_unlocks_it(fresh, world):
    code = world.archive.make_code(OFFICER, world.sites[STATION], URL)
    async with shown(lambda page: main(page, fresh), "/", width=390, height=844) as screen:
        assert "让这台平板加入工作站" in screen.text
        await ask(screen, code.typed)
        assert len(screen.starting("word-")) == 6
        await screen.tap("same")
        staff = {screen.said(ident).split("\n")[0]: ident for ident in screen.starting("staff-")}
        await screen.tap(staff["王秀英"])
        assert "请本人来输密码" in screen.text
        await type_pin(screen, "123456")
        assert "连号容易被猜中" in screen.text
        await type_pin(screen, "290174")
        await type_pin(screen, "290175")
        assert "两次不一样" in screen.text
        await type_pin(screen, "290174")
        await type_pin(screen, "290174")
        assert "已设好密码" in screen.text
        assert "钥匙放在一个只有本账户能读的文件里" in screen.text
        await screen.tap("finish")
        await screen.until(lambda: fresh.enrolled, seconds=60)
        assert "王秀英，请输六位密码" in screen.text
        await type_pin(screen, "290174")
        await screen.until(lambda: screen.has("sync-badge"), seconds=60)
        assert fresh.my_name == "王秀英"
        await screen.until(lambda: fresh.online, seconds=30)
    await close(fresh)
    assert (fresh.home / NOTEBOOK_FILE).exists()
    assert (fresh.home / SECRET_FILE).stat().st_mode & 0o077 == 0
    again = open_state(fresh.home)
    assert again.enrolled
    assert again.locked
    assert again.site_name
    await close(again)


async def test_different_words_stop_everything_and_nothing_is_kept(fresh, world):
    code = world.archive.make_code(OFFICER, world.sites[STATION], URL)
    async with shown(lambda page: main(page, fresh), "/") as screen:
        await ask(screen, code.typed)
        await screen.tap("different")
        assert "什么都没有保存" in screen.text
        assert screen.has("join")
    assert list(fresh.home.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("centre.test", "ABCDEFGHJK", "地址不对"),
        (URL, "不是码", "这不是加入码"),
        (URL, "0000000000", "中心不认这个加入码"),
    ],
)
async def test_what_went_wrong_is_said_with_what_to_do(fresh, world, url, code, said):
    async with shown(lambda page: main(page, fresh), "/") as screen:
        await screen.type("enrol-url", url)
        await screen.type("enrol-code", code)
        await screen.tap("join")
        await screen.until(lambda: said in screen.text, seconds=30)
        assert "什么都没有保存" in screen.text


async def test_without_a_network_it_says_so_and_can_be_tried_again(fresh):
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    fresh.syncing.transport = httpx.MockTransport(nobody)
    async with shown(lambda page: main(page, fresh), "/") as screen:
        await ask(screen, "ABCDEFGHJK")
        await screen.until(lambda: "没连上中心" in screen.text)
        assert screen.has("join")
