"""One kind of record, declared as Kolibri declares its own."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from morango.models.core import SyncableModel


class FieldUser(AbstractBaseUser):
    """Somebody who may have certificates signed."""

    username = models.CharField(max_length=30, unique=True)
    USERNAME_FIELD = "username"
    is_active = True
    objects = BaseUserManager()

    def has_morango_certificate_scope_permission(self, *_: object) -> bool:
        """Anybody may: this is a benchmark."""
        return True


class Visit(SyncableModel):
    """A field visit."""

    morango_profile = "fieldwork"
    morango_model_name = "visit"
    district = models.CharField(max_length=32)
    rid = models.CharField(max_length=36)
    person_id = models.CharField(max_length=36)
    worker_id = models.CharField(max_length=16)
    station_id = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    visited_at = models.CharField(max_length=32)
    minutes = models.IntegerField()
    hours = models.FloatField()
    risk = models.IntegerField()
    needs_follow_up = models.BooleanField()
    lat = models.FloatField()
    lon = models.FloatField()
    notes = models.TextField()
    status = models.CharField(max_length=16)
    rev = models.IntegerField()

    def calculate_source_id(self, *_: object, **__: object) -> str:
        """The record's own id."""
        return str(self.rid)

    def calculate_partition(self, *_: object, **__: object) -> str:
        """District, then station."""
        return f"{self.district}:{self.station_id}:visit"
