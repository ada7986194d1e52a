"""Django's entry for this app."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """What was published of the casework, month by month; nothing in it is about one person."""

    name = "safeconduct.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
