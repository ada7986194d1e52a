"""How allauth does things here: who may sign in, where that leads, and in which words."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, NoReturn

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safeconduct import clock
from safeconduct.accounts.models import Account
from safeconduct.web.entry import agency
from safeconduct.web.entry.ways import after_sign_in
from safeconduct.web.failures import refused

_PAUSE = _("There were too many wrong tries. Wait five minutes, then try again.")
_LONGEST_ADDRESS = 254
_WRONG_CODE = _("This code is not right, or no longer valid.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; after signing in one goes to the page asked for, else to one's own desk."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is not right."),
        "too_many_login_attempts": _PAUSE,
        "rate_limited": _PAUSE,
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return after_sign_in(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def clean_email(self, email: str) -> str:
        """No longer than what a mail server and our outbox take."""
        if len(email) > _LONGEST_ADDRESS:
            raise ValidationError(
                _("This is no e-mail address. It looks like name@example.org."), code="invalid"
            )
        return str(super().clean_email(email))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
        return str(context.request.build_absolute_uri(path))

    def render_mail(
        self, template_prefix: str, email: Any, given: dict, headers: Any = None
    ) -> Any:
        """As allauth's, with what lists of unsent mail may say of it."""
        message = super().render_mail(template_prefix, email, given, headers)
        user = given.get("user")
        name = template_prefix.rpartition("/")[2]
        message.kind = "password" if "password" in name else "code"
        message.account = user.name if isinstance(user, Account) else ""
        return message

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return refused(request, str(_("This account is closed.")))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who signed in a moment ago, in whichever way."""
        request = context.request
        records = get_authentication_records(request, request.user)
        age = clock.machine_now().timestamp() - records[-1]["at"] if records else float("inf")
        return age > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Password and second factor; their pages say which it is, in words of ours."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [each | {"description": words[each["id"]]} for each in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept sealed; the picture of one is drawn into the page itself."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _WRONG_CODE}

    def get_totp_label(self, user: Any) -> str:
        return str(user.name)

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, micro=False).svg_inline(scale=4, dark="#000", light="#fff"))

    def encrypt(self, text: str) -> str:
        return _sealing().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealing().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return str(_("Passkey"))


class AgencyAdapter(DefaultSocialAccountAdapter):
    """An agency's word for who somebody is opens an account that a manager made, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict) -> Any:
        """What the agency says of names makes no account, so it is not taken over."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        agency.recognise(request, sociallogin)

    def on_authentication_error(self, request: HttpRequest, *rest: Any, **more: Any) -> NoReturn:
        raise ImmediateHttpResponse(refused(request, str(agency.DID_NOT_WORK)))


def _sealing() -> Fernet:
    key = hashlib.sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
