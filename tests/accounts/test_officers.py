"""Officers' accounts: made by somebody else, entered once by a link, closed for good; every act on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from psycopg import errors

from safeconduct import clock
from safeconduct.accounts import officers, offices, selectors, services
from safeconduct.accounts.errors import AccountRefused
from safeconduct.accounts.models import Account, FirstLink
from safeconduct.accounts.selectors import offices_of
from safeconduct.database import roles
from safeconduct.errors import NotFound
from tests.desks import connect, embedded_of

pytestmark = pytest.mark.database
PASSWORD = "plum tree over water"


@pytest.fixture
def olga(fresh_database: str) -> Account:
    return officers.add_officer(
        name="olga", shown_name="Olga Sample", role=offices.CONSULAR, post="us_tijuana",
        email="Olga@example.org", by="mona",
    )  # fmt: skip


def told(account: Account) -> list[tuple[str, str, str]]:
    return [(act.what, act.role, act.by) for act in reversed(selectors.acts_on(account))]


def test_every_act_is_on_record_with_who_did_it(olga: Account) -> None:
    assert (olga.email, olga.has_usable_password()) == ("olga@example.org", False)
    secret, _until = officers.make_first_link(account=olga, by="mona")
    officers.use_first_link(secret=secret, password=PASSWORD)
    services.give_office(account=olga, role=offices.PORT, by="mona")
    services.end_office(account=olga, role=offices.CONSULAR, by="max")
    assert officers.close_officer(account=olga, by="max")
    assert told(olga) == [
        ("made", "", "mona"),
        ("given", "officer.consular", "mona"),
        ("linked", "", "mona"),
        ("entered", "", "olga"),
        ("given", "officer.port", "mona"),
        ("ended", "officer.consular", "max"),
        ("ended", "officer.port", "max"),
        ("closed", "", "max"),
    ]
    assert offices_of(olga) == ()
    assert not officers.close_officer(account=olga, by="max")


def test_the_record_is_never_changed(olga: Account, fresh_database: str) -> None:
    with embedded_of().admin(fresh_database) as admin:
        for forbidden in (
            "UPDATE accounts_officeract SET by = 'somebody'",
            "DELETE FROM accounts_officeract",
        ):
            with pytest.raises(errors.RestrictViolation):
                admin.execute(forbidden)
    worker = connect(embedded_of(), roles.WORKER, fresh_database)
    with worker, pytest.raises(errors.InsufficientPrivilege):
        worker.execute("SELECT * FROM accounts_firstlink")


def test_nobody_changes_their_own_offices(olga: Account) -> None:
    services.give_office(account=olga, role=offices.MANAGER)
    for act in (
        lambda: services.give_office(account=olga, role=offices.PORT, by="olga"),
        lambda: services.end_office(account=olga, role=offices.CONSULAR, by="olga"),
        lambda: officers.close_officer(account=olga, by="olga"),
        lambda: officers.make_first_link(account=olga, by="olga"),
    ):
        with pytest.raises(AccountRefused, match="their own"):
            act()
    assert {each.role for each in offices_of(olga)} == {offices.CONSULAR, offices.MANAGER}


@pytest.mark.parametrize(
    ("role", "why"),
    [
        (offices.REVIEW, "Who decides first never reviews."),
        (offices.CLERK, "Who takes down what people say decides nothing."),
        (offices.AUDITOR, "Who checks on everybody does nothing else."),
    ],
)
def test_what_excludes_an_office_says_why(olga: Account, role: str, why: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        services.give_office(account=olga, role=role, by="mona")
    assert why in refused.value.message
    assert (refused.value.why, refused.value.others) == ("excluded", (offices.CONSULAR,))
    assert [each.role for each in offices_of(olga)] == [offices.CONSULAR]


def test_a_link_is_good_once_and_not_for_ever(olga: Account) -> None:
    first, _ = officers.make_first_link(account=olga, by="mona")
    second, until = officers.make_first_link(account=olga, by="mona")
    assert first not in FirstLink.objects.get().digest
    with pytest.raises(NotFound):
        officers.account_of_link(first)
    with pytest.raises(AccountRefused, match="too short"):
        officers.use_first_link(secret=second, password="short")
    assert officers.use_first_link(secret=second, password=PASSWORD) == olga
    olga.refresh_from_db()
    assert olga.check_password(PASSWORD)
    for used in (first, second, "", "x" * 43):
        with pytest.raises(NotFound):
            officers.use_first_link(secret=used, password=PASSWORD)
    # Who has set a password resets it: a manager opens no account that is somebody's.
    with pytest.raises(AccountRefused, match="before"):
        officers.make_first_link(account=olga, by="mona")
    assert until - clock.machine_now() <= timedelta(hours=72)


def test_a_link_whose_time_is_over_opens_nothing(olga: Account) -> None:
    secret, _until = officers.make_first_link(account=olga, by="mona")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_firstlink SET made_at = made_at - interval '4 days',"
            " until = until - interval '4 days'"
        )
    with pytest.raises(NotFound):
        officers.use_first_link(secret=secret, password=PASSWORD)
    assert not Account.objects.get(name="olga").has_usable_password()


def test_a_closed_account_is_nobodys(olga: Account) -> None:
    secret, _until = officers.make_first_link(account=olga, by="mona")
    officers.close_officer(account=olga, by="mona")
    with pytest.raises(NotFound):
        officers.account_of_link(secret)
    for act in (
        lambda: services.give_office(account=olga, role=offices.PORT, by="mona"),
        lambda: officers.make_first_link(account=olga, by="mona"),
    ):
        with pytest.raises(AccountRefused, match="is closed"):
            act()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, "name"),
        ({"name": "ol ga"}, "name"),
        ({"name": "OLGA"}, "name_taken"),
        ({"shown_name": "  "}, "shown_name"),
        ({"email": "nowhere"}, "email"),
        ({"email": "olga@example.org"}, "email_taken"),
        ({"role": "officer.king"}, "role"),
    ],
)
def test_a_wrong_account_is_not_made_by_half(olga: Account, wrong: dict, why: str) -> None:
    given = {"name": "omar", "shown_name": "Omar", "role": offices.PORT, "by": "mona"}
    with pytest.raises(AccountRefused) as refused:
        officers.add_officer(**(given | wrong))
    assert refused.value.why == why
    assert Account.objects.count() == 1


def test_the_list_shows_officers_and_nobody_else(olga: Account) -> None:
    party = services.add_account(name="ana")
    officers.close_officer(account=olga, by="mona")
    assert [each.name for each in selectors.officers()[0]] == ["olga"]
    assert selectors.access_officer(olga.pk) == olga
    with pytest.raises(NotFound):
        selectors.access_officer(party.pk)
    for number in range(3):
        officers.add_officer(
            name=f"other-{number}", shown_name="Other", role=offices.PORT, by="mona"
        )
    found, more = selectors.officers(after="olga", most=2)
    assert ([each.name for each in found], more) == (["other-0", "other-1"], True)
