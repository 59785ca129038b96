"""The house stays in order: what stands where, which words stand where, and what must stand nowhere."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FIXED_BY_THE_CLIENT = {"main.py", "pyproject.toml", "views", "sync", "storage", "assets", "tests"}
ADDED = {"records", "sealing", "centre", "docs", "benchmarks", "scripts", "requirements"}
PAPERS = {
    "README.md", "README.zh-Hans.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile",
    ".ci", ".github", ".gitignore",
}  # fmt: skip

PRODUCT = ("main.py", "records", "sealing", "storage", "sync", "views", "centre", "scripts", "benchmarks")
HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST_MODULE = 260
TABLES = {"records/codes.py"}
"""One long list each: not a program."""


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def sources() -> list[Path]:
    return [p for p in tracked("*.py") if p.relative_to(ROOT).parts[0] in PRODUCT]


def test_the_top_level_holds_what_the_client_fixed_and_little_more():
    there = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert FIXED_BY_THE_CLIENT - there == set()
    assert there - FIXED_BY_THE_CLIENT - ADDED - PAPERS == set()


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the string nodes that describe code: docstrings, and the strings below a constant."""
    found = set()
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                found.add(id(child.value))
    return found


def test_words_for_people_stand_in_the_locale_files_only():
    found = []
    for path in (p for p in sources() if "benchmarks" not in p.parts):  # those invent their data
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        described = docstrings(tree)
        for node in ast.walk(tree):
            word = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described
            if word and HAN.search(ast.get_source_segment(text, node) or ""):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:30]}")
    assert found == []


def test_templates_hold_no_words():
    found = [
        str(p.relative_to(ROOT)) for p in tracked("centre/*.html", "centre/*.js") if HAN.search(p.read_text("utf-8"))
    ]
    assert found == []


def test_no_module_is_too_long_to_be_one_thing():
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := p.read_text("utf-8").count("\n")) > LONGEST_MODULE}
    assert long.keys() - TABLES == set(), long


def test_no_address_of_a_package_registry_and_no_path_of_a_machine_is_kept():
    hosts = (
        "py" + "pi.org",
        "python" + "hosted",
        "registry." + "npmjs",
        "deb." + "debian",
        "/wo" + "rk/",
        "/home/",
        "/root/",
    )
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".dict", ".ico"}:
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in hosts if host in text and path != Path(__file__)]
    assert found == []


def test_continuous_integration_runs_the_one_test_command_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "soak", "app", "centre", "clean"])
def test_every_promised_command_is_there(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_one_file_that_meets_all_parts_keeps_to_the_app_and_to_their_faces():
    names = set()
    for node in ast.walk(ast.parse((ROOT / "main.py").read_text(encoding="utf-8"))):
        names |= {a.name for a in node.names} if isinstance(node, ast.Import) else set()
        names |= {node.module} if isinstance(node, ast.ImportFrom) and node.module else set()
    packages = {name.split(".")[0] for name in names}
    assert packages & {"centre", "httpx", "sqlite3", "sqlite_utils", "cryptography"} == set()


def test_requirements_are_exact_and_hashed():
    for path in tracked("requirements/*.txt"):
        for line in path.read_text().splitlines():
            if line and not line.startswith((" ", "#", "\t")):
                assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+( ;.*)? \\$", line), f"{path.name}: {line}"


def test_the_package_for_tablets_leaves_out_what_a_tablet_does_not_need():
    flet = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["flet"]
    assert {"centre", "tests", "benchmarks", "docs", "scripts"} <= set(flet["app"]["exclude"])
    assert flet["android"]["app"]["exclude"] == ["assets/assets"]
