"""What people type when they sign in."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as ResetForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.accounts.selectors import is_officer

_RECEIPT = re.compile(r"[A-Z]{3}[0-9]{10}")
_PIN = re.compile(r"[0-9]{8}")
#: What people write between groups of letters and digits.
_BETWEEN = re.compile(r"[\s.\-/]+")


class CaseForm(forms.Form):
    """A case number and a PIN, with or without blanks and dashes."""

    case = forms.CharField(max_length=40, error_messages={"required": _("Enter the case number.")})
    pin = forms.CharField(max_length=40, error_messages={"required": _("Enter the PIN.")})

    def clean_case(self) -> str:
        given = _BETWEEN.sub("", self.cleaned_data["case"]).upper()
        if not _RECEIPT.fullmatch(given):
            raise forms.ValidationError(
                _("A case number has three letters and ten digits, such as SFC2200000001.")
            )
        return given

    def clean_pin(self) -> str:
        given = _BETWEEN.sub("", self.cleaned_data["pin"])
        if not _PIN.fullmatch(given):
            raise forms.ValidationError(_("A PIN has eight digits."))
        return given


class RequestCodeForm(RequestLoginCodeForm):
    """An e-mail address. Officers are told nothing else than people without an account."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        user = getattr(self, "_user", None)
        if user is not None and is_officer(user):
            self._user = None
        return email


class ResetPasswordForm(ResetForm):
    """An officer's e-mail address. People who apply have no password, and get none in this way."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[Any] = getattr(self, "users", [])
        self.users = [each for each in found if is_officer(each) and each.has_usable_password()]
        return email


class FirstPasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(error_messages={"required": _("Enter a password.")}, strip=False)
    password2 = forms.CharField(
        error_messages={"required": _("Enter the password once more.")}, strip=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return cleaned


#: What allauth and its library raise for an answer that no browser gives.
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class _Passkey:
    """A browser's answer about a passkey: what is no such answer is refused like one that does not fit."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginByPasskeyForm(_Passkey, passkeys.LoginWebAuthnForm):
    """Instead of name and password."""


class SecondFactorByPasskeyForm(_Passkey, passkeys.AuthenticateWebAuthnForm):
    """After name and password."""


class ReauthenticateByPasskeyForm(_Passkey, passkeys.ReauthenticateWebAuthnForm):
    """Once more, before something changes."""


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    name = forms.CharField(required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned
