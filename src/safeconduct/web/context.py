"""What every page shows around its content: the demonstration line, the clock, the languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.urls import translate_url

from safeconduct import clock, programme, settings
from safeconduct.demo.prepare import PROGRAMME
from safeconduct.errors import SafeconductError


def layout(request: HttpRequest) -> dict[str, Any]:
    """Names for `base.html`."""
    return {
        "is_demonstration": settings.read("SAFECONDUCT_DEMO") == "1",
        "clock_stands_at": clock.today() if clock.is_standing_still() else None,
        "shown_programme": _programme(request),
        "default_programme": PROGRAMME,
        "other_languages": [
            {
                "code": code,
                "name": name,
                "address": translate_url(request.get_full_path(), code),
                "path": translate_url(request.path, code),
            }
            for code, name in django_settings.LANGUAGES
            if code != getattr(request, "LANGUAGE_CODE", None)
        ],
    }


def _programme(request: HttpRequest) -> Any:
    """The programme that the page is about, or the demonstration's own."""
    match = request.resolver_match
    given = match.kwargs.get("programme") if match else None
    name = given if given in programme.available() else PROGRAMME
    try:
        return programme.load(name).programme
    except SafeconductError:
        return None
