"""Who gets in where: the access table, held against every route."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.accounts import offices, services
from safeconduct.accounts.models import Account
from safeconduct.web.access import ACCESS, Reader, may_reach

pytestmark = pytest.mark.database


def signed_in(name: str, *roles: str) -> Client:
    account = Account.objects.filter(name=name).first() or services.add_account(name=name)
    for role in roles:
        services.give_office(account=account, role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(account)
    return client


def test_the_table_lets_in_whom_it_names() -> None:
    entry = ACCESS["choose_office"]
    assert may_reach(entry, is_signed_in=True, role=offices.PORT)
    assert not may_reach(entry, is_signed_in=True, role=None)
    assert not may_reach(entry, is_signed_in=False, role=None)
    assert may_reach(ACCESS["home"], is_signed_in=False, role=None)
    party = ACCESS["home"].__class__(frozenset({Reader.PARTY}))
    assert may_reach(party, is_signed_in=True, role=None)
    assert not may_reach(party, is_signed_in=True, role=offices.PORT)


def test_who_is_not_signed_in_is_led_to_the_sign_in(visitor: Client) -> None:
    answer = visitor.post("/en/office/", {"role": offices.PORT})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/")


def test_who_holds_no_office_learns_nothing_of_the_page(visitor: Client) -> None:
    assert signed_in("ana").post("/en/office/", {"role": offices.PORT}).status_code == 404


def test_an_officer_sits_only_in_offices_that_they_hold(visitor: Client) -> None:
    client = signed_in("both", offices.PORT, offices.CONSULAR)
    assert client.post("/en/office/", {"role": offices.PORT}).status_code == 302
    assert client.post("/en/office/", {"role": offices.REVIEW}).status_code == 404


def test_a_form_from_elsewhere_is_refused(database: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answer = client.post("/es/sign-in/demonstration/", {"name": "travel-1"})
    assert answer.status_code == 403
    assert "ya no es válido" in answer.content.decode()


def test_one_click_signs_in_at_a_desk_of_the_demonstration(demonstration, visitor: Client) -> None:
    shown = visitor.get("/en/sign-in/").content.decode()
    assert "Tara Sample" in shown
    assert visitor.post("/en/sign-in/demonstration/", {"name": "travel-1"}).status_code == 302
    assert "session" in visitor.cookies
    assert visitor.post("/en/office/", {"role": offices.TRAVEL}).status_code == 302
    assert visitor.post("/en/sign-out/").status_code == 302
    assert visitor.post("/en/office/", {"role": offices.TRAVEL}).status_code == 302
    assert visitor.post("/en/sign-in/demonstration/", {"name": "nobody"}).status_code == 404


def test_outside_the_demonstration_no_click_signs_in(
    demonstration, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFECONDUCT_DEMO", "0")
    assert "Tara" not in visitor.get("/en/sign-in/").content.decode()
    assert visitor.post("/en/sign-in/demonstration/", {"name": "travel-1"}).status_code == 404
