"""Who may hold what: offices that exclude one another, and what the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from safeconduct.accounts import offices, services
from safeconduct.accounts.models import Office
from safeconduct.accounts.selectors import offices_of
from safeconduct.errors import InputError

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (offices.TRAVEL, offices.REVIEW),
        (offices.REVIEW, offices.SUPPORTER_REVIEW),
        (offices.CLERK, offices.VETTING),
        (offices.PORT, offices.AUDITOR),
        (offices.AUDITOR, offices.CASEWORK),
    ],
)
def test_roles_that_exclude_one_another(fresh_database, held: str, wanted: str) -> None:
    account = services.add_account(name="olga")
    services.give_office(account=account, role=held)
    with pytest.raises(InputError, match="together"):
        services.give_office(account=account, role=wanted)
    assert [office.role for office in offices_of(account)] == [held]
    # Whoever lays the one down may take up the other.
    services.end_office(account=account, role=held)
    services.give_office(account=account, role=wanted)
    assert [office.role for office in offices_of(account)] == [wanted]


def test_an_office_is_given_once(fresh_database) -> None:
    account = services.add_account(name="olga")
    first = services.give_office(account=account, role=offices.CONSULAR, post="us_tijuana")
    assert services.give_office(account=account, role=offices.CONSULAR) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(account=account, role=offices.CONSULAR, since=first.since)


def test_an_unknown_role_and_a_taken_name_are_refused(fresh_database) -> None:
    account = services.add_account(name="olga")
    with pytest.raises(InputError, match=r"officer\.king"):
        services.give_office(account=account, role="officer.king")
    with pytest.raises(InputError, match="olga"):
        services.add_account(name="olga")


def test_without_a_name_an_account_gets_one_that_tells_nothing(fresh_database) -> None:
    one, other = services.add_account(), services.add_account()
    assert one.name != other.name
    assert one.name.startswith("party-")
    assert not one.has_usable_password()
