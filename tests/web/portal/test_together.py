"""Families, co-supporters, helpers and addresses on the portal's pages."""

from __future__ import annotations

import re

import pytest

from safeconduct.accounts import services as accounts
from safeconduct.accounts import tries
from safeconduct.accounts.models import Account, WrongTries
from safeconduct.cases import selectors, services
from safeconduct.cases.models import Case, Party
from safeconduct.cases.together import Asked
from safeconduct.flow import Actor
from safeconduct.messages.models import Mail
from tests.stories.people import (
    ATTESTED,
    DECIDER,
    MARIA,
    REVIEWER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.web.portal.applying import SUPPORTER, Someone
from tests.web.portal.test_told import does, filed, owned_by

pytestmark = pytest.mark.database
CODE = re.compile(r"\b\w{4}-\w{4}-\w{4}\b")


@pytest.fixture
def notice(portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")


@pytest.fixture
def mail(portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that has a mail server; nothing is sent, as no worker runs."""
    monkeypatch.setenv("SAFECONDUCT_MAIL_URL", "smtp://localhost:2525")


def family() -> list[Case]:
    """Two people of one supporter, each with an account of their own."""
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.goes(f"{sam.home}family/")
    sam.sends({"do": "add"})
    return list(Case.objects.filter(group=sam.case.group).order_by("receipt_number"))


def to_booking(cases: list[Case]) -> None:
    for case in cases:
        me = Actor("beneficiary", case.parties.get(role="beneficiary").account)
        sam = Actor("supporter", case.parties.get(role="supporter").account)
        does(case, sam, "filed")
        does(case, REVIEWER, "confirmed", facts=SUPPORTER_REVIEWED)
        said = MARIA | {"full_name": "Ana Ejemplo", "attestations_made": True} | ATTESTED
        does(case, me, "confirmed", facts=said)
        does(case, me, "made")
        does(case, me, "sent")
        does(case, VETTER, "vetted", facts=VETTED)
        services.record_facts(
            case_id=case.id, actor=DECIDER, expected_number=case.events.count(), facts=WEIGHED
        )
    asked = [Asked(case.id, "authorized", case.events.count()) for case in cases]
    services.act_together(members=asked, actor=DECIDER)


def test_a_family_with_own_accounts_sees_steps_and_goes_together_by_leave(notice) -> None:
    one, other = family()
    to_booking([one, other])
    ana, luis = owned_by(one, "beneficiary"), owned_by(other, "beneficiary", "es")
    page = ana.goes(ana.home)
    assert "Someone with an account of their own" in page.text
    assert other.receipt_number not in page.text
    page = ana.goes(f"{ana.home}answers/")
    assert "Your family takes this step together" in page.text
    assert "have not let you act for them" in page.text
    before = one.events.count()
    page = ana.sends({"outcome": "booked"})
    assert "Not everyone of your family" in page.text and "#steps" in page.links
    assert one.events.count() == before
    luis.goes(f"{luis.home}representatives/")
    code = one.parties.get(role="beneficiary").account
    luis.sends({"account": code, "scope": ["file"], "days": "30", "do": "name"})
    ana.goes(f"{ana.home}answers/")
    form = dict(ana.page.hidden) | {"outcome": "booked"}
    assert "Sent." in ana.sends(form).text
    assert {selectors.state_of_case(case).stage for case in (one, other)} == {"boarding"}
    events = one.events.count(), other.events.count()
    ana.sends(form, f"{ana.home}answers/")
    assert (one.events.count(), other.events.count()) == events
    assert selectors.verify_chain(other).holds


def test_leaving_says_what_it_means_and_wants_a_reason(notice) -> None:
    one, other = family()
    to_booking([one, other])
    ana = owned_by(one, "beneficiary", "es")
    page = ana.goes(f"{ana.home}leaving/")
    assert "el mismo lugar en la fila" in page.text
    page = ana.sends({"reasons": " ", "do": "leave"})
    assert "Escriba en pocas palabras" in page.text and "#reasons" in page.links
    # What is too long is asked for again, and nothing of it is cut.
    long = "Vivimos lejos. " * 200
    page = ana.sends(dict(page.hidden) | {"reasons": long, "do": "leave"})
    assert "más de 2000 letras" in page.text and page.text.count("Vivimos lejos.") == 200
    form = dict(page.hidden) | {"reasons": "We live apart now.", "do": "leave"}
    assert "por su cuenta desde aquí" in ana.sends(form).text
    assert "Ya había enviado esto" in ana.sends(form, f"{ana.home}leaving/").text
    ana.goes(f"{ana.home}leaving/", status=404)
    # The other is not told why, and nobody else opens the page.
    luis = owned_by(other, "beneficiary")
    assert "We live apart" not in luis.goes(luis.home).text
    luis.goes(f"{ana.home}leaving/", status=404)
    sam = owned_by(one, "supporter")
    sam.goes(f"{sam.home}leaving/", status=404)


def test_a_child_does_not_leave_by_a_form(notice) -> None:
    one, _other = family()
    ana = owned_by(one, "beneficiary")
    page = ana.goes(f"{ana.home}leaving/")
    assert "under 18" in page.text and "reasons" not in page.ids
    page = ana.sends({"reasons": "I am nine.", "do": "leave"})
    assert "best interests" in page.text


def test_an_organisation_supports_and_another_adds_means_and_sees_no_more(portal) -> None:
    sam = Someone()
    sam.goes("/apply/supporter/")
    sam._wrote_down(sam.sends({"kind": "organisation"}))
    assert sam.case.parties.get(role="supporter").is_organisation
    sam.goes(f"{sam.home}co-supporters/")
    form = dict(sam.page.hidden) | {"kind": "person", "do": "add"}
    assert "hand them a code" in sam.sends(form).text
    sam.sends(form, f"{sam.home}co-supporters/")
    assert sam.case.parties.filter(role="co_supporter").count() == 1
    party = sam.case.parties.get(role="co_supporter")
    sam.sends({"do": "code", "party": "99999"}, f"{sam.home}co-supporters/", status=404)
    sam.goes(f"{sam.home}co-supporters/")
    page = sam.sends({"do": "code", "party": str(party.pk)}, f"{sam.home}co-supporters/")
    carla = Someone("es").accepts(sam.number, CODE.search(page.text)[0])
    page = carla.goes(carla.home)
    assert "Usted suma sus medios" in page.text
    page = carla.sends({"answer": " ", "do": "send"}, f"{carla.home}promise/")
    assert "Escriba qué aporta." in page.text and "#answer" in page.links
    form = dict(page.hidden) | {"answer": "A room for two years.", "do": "send"}
    assert "A room for two years." in carla.sends(form, f"{carla.home}promise/").text
    assert "Ya había enviado esto" in carla.sends(form, f"{carla.home}promise/").text
    for path in ("answers/", "questions/", "family/", "withdrawal/", "review/", "evidence/",
                 "representatives/", "supporter/", "invitation/", "co-supporters/", "leaving/",
                 "appointment/"):  # fmt: skip
        carla.goes(carla.home + path, status=404)
    # The supporter reads that something was sent, and not what; others nothing at all.
    assert "A room for two years." not in sam.goes(sam.home).text
    sam.goes(f"{sam.home}promise/", status=404)
    Someone().begins("supporter").goes(f"{sam.home}co-supporters/", status=404)
    sam.answers_all(SUPPORTER)
    sam.files()
    letter = next(x for x in sam.goes(sam.home).links if "/letters/" in x and "pdf" not in x)
    carla.goes(letter.removeprefix("/en"), status=404)
    carla.goes(f"/cases/{sam.number}/authorization/", status=404)
    does(sam.case, REVIEWER, "confirmed", facts=SUPPORTER_REVIEWED)
    assert "ya tiene respuesta" in carla.goes(carla.home).text


def test_a_code_goes_by_mail_and_the_mail_tells_nothing(mail) -> None:
    sam = filed()
    does(sam.case, REVIEWER, "confirmed", facts=SUPPORTER_REVIEWED)
    sam.goes(f"{sam.home}invitation/")
    page = sam.sends({"email": "nobody", "do": "code"})
    assert "This is no e-mail address." in page.text and "#email" in page.links
    assert page.inputs["email"][0]["value"] == "nobody"
    page = sam.sends({"email": "ana@example.org", "do": "code"})
    code = CODE.search(page.text)[0]
    sent = Mail.objects.filter(to="ana@example.org").get()
    assert code in sent.body and sam.number in sent.body
    assert not re.search(r"support|travel|Venez|case|Sam|Mexic", sent.subject + sent.body)
    Someone().accepts(sam.number, code)


def test_a_new_code_lets_another_take_the_place_of_who_has_not_come(portal) -> None:
    jose = Someone("es").begins("person")
    jose.goes(f"{jose.home}supporter/")
    jose.sends({"kind": "organisation"})
    assert "puede dar el código a otra persona" in jose.goes(f"{jose.home}supporter/").text
    assert jose.case.parties.get(role="supporter").is_organisation


def test_openings_from_one_place_are_limited_in_plain_words(portal, monkeypatch) -> None:
    monkeypatch.setitem(tries.MOST_AN_HOUR, "opening", 1)
    WrongTries.objects.all().delete()
    Someone().begins("supporter")
    late = Someone("es")
    late.goes("/apply/supporter/")
    before = Case.objects.count()
    page = late.sends(status=429)
    assert "Inténtelo otra vez en 60 minutos." in page.text and "#open" in page.links
    assert Case.objects.count() == before
    WrongTries.objects.all().delete()


def test_a_helper_opens_an_account_and_is_named(mail) -> None:
    WrongTries.objects.all().delete()
    helper = Someone()
    helper.goes("/apply/helping/account/")
    page = helper.sends({"email": "no"})
    assert "Error" in page.text
    helper.goes("/apply/helping/account/")
    helper.sends({"email": "Legal@Example.org"})
    code = re.search(r"\d{4}-\d{4}", Mail.objects.get(to="legal@example.org").body)[0]
    page = helper.sends({"code": code}, "/sign-in/code/confirm/")
    name = Account.objects.get(email="legal@example.org").name
    assert name in page.text and "Open another case" not in page.text
    helper.goes("/apply/supporter/")
    assert "cannot apply" in helper.sends(status=400).text
    sam = Someone().begins("supporter")
    sam.goes(f"{sam.home}representatives/")
    sam.sends({"account": name, "scope": ["answer"], "days": "30", "do": "name"})
    assert "You act for someone else here." in helper.goes(sam.home).text
    # Nobody learns that there is an account already, and no second one is made.
    again = Someone()
    again.goes("/apply/helping/account/")
    again.sends({"email": "legal@example.org"})
    assert Account.objects.filter(email="legal@example.org").count() == 1


def test_an_address_counts_once_it_is_proved(mail) -> None:
    WrongTries.objects.all().delete()
    accounts.add_account(name="taken", email="taken@example.org")
    sam = Someone().begins("supporter")
    sam.goes("/my/address/")
    page = sam.sends({"email": "nothing", "do": "send"})
    assert "This is no e-mail address." in page.text and "#email" in page.links
    sam.sends({"email": "taken@example.org", "do": "send"})
    assert not re.search(r"\d{8}", Mail.objects.get(to="taken@example.org").body)
    sam.sends({"email": "sam@example.org", "do": "send"})
    account = Account.objects.get(name=Party.objects.get(case=sam.case, role="supporter").account)
    assert account.email == ""
    assert "not right" in sam.sends({"code": "123", "do": "prove"}).text
    code = re.search(r"\d{8}", Mail.objects.get(to="sam@example.org").body)[0]
    assert "sam@example.org" in sam.sends({"code": code, "do": "prove"}).text
    account.refresh_from_db()
    assert account.email == "sam@example.org"
    sam.goes("/my/address/")
    sam.sends({"do": "forget"})
    account.refresh_from_db()
    assert account.email == ""
