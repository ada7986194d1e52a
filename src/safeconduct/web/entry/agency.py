"""Signing in by an agency's own OpenID Connect: to an account that a manager made, and no other."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from requests import RequestException

from safeconduct import settings
from safeconduct.accounts.models import Account
from safeconduct.accounts.selectors import is_officer
from safeconduct.errors import NotFound
from safeconduct.web.agencies import ISSUER
from safeconduct.web.failures import refused
from safeconduct.web.seats import note_second_factor

DID_NOT_WORK = gettext_lazy(
    "Your agency's sign-in did not work. Nothing was changed. You can try again."
)


@require_POST
def sign_in_agency(request: HttpRequest) -> HttpResponse:
    """Lead to the agency's sign-in by a page of ours. NotFound where there is none.

    Our pages may not send forms elsewhere, and a browser takes a form's redirect for that.
    """
    if settings.agency_sign_in() is None:
        raise NotFound("There is nothing here.")
    lead = OAuth2LoginView.adapter_view(openid_connect.OpenIDConnectOAuth2Adapter(request, ISSUER))
    try:
        answer = lead(request)
    except RequestException:
        return refused(request, _("Your agency's sign-in does not answer. Try again later."))
    address = answer.headers.get("Location")
    return render(request, "entry/leave.html", {"address": address}) if address else answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The agency's sign-in leads back here. What cannot be read is refused like any other mistake of its."""
    try:
        return openid_connect.callback(request, provider_id)
    except (AttributeError, KeyError, TypeError, ValueError):
        logging.getLogger(__name__).warning("An agency's answer could not be read.")
        return refused(request, str(DID_NOT_WORK))


def recognise(request: HttpRequest, identity: Any) -> None:
    """Let the identity stand for the one account that it belongs to; else ImmediateHttpResponse.

    The first time it is found by the name, or the e-mail address that the agency vouches for; from then
    on by the agency's own lasting identifier alone. Nothing else that the agency says is kept, and what
    it says of roles is not read.
    """
    said = identity.account.extra_data
    account = identity.user if identity.is_existing else _account_named(said)
    if account is None or not account.is_active or not is_officer(account):
        _refuse(request)
    identity.account.extra_data = {}
    if identity.account.pk:
        identity.account.save(update_fields=["extra_data"])
    elif SocialAccount.objects.filter(user=account).exists():
        _refuse(request)
    else:
        identity.connect(request, account)
    if _asked_for_a_second_factor(said):
        note_second_factor(request, account)


def _account_named(said: dict[str, Any]) -> Account | None:
    """The account that bears the name or the address, if both do not point to different ones."""
    told = said.get("userinfo") or said.get("id_token") or {}
    name, email = told.get("preferred_username"), told.get("email")
    found = set()
    if isinstance(name, str) and name:
        found |= set(Account.objects.filter(name=name))
    if isinstance(email, str) and email and told.get("email_verified") is True:
        found |= set(Account.objects.filter(email=email.strip().lower()))
    return found.pop() if len(found) == 1 else None


def _asked_for_a_second_factor(said: dict[str, Any]) -> bool:
    """Whether the signed token says so (`amr`, RFC 8176)."""
    methods = (said.get("id_token") or {}).get("amr")
    return isinstance(methods, list) and "mfa" in methods


def _refuse(request: HttpRequest) -> NoReturn:
    message = _("Your agency knows you, but there is no account for you here. Ask your manager.")
    raise ImmediateHttpResponse(refused(request, message))
