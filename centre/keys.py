"""A centre's private keys: four files that nobody else may read."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final
from uuid import UUID

from records.wire import CentreKeys
from sealing.hpke import new_box_key, public_of
from sealing.signing import SigningKey, device_id_of

NAMES: Final = ("ca", "receipt", "box", "log")
"""ca signs certificates, receipt signs receipts, box opens what is sealed to the centre, log is its own identity."""

KEY_BYTES: Final = 32


class KeysMissing(Exception):
    """The folder holds no keys; `init` makes them."""


class KeysExist(Exception):
    """There are keys already; new ones would make every tablet a stranger."""


class KeysExposed(Exception):
    """Others on this machine can read a key file (it must be 0400 or 0600)."""


class CentreSecrets:
    """The private keys of one centre."""

    def __init__(self, ca: bytes, receipt: bytes, box: bytes, log: bytes) -> None:
        self.ca = SigningKey(ca)
        self.receipt = SigningKey(receipt)
        self.box = box
        self.log = SigningKey(log)

    @classmethod
    def generate(cls) -> CentreSecrets:
        """Fresh keys, kept nowhere."""
        fresh = [SigningKey.generate().private for _ in range(3)]
        return cls(ca=fresh[0], receipt=fresh[1], box=new_box_key(), log=fresh[2])

    @property
    def public(self) -> CentreKeys:
        """What a device keeps of them."""
        return CentreKeys(self.ca.public, self.receipt.public, public_of(self.box))

    @property
    def device_id(self) -> UUID:
        """The id of the centre's own log, made like a tablet's."""
        return device_id_of(self.log.public)


def make_keys(folder: Path) -> CentreSecrets:
    """Make a centre's keys.

    Raises:
        KeysExist: there are some.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(_file(folder, name).exists() for name in NAMES):
        raise KeysExist(str(folder))
    secrets = CentreSecrets.generate()
    keys = (secrets.ca.private, secrets.receipt.private, secrets.box, secrets.log.private)
    for name, key in zip(NAMES, keys, strict=True):
        path = _file(folder, name)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(key.hex() + "\n", encoding="ascii")
        path.chmod(0o400)
    return secrets


def load_keys(folder: Path) -> CentreSecrets:
    """Read a centre's keys.

    Raises:
        KeysMissing: one is not there, or is not a key.
        KeysExposed: others can read one.
    """
    ca, receipt, box, log = (_read(_file(folder, name)) for name in NAMES)
    return CentreSecrets(ca, receipt, box, log)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        raise KeysMissing(str(path)) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysExposed(str(path))
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        raise KeysMissing(str(path)) from None
    if len(key) != KEY_BYTES:
        raise KeysMissing(str(path))
    return key
