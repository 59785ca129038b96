"""A Django application with one model that Morango syncs."""
