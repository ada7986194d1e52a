"""The page on which people sign in, and the ways out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct import settings
from safeconduct.accounts.models import Account
from safeconduct.accounts.selectors import offices_of
from safeconduct.demo import accounts as demo
from safeconduct.errors import NotFound
from safeconduct.web.doors import OFFICE, account_of


@never_cache
@require_http_methods(["GET", "HEAD"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The ways to sign in; in the demonstration, one button for each desk."""
    return render(
        request,
        "entry/sign_in.html",
        {"desks": demo.DESKS if is_demonstration() else (), "next": request.GET.get("next", "")},
    )


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """One click into an account of the demonstration. NotFound outside it, or for any other account."""
    name = request.POST.get("name", "")
    if not is_demonstration() or name not in {desk.name for desk in demo.DESKS}:
        raise NotFound("There is nothing here.")
    account = Account.objects.filter(name=name).first()
    if account is None:
        raise NotFound("There is nothing here.")
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(after_sign_in(request, account))


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
    return redirect("home")


def is_demonstration() -> bool:
    """Whether this installation shows invented people, into whose accounts anybody may look."""
    return settings.read("SAFECONDUCT_DEMO") == "1"


def after_sign_in(request: HttpRequest, account: Account) -> str:
    """Where to go now: the page that was asked for, else the account's own desk."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("home")
