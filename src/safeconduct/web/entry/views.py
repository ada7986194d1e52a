"""allauth's pages, where ours do something otherwise."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.views import PasswordChangeView, RequestLoginCodeView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from safeconduct.errors import NotFound
from safeconduct.web.entry.ways import asked_for


class RequestCode(RequestLoginCodeView):
    """Whether there is an account or not, a message is sent; only what it says differs."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if form._user is None:
            address = form.cleaned_data["email"]
            get_adapter().send_mail("account/email/unknown_account", address, {})
        return answer


class LoginByPasskey(LoginWebAuthnView):
    """Keeps the page that was asked for, and says on the sign-in page that a passkey did not fit."""

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=asked_for(self.request) or None)
        return flows.perform_passwordless_login(self.request, authenticator, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        return redirect(f"{reverse('account_login')}?passkey=refused")


class ReauthenticateByPasskey(ReauthenticateWebAuthnView):
    """Says on the same page that a passkey did not fit."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, refused=True))

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | kwargs


class ChangePassword(PasswordChangeView):
    """For those who have a password; who signs in by their agency alone has none here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_usable_password():
            raise NotFound("There is nothing here.")
        return super().dispatch(request, *args, **kwargs)
