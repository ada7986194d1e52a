"""Django's entry for the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, components and pages."""

    name = "safeconduct.web"
    label = "web"
