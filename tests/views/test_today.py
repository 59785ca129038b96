"""Today: what is red, late, due, half done."""

from records.codes import RiskLevel


async def test_the_first_day_says_what_to_do_first(window):
    async with window("/") as screen:
        assert "还没有服务对象" in screen.text
        await screen.tap("first-person")
        assert screen.page.route == "/people/new"


async def test_whoever_is_late_stands_first_with_days_in_words(window, village):
    late = village.person("陈桂兰", level=RiskLevel.HIGH, seen_days_ago=10)
    async with window("/") as screen:
        said = screen.said(f"person-{late.id}")
    assert "逾期 3 天" in said
    assert "82岁·3巷·独居老人" in said
