"""What allauth tells of second factors, noted in the session for the doors."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from safeconduct.accounts.models import Account
from safeconduct.web.seats import forget_second_factor, note_second_factor

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def listen() -> None:
    """Begin to hear; once a process."""
    signals.authenticator_added.connect(_added, dispatch_uid="second factor added")
    signals.authenticator_used.connect(_used, dispatch_uid="second factor used")
    signals.authenticator_removed.connect(_removed, dispatch_uid="second factor removed")


def _added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    # Recovery codes come with a factor and are none by themselves.
    if authenticator.type in _FACTORS:
        note_second_factor(request, user)


def _used(request: HttpRequest, user: Account, **_: Any) -> None:
    note_second_factor(request, user)


def _removed(request: HttpRequest, user: Account, **_: Any) -> None:
    if not Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        forget_second_factor(request)
