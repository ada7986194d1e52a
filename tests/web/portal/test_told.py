"""What people are told beside the questions: letters, the authorization, the place in line, a hold."""

from __future__ import annotations

import re

import pytest

from safeconduct import clock
from safeconduct.accounts.models import Account
from safeconduct.cases import holds, services
from safeconduct.cases.models import Case
from safeconduct.flow import Actor
from safeconduct.messages.models import Mail
from safeconduct.programme import load
from tests.signing_in import sign_in
from tests.stories.people import (
    ATTESTED,
    DECIDER,
    MARIA,
    REVIEWER,
    SUPERVISOR,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.web.portal.applying import SUPPORTER, Someone

pytestmark = pytest.mark.database
TERMS = re.compile(
    r"declar|support|apoyo|travel|viaje|Venez|confirm|decid|Ana|Sam|letter|carta", re.I
)


def owned_by(case: Case, role: str, language: str = "en") -> Someone:
    """The party of a case, signed in."""
    someone = Someone(language)
    someone.number = case.receipt_number
    account = Account.objects.get(name=case.parties.get(role=role).account)
    sign_in(someone.client, account, second_factor=False)
    return someone


def does(case: Case, actor: Actor, outcome: str, **more) -> None:
    services.act(
        case_id=case.id, actor=actor, outcome=outcome, expected_number=case.events.count(), **more
    )


def filed(language: str = "en") -> Someone:
    sam = Someone(language).begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.files()
    return sam


def up_to_vetting(case: Case) -> Actor:
    """All that comes before the vetting; gives the person."""
    me = Actor("beneficiary", case.parties.get(role="beneficiary").account)
    does(case, REVIEWER, "confirmed", facts=SUPPORTER_REVIEWED)
    said = MARIA | {"full_name": "Ana Ejemplo", "attestations_made": True} | ATTESTED
    does(case, me, "confirmed", facts=said)
    does(case, me, "made")
    does(case, me, "sent")
    return me


def authorized(case: Case) -> None:
    up_to_vetting(case)
    does(case, VETTER, "vetted", facts=VETTED)
    services.record_facts(
        case_id=case.id, actor=DECIDER, expected_number=case.events.count(), facts=WEIGHED
    )
    does(case, DECIDER, "authorized")


@pytest.fixture
def notice(portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """People apply as it was published: online, without a consulate."""
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")


def test_the_name_comes_first_is_checked_and_stands_on_the_letter(portal) -> None:
    sam = Someone("es").begins("supporter")
    sam.goes(f"{sam.home}questions/")
    assert sam.question == "supporter_name"
    # A name is no matter of not knowing.
    assert "f.other" not in sam.page.inputs
    page = sam.sends({"f": " ", "do": "answer"})
    assert "Escriba una respuesta." in page.text and "#f" in page.links
    sam.answers_all(SUPPORTER)
    assert "Sam Sample" in sam.goes(f"{sam.home}answers/").text
    sam.files()
    page = sam.goes(sam.home)
    link = next(link for link in page.links if "/letters/" in link and "pdf" not in link)
    assert "Sam Sample" in sam.goes(link.removeprefix("/es")).text


def test_a_letter_is_new_until_it_was_opened(portal) -> None:
    sam = filed()
    page = sam.goes(sam.home)
    assert "Your letters" in page.text and "We have your declaration New" in page.text
    link = next(link for link in page.links if "/letters/" in link and "pdf" not in link)
    sam.goes(link.removeprefix("/en"))
    sam.goes(link.removeprefix("/en"))
    assert "We have your declaration New" not in sam.goes(sam.home).text
    # Theirs, and nobody else's.
    other = Someone().begins("supporter")
    other.goes(link.removeprefix("/en"), status=404)
    ana = owned_by(sam.case, "beneficiary")
    ana.goes(link.removeprefix("/en"), status=404)
    assert "We have your declaration" not in ana.goes(ana.home).text


def test_what_officers_bring_about_is_no_step_of_the_persons(notice) -> None:
    case = filed().case
    authorized(case)
    ana = owned_by(case, "beneficiary")
    page = ana.goes(f"{ana.home}answers/")
    assert "Send: Flight" in page.text and "taken back" not in page.text
    assert "Choose one of the answers." in ana.sends({"outcome": "revoked"}).text
    page = ana.sends()
    assert "Sent. What happens next stands below." in page.text and "Boarding" in page.text


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "You have a new message"), ("es", "Tiene un mensaje nuevo")],
)
def test_mail_tells_that_there_is_news_and_nothing_else(portal, language, subject) -> None:
    sam = filed()
    names = [party.account for party in sam.case.parties.order_by("role")]
    for name in names:
        Account.objects.filter(name=name).update(email=f"{name}@example.org", language=language)
    before = set(Mail.objects.values_list("pk", flat=True))
    letters = sam.case.events.filter(kind="LetterIssued").count()
    does(sam.case, REVIEWER, "confirmed", facts=SUPPORTER_REVIEWED)
    sent = Mail.objects.exclude(pk__in=before)
    issued = sam.case.events.filter(kind="LetterIssued").count() - letters
    # One mail for each reader, however many letters.
    assert issued >= sent.count() >= 1
    assert len({mail.to for mail in sent}) == sent.count()
    for mail in sent:
        assert mail.subject == subject
        assert sam.number in mail.body
        assert not TERMS.search(mail.subject + mail.body.replace(sam.number, "")), mail.body


def test_nobody_without_an_address_is_mailed(portal) -> None:
    before = Mail.objects.count()
    filed()
    assert Mail.objects.count() == before


def test_the_authorization_stands_on_the_persons_page_alone(notice) -> None:
    sam = filed()
    authorized(sam.case)
    ana = owned_by(sam.case, "beneficiary", "es")
    page = ana.goes(ana.home)
    assert "Su autorización de viaje" in page.text and "No promete la entrada" in page.text
    assert "<svg" in ana.answer.content.decode()
    assert "Ana Ejemplo" in page.text
    answer = ana.client.get(f"/es/cases/{ana.number}/authorization/pdf/")
    assert answer.content.startswith(b"%PDF")
    assert "Ana Ejemplo" in ana.goes(f"/cases/{ana.number}/authorization/").text
    page = sam.goes(sam.home)
    assert "authorization/" not in " ".join(page.links)
    sam.goes(f"/cases/{sam.number}/authorization/", status=404)
    with clock.at(clock.now().replace(year=2023, month=4)):
        assert "Do not travel with it." in owned_by(sam.case, "beneficiary").goes(sam.home).text


def test_the_place_in_line_is_told_in_bands_and_promises_no_day(portal) -> None:
    assert "before yours" not in Someone().begins("supporter").goes("/my/").text
    sam = filed()
    page = sam.goes(sam.home)
    assert "Fewer than 10 cases are taken before yours. The oldest are taken first." in page.text
    assert "Nobody can buy a better place. No day can be told." in page.text
    eva = filed("es")
    assert "se atienden menos de 10 casos" in eva.goes(eva.home).text
    up_to_vetting(sam.case)
    assert "before yours" not in sam.goes(sam.home).text


def test_a_held_step_is_told_calmly_in_the_words_of_the_hold(notice) -> None:
    sam = filed()
    up_to_vetting(sam.case)
    (hold,) = holds.hold_stages(
        definition=load("us-mx-ve-2022", "notice"), track="admission", stages=["vetting"],
        actor=SUPERVISOR, reasons="Something is looked at again.",
        words={"en": "Nothing is issued for now.", "es": "Por ahora no se emite nada."},
    )  # fmt: skip
    holds.spread()
    page = owned_by(sam.case, "beneficiary", "es").goes(sam.home)
    assert "Por ahora no se emite nada." in page.text
    assert "No corre ningún plazo en su contra" in page.text
    assert "Something is looked at again" not in page.text
    assert "Nothing is issued for now." not in sam.goes(sam.home).text
    # Other tests of this database go on.
    holds.end_hold(hold_id=hold.id, actor=SUPERVISOR, reasons="It was looked at.")
    holds.spread()
    assert (
        "Por ahora no se emite nada."
        not in owned_by(sam.case, "beneficiary", "es").goes(sam.home).text
    )
