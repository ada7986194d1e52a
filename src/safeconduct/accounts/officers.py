"""Officers' accounts: made by a manager, entered by a link that is good once, closed; each act on record."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from safeconduct import clock
from safeconduct.accounts import services
from safeconduct.accounts.errors import AccountRefused
from safeconduct.accounts.models import Account, FirstLink
from safeconduct.accounts.selectors import offices_of
from safeconduct.errors import NotFound

LINK_GOOD_FOR = timedelta(hours=72)


@transaction.atomic
def add_officer(
    *,
    name: str,
    shown_name: str,
    role: str,
    by: str,
    post: str = "",
    email: str = "",
    language: str = "en",
) -> Account:
    """A new account that holds an office. It has no password: its owner sets one by a first link.

    AccountRefused if name, shown name, address or role cannot be one.
    """
    if not name:
        raise AccountRefused(
            "name", "An account of an officer needs a name.", accepted="such as olga"
        )
    if not shown_name.strip():
        raise AccountRefused(
            "shown_name",
            "An officer needs a name that colleagues and letters call them by.",
            accepted="such as Olga Sample",
        )
    account = services.add_account(
        name=name, email=email, shown_name=shown_name.strip()[:100], language=language
    )
    services.note(account, "made", by=by)
    services.give_office(account=account, role=role, post=post, by=by)
    return account


@transaction.atomic
def make_first_link(*, account: Account, by: str) -> tuple[str, datetime]:
    """A secret for the address of the first sign-in, to be handed over once, and until when it is good.

    One that was made before is worth nothing from now on. AccountRefused once the account was entered,
    for a closed account, or one's own.
    """
    services.refuse_own(account, by)
    kept = Account.objects.select_for_update().get(pk=account.pk)
    if not kept.is_active:
        raise AccountRefused("closed", f"The account {kept.name} is closed.", given=kept.name)
    if not waits_for_first_entry(kept):
        raise AccountRefused(
            "entered",
            f"{kept.name} has set a password or signed in before.",
            given=kept.name,
            accepted="an account that nobody entered yet; a forgotten password is reset by its owner",
        )
    secret, now = secrets.token_urlsafe(32), clock.machine_now()
    until = now + LINK_GOOD_FOR
    FirstLink.objects.update_or_create(
        account=account, defaults={"digest": _digest(secret), "made_at": now, "until": until}
    )
    services.note(account, "linked", by=by)
    return secret, until


def waits_for_first_entry(account: Account) -> bool:
    """Whether nobody has entered the account yet, in whichever way."""
    return account.last_login is None and not account.has_usable_password()


def account_of_link(secret: str) -> Account:
    """Whose first link this is. NotFound for one that is used, over, or was never made."""
    found = (
        FirstLink.objects.filter(digest=_digest(secret), until__gt=clock.machine_now())
        .select_related("account")
        .first()
    )
    if found is None or not found.account.is_active:
        raise NotFound("This link is used, over, or no link.")
    return found.account


@transaction.atomic
def use_first_link(*, secret: str, password: str) -> Account:
    """Set the first password of an account; the link is worth nothing afterwards.

    NotFound for a link that is not good, AccountRefused for a password that is easy to guess.
    """
    account = account_of_link(secret)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise AccountRefused(
            "password", " ".join(error.messages), accepted="a longer one"
        ) from error
    # Of two who use the link at once, one finds it gone.
    removed, _by_model = FirstLink.objects.filter(digest=_digest(secret)).delete()
    if not removed:
        raise NotFound("This link is used, over, or no link.")
    account.set_password(password)
    account.save(update_fields=["password"])
    services.note(account, "entered", by=account.name)
    return account


@transaction.atomic
def close_officer(*, account: Account, by: str) -> bool:
    """End all offices of an account and let nobody enter it any more; whether it was open.

    Its name stays, for the record. AccountRefused for one's own.
    """
    services.refuse_own(account, by)
    kept = Account.objects.select_for_update().get(pk=account.pk)
    if not kept.is_active:
        return False
    for office in offices_of(kept):
        services.end_office(account=kept, role=office.role, by=by)
    FirstLink.objects.filter(account=kept).delete()
    kept.is_active = False
    kept.save(update_fields=["is_active"])
    services.note(kept, "closed", by=by)
    return True


def _digest(secret: str) -> str:
    """The secret is long and made of chance: a plain digest cannot be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()
