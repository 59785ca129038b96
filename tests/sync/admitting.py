"""A device that a centre has admitted, without the ceremony of a one-time code."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from centre.archive import Archive
from centre.tablets import admit_tablet, certify
from sealing.hpke import new_box_key, public_of
from sealing.signing import SigningKey
from tests.sync.memory_box import MemoryBox


def admitted(archive: Archive, site: tuple[UUID, str], label: str = "tablet") -> MemoryBox:
    """A box with fresh keys and a certificate for `site`, its id and its code."""
    sign, box = SigningKey.generate(), new_box_key()
    certificate = certify(
        archive.secrets.ca, site, signing_key=sign.public, box_key=public_of(box), now=datetime.now(UTC)
    )
    with archive.writing() as db:
        admit_tablet(db, certificate, label)
    return MemoryBox(sign.private, box, certificate, archive.secrets.public)
