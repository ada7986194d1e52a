"""Django's entry for this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, groups, links between records of one person, and personal values."""

    name = "safeconduct.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
