"""What a tablet is from its enrolment on."""

from __future__ import annotations

import msgspec

from records.op import State
from records.wire import CentreKeys, Certificate
from sealing.boxes import SealBroken
from storage.errors import WrongDevice
from storage.meta import Meta

_NAME = "device"


class DeviceKeys(msgspec.Struct, frozen=True, array_like=True):
    """A device's private keys: Ed25519 to sign with, X25519 for what is sealed to it."""

    sign: bytes
    box: bytes


class Enrolled(msgspec.Struct, frozen=True, array_like=True):
    """What enrolling gives a tablet: its keys and certificate, its centre, and who may work on it."""

    keys: DeviceKeys
    certificate: Certificate
    centre: CentreKeys
    centre_url: str
    sites: tuple[State, ...] = ()
    staff: tuple[State, ...] = ()


def keep_enrolled(meta: Meta, enrolled: Enrolled) -> None:
    """Write down what the tablet is; the rosters wait in it until there is a vault to put them in."""
    meta.write(_NAME, enrolled)


def read_enrolled(meta: Meta) -> Enrolled:
    """What the tablet is.

    Raises:
        WrongDevice: the device's secret does not open it.
    """
    try:
        enrolled = meta.read(_NAME, Enrolled)
    except SealBroken:
        raise WrongDevice("the device's secret does not open this notebook") from None
    if enrolled is None:
        raise WrongDevice("wiped")
    return enrolled
