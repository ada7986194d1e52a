"""Django's entry for this app."""

from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    """Which desk has which case now, in the order in which work is taken up."""

    name = "safeconduct.worklists"
    label = "worklists"
    default_auto_field = "django.db.models.BigAutoField"
