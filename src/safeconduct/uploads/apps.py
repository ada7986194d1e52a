"""Django's entry for this app."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Documents about people."""

    name = "safeconduct.uploads"
    label = "uploads"
    default_auto_field = "django.db.models.BigAutoField"
