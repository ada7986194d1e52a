"""What every page shows around its content: the demonstration line, the clock, the languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.urls import translate_url

from safeconduct import clock, programme, settings
from safeconduct.accounts.selectors import offices_of
from safeconduct.demo.prepare import PROGRAMME
from safeconduct.errors import SafeconductError
from safeconduct.web import asked
from safeconduct.web.seats import account_of, came_by_one_click, is_proven, seat_of


def layout(request: HttpRequest) -> dict[str, Any]:
    """Names for `base.html`."""
    return {
        "is_demonstration": settings.read("SAFECONDUCT_DEMO") == "1",
        "clock_stands_on": asked.home().day(clock.now()) if clock.is_standing_still() else None,
        # A page that prints an instant of no case asks its day here.
        "home": asked.home,
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


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, for `components/account.html`; asks the database only for those who are."""
    account = account_of(request)
    if account is None:
        return {"account": None}
    seat = seat_of(request, account)
    return {
        "account": account,
        "seat": seat,
        "other_seats": [each for each in offices_of(account) if each != seat],
        "is_proven": is_proven(request, account),
        "is_one_click": came_by_one_click(request, account),
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
