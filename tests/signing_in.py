"""Signed-in clients for tests, as people come to be signed in through the pages."""

from __future__ import annotations

import time

from allauth.account.internal.flows import login
from django.test import Client

from safeconduct.accounts import services
from safeconduct.accounts.models import Account
from safeconduct.web.seats import SECOND_FACTOR


def account_with(name: str, *roles: str, **more: str) -> Account:
    """The account of that name, made if missing, holding these offices."""
    account = Account.objects.filter(name=name).first()
    account = account or services.add_account(name=name, **more)
    for role in roles:
        services.give_office(account=account, role=role)
    return account


def signed_in(name: str, *roles: str, second_factor: bool = True) -> Client:
    """A client signed in to the account; an officer's has shown a second factor unless told otherwise."""
    client = Client(headers={"host": "localhost"})
    sign_in(client, account_with(name, *roles), second_factor=second_factor)
    return client


def sign_in(client: Client, account: Account, *, second_factor: bool = True) -> None:
    """Sign a client in to an account, a moment ago."""
    client.force_login(account)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    if second_factor:
        session[SECOND_FACTOR] = str(account.pk)
    session.save()
