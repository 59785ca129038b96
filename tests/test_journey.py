"""Docs that cannot lie: every name of ours in the journey, the glossary and the decisions exists."""

import importlib
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
OURS = ("records", "sealing", "storage", "sync", "views", "centre", "main")
NAME = re.compile(rf"`((?:{'|'.join(OURS)})\.[A-Za-z_][\w.]*)(?:\([^`]*\))?`")
STEPS = 12


def names_in(page: str) -> list[str]:
    return NAME.findall((DOCS / page).read_text(encoding="utf-8"))


def resolve(dotted: str) -> object:
    """The module, class, function or field that a dotted name stands for."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            fields = getattr(found, "__struct_fields__", ()) or getattr(found, "__annotations__", {})
            found = getattr(found, part) if hasattr(found, part) or part not in fields else part
        return found
    raise ModuleNotFoundError(dotted)


@pytest.mark.parametrize(
    "page", ["journey.md", "glossary.md", *(f"decisions/{p.name}" for p in (DOCS / "decisions").glob("*.md"))]
)
def test_every_name_in_the_docs_exists(page):
    missing = []
    for name in names_in(page):
        try:
            resolve(name)
        except (ModuleNotFoundError, AttributeError):
            missing.append(name)
    assert missing == []


def test_the_journey_is_told_in_twelve_lines_that_each_name_a_function():
    lines = re.findall(r"^\|\s*(\d+)\s*\|(.*)$", (DOCS / "journey.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, STEPS + 1))
    for number, line in lines:
        assert NAME.search(line), f"line {number} names no function"


def test_a_name_that_is_not_there_is_noticed():
    with pytest.raises((ModuleNotFoundError, AttributeError)):
        resolve("storage.notebook.Notebook.submit_everything_twice")


@pytest.mark.parametrize("page", ["README.md", "README.zh-Hans.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_every_link_to_a_file_leads_somewhere(page):
    path = DOCS.parent / page
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
