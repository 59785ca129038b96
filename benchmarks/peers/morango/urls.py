"""Morango's own routes."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("morango.urls"))]
