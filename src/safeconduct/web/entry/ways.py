"""Where signing in leads, and which ways in there are."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from safeconduct.web.access import ACCESS, may_reach
from safeconduct.web.seats import account_of, seat_of


def asked_for(request: HttpRequest) -> str:
    """The page of this site that somebody wanted before they had to sign in; empty if none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else ""


def after_sign_in(request: HttpRequest) -> str:
    """Where to go now: the page that was asked for, else the account's own desk, else the first page."""
    return asked_for(request) or own_desk(request)


def own_desk(request: HttpRequest) -> str:
    """The first page for whoever is signed in: officers' work, or one's own cases."""
    account = account_of(request)
    if account is None:
        return reverse("home")
    office = seat_of(request, account)
    route = "work" if office else "portal"
    role = office.role if office else None
    is_theirs = may_reach(ACCESS[route], is_signed_in=True, role=role)
    return reverse(route if is_theirs else "home")
