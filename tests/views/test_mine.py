"""Mine: how the tablet looks and speaks, PINs, users."""

import flet as ft
import pytest

from records.rules.ruleset import load_ruleset
from storage.notebook import Notebook
from tests.storage.tablets import DEVICE_SECRET, PIN
from views.state.app_state import AppState
from views.tokens import ELDER, Tokens


async def type_pin(screen, digits: str) -> None:
    for digit in digits:
        await screen.tap(f"key-{digit}")


async def test_language_size_and_dark_change_at_once_and_are_remembered(window, state, notebook):
    async with window("/mine") as screen:
        await screen.tap("language-en")
        assert "Text size" in screen.text
        await screen.tap("size-1.5")
        await screen.tap("dark")
        assert screen.page.theme_mode is ft.ThemeMode.DARK
        assert screen.page.title == "Linli"
    again = AppState()
    again.give_notebook(notebook)
    assert (again.language, again.scale, again.dark) == ("en", ELDER, True)


def test_elder_mode_makes_every_size_half_as_large_again():
    usual, elder = Tokens(), Tokens(scale=ELDER)
    assert elder.body == usual.body * 1.5 == 24
    assert elder.second >= 18


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "status", ["critical", "high", "medium", "low", "unknown", "here", "centre", "needs_you", "offline"]
)
def test_words_on_tints_can_be_read_in_the_sun(dark, status):
    tint = Tokens(dark=dark).look(status).tint
    assert contrast(tint.fg, tint.bg) >= 6.4


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_controls_stand_off_from_card_and_page(dark):
    t = Tokens(dark=dark)
    for ground in (t.page, t.card):
        assert contrast(t.ink, ground) >= 7
        assert contrast(t.ink2, ground) >= 7
        assert contrast(t.edge, ground) >= 3
        assert contrast(t.brand, ground) >= 4.5
        assert contrast(t.alarm, ground) >= 4.5
    assert contrast(t.on_brand, t.brand) >= 4.5
    assert contrast(t.brand_tint.fg, t.brand_tint.bg) >= 7
    assert contrast(t.snack_action, t.snack.bg) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def test_a_pin_is_changed_with_the_old_one_and_the_new_one_twice(window, state, notebook, tmp_path):
    async with window("/mine") as screen:
        await screen.tap("change-pin")
        assert "先输现在的密码" in screen.text
        await type_pin(screen, PIN)
        await type_pin(screen, "111111")
        assert "重复的数字容易被猜中" in screen.text
        await type_pin(screen, "472913")
        assert "再输一遍" in screen.text
        await type_pin(screen, "472914")
        assert "两次不一样" in screen.text
        await type_pin(screen, "472913")
        await type_pin(screen, "472913")
        await screen.until(lambda: "密码改好了" in screen.text)
    me = state.me
    notebook.close()
    again = Notebook.open(tmp_path / "notebook.linli", DEVICE_SECRET)
    again.unlock(me, "472913")
    assert again.me == me
    again.close()


async def test_a_wrong_old_pin_changes_nothing(window, notebook):
    async with window("/mine/pin") as screen:
        await type_pin(screen, "999999")
        await type_pin(screen, "472913")
        await type_pin(screen, "472913")
        await screen.until(lambda: "密码不对" in screen.text)
        assert "先输现在的密码" in screen.text


async def test_a_colleague_is_taken_off_the_tablet_and_let_on_again(window, state, template):
    assistant = template.enrolment.assistant
    async with window("/mine/users") as screen:
        assert "能看儿童保护记录·您" in screen.said(f"user-{state.me}")
        assert not screen.has(f"remove-{state.me}")
        await screen.tap(f"remove-{assistant.id}")
        assert "李小梅不能再开这台平板了" in screen.text
        assert [user.staff_id for user in state.unlocking.users()] == [state.me]
        await screen.tap("add-user")
        await type_pin(screen, "472913")
        await type_pin(screen, "472913")
        await screen.until(lambda: "李小梅可以用这台平板了" in screen.text)
    assert [user.name for user in state.unlocking.users()] == ["王秀英", "李小梅"]


async def test_about_says_station_tablet_rules_and_where_the_key_lies(window, state):
    async with window("/mine/about") as screen:
        assert "370299001003" in screen.text
        assert str(state.device_id)[:8].upper() in screen.text
        assert load_ruleset().version in screen.text
        assert "只有本账户能读的文件" in screen.text
    state.secret_in_keystore = True
    async with window("/mine/about") as screen:
        assert "系统的密钥库" in screen.text
