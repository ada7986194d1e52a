"""The page on which people sign in, and the ways out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct import settings
from safeconduct.accounts.models import Account
from safeconduct.accounts.selectors import offices_of
from safeconduct.demo import accounts as demo
from safeconduct.errors import NotFound
from safeconduct.messages import server
from safeconduct.web.entry.ways import after_sign_in, asked_for, own_desk
from safeconduct.web.seats import OFFICE, account_of, enter, is_demonstration


@never_cache
@require_http_methods(["GET", "HEAD"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The ways to sign in; in the demonstration, one button for each desk."""
    desks: tuple[demo.Desk, ...] = demo.DESKS if is_demonstration() else ()
    # At the first start of a demonstration its people come one after the other.
    known = set(Account.objects.filter(name__in=[desk.name for desk in desks]).values_list("name"))
    desks = tuple(desk for desk in desks if (desk.name,) in known)
    return render(
        request,
        "entry/sign_in.html",
        {
            "people": [desk for desk in desks if not desk.roles],
            "officers": [desk for desk in desks if desk.roles],
            "agency": settings.agency_sign_in(),
            "can_send_mail": server.configured() is not None,
            "next": asked_for(request),
        },
    )


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """One click into an account of the demonstration. NotFound outside it, or for any other account."""
    name = request.POST.get("name", "")
    desk = next((desk for desk in demo.DESKS if desk.name == name), None)
    account = Account.objects.filter(name=name).first()
    if not is_demonstration() or desk is None or account is None:
        raise NotFound("There is nothing here.")
    enter(request, account, one_click=True)
    if desk.roles:
        request.session[OFFICE] = desk.roles[0]
    return redirect(after_sign_in(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


@require_POST
def choose_office(request: HttpRequest) -> HttpResponse:
    """Sit in another of the offices that one holds. NotFound for one that one does not."""
    account, role = account_of(request), request.POST.get("role", "")
    if account is None or role not in {office.role for office in offices_of(account)}:
        raise NotFound("There is nothing here.")
    request.session[OFFICE] = role
    return redirect(own_desk(request))
