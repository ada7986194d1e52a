"""Another supporter on the portal's pages: by the person, by the supporter, and what is left of it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from safeconduct.accounts.models import Account
from safeconduct.cases import letters, selectors
from safeconduct.messages.models import Mail
from safeconduct.web.access import ACCESS, OWN_CASE, PAPERS
from tests.web.foreign import _parts
from tests.web.portal.applying import PERSON, SUPPORTER, Someone
from tests.web.portal.test_told import filed, owned_by, up_to_vetting

pytestmark = pytest.mark.database
CODE = re.compile(r"\b\w{4}-\w{4}-\w{4}\b")


@pytest.fixture
def notice(portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")


def changed(ana: Someone, why: str = "died", **more: str) -> None:
    """The person ends the part of their supporter."""
    ana.goes(f"{ana.home}supporter/change/")
    ana.sends({"why": why, "do": "change", **more})


def code_on(page) -> str:
    found = CODE.search(page.text)
    assert found, page.text
    return found[0]


def test_a_person_names_another_and_goes_on_with_all_that_they_said(notice) -> None:
    sam = filed()
    up_to_vetting(sam.case)
    ana = owned_by(sam.case, "beneficiary", "es")
    said = ana.goes(f"{ana.home}answers/").text
    page = ana.goes(f"{ana.home}supporter/")
    assert "Usted conserva su caso" in page.text
    ana.goes(f"{ana.home}supporter/change/")
    assert "hasta el final del 22 de mayo de 2023" in ana.page.text
    page = ana.sends({"do": "change", "reasons": "Ya no contesta."})
    assert "Elija por qué." in page.text and "Ya no contesta." in page.text
    form = {**page.hidden, "why": "unreachable", "reasons": "Ya no contesta.", "do": "change"}
    page = ana.sends(form)
    assert "La parte de su persona de apoyo terminó." in page.text
    assert "Ya había enviado esto" in ana.sends(form, f"{ana.home}supporter/change/").text
    assert sam.case.events.filter(kind="PartyEnded").count() == 1
    assert "Su persona de apoyo ya no tiene parte" in ana.goes(f"{ana.home}supporter/").text
    # Naming takes the step: no button beside it leads to an empty place.
    page = ana.goes(ana.home)
    assert "Nombrar otra persona de apoyo" in page.text and "Nombre otra persona" in page.text
    assert "Seguir con las preguntas" not in page.text
    ana.goes(f"{ana.home}supporter/")
    ana.sends({"kind": "organisation"})
    ana.goes(f"{ana.home}invitation/")
    eva = Someone("en").accepts(sam.number, code_on(ana.sends({"do": "code"})))
    # All is asked of the new one, and nothing of the old one's is shown.
    page = eva.goes(eva.home)
    assert "Sam Sample" not in page.text and "We have your declaration" not in page.text
    assert not [link for link in page.links if link.endswith("/family/")]
    assert eva.answers_all(SUPPORTER) == list(SUPPORTER)
    assert "Review of the supporter" in eva.files().text
    assert "We have your declaration" in eva.goes(eva.home).text
    assert (
        ana.goes(f"{ana.home}answers/").text.count("Ana Ejemplo") == said.count("Ana Ejemplo") > 0
    )


def test_whoever_left_finds_no_page_of_the_case_and_is_told_that_it_is_over(notice) -> None:
    sam = filed()
    sam.goes(f"{sam.home}co-supporters/")
    sam.sends({"kind": "person"})
    sam.goes(f"{sam.home}co-supporters/")
    carla = Someone().accepts(
        sam.number,
        code_on(sam.sends({"do": "code", "party": sam.case.parties.get(role="co_supporter").pk})),
    )
    case = sam.case
    name = case.parties.get(role="supporter").account
    Account.objects.filter(name=name).update(email=f"{name}@example.org", language="es")
    letter = letters.letters_of(case)[0].id
    routes = [route for route, entry in ACCESS.items() if entry in (OWN_CASE, PAPERS)]
    assert len(routes) > 15
    before = Mail.objects.count()
    changed(owned_by(case, "beneficiary"), "wrong")
    (mail,) = Mail.objects.order_by("made_at")[before:]
    assert (mail.to, mail.subject) == (f"{name}@example.org", "Su parte terminó")
    assert case.receipt_number in mail.body
    events = case.events.count()
    for gone in (sam, carla):
        for route in routes:
            for address in _addresses(route, case.receipt_number, str(letter)):
                for method in (gone.client.get, gone.client.post):
                    assert method(address).status_code in (404, 405), (route, address)
        page = gone.goes("/my/")
        assert (
            f"Your part in the case {case.receipt_number} ended on 23 November 2022." in page.text
        )
        assert f"/my/{case.receipt_number}/" not in " ".join(page.links)
    assert case.events.count() == events
    # With number and PIN they come to their own account, and there they read the same.
    again = Someone()
    again.goes("/sign-in/case/")
    page = again.sends({"case": sam.number, "pin": sam.pin})
    assert "Your part in the case" in page.text


def _addresses(route: str, number: str, letter: str) -> list[str]:
    found = []
    for parts in _parts(route):
        filled = {**parts, next(iter(parts)): number}
        found.append(
            reverse(route, kwargs={**filled, **({"letter": letter} if "letter" in filled else {})})
        )
    return found


def test_a_supporter_steps_back_and_hands_over_the_code(notice) -> None:
    """The person had no account yet: nobody else could give them the code."""
    sam = filed("es")
    page = sam.goes(sam.home)
    assert "Retirar su apoyo" in page.text
    sam.goes(f"{sam.home}stepping-back/")
    assert "Usted recibe un código para ella" in sam.page.text
    page = sam.sends({"do": "back", "reasons": "Perdí mi trabajo."})
    assert f"/my/{sam.number}/" not in " ".join(page.links)
    ana = Someone("en").accepts(sam.number, code_on(page))
    page = ana.goes(ana.home)
    assert "Your supporter took their support back." in page.text
    assert "Your supporter has stepped back New" in page.text and "Perdí" not in page.text
    assert "by the end of 22 May 2023" in page.text
    link = next(link for link in page.links if "/letters/" in link and "pdf" not in link)
    assert "Perdí" not in ana.goes(link.removeprefix("/en")).text
    sam.goes(sam.home, status=404)


def test_a_supporter_steps_back_once_the_person_is_there(notice) -> None:
    sam = filed()
    up_to_vetting(sam.case)
    ana = owned_by(sam.case, "beneficiary")
    account = Account.objects.get(name=sam.case.parties.get(role="beneficiary").account)
    Account.objects.filter(pk=account.pk).update(last_login="2022-11-20T00:00Z")
    sam.goes(f"{sam.home}stepping-back/")
    page = sam.sends({"do": "back"})
    assert "You took your support back." in page.text
    assert "Your part in the case" in page.text and not CODE.search(page.text)
    # The page of one is not there for the other.
    ana.goes(f"{ana.home}stepping-back/", status=404)
    assert selectors.verify_chain(sam.case).holds


def test_no_change_is_offered_where_none_can_be(portal) -> None:
    jose = Someone().begins("person")
    assert "You have no supporter" in jose.goes(f"{jose.home}supporter/change/").text
    jose.goes(f"{jose.home}supporter/")
    jose.sends()
    jose.answers_all(PERSON, crossed=True)
    page = jose.goes(f"{jose.home}supporter/change/")
    assert "At this step nobody's part" in page.text
    jose.goes(f"{jose.home}stepping-back/", status=404)
    sam = Someone().begins("supporter")
    sam.goes(f"{sam.home}supporter/change/", status=404)
