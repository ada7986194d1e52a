"""Django's entry for this app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Mail that waits to be sent, was sent, or could not be."""

    name = "safeconduct.messages"
    label = "messages"
    default_auto_field = "django.db.models.BigAutoField"
