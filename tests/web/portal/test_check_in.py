"""“Is the support there?” on the person's own page, and the answer at the named office."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.oversight.models import CheckIn
from safeconduct.people.models import PersonalValue
from tests import signing_in
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.telling import on
from tests.stories.test_reminders import stays
from tests.web.workbench.conftest import desk  # noqa: F401 (a fixture)

pytestmark = pytest.mark.database


@pytest.fixture
def maria(definitions, fresh_database):  # noqa: F811
    story = stays(definitions["notice"])
    with on("2023-01-12"):
        yield story


def client_of(name: str) -> Client:
    client = Client(headers={"host": "localhost"})
    account = Account.objects.filter(name=name).first() or accounts.add_account(name=name)
    signing_in.sign_in(client, account)
    return client


def test_who_says_no_is_told_what_follows_and_a_caseworker_reads_it(maria, desk) -> None:  # noqa: F811
    client, home = client_of(maria.person.account), f"/en/my/{maria.case.receipt_number}/"
    assert "Is the support there?" in client.get(home).content.decode()
    assert "¿Cumple la promesa?" in client.get(f"/es{home[3:]}check-in/").content.decode()
    page = client.post(f"{home}check-in/", {}).content.decode()
    assert "Choose an answer." in page
    long = "Duermo en un coche. " * 300
    page = client.post(f"{home}check-in/", {"answer": "help", "words": long}).content.decode()
    assert "longer than 5000 letters" in page and long.strip() in page
    typed = {"answer": "help", "words": "I sleep in a car."}
    page = client.post(f"{home}check-in/", typed).content.decode()
    assert "A caseworker sees your answer" in page
    assert "Is the support there?" not in client.get(home).content.decode()
    assert client.get(f"{home}check-in/").status_code == 404
    # Sent again, it changes nothing.
    answer = client.post(f"{home}check-in/", typed, follow=True)
    assert "Nothing was changed the second time." in answer.content.decode()
    case = desk("case-1", "casework")
    assert "Someone asked for help after arrival" in case.sees("work/")
    assert "I sleep in a car." in case.sees("work/help/")
    assert "I sleep in a car." not in desk("travel-1", "travel").sees("work/help/")
    row = CheckIn.objects.get(needs_help=True)
    address = f"/en/work/help/{row.id}/"
    assert "Say what was done" in case.client.post(address, {}).content.decode()
    page = case.client.post(address, {"note": long}, follow=True).content.decode()
    assert "Nobody waits for help here." in page
    kept = PersonalValue.objects.get(name="check_in_handling")
    assert kept.value == long.strip()


def test_the_supporter_is_asked_apart_and_sees_nothing_of_it(maria) -> None:
    home = f"/en/my/{maria.case.receipt_number}/"
    client_of(maria.person.account).post(
        f"{home}check-in/", {"answer": "help", "words": "I sleep in a car."}
    )
    page = client_of(maria.supporter.account).get(f"{home}check-in/").content.decode()
    assert "Can you keep the promise?" in page and "car" not in page
