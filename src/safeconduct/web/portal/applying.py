"""The way in: who someone is, what is kept of them and why, and the case that is opened then."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.accounts.selectors import offices_of
from safeconduct.errors import InputError, NotFound
from safeconduct.web.doors import account_of
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal import offered, opening
from safeconduct.web.portal.sending import notice


@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """Who are you: the ways in which a case begins today, and who only wants to help."""
    definition = offered.definition()
    return render(
        request,
        "apply/start.html",
        {"definition": definition, "ways": offered.ways(definition), "here": "apply"},
    )


@require_http_methods(["GET", "HEAD"])
def helping(request: HttpRequest) -> HttpResponse:
    """For who helps someone else: leave to act for them, or a clerk who writes for them."""
    definition = offered.definition()
    return render(request, "apply/helping.html", {"definition": definition, "here": "apply"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, who: str) -> HttpResponse:
    """What is kept, before anything is; then the case, its number and the PIN, shown once."""
    definition = offered.definition()
    way = offered.way_of(definition, who)
    if way is None:
        raise NotFound(_("Nobody can begin in this way here today."))
    if request.method != "POST":
        key = uuid.uuid4().hex
        return render(
            request, "apply/begin.html", {"definition": definition, "way": way, "key": key}
        )
    signed_in = account_of(request)
    if signed_in is not None:
        return _another(request, signed_in, way)
    key = request.POST.get("key", "")
    if len(key) != 32 or not key.isalnum():
        raise InputError(_("We did not understand what this page sent. Please open it again."))
    if wait := accounts.wait_for("opening", get_client_ip(request) or ""):
        text = _("Very many cases were opened from here. Try again in %(n)d minutes.")
        more = {"definition": definition, "way": way, "key": key}
        more["problems"] = (Problem("open", text % {"n": wait}),)
        return render(request, "apply/begin.html", more, status=429)
    account, case, repeated = opening.begin(
        definition, way, key, is_organisation=_is_organisation(request, way)
    )
    if repeated and case.events.count() > _AS_OPENED:
        raise InputError(
            _("This form opened a case before. Nothing was changed."),
            accepted=_("sign in with the case number and the PIN"),
        )
    # A form that came twice, as when the line broke: the first PIN was never seen, and is void.
    return signed_in_with_pin(request, account, case.receipt_number, repeated=repeated)


#: A case that was opened and nothing more: the event, what follows from who opens, the clock's steps.
_AS_OPENED = 4


def signed_in_with_pin(
    request: HttpRequest, account: Account, receipt_number: str, *, repeated: bool = False
) -> HttpResponse:
    """Sign someone in and show their case number and a new PIN, once."""
    pin = accounts.new_pin(account=account)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    context: dict[str, Any] = {
        "definition": offered.definition(),
        "receipt_number": receipt_number,
        "pin": f"{pin[:4]} {pin[4:]}",
        "repeated": repeated,
    }
    return render(request, "apply/opened.html", context)


def _another(request: HttpRequest, account: Account, way: offered.Way) -> HttpResponse:
    """One more case for who is signed in already; the same form opens none twice."""
    if offices_of(account) or account.person_id is None:
        raise InputError(
            _("You are signed in with an account that cannot apply. Sign out first."),
        )
    key = request.POST.get("key", "")
    opened = request.session.setdefault("opened", {})
    if key in opened:
        notice(request, "again")
        return redirect("my_case", opened[key])
    case = opening.open_for(
        account, offered.definition(), way, is_organisation=_is_organisation(request, way)
    )
    request.session["opened"] = {**opened, key: case.receipt_number}
    return redirect("my_case", case.receipt_number)


def _is_organisation(request: HttpRequest, way: offered.Way) -> bool:
    return way.who == offered.SUPPORTER and request.POST.get("kind") == "organisation"
