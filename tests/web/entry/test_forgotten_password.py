"""A forgotten password: one answer for everybody, a link by mail, and the second factor all the same."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator

from safeconduct.accounts import offices, selectors, services
from safeconduct.accounts.models import Account
from tests.signing_in import account_with
from tests.web.entry.test_officers import PASSWORD, by_password, client, set_up_an_app

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("no_tries")]
ASK = "/en/sign-in/staff/password/"
NEW = "stone in the river"
BOTH = {"password1": NEW, "password2": NEW}


@pytest.fixture
def paula(database: str) -> Account:
    """An officer with a password and an address."""
    account = account_with("paula", offices.PORT, email="paula@example.org")
    Authenticator.objects.filter(user=account).delete()
    account.set_password(PASSWORD)
    account.is_active = True
    account.save()
    return account


def link_of(outbox) -> str:
    found = re.search(r"http://localhost(/\S+)", outbox[-1].body)
    assert found, outbox[-1].body
    return found[1]


def ask(address: str, language: str = "en") -> str:
    answer = client().post(ASK.replace("/en/", f"/{language}/"), {"email": address}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_new_password_and_the_second_factor_still_asked(paula, outbox) -> None:
    first, _leads = by_password("paula")
    set_up_an_app(first)
    assert "Look at your mail" in ask("Paula@example.org")
    assert [mail.to for mail in outbox] == [["paula@example.org"]]
    assert "paula" in outbox[0].body
    caller = client()
    assert caller.get(link_of(outbox)).status_code == 200
    answer = caller.post(link_of(outbox), BOTH)
    assert answer.headers["Location"] == "/en/sign-in/staff/password/done/"
    assert "new password is set" in caller.get(answer.headers["Location"]).content.decode()
    # It signed nobody in, and whoever was signed in with the old one is out.
    assert caller.get("/en/work/").headers["Location"].startswith("/en/sign-in/")
    assert first.get("/en/work/").headers["Location"].startswith("/en/sign-in/")
    assert by_password("paula")[1] != "/en/work/"
    assert by_password("paula", NEW)[1] == "/en/sign-in/staff/second-factor/"
    assert selectors.acts_on(paula)[0].what == "reset"


def test_a_link_is_good_once(paula, outbox) -> None:
    ask("paula@example.org")
    link = link_of(outbox)
    assert client().post(link, BOTH).status_code == 302
    for method in ("get", "post"):
        page = getattr(client(), method)(link, BOTH).content.decode()
        assert "no longer good" in page and 'name="password1"' not in page


def test_whoever_comes_from_their_mail_brings_no_cookie(paula, outbox) -> None:
    ask("paula@example.org")
    # Each request by itself, as a browser sends it on a way that began in a mail program.
    assert 'name="password1"' in client().get(link_of(outbox)).content.decode()
    assert client().post(link_of(outbox), BOTH).status_code == 302


def test_the_answer_is_the_same_for_every_address(paula, outbox) -> None:
    services.add_account(name="party-paula", email="party@example.org")
    agency = account_with("by-agency-alone", offices.PORT, email="agency@example.org")
    assert not agency.has_usable_password()
    addresses = ["paula@example.org", "nobody@example.org", "party@example.org", agency.email]
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", ask(address))
        for address in addresses
    ]
    assert len(set(pages)) == 1
    assert [mail.to[0] for mail in outbox] == addresses
    assert ["http" in mail.body for mail in outbox] == [True, False, False, False]
    assert [mail.kind for mail in outbox] == ["password"] * 4


def test_asking_too_often_is_slowed_for_known_and_unknown_alike(paula, outbox) -> None:
    for address in ("paula@example.org", "nobody@example.org"):
        for _ in range(3):
            assert client().post(ASK, {"email": address}).status_code == 302
        answer = client().post(ASK, {"email": address})
        assert answer.status_code == 429
        assert "Wait five minutes" in answer.content.decode()
    assert len(outbox) == 6


@pytest.mark.parametrize("given", ["", "paula", "a@b", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused_with_a_sentence(paula, outbox, given: str) -> None:
    page = client().post(ASK, {"email": given}).content.decode()
    assert 'aria-invalid="true"' in page
    assert not outbox


@pytest.mark.parametrize(
    "given", [{"password1": "short", "password2": "short"}, {}, BOTH | {"password2": "x"}]
)
def test_a_wrong_new_password_uses_nothing_up(paula, outbox, given) -> None:
    ask("paula@example.org")
    page = client().post(link_of(outbox), given).content.decode()
    assert 'aria-invalid="true"' in page
    assert client().post(link_of(outbox), BOTH).status_code == 302


@pytest.mark.parametrize("path", ["x/y/", "0/set-password/", "ffff/a-b/", "1-2/%20/"])
def test_what_is_no_link_is_told_so(paula, path: str) -> None:
    for method in ("get", "post"):
        answer = getattr(client(), method)(f"{ASK}{path}", BOTH)
        assert answer.status_code == 200 and "no longer good" in answer.content.decode()


def test_a_closed_account_gets_no_link(paula, outbox) -> None:
    Account.objects.filter(pk=paula.pk).update(is_active=False)
    ask("paula@example.org")
    assert "http" not in outbox[0].body


def test_in_spanish(paula, outbox) -> None:
    assert "Revise su correo" in ask("paula@example.org", "es")
    assert outbox[0].subject == "Una contraseña nueva"
    assert "/es/" in link_of(outbox)
