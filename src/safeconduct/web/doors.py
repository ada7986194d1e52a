"""Every page's door: who is asking, and whether the access table lets them in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from safeconduct.accounts.models import Account, Office
from safeconduct.cases import access as cases
from safeconduct.cases.models import Case
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.web.access import ACCESS, SECOND_FACTOR_ROUTES, may_reach
from safeconduct.web.failures import bad_request, not_found
from safeconduct.web.limits import holds_nul
from safeconduct.web.seats import account_of, came_by_one_click, is_proven, seat_of

__all__ = ("Doors", "account_of", "case_for", "office_of", "officer")


class Doors:
    """Refuses, before a page runs, whoever the access table does not name; sets `request.office`.

    What is not for everyone is kept by nobody on the way, not even that it was refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "is_public", True):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, given: object, named: object
    ) -> HttpResponse | None:
        """None lets the page run. Whoever is not signed in is led to the sign-in, others learn nothing.

        An officer without a second factor is led to set one up, whatever the page.
        """
        match = request.resolver_match
        route = (match.url_name or "") if match else ""
        entry = ACCESS.get(route)
        request.office = None
        if holds_nul(request):
            return bad_request(request)
        if entry is None:
            return not_found(request)
        # Asking who is signed in reads the session: pages for everyone do without.
        request.is_public = may_reach(entry, is_signed_in=False, role=None)
        if request.is_public:
            return None
        account = account_of(request)
        if account is None:
            asked = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
            return redirect(f"{reverse('sign_in')}{'?' + urlencode(asked) if asked else ''}")
        office = seat_of(request, account)
        request.office = office
        if not may_reach(entry, is_signed_in=True, role=office.role if office else None):
            return not_found(request)
        return _second_factor(request, account, route) if office else None


def _second_factor(request: HttpRequest, account: Account, route: str) -> HttpResponse | None:
    # Whoever may click into an account of the demonstration changes nothing about how others enter it.
    if route in SECOND_FACTOR_ROUTES:
        return not_found(request) if came_by_one_click(request, account) else None
    if route == "sign_out" or is_proven(request, account):
        return None
    return redirect("mfa_index")


def office_of(request: HttpRequest) -> Office | None:
    """The office in which the reader sits; None for people who apply, and on pages for everyone."""
    return getattr(request, "office", None)


def officer(request: HttpRequest) -> Actor:
    """The officer who asks, in the office that they sit in. NotFound for anyone else."""
    account, office = account_of(request), office_of(request)
    if account is None or office is None:
        raise NotFound("There is nothing here.")
    return Actor(office.role, account.name)


def case_for(request: HttpRequest, name: str) -> tuple[Case, Actor]:
    """A case by receipt number, and as whom the reader acts in it. NotFound if it is not theirs."""
    account, office = account_of(request), office_of(request)
    if account is None:
        raise NotFound("There is no such case.", given=name)
    if office is not None:
        actor = Actor(office.role, account.name)
        return cases.access_case(name=name, actor=actor), actor
    return cases.own_case(name=name, account=account.name)
