"""What enrolling gives a tablet: its keys, its certificate, its centre, and who may work on it."""

from __future__ import annotations

import msgspec

from records.op import State
from records.wire import CentreKeys, Certificate


class DeviceKeys(msgspec.Struct, frozen=True, array_like=True):
    """A device's private keys: Ed25519 to sign with, X25519 for what is sealed to it."""

    sign: bytes
    box: bytes


class Enrolled(msgspec.Struct, frozen=True, array_like=True):
    """A tablet's place in the platform.

    Attributes:
        centre_url: the address it syncs with.
        sites, staff: the first rosters, before the first sync.
        words: numbers of the six words to compare with the officer's screen before anything is kept.
    """

    keys: DeviceKeys
    certificate: Certificate
    centre: CentreKeys
    centre_url: str
    sites: tuple[State, ...] = ()
    staff: tuple[State, ...] = ()
    words: tuple[int, ...] = ()
