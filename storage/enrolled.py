"""What a tablet is from its enrolment on."""

from __future__ import annotations

from sealing.boxes import SealBroken
from sealing.identity import Enrolled
from storage.errors import WrongDevice
from storage.meta import Meta

_NAME = "device"


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
