"""Who gets in where: the access table, held against every route."""

from __future__ import annotations

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from safeconduct.accounts import offices
from safeconduct.web.access import ACCESS, SECOND_FACTOR_ROUTES, Entry, Reader, Thing, may_reach
from tests.cases.conftest import filed, small  # noqa: F401 (fixtures)
from tests.signing_in import account_with, sign_in, signed_in
from tests.web.foreign import Pair, told_apart

pytestmark = pytest.mark.database


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


@pytest.fixture
def pairs(small, filed) -> dict[Thing, Pair]:  # noqa: F811 (fixtures)
    """For each kind of thing, one of other people's and one that is not there."""
    owner = account_with("owner", offices.PORT)
    key = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "key"})
    case = filed(small()).case
    # Someone who applies: of them even those who look after officers learn nothing.
    party = account_with("somebody-who-applies")
    return {
        Thing.OFFICER: Pair(party.pk, uuid.uuid4()),
        Thing.CASE: Pair(case.receipt_number, "SFC9900000001"),
        Thing.PASSKEY: Pair(key.pk, key.pk + 1000),
    }


def test_nobody_learns_of_other_peoples_things(pairs) -> None:
    kinds = {entry.thing for entry in ACCESS.values()} - {Thing.NOTHING}
    assert kinds <= set(pairs), "a new kind of thing needs a pair here"
    about = {name: entry for name, entry in ACCESS.items() if entry.thing is not Thing.NOTHING}
    assert about
    found = [
        line
        for name, entry in about.items()
        for line in told_apart(name, entry, pairs[entry.thing])
    ]
    assert not found, "\n".join(found)


@override_settings(ROOT_URLCONF="tests.web.leaky_urls")
@pytest.mark.parametrize(
    ("route", "reader", "is_told"),
    [
        ("open_to_all", Reader.ANYONE, True),
        ("says_forbidden", Reader.PARTY, True),
        ("says_forbidden", offices.PORT, False),
        ("sound", Reader.SIGNED_IN, False),
        ("sound", offices.TRAVEL, False),
    ],
)
def test_a_route_that_told_would_be_found(
    pairs, monkeypatch: pytest.MonkeyPatch, route: str, reader: str, is_told: bool
) -> None:
    entry = Entry(frozenset({reader}), Thing.CASE)
    monkeypatch.setitem(ACCESS, route, entry)
    assert bool(told_apart(route, entry, pairs[Thing.CASE])) is is_told


def test_an_officer_without_a_second_factor_is_led_to_set_one_up(visitor: Client) -> None:
    client = signed_in("bare", offices.PORT, offices.CONSULAR, second_factor=False)
    answer = client.post("/en/office/", {"role": offices.PORT})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/account/")
    assert "Officers need a second factor" in client.get("/en/account/").content.decode()
    assert client.post("/en/sign-out/").headers["Location"] == "/en/"


def test_a_second_factor_of_another_account_opens_nothing(visitor: Client) -> None:
    client = signed_in("bare", offices.PORT, second_factor=False)
    session = client.session
    session["second_factor"] = str(account_with("other", offices.PORT).pk)
    session.save()
    assert client.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/account/"


def test_one_click_changes_nothing_about_how_others_enter(demonstration, visitor: Client) -> None:
    visitor.post("/en/sign-in/demonstration/", {"name": "port-1"})
    assert visitor.get("/en/account/").status_code == 404
    assert visitor.get("/en/account/passkeys/add/").status_code == 404
    assert all("mfa_" in route or "account_" in route for route in SECOND_FACTOR_ROUTES)


def test_one_click_opens_no_desk_once_the_demonstration_has_ended(
    demonstration, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.post("/en/sign-in/demonstration/", {"name": "port-1"})
    monkeypatch.setenv("SAFECONDUCT_DEMO", "0")
    answer = visitor.post("/en/office/", {"role": offices.PORT})
    assert answer.headers["Location"] == "/en/account/"


def test_the_header_says_who_is_signed_in_and_where(visitor: Client) -> None:
    client = Client(headers={"host": "localhost"})
    sign_in(client, account_with("two-seats", offices.CONSULAR, offices.PORT))
    assert "two-seats</span> · consulate" in client.get("/en/").content.decode()
    assert client.post("/es/office/", {"role": offices.PORT}).status_code == 302
    shown = client.get("/es/").content.decode()
    assert "two-seats</span> · puerto de entrada" in shown
    assert '<option value="officer.consular">' in shown
