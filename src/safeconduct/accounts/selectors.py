"""Reading accounts and offices."""

from __future__ import annotations

import uuid

from safeconduct.accounts.models import Account, Office, OfficerAct
from safeconduct.errors import NotFound


def offices_of(account: Account) -> tuple[Office, ...]:
    """The offices that an account holds now, by role."""
    return tuple(account.offices.filter(until__isnull=True).order_by("role"))


def accounts(*, everyone: bool = False) -> tuple[Account, ...]:
    """The accounts of officers by name, or of everyone."""
    officers = Office.objects.filter(until__isnull=True).values("account")
    found = Account.objects.all() if everyone else Account.objects.filter(pk__in=officers)
    return tuple(found.order_by("name"))


def is_officer(account: Account) -> bool:
    """Whether the account holds any office now."""
    return account.offices.filter(until__isnull=True).exists()


def shown_names(names: set[str]) -> dict[str, str]:
    """How colleagues call the officers of these account names; those without a name are absent."""
    rows = Account.objects.filter(name__in=names).exclude(shown_name="")
    return dict(rows.values_list("name", "shown_name"))


def officers(*, after: str = "", most: int = 50) -> tuple[list[Account], bool]:
    """Accounts that hold or held an office, by name, closed ones too; whether there are more."""
    found = Account.objects.filter(pk__in=Office.objects.values("account"), name__gt=after)
    rows = list(found.order_by("name")[: most + 1])
    return rows[:most], len(rows) > most


def access_officer(account_id: uuid.UUID) -> Account:
    """An account that holds or held an office. NotFound for anybody else's, as for none."""
    held = Office.objects.filter(account=account_id)
    found = Account.objects.filter(pk=account_id).first() if held.exists() else None
    if found is None:
        raise NotFound("There is no such officer.")
    return found


def acts_on(account: Account | None = None, *, most: int = 100) -> tuple[OfficerAct, ...]:
    """What was done to an officer's account, or to any, the last first."""
    acts = OfficerAct.objects.select_related("account").order_by("-at", "-id")
    return tuple((acts if account is None else acts.filter(account=account))[:most])
