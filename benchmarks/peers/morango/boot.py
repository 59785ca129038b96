"""Django and Morango with the options that Kolibri uses on SQLite: WAL, synchronous=NORMAL, a long busy time-out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db.backends.signals import connection_created

sys.path.insert(0, str(Path(__file__).parent))
DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": os.environ["PEER_DATABASE"],
    "OPTIONS": {"timeout": 100},
}
settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "morango", "fieldapp"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF="urls",
    DATABASES={"default": DATABASE},
    AUTH_USER_MODEL="fieldapp.FieldUser",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MORANGO_TEST_POSTGRESQL=False,
)


def _prepare(connection: object, **_: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")


def boot() -> None:
    """Tables, and the two scopes: a district may all, a station its own partition."""
    connection_created.connect(_prepare)
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
    from morango.models.certificates import ScopeDefinition

    for name, key, template in (("root", "district", "${district}"), ("station", "", "${district}:${station}")):
        given = {"profile": "fieldwork", "version": 1, "primary_scope_param_key": key, "description": name}
        templates = {"read_filter_template": "", "write_filter_template": "", "read_write_filter_template": template}
        ScopeDefinition.objects.get_or_create(id=name, defaults=given | templates)
