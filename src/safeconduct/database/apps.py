"""Django's entry for this app."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """What an installation knows about itself."""

    name = "safeconduct.database"
    label = "database"
    default_auto_field = "django.db.models.BigAutoField"
