"""The first sign-in of an officer: a link, a password, a second factor, and only then the desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from safeconduct.accounts import officers, offices
from safeconduct.accounts.models import Account
from tests.web.entry.test_officers import PASSWORD, by_password, client, set_up_an_app

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("no_tries")]
GOOD = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def newcomer(fresh_database: str) -> Account:
    return officers.add_officer(name="nora", shown_name="Nora Sample", role=offices.PORT, by="mona")


@pytest.fixture
def link(newcomer: Account) -> str:
    secret, _until = officers.make_first_link(account=newcomer, by="mona")
    return f"/en/sign-in/staff/first/{secret}/"


def test_from_the_link_to_the_desk(link: str, newcomer: Account) -> None:
    caller = client()
    assert "<strong>nora</strong>" in caller.get(link).content.decode()
    # To look at it uses nothing up: mail programs look at links by themselves.
    assert caller.get(link).status_code == 200
    answer = caller.post(link, GOOD)
    assert answer.headers["Location"] == "/en/account/"
    assert caller.get("/en/work/").headers["Location"] == "/en/account/"
    set_up_an_app(caller)
    assert caller.get("/en/work/").status_code == 200
    again = client().post(link, GOOD)
    assert again.status_code == 404 and "no longer good" in again.content.decode()
    # The next time name and password lead to the second factor.
    assert by_password("nora")[1] == "/en/sign-in/staff/second-factor/"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Enter a password."),
        ({"password1": PASSWORD}, "Enter the password once more."),
        (GOOD | {"password2": "other"}, "The two passwords are not the same."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "nora sample nora", "password2": "nora sample nora"}, "similar"),
    ],
)
def test_a_wrong_password_uses_nothing_up(link: str, given: dict[str, str], told: str) -> None:
    answer = client().post(link, given)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert told in page and 'aria-invalid="true"' in page
    assert PASSWORD not in page
    assert client().post(link, GOOD).status_code == 302


def test_what_is_no_link_and_what_is_over_sound_the_same(link: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_firstlink SET made_at = made_at - interval '4 days',"
            " until = until - interval '4 days'"
        )
    pages = [
        client().get(address)
        for address in (link, "/en/sign-in/staff/first/nothing/")
    ]  # fmt: skip
    assert [each.status_code for each in pages] == [404, 404]
    told = [each.content.decode().split("<main")[1] for each in pages]
    assert told[0] == told[1]
    assert "nora" not in told[0]


def test_trying_links_out_meets_a_pause(fresh_database: str) -> None:
    caller = client()
    for number in range(20):
        assert caller.get(f"/en/sign-in/staff/first/{number}/").status_code == 404
    answer = caller.get("/es/sign-in/staff/first/x/")
    assert answer.status_code == 429
    assert "demasiados intentos" in answer.content.decode()


def test_a_link_opens_no_form_from_elsewhere(link: str) -> None:
    caller = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert caller.post(link, GOOD).status_code == 403


def test_who_is_signed_in_as_somebody_else_becomes_the_newcomer(link: str) -> None:
    from tests.signing_in import signed_in  # noqa: PLC0415 (needs Django set up)

    caller = signed_in("other", offices.PORT)
    assert caller.post(link, GOOD).status_code == 302
    # The other one's second factor opens nothing for the newcomer.
    assert caller.get("/en/work/").headers["Location"] == "/en/account/"
