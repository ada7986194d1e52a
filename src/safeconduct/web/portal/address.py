"""One's e-mail address: for news of one's cases, and to sign in by a code. It is proved first."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.errors import InputError, NotFound
from safeconduct.messages import server
from safeconduct.messages.services import put_mail
from safeconduct.web.doors import account_of
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal import offered
from safeconduct.web.portal.sending import notice, take_notice
from safeconduct.web.seats import came_by_one_click

#: Key of the session: the address that is being proved, the code's digest, since when, tries so far.
_PROVING = "proving_address"
_GOOD_FOR_SECONDS = 15 * 60
_MOST_TRIES = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Give an address, then the code that was sent to it; or have it forgotten."""
    account = account_of(request)
    if account is None:
        raise NotFound("There is nothing here.")
    if request.method == "POST" and came_by_one_click(request, account):
        # Whoever may click into an account of the demonstration changes nothing about who enters it.
        raise InputError(_("In this demonstration the address cannot be changed."))
    problems: tuple[Problem, ...] = ()
    does = request.POST.get("do", "") if request.method == "POST" else ""
    if does == "forget":
        accounts.set_email(account=account, email="")
        notice(request, "no_address")
        return redirect("portal")
    if does == "send":
        problems = _send(request, account)
    elif does == "prove":
        problems = _prove(request, account)
        if not problems:
            notice(request, "address")
            return redirect("portal")
    context: dict[str, Any] = {
        "definition": offered.definition(),
        "account": account,
        "problems": problems,
        "proving": request.session.get(_PROVING, {}).get("email", ""),
        "typed": request.POST.get("email", "").strip()[:254],
        "can_send_mail": server.configured() is not None,
        "notice": take_notice(request),
    }
    return render(request, "my/address.html", context)


def _send(request: HttpRequest, account: Account) -> tuple[Problem, ...]:
    email = request.POST.get("email", "").strip().lower()[:254]
    try:
        validate_email(email)
    except ValidationError:
        return (Problem("email", _("This is no e-mail address. It looks like name@example.org.")),)
    if wait := accounts.wait_for("address_code", account.name):
        return (Problem("email", too_often(wait)),)
    code = f"{secrets.randbelow(10**8):08}"
    request.session[_PROVING] = {
        "email": email,
        "digest": _digest(code),
        "since": clock.machine_now().timestamp(),
        "tries": 0,
    }
    # Nobody learns here who has an account: an address that is taken gets a message without a code.
    taken = Account.objects.filter(email=email).exclude(pk=account.pk).exists()
    body = (
        _("This address belongs to another account here. If it was not you, do nothing.\n")
        if taken
        else _("Your code is %(code)s. If it was not you, do nothing.\n") % {"code": code}
    )
    put_mail(to=email, subject=_("Your code"), body=body, kind="code", account=account.name)
    return ()


def _prove(request: HttpRequest, account: Account) -> tuple[Problem, ...]:
    held = request.session.get(_PROVING)
    wrong = Problem("code", _("This code is not right, or no longer valid."))
    if not held:
        return (wrong,)
    age = clock.machine_now().timestamp() - held["since"]
    if age > _GOOD_FOR_SECONDS or held["tries"] >= _MOST_TRIES:
        del request.session[_PROVING]
        return (Problem("email", str(wrong.message)),)
    typed = "".join(filter(str.isdigit, request.POST.get("code", "")))
    taken = Account.objects.filter(email=held["email"]).exclude(pk=account.pk).exists()
    if taken or not constant_time_compare(_digest(typed), held["digest"]):
        request.session[_PROVING] = held | {"tries": held["tries"] + 1}
        return (wrong,)
    accounts.set_email(account=account, email=held["email"])
    del request.session[_PROVING]
    return ()


def _digest(code: str) -> str:
    return salted_hmac("safeconduct.web.portal.address", code, algorithm="sha256").hexdigest()


def too_often(minutes: int) -> str:
    """A plain sentence for who asks for something too often."""
    return _("This was done very often from here. Try again in %(n)d minutes.") % {"n": minutes}
