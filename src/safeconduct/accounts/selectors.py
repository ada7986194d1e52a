"""Reading accounts and offices."""

from __future__ import annotations

from safeconduct.accounts.models import Account, Office


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
