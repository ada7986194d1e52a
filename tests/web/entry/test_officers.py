"""Officers: a password opens nothing by itself, and what guards an account changes only anew proven."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, override_settings

from safeconduct.accounts import offices
from safeconduct.accounts.models import Account
from tests.signing_in import account_with, signed_in

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("no_tries")]
PASSWORD = "plum tree over water"
STAFF = "/en/sign-in/staff/"


@pytest.fixture
def officer(database: str) -> Account:
    """Someone with a password and without a second factor."""
    account = account_with("petra", offices.PORT, offices.CONSULAR)
    Authenticator.objects.filter(user=account).delete()
    account.set_password(PASSWORD)
    account.save()
    return account


def client() -> Client:
    return Client(headers={"host": "localhost"})


def by_password(name: str = "petra", password: str = PASSWORD, **more: str) -> tuple[Client, str]:
    caller = client()
    answer = caller.post(STAFF, {"login": name, "password": password, **more})
    return caller, answer.headers.get("Location", answer.content.decode())


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up_an_app(caller: Client) -> str:
    shown = caller.get("/en/account/app/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', shown).group(1)
    answer = caller.post("/en/account/app/", {"code": code_for(secret)})
    assert answer.headers["Location"] == "/en/account/codes/", answer.content.decode()
    return secret


def test_a_password_alone_leads_to_setting_up_a_second_factor(officer: Account) -> None:
    caller, leads = by_password()
    assert leads == "/en/work/"
    assert caller.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/account/"
    set_up_an_app(caller)
    codes = re.findall(r"<li>(\d{8})</li>", caller.get("/en/account/codes/").content.decode())
    assert len(codes) == 10
    assert "10 codes are left" in caller.get("/en/account/codes/").content.decode()
    assert caller.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/work/"


def test_afterwards_the_second_factor_is_asked_for(officer: Account) -> None:
    first, _ = by_password()
    secret = set_up_an_app(first)
    codes = re.findall(r"<li>(\d{8})</li>", first.get("/en/account/codes/").content.decode())
    caller, leads = by_password(next="/en/office/")
    assert leads == "/en/sign-in/staff/second-factor/"
    assert "_auth_user_id" not in caller.session
    assert caller.get("/en/account/").status_code == 302
    wrong = caller.post(leads, {"code": "000000"})
    assert "not right, or no longer valid" in wrong.content.decode()
    before = caller.session.session_key
    answer = caller.post(leads, {"code": codes[0]})
    assert answer.headers["Location"] == "/en/office/"
    assert caller.session.session_key != before
    assert caller.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/work/"
    # A recovery code is good once.
    caller, leads = by_password()
    assert caller.post(leads, {"code": codes[0]}).status_code == 200
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_session_older_than_the_second_factor_does_not_inherit_it(officer: Account) -> None:
    older, _ = by_password()
    newer, _ = by_password()
    set_up_an_app(newer)
    assert older.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/account/"
    assert "Sign out, and sign in with it" in older.get("/en/account/").content.decode()


def test_without_the_last_second_factor_the_desk_closes(officer: Account) -> None:
    caller, _ = by_password()
    set_up_an_app(caller)
    assert caller.post("/en/account/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()
    assert caller.post("/en/office/", {"role": offices.PORT}).headers["Location"] == "/en/account/"


def test_a_wrong_name_and_a_wrong_password_sound_the_same(officer: Account) -> None:
    told = []
    for name in ("petra", "nobody"):
        answer = client().post(STAFF, {"login": name, "password": "wrong"})
        shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        told.append(shown.replace(name, "…"))
    assert told[0] == told[1]
    assert "The name or the password is not right." in told[0]
    assert "wrong" not in told[0].split("<main")[1].replace("wrong tries", "")


def test_too_many_wrong_passwords_make_even_the_right_one_wait(officer: Account) -> None:
    for _ in range(5):
        by_password(password="wrong")
    assert "Wait five minutes" in by_password()[1]


def test_a_closed_account_is_told_only_to_who_knows_its_password(officer: Account) -> None:
    officer.is_active = False
    officer.save()
    try:
        assert "This account is closed." in by_password()[1]
        assert "closed" not in by_password(password="wrong")[1]
    finally:
        officer.is_active = True
        officer.save()


def test_what_guards_an_account_changes_only_shortly_after_a_proof(officer: Account) -> None:
    caller, _ = by_password()
    session = caller.session
    [record] = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"at": time.time() - 3600}]
    session.save()
    answer = caller.get("/en/account/app/")
    assert answer.headers["Location"].startswith("/en/account/again/")
    again = caller.post(answer.headers["Location"], {"password": "wrong"})
    assert "The password is not right." in again.content.decode()
    again = caller.post(answer.headers["Location"], {"password": PASSWORD})
    assert again.headers["Location"] == "/en/account/app/"
    assert caller.get("/en/account/app/").status_code == 200


def test_a_password_is_changed_to_one_that_is_hard_to_guess(officer: Account) -> None:
    caller, _ = by_password()
    page = "/en/account/password/"
    for new in ("short", "petra petr", "123456789012"):
        given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert caller.post(page, given).status_code == 200, new
    given = {"oldpassword": PASSWORD, "password1": "stone in the river", "password2": "other"}
    assert caller.post(page, given).status_code == 200
    given["password2"] = given["password1"]
    assert caller.post(page, given).headers["Location"] == "/en/account/"
    officer.refresh_from_db()
    assert officer.check_password("stone in the river")


def test_without_a_password_there_is_none_to_change(database: str) -> None:
    assert signed_in("by-agency", offices.PORT).get("/en/account/password/").status_code == 404


def test_signing_out_ends_the_session(officer: Account) -> None:
    caller, _ = by_password()
    key = caller.session.session_key
    assert caller.get("/en/sign-out/").status_code == 405
    caller.post("/en/sign-out/")
    stolen = client()
    stolen.cookies["session"] = key
    assert stolen.post("/en/office/").headers["Location"] == "/en/sign-in/"


@pytest.mark.parametrize("path", ["case/", "code/", "staff/", "staff/passkey/", "agency/"])
def test_a_form_from_elsewhere_signs_nobody_in(database: str, path: str) -> None:
    caller = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert caller.post(f"/en/sign-in/{path}", {}).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(officer: Account) -> None:
    caller, _ = by_password()
    cookie = caller.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    with override_settings(SESSION_COOKIE_SECURE=True):
        caller, _ = by_password()
        assert caller.cookies["session"]["secure"] is True


def test_a_passkey_that_is_none_is_refused(officer: Account) -> None:
    caller = client()
    options = caller.get("/en/sign-in/staff/passkey/", headers={"accept": "application/json"})
    assert options.json()["request_options"]["publicKey"]["userVerification"] == "required"
    for given in ("", "{}", '{"id": "x"}', "[]", "no json", '{"response": 1}', '"text"', "1"):
        answer = caller.post("/en/sign-in/staff/passkey/", {"credential": given})
        assert answer.headers["Location"] == "/en/sign-in/staff/?passkey=refused", given
    assert "was not used" in caller.get("/en/sign-in/staff/?passkey=refused").content.decode()
