"""The centre's command line: `python -m centre init | site | serve | code | user | check`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from centre import commands
from centre.keys import KeysExist, KeysExposed, KeysMissing
from centre.settings import SettingsMissing, SettingsWrong, folder_of_centre
from records.base import InvalidRecord
from records.words import LANGUAGES, Words, load_words

Command = Callable[[Path, argparse.Namespace, Words], list[str]]

COMMANDS: Final[dict[str, Command]] = {
    "init": commands.init,
    "site": commands.site,
    "serve": commands.serve,
    "code": commands.code,
    "user": commands.user,
    "check": commands.check,
}


def arguments(say: Words) -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m centre", description=say("centre.cli.what"))
    parser.add_argument("--folder", type=Path, help=say("centre.cli.folder"))
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    does = parser.add_subparsers(dest="command", required=True)
    one = {name: does.add_parser(name, help=say(f"centre.cli.do_{name}")) for name in COMMANDS}
    for name in ("site", "name", "login", "person"):
        one["init"].add_argument(f"--{name}", required=True, help=say(f"centre.cli.arg_{name}"))
    one["init"].add_argument("--url", default="http://127.0.0.1:8700", help=say("centre.cli.arg_url"))
    one["site"].add_argument("code", help=say("centre.cli.arg_code"))
    one["site"].add_argument("name", help=say("centre.cli.arg_name"))
    one["serve"].add_argument("--host", default="127.0.0.1")
    one["serve"].add_argument("--port", type=int, default=8700)
    one["serve"].add_argument("--limit-concurrency", type=int, default=100, help=say("centre.cli.arg_limit"))
    one["code"].add_argument("station", help=say("centre.cli.arg_code"))
    one["code"].add_argument("--url", default="", help=say("centre.cli.arg_url"))
    one["user"].add_argument("do", choices=commands.USER_DOES)
    one["user"].add_argument("login", nargs="?", default="", help=say("centre.cli.arg_login"))
    for name in ("role", "site", "person", "until"):
        one["user"].add_argument(f"--{name}", default="", help=say(f"centre.cli.arg_{name}"))
    return parser


def main(given: list[str]) -> int:
    """Run one command; returns the exit code."""
    say = load_words("en" if "en" in given else LANGUAGES[0])
    parsed = arguments(say).parse_args(given)
    say = load_words(parsed.language)
    folder = parsed.folder or folder_of_centre()
    try:
        lines = COMMANDS[parsed.command](folder, parsed, say)
    except commands.CommandFailed as failed:
        return _fail(say(f"centre.cli.{failed.key}", **failed.about))
    except InvalidRecord as invalid:
        return _fail(say("centre.cli.invalid", field=invalid.field))
    except (SettingsMissing, KeysMissing):
        return _fail(say("centre.cli.no_centre", folder=folder))
    except KeysExist:
        return _fail(say("centre.cli.keys_exist", folder=folder))
    except KeysExposed as exposed:
        return _fail(say("centre.cli.keys_exposed", path=exposed))
    except SettingsWrong as wrong:
        return _fail(say("centre.cli.settings_wrong", error=wrong))
    for line in lines:
        print(line)
    return 0


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
