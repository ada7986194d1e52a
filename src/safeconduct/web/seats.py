"""Who is signed in, in which office, and how surely we know it. Kept in the session by its own words."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import login
from django.http import HttpRequest

from safeconduct import settings
from safeconduct.accounts.models import Account, Office
from safeconduct.accounts.selectors import offices_of

#: Key of the session under which the office is kept that the officer chose to sit in.
OFFICE = "office"
#: Under this key: id of the account that has shown a second factor in this session.
SECOND_FACTOR = "second_factor"
#: Under this key: id of the account into which one click led, in a demonstration.
ONE_CLICK = "one_click"

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account_of(request: HttpRequest) -> Account | None:
    """Who is signed in, if anyone."""
    user: Any = getattr(request, "user", None)
    return cast(Account, user) if user is not None and user.is_authenticated else None


def seat_of(request: HttpRequest, account: Account) -> Office | None:
    """The office in which the account sits: the one chosen, else its first; None without any."""
    held = offices_of(account)
    chosen = request.session.get(OFFICE)
    return next((office for office in held if office.role == chosen), held[0] if held else None)


def is_demonstration() -> bool:
    """Whether this installation shows invented people, into whose accounts anybody may look."""
    return settings.read("SAFECONDUCT_DEMO") == "1"


def enter(request: HttpRequest, account: Account, *, one_click: bool = False) -> None:
    """Sign an account in: the session gets a new key, and forgets whoever was signed in before."""
    login(request, account, backend=BACKEND)
    if one_click:
        request.session[ONE_CLICK] = str(account.pk)


def came_by_one_click(request: HttpRequest, account: Account) -> bool:
    """Whether one click led here; outside a demonstration it never did."""
    return is_demonstration() and request.session.get(ONE_CLICK) == str(account.pk)


def note_second_factor(request: HttpRequest, account: Account) -> None:
    """The account has shown a second factor in this session."""
    request.session[SECOND_FACTOR] = str(account.pk)


def forget_second_factor(request: HttpRequest) -> None:
    """The account's last second factor was removed."""
    request.session.pop(SECOND_FACTOR, None)


def is_proven(request: HttpRequest, account: Account) -> bool:
    """Whether an officer has proven enough for a desk: a second factor, or one click in a demonstration."""
    shown = request.session.get(SECOND_FACTOR) == str(account.pk)
    return shown or came_by_one_click(request, account)
