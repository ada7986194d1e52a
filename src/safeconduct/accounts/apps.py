"""Django's entry for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and the offices that officers hold."""

    name = "safeconduct.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
