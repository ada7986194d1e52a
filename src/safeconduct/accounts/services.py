"""Writing accounts and offices."""

from __future__ import annotations

import hmac
import math
import re
import secrets
import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from safeconduct import clock
from safeconduct.accounts import offices, pins, tries
from safeconduct.accounts.errors import AccountRefused
from safeconduct.accounts.models import Account, Office, OfficerAct, Pin
from safeconduct.accounts.selectors import is_officer
from safeconduct.errors import InputError, NotFound

#: Without letters and digits that are taken for one another when read out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


def add_account(
    *,
    name: str = "",
    password: str | None = None,
    email: str = "",
    shown_name: str = "",
    language: str = "en",
    person_id: uuid.UUID | None = None,
) -> Account:
    """A new account; without a name it gets one that tells nothing.

    InputError if the name or the address is taken, or cannot be one.
    """
    name = name or f"party-{''.join(secrets.choice(_ALPHABET) for _ in range(10))}"
    email = email.strip().lower()
    _check_new(name, email)
    account = Account(
        name=name,
        email=email,
        shown_name=shown_name,
        language=language,
        person_id=person_id,
        joined_at=clock.now(),
    )
    account.set_password(password)
    account.save(force_insert=True)
    return account


def set_email(*, account: Account, email: str) -> None:
    """The address at which an account's owner is reached; empty for none.

    InputError if another account has it, or for an office's account: a manager sets that.
    """
    email = email.strip().lower()
    if is_officer(account):
        raise InputError("A manager sets the address of an officer.", given=account.name)
    if email and Account.objects.filter(email=email).exclude(pk=account.pk).exists():
        raise InputError(f"There is an account with the address {email!r} already.", given=email)
    account.email = email
    account.save(update_fields=["email"])


def wait_for(kind: str, what: str) -> int:
    """Count one more of what is limited by the hour; for how many minutes to wait, if it was too many."""
    return math.ceil(tries.take(kind, what).total_seconds() / 60)


def _check_new(name: str, email: str) -> None:
    if not _NAME.fullmatch(name):
        raise AccountRefused(
            "name",
            f"{name!r} cannot be the name of an account.",
            given=name,
            accepted="letters, digits and . _ @ + -, at most 100 of them",
        )
    if Account.objects.filter(name__iexact=name).exists():
        raise AccountRefused("name_taken", f"There is an account {name!r} already.", given=name)
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise AccountRefused("email", f"{email!r} is no e-mail address.", given=email) from error
    if Account.objects.filter(email=email).exists():
        raise AccountRefused(
            "email_taken", f"There is an account with the address {email!r} already.", given=email
        )


@transaction.atomic
def give_office(*, account: Account, role: str, post: str = "", by: str = "") -> Office:
    """Let an account hold an office from now on; one that it holds already is left alone.

    `by` is who gives it, for the record. AccountRefused for a role that there is not, one that
    excludes a role that the account holds, a closed account, or one's own.
    """
    if role not in offices.ROLES:
        raise AccountRefused(
            "role",
            f"{role!r} is no role of an officer.",
            given=role,
            accepted=", ".join(offices.ROLES),
        )
    refuse_own(account, by)
    # Two who give offices to one account wait for each other.
    kept = Account.objects.select_for_update().get(pk=account.pk)
    held = {office.role: office for office in account.offices.filter(until__isnull=True)}
    if role in held:
        return held[role]
    if not kept.is_active:
        raise AccountRefused("closed", f"The account {kept.name} is closed.", given=kept.name)
    if excluded := offices.excluded_by(role, held):
        why = offices.WHY_APART[offices.why_apart(role, excluded[0])]
        raise AccountRefused(
            "excluded",
            f"Nobody holds {role} together with {', '.join(excluded)}. {why}",
            given=role,
            accepted="an account of its own for each",
            others=excluded,
        )
    note(account, "given", by=by, role=role, post=post)
    return Office.objects.create(account=account, role=role, post=post, since=clock.now())


@transaction.atomic
def end_office(*, account: Account, role: str, by: str = "") -> None:
    """Take an office away from now on. NotFound if the account does not hold it."""
    refuse_own(account, by)
    held = Office.objects.filter(account=account, role=role, until__isnull=True)
    if not held.update(until=clock.now()):
        raise NotFound(f"{account.name} does not hold {role}.", given=role)
    note(account, "ended", by=by, role=role)


def note(account: Account, what: str, *, by: str, role: str = "", post: str = "") -> None:
    """Put on record what was done to an officer's account."""
    OfficerAct.objects.create(
        account=account, at=clock.now(), by=by, what=what, role=role, post=post
    )


def refuse_own(account: Account, by: str) -> None:
    """AccountRefused where somebody would change their own offices or account."""
    if by and by == account.name:
        raise AccountRefused(
            "own",
            "Nobody gives or ends their own office, or closes their own account.",
            given=account.name,
            accepted="another manager",
        )


def note_sign_in(*, account: Account) -> None:
    """The account was used now by whoever it belongs to."""
    Account.objects.filter(pk=account.pk).update(last_login=clock.now())


def new_pin(*, account: Account) -> str:
    """A new PIN of eight digits, to be shown once; one that the account had is worth nothing from now on.

    InputError for an account that holds an office: officers prove more than that.
    """
    if is_officer(account):
        raise InputError(
            f"{account.name} holds an office, and signs in with a password and a second factor.",
            given=account.name,
            accepted="the account of someone who applies",
        )
    pin = pins.draw()
    kept = {"digest": pins.digest(account.pk, pins.stretched(pin)), "made_at": clock.now()}
    Pin.objects.update_or_create(account=account, defaults=kept)
    return pin


def close_account_of(*, person_id: uuid.UUID) -> bool:
    """Close the account of a person and forget its address; whether there was one.

    Its name stays: it tells nothing, and events hold it.
    """
    closed = Account.objects.filter(person_id=person_id)
    return closed.update(email="", shown_name="", is_active=False) > 0


def account_for_code(*, names: Collection[str], pin: str) -> Account | None:
    """Whose PIN this is among the accounts of a case; None if nobody's, or an officer's.

    Takes as long for a case that there is not, whose `names` are none.
    """
    stretched = pins.stretched(pin)
    officers = Office.objects.filter(until__isnull=True).values("account")
    kept = Pin.objects.filter(account__name__in=names, account__is_active=True)
    found = None
    for each in kept.exclude(account__in=officers).select_related("account"):
        if hmac.compare_digest(each.digest, pins.digest(each.account_id, stretched)):
            found = each.account
    return found
