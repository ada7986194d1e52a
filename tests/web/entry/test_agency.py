"""An agency's own sign-in: to an account that a manager made, once known by the lasting identifier."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings

from safeconduct import settings
from safeconduct.accounts import offices
from safeconduct.accounts.models import Account, Office
from safeconduct.errors import InputError
from safeconduct.web import agencies
from tests.signing_in import account_with
from tests.web.entry.issuer import CLIENT, SECRET, Issuer

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("no_tries")]


@pytest.fixture
def issuer(
    fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Issuer]:
    """The issuer of this installation."""
    with Issuer.serving() as serving:
        file = tmp_path / "secret"
        file.write_text(f"{SECRET}\n")
        monkeypatch.setenv("SAFECONDUCT_OIDC_URL", serving.url)
        monkeypatch.setenv("SAFECONDUCT_OIDC_CLIENT", CLIENT)
        monkeypatch.setenv("SAFECONDUCT_OIDC_SECRET_FILE", str(file))
        with override_settings(SOCIALACCOUNT_PROVIDERS=agencies.providers()):
            yield serving


def come(issuer: Issuer, **says: object) -> tuple[Client, object]:
    """Go to the issuer and come back as whom it says."""
    issuer.says = {"sub": "s-1", **says}
    client = Client(headers={"host": "localhost"})
    page = client.post("/en/sign-in/agency/", {"next": "/en/office/"}).content.decode()
    address = html.unescape(re.search(r'<a class="usa-link" href="([^"]+)"', page).group(1))
    assert address.startswith(f"{issuer.url}/authorize?")
    asked = parse_qs(urlsplit(address).query)
    assert asked["redirect_uri"] == ["http://localhost/sign-in/agency/callback/"]
    assert "code_challenge" in asked
    back = client.get("/sign-in/agency/callback/", {"code": "c", "state": asked["state"][0]})
    return client, back


def who(client: Client) -> str | None:
    found = Account.objects.filter(pk=client.session.get("_auth_user_id")).first()
    return found.name if found else None


def test_an_officer_is_found_by_name_once_and_then_by_the_lasting_identifier(
    issuer: Issuer,
) -> None:
    account_with("olga", offices.PORT)
    client, answer = come(issuer, preferred_username="olga", amr=["pwd", "mfa"])
    assert (who(client), answer.headers["Location"]) == ("olga", "/en/office/")
    assert issuer.asked[0]["client_secret"] == [SECRET]
    assert client.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/work/"
    # Another name later, the same person; the same name, another person.
    assert who(come(issuer, preferred_username="renamed")[0]) == "olga"
    client, answer = come(issuer, sub="s-2", preferred_username="olga")
    assert (who(client), answer.status_code) == (None, 403)
    assert SocialAccount.objects.get().extra_data == {}


def test_an_address_counts_only_if_the_agency_vouches_for_it(issuer: Issuer) -> None:
    account_with("olga", offices.PORT, email="olga@agency.example")
    assert who(come(issuer, email="olga@agency.example")[0]) is None
    assert who(come(issuer, email="olga@agency.example", email_verified=False)[0]) is None
    assert who(come(issuer, email="Olga@agency.example", email_verified=True)[0]) == "olga"


def test_an_agency_makes_no_accounts_and_gives_no_offices(issuer: Issuer) -> None:
    account_with("ana")
    account_with("olga", offices.PORT)
    for says in (
        {"preferred_username": "new", "roles": [offices.SUPERVISOR]},
        {"preferred_username": "ana", "groups": [offices.SUPERVISOR]},
        {},
        {"preferred_username": ["olga"]},
    ):
        client, answer = come(issuer, **says)
        assert (who(client), answer.status_code) == (None, 403)
        assert "there is no account for you here" in answer.content.decode()
    assert set(Account.objects.values_list("name", flat=True)) == {"ana", "olga"}
    come(issuer, preferred_username="olga", roles=[offices.SUPERVISOR])
    assert list(Office.objects.values_list("role", flat=True)) == [offices.PORT]


def test_what_an_agency_says_out_of_shape_is_refused(issuer: Issuer) -> None:
    for says in ({"email": 7}, {"sub": None}, {"amr": "mfa", "email": {}}):
        client, answer = come(issuer, **says)
        assert (who(client), answer.status_code) == (None, 403)


def test_name_and_address_of_different_accounts_open_neither(issuer: Issuer) -> None:
    account_with("olga", offices.PORT)
    account_with("omar", offices.PORT, email="omar@agency.example")
    says = {"preferred_username": "olga", "email": "omar@agency.example", "email_verified": True}
    assert who(come(issuer, **says)[0]) is None


def test_without_word_of_a_second_factor_one_of_ours_is_needed(issuer: Issuer) -> None:
    account_with("olga", offices.PORT)
    client, _ = come(issuer, preferred_username="olga", amr=["pwd"])
    assert client.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/account/"
    assert client.get("/en/account/app/").status_code == 200


def test_an_account_that_was_closed_stays_closed(issuer: Issuer) -> None:
    account = account_with("olga", offices.PORT)
    come(issuer, preferred_username="olga")
    account.is_active = False
    account.save()
    assert who(come(issuer, preferred_username="olga")[0]) is None


@pytest.mark.parametrize(
    "query", [{}, {"code": "c", "state": "x"}, {"error": "access_denied", "state": "x"}]
)
def test_an_answer_that_was_not_asked_for_signs_nobody_in(issuer: Issuer, query: dict) -> None:
    account_with("olga", offices.PORT)
    issuer.says = {"sub": "s-1", "preferred_username": "olga"}
    client = Client(headers={"host": "localhost"})
    # The cookie does not come along from another site: the page comes back to itself once.
    first = client.get("/sign-in/agency/callback/", query)
    assert "_redir" in first.content.decode()
    answer = client.get("/sign-in/agency/callback/", {**query, "_redir": ""})
    assert (who(client), answer.status_code) == (None, 403)
    assert "did not work" in answer.content.decode()


def test_an_issuer_that_does_not_answer_is_said(issuer: Issuer) -> None:
    issuer.fails = True
    answer = Client(headers={"host": "localhost"}).post("/en/sign-in/agency/")
    assert answer.status_code == 403
    assert "does not answer" in answer.content.decode()


def test_without_an_issuer_there_is_no_such_way(fresh_database: str, visitor: Client) -> None:
    assert visitor.post("/en/sign-in/agency/").status_code == 404
    assert visitor.get("/sign-in/agency/callback/").status_code == 404
    assert "Agency account" not in visitor.get("/en/sign-in/").content.decode()


def test_half_a_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_OIDC_URL", "https://agency.example/")
    with pytest.raises(InputError, match="needs SAFECONDUCT_OIDC_CLIENT"):
        settings.agency_sign_in()
    monkeypatch.setenv("SAFECONDUCT_OIDC_CLIENT", "c")
    monkeypatch.setenv("SAFECONDUCT_OIDC_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match="cannot be read"):
        settings.agency_sign_in()
