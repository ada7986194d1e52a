"""allauth's pages, where ours do something otherwise."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.views import (
    PasswordChangeView,
    PasswordResetFromKeyView,
    PasswordResetView,
    RequestLoginCodeView,
)
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from safeconduct.accounts import services as accounts
from safeconduct.errors import NotFound
from safeconduct.web.entry.ways import asked_for

#: Where allauth looks for the key of a link.
_RESET_KEY = "_password_reset_key"


class RequestCode(RequestLoginCodeView):
    """Whether there is an account or not, a message is sent; only what it says differs."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if form._user is None:
            address = form.cleaned_data["email"]
            get_adapter().send_mail("account/email/unknown_account", address, {})
        return answer


@method_decorator(never_cache, name="dispatch")
class ForgotPassword(PasswordResetView):
    """Whether an officer has the address or not, the answer is the same and a message is sent."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if answer.status_code == 302 and not form.users:
            address = form.cleaned_data["email"]
            get_adapter().send_mail("account/email/no_password", address, {})
        return answer


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class ResetPassword(PasswordResetFromKeyView):
    """A new password by the link of a mail. It signs nobody in: the second factor is asked for then."""

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> Any:
        # allauth would lead on to an address without the key. Whoever comes from their mail has no
        # cookie of ours on such a way, and would be told that the link is not good.
        request.session[_RESET_KEY] = key
        return super().dispatch(request, uidb36, self.reset_url_key, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        accounts.note(self.reset_user, "reset", by=self.reset_user.name)
        self.request.session.pop(_RESET_KEY, None)
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
