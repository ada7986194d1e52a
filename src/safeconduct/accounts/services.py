"""Writing accounts and offices."""

from __future__ import annotations

import secrets
import uuid

from django.db import transaction

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.accounts.models import Account, Office
from safeconduct.errors import InputError, NotFound

#: Without letters and digits that are taken for one another when read out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def add_account(
    *,
    name: str = "",
    password: str | None = None,
    email: str = "",
    shown_name: str = "",
    language: str = "en",
    person_id: uuid.UUID | None = None,
) -> Account:
    """A new account; without a name it gets one that tells nothing. InputError if the name is taken."""
    name = name or f"party-{''.join(secrets.choice(_ALPHABET) for _ in range(10))}"
    if Account.objects.filter(name=name).exists():
        raise InputError(f"There is an account {name!r} already.", given=name)
    account = Account(
        name=name,
        email=email.strip().lower(),
        shown_name=shown_name,
        language=language,
        person_id=person_id,
        joined_at=clock.now(),
    )
    account.set_password(password)
    account.save(force_insert=True)
    return account


def new_pin(*, account: Account) -> str:
    """A new PIN of eight digits for an account; any earlier one is void. Shown once, kept hashed."""
    pin = f"{secrets.randbelow(10**8):08d}"
    account.set_password(pin)
    account.save(update_fields=["password"])
    return pin


@transaction.atomic
def give_office(*, account: Account, role: str, post: str = "") -> Office:
    """Let an account hold an office from now on; one that it holds already is left alone.

    InputError for a role that there is not, or one that excludes a role that the account holds.
    """
    if role not in offices.ROLES:
        raise InputError(
            f"{role!r} is no role of an officer.", given=role, accepted=", ".join(offices.ROLES)
        )
    # Two who give offices to one account wait for each other.
    Account.objects.select_for_update().get(pk=account.pk)
    held = {office.role: office for office in account.offices.filter(until__isnull=True)}
    if role in held:
        return held[role]
    if excluded := offices.excluded_by(role, held):
        raise InputError(
            f"Nobody holds {role} together with {', '.join(excluded)}.",
            given=role,
            accepted="an account of its own for each",
        )
    return Office.objects.create(account=account, role=role, post=post, since=clock.now())


def end_office(*, account: Account, role: str) -> None:
    """Take an office away from now on. NotFound if the account does not hold it."""
    held = Office.objects.filter(account=account, role=role, until__isnull=True)
    if not held.update(until=clock.now()):
        raise NotFound(f"{account.name} does not hold {role}.", given=role)
