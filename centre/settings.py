"""What a centre must be told before it can start; one small file in its folder."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

FILE: Final = "centre.toml"
"""The settings' name in the centre's folder."""

DEFAULT_FOLDER: Final = Path("data/centre")
"""Where a centre keeps its keys, its database and its settings, unless `LINLI_CENTRE` says otherwise."""


class SettingsMissing(Exception):
    """The folder holds no centre; `python -m centre init` makes one."""


class SettingsWrong(Exception):
    """The settings file cannot be read as settings."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A centre's settings.

    Attributes:
        site_code: the centre's own site: a district of 6 digits or a street of 9.
        site_name: what stands at the head of every page.
        public_url: the address that tablets and browsers use; its scheme says whether cookies must be Secure.
        database: a SQLAlchemy address; empty for a SQLite file in the folder.
        demo: say on every page that the data are made up.
    """

    site_code: str
    site_name: str
    public_url: str = "http://127.0.0.1:8700"
    database: str = ""
    demo: bool = False

    @property
    def https(self) -> bool:
        """Whether browsers reach the centre over TLS."""
        return urlsplit(self.public_url).scheme == "https"


def folder_of_centre() -> Path:
    """The centre's folder."""
    return Path(os.environ.get("LINLI_CENTRE", "") or DEFAULT_FOLDER)


def database_of(folder: Path, settings: Settings) -> str:
    """The database's address; the environment wins, so that a password need not stand in a file."""
    return os.environ.get("LINLI_DATABASE_URL", "") or settings.database or f"sqlite:///{folder / 'centre.db'}"


def read_settings(folder: Path) -> Settings:
    """Read the settings.

    Raises:
        SettingsMissing: there is no centre in this folder.
        SettingsWrong: the file is not what it should be.
    """
    path = folder / FILE
    if not path.is_file():
        raise SettingsMissing(str(path))
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settings)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{path}: {error}") from error


def write_settings(folder: Path, settings: Settings) -> None:
    """Keep the settings; `folder` must exist."""
    lines = [f"{name} = {_toml(value)}" for name, value in msgspec.structs.asdict(settings).items()]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: object) -> str:
    """A string or a flag as TOML; JSON strings are TOML strings."""
    return str(value).lower() if isinstance(value, bool) else msgspec.json.encode(value).decode()
