"""Managers make and end officers' accounts and offices from a page; every act on record, nobody for themselves."""

from __future__ import annotations

import html
import re
import uuid

import pytest

from safeconduct.accounts import services
from safeconduct.accounts.models import Account, OfficerAct
from safeconduct.messages.models import Mail
from tests.messages.mail_server import mail_server
from tests.stories.telling import on
from tests.web.workbench.conftest import Desk

pytestmark = pytest.mark.database
GOOD = {
    "name": "nora",
    "shown_name": "Nora Sample",
    "email": "",
    "language": "es",
    "role": "officer.consular",
    "post": "us_tijuana",
}


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def boss(definitions, desk) -> Desk:
    return desk("boss-1", "manager")


def posts(officer: Desk, path: str, given: dict[str, str], language: str = "en") -> str:
    answer = officer.client.post(f"/{language}/work/officers/{path}", given, follow=True)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def made(boss: Desk, **more: str) -> Account:
    posts(boss, "new/", GOOD | more)
    return Account.objects.get(name=more.get("name", "nora"))


def test_an_account_is_made_with_a_link_that_is_shown_once(boss: Desk) -> None:
    page = posts(boss, "new/", GOOD)
    nora = Account.objects.get(name="nora")
    assert (nora.shown_name, nora.language) == ("Nora Sample", "es")
    assert "Nora Sample" in page and "Tijuana" in page and "not entered yet" in page
    link = re.search(r"http://localhost(/en/sign-in/staff/first/\S+/)<", page)
    assert link and boss.client.get(link[1]).status_code == 200
    assert link[1] not in boss.sees(f"work/officers/{nora.pk}/")
    listed = boss.sees("work/officers/")
    assert "Nora Sample" in listed and "account made" in listed and "Boss-1 Sample" in listed
    assert not Mail.objects.exists()


def test_with_an_address_the_link_goes_there_and_the_manager_never_sees_it(
    boss: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as started:
        monkeypatch.setenv("SAFECONDUCT_MAIL_URL", started.url)
        page = posts(boss, "new/", GOOD | {"email": "nora@example.org"})
    assert "on its way" in page and "/first/" not in page
    mail = Mail.objects.get()
    assert (mail.to, mail.kind, mail.account) == ("nora@example.org", "first_sign_in", "nora")
    assert mail.subject == "Su cuenta de personal funcionario"
    assert "/sign-in/staff/first/" in mail.body


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"name": ""}, "name", "Enter a name to sign in with"),
        ({"name": "nora núñez"}, "name", "letters without accents"),
        ({"name": "BOSS-1"}, "name", "There is an account of this name already."),
        ({"shown_name": " "}, "shown_name", "Enter the name by which"),
        ({"email": "nora"}, "email", "This is no e-mail address."),
        ({"language": "xx"}, "language", "Choose a language."),
        ({"role": ""}, "role", "Choose an office."),
        ({"role": "officer.king"}, "role", "Choose an office."),
        ({"post": "us_moon"}, "post", "Choose a post from the list"),
    ],
)
def test_a_wrong_account_comes_back_as_typed(boss: Desk, wrong, field: str, told: str) -> None:
    page = posts(boss, "new/", GOOD | wrong)
    assert told in page and f'href="#{field}"' in page and f'id="{field}"' in page
    kept = GOOD["shown_name"] if field != "shown_name" else GOOD["name"]
    assert kept in page and "<title>Error: " in page
    assert not Account.objects.filter(shown_name="Nora Sample").exists()


def test_offices_are_given_and_ended_and_exclusions_say_why(boss: Desk) -> None:
    nora = made(boss)
    at = f"{nora.pk}/"
    page = posts(boss, at, {"act": "give", "role": "officer.review", "post": ""})
    assert "Who decides first never reviews." in page and "“consulate”" in page
    page = posts(boss, at, {"act": "give", "role": "officer.review"}, "es")
    assert "Quien decide primero nunca revisa." in page
    assert "The office is given." in posts(boss, at, {"act": "give", "role": "officer.port"})
    assert "changed nothing" in posts(boss, at, {"act": "give", "role": "officer.port"})
    assert "Choose an office." in posts(boss, at, {"act": "give", "role": ""})
    assert "Choose a post" in posts(
        boss, at, {"act": "give", "role": "officer.travel", "post": "x"}
    )
    assert "The office has ended." in posts(boss, at, {"act": "end", "role": "officer.consular"})
    assert "changed nothing" in posts(boss, at, {"act": "end", "role": "officer.consular"})
    held = nora.offices.filter(until__isnull=True).values_list("role", flat=True)
    assert list(held) == ["officer.port"]
    assert {act.by for act in OfficerAct.objects.filter(account=nora)} == {"boss-1"}


def test_nobody_gives_themselves_an_office(boss: Desk) -> None:
    own = Account.objects.get(name="boss-1")
    page = boss.sees(f"work/officers/{own.pk}/")
    assert "This is your own account." in page and 'id="give-form"' not in page
    for given in (
        {"act": "give", "role": "officer.port"},
        {"act": "end", "role": "officer.manager"},
        {"act": "close", "sure": "yes"},
        {"act": "link"},
    ):
        assert "Ask another manager." in posts(boss, f"{own.pk}/", given)
    assert [each.role for each in own.offices.all()] == ["officer.manager"]


def test_a_closed_account_is_out_at_once(boss: Desk, desk) -> None:
    port = desk("port-8", "port")
    assert port.client.get("/en/work/").status_code == 200
    account = Account.objects.get(name="port-8")
    at = f"{account.pk}/"
    assert "Say that you want to close" in posts(boss, at, {"act": "close"})
    assert "The account is closed" in posts(boss, at, {"act": "close", "sure": "yes"})
    assert "changed nothing" in posts(boss, at, {"act": "close", "sure": "yes"})
    assert port.client.get("/en/work/").headers["Location"].startswith("/en/sign-in/")
    page = boss.sees(f"work/officers/{account.pk}/")
    assert "closed" in page and 'id="give-form"' not in page
    assert "This account is closed." in posts(boss, at, {"act": "give", "role": "officer.port"})


def test_a_link_is_made_anew_until_somebody_entered(boss: Desk) -> None:
    nora = made(boss)
    first, second = (
        re.search(r"http://localhost(/en/sign-in/staff/first/\S+/)<", page)[1]
        for page in (posts(boss, f"{nora.pk}/", {"act": "link"}) for _ in range(2))
    )
    assert boss.client.get(first).status_code == 404
    nora.set_password("plum tree over water")
    nora.save()
    assert "was entered before" in posts(boss, f"{nora.pk}/", {"act": "link"})
    assert 'id="link-form"' not in boss.sees(f"work/officers/{nora.pk}/")
    assert second


def test_only_managers_act_and_auditors_read(boss: Desk, desk) -> None:
    nora = made(boss)
    auditor = desk("audit-7", "auditor")
    assert "account made" in auditor.sees(f"work/officers/{nora.pk}/")
    assert 'id="give-form"' not in auditor.sees(f"work/officers/{nora.pk}/")
    assert "Make an account" not in auditor.sees("work/officers/")
    given = {"act": "give", "role": "officer.port"}
    for other in (auditor, desk("chief-9", "supervisor"), desk("travel-7", "travel")):
        assert other.client.post(f"/en/work/officers/{nora.pk}/", given).status_code == 404
        assert other.client.post("/en/work/officers/new/", GOOD).status_code == 404
    assert desk("travel-7", "travel").client.get("/en/work/officers/").status_code == 404


def test_no_account_but_an_officers_is_reached(boss: Desk) -> None:
    party = services.add_account(name="party-of-a-case")
    for pk in (party.pk, uuid.uuid4()):
        for method in ("get", "post"):
            answer = getattr(boss.client, method)(f"/en/work/officers/{pk}/", {"act": "link"})
            assert answer.status_code == 404
    assert "party-of-a-case" not in boss.sees("work/officers/")
    assert boss.client.post(f"/en/work/officers/{made(boss).pk}/", {"act": "x"}).status_code == 404


def test_a_long_list_has_pages(boss: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeconduct.web.workbench.officers.PAGE_SIZE", 1)
    made(boss)
    page = boss.sees("work/officers/")
    assert "?after=boss-1" in page
    assert "nora" in boss.sees("work/officers/", after="boss-1")
    assert "From the beginning" in boss.sees("work/officers/", after="boss-1")
