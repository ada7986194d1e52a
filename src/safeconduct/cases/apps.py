"""Django's entry for this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their events, and what is due."""

    name = "safeconduct.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
