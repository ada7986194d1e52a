"""Django's entry for this app."""

from django.apps import AppConfig


class CapacityConfig(AppConfig):
    """Places that caps allow, and who holds them."""

    name = "safeconduct.capacity"
    label = "capacity"
    default_auto_field = "django.db.models.BigAutoField"
