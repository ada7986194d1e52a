"""Django's entry for this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration's invented people."""

    name = "safeconduct.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
