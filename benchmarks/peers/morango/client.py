"""A Morango client. Usage: python client.py URL enrol RECORDS | push | both; prints seconds."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from boot import boot

boot()

import requests  # noqa: E402 - Django has to be set up before its models are imported
from django.db import transaction  # noqa: E402
from fieldapp.models import Visit  # noqa: E402
from morango.models.certificates import Certificate, Filter  # noqa: E402
from morango.sync.controller import MorangoProfileController  # noqa: E402

STATION = "st-007"


def enrol(url: str, records: Path) -> None:
    """Get a certificate for one station, and save the records."""
    line = MorangoProfileController("fieldwork").create_network_connection(url)
    known = requests.get(f"{url}api/morango/v1/certificates/", timeout=60).json()
    root = next(one for one in known if one["scope_definition"] == "root")["id"]
    above = line.get_remote_certificates(root, "root")[0]
    scope = {"district": root, "station": STATION}
    line.certificate_signing_request(above, "station", scope, userargs="ann", password="password")
    with transaction.atomic():
        for text in records.read_text(encoding="utf-8").splitlines():
            record = json.loads(text)
            record["rid"] = record.pop("id")
            Visit(district=root, **record).save()


def sync(url: str, *, pull: bool) -> None:
    """One whole sync, handshake included."""
    line = MorangoProfileController("fieldwork").create_network_connection(url)
    own = Certificate.objects.exclude(_private_key=None).get(scope_definition_id="station")
    session = line.create_sync_session(own, own.parent)
    wanted = Filter(f"{own.parent.id}:{STATION}")
    for client in [session.get_pull_client] * pull + [session.get_push_client]:
        half = client()
        half.initialize(wanted)
        half.run()
        half.finalize()
    line.close_sync_session(session.sync_session)
    line.close()


began = time.perf_counter()
if sys.argv[2] == "enrol":
    enrol(sys.argv[1], Path(sys.argv[3]))
else:
    sync(sys.argv[1], pull=sys.argv[2] == "both")
print(time.perf_counter() - began)
