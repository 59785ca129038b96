"""A Morango server. Its one argument is the port."""

from __future__ import annotations

import sys

from boot import boot

boot()

from cheroot.wsgi import Server  # noqa: E402 - Django has to be set up before its models are imported
from django.core.wsgi import get_wsgi_application  # noqa: E402
from fieldapp.models import FieldUser  # noqa: E402
from morango.models.certificates import Certificate  # noqa: E402

if not FieldUser.objects.exists():
    Certificate.generate_root_certificate("root")
    user = FieldUser(username="ann")
    user.set_password("password")
    user.save()
server = Server(("127.0.0.1", int(sys.argv[1])), get_wsgi_application(), numthreads=4)
print("ready", flush=True)
server.start()
