"""Django's entry for the pages."""

from django.apps import AppConfig

from safeconduct import clock, settings
from safeconduct.demo.day import STANDS_AT


class WebConfig(AppConfig):
    """Layout, components and pages."""

    name = "safeconduct.web"
    label = "web"

    def ready(self) -> None:
        """Stop the clock of a demonstration, and hear of second factors."""
        from safeconduct.web.entry import second_factors  # noqa: PLC0415 (needs the apps' models)

        second_factors.listen()
        if settings.read("SAFECONDUCT_DEMO") == "1":
            clock.stand_still_at(STANDS_AT)
