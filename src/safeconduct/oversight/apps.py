"""Django's entry for this app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """What watches over how a programme is run: second looks at a sample, and what people report."""

    name = "safeconduct.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
