"""What people type when they sign in."""

from __future__ import annotations

import re

from allauth.account.forms import RequestLoginCodeForm
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
