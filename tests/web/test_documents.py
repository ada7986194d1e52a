"""Letters and authorizations as pages: whom they open to, and what the public check gives away."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.test import Client

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import authorizations, letters
from safeconduct.database.services import store_content
from safeconduct.programme import Definition, load
from tests.cases.test_letters import authorized
from tests.databases import Databases
from tests.signing_in import signed_in

pytestmark = pytest.mark.database


@pytest.fixture
def definitions(test_databases: Databases, database: str) -> Mapping[str, Definition]:
    loaded = {"notice": load("us-mx-ve-2022", "notice")}
    with test_databases.as_owner():
        store_content(loaded["notice"].folder)
    return loaded


@pytest.fixture
def story(definitions):
    with clock.at(datetime(2022, 11, 23, 12, tzinfo=UTC)):
        yield authorized(definitions)


def addresses(story) -> dict[str, str]:
    letter = [one for one in letters.letters_of(story.case) if one.to == "person"][-1]
    base = f"/en/cases/{story.case.receipt_number}"
    return {
        "letter": f"{base}/letters/{letter.id}/",
        "letter_pdf": f"{base}/letters/{letter.id}/pdf/",
        "authorization": f"{base}/authorization/",
        "authorization_pdf": f"{base}/authorization/pdf/",
    }


@pytest.mark.parametrize("route", ["letter", "letter_pdf", "authorization", "authorization_pdf"])
def test_papers_open_to_their_person_and_to_officers_alone(
    visitor: Client, story, route: str
) -> None:
    address = addresses(story)[route]
    assert visitor.get(address).status_code == 302
    person = signed_in(story.person.account).get(address)
    assert person.status_code == 200
    if route.endswith("pdf"):
        assert person.headers["Content-Type"] == "application/pdf"
        assert person.content.startswith(b"%PDF") and "no-store" in person.headers["Cache-Control"]
    assert (
        signed_in(f"officer-{uuid.uuid4().hex[:6]}", offices.PORT).get(address).status_code == 200
    )
    for stranger in (story.supporter.account, f"stranger-{uuid.uuid4().hex[:6]}"):
        refused = signed_in(stranger).get(address)
        assert refused.status_code == 404
        assert "Ejemplo" not in refused.content.decode()


def test_a_letter_is_shown_word_for_word(visitor: Client, story) -> None:
    address = addresses(story)["letter"]
    shown = signed_in(story.person.account).get(address.replace("/en/", "/es/")).content.decode()
    assert "Puede viajar" in shown and "20 de febrero de 2023" in shown


@pytest.mark.parametrize("route", ["letter", "authorization"])
def test_from_a_paper_each_finds_the_way_back_and_its_owner_the_way_out(story, route: str) -> None:
    address = addresses(story)[route]
    officer = signed_in(f"officer-{uuid.uuid4().hex[:6]}", offices.TRAVEL).get(address)
    person = signed_in(story.person.account).get(address)
    number = story.case.receipt_number
    for answer, way, exits in ((officer, "work", 0), (person, "my", 1)):
        shown = answer.content.decode()
        assert f'href="/en/{way}/{number}/">Back to the case' in shown
        assert shown.count("Leave this page now") == exits


def test_another_cases_letter_is_not_there(visitor: Client, story, definitions) -> None:
    other = authorized(definitions)
    foreign = addresses(other)["letter"].rpartition("/letters/")[2]
    address = f"/en/cases/{story.case.receipt_number}/letters/{foreign}"
    assert signed_in(story.person.account).get(address).status_code == 404


def test_anyone_checks_an_authorization_and_learns_no_more(visitor: Client, story) -> None:
    issued = authorizations.authorization_of(story.case)
    by_address = visitor.get(f"/en/verify/{issued.number}/{issued.paper.code}/")
    by_number = visitor.post("/en/verify/", {"number": issued.number, "code": issued.paper.code})
    by_text = visitor.post("/en/verify/", {"text": issued.paper.seal})
    for answer in (by_address, by_number, by_text):
        shown = answer.content.decode()
        assert "Valid, in this demonstration only" in shown and "20 February 2023" in shown
        assert "M.E." in shown
        assert "a demonstration, not a government service" in shown
        assert "una demostración, no un servicio de gobierno" in shown
        assert "25 March 2025" in shown and "25 de marzo de 2025" in shown
        assert not answer.cookies
    for answer in (by_address, by_number):
        assert "Ejemplo" not in answer.content.decode() and "1990" not in answer.content.decode()


def test_what_is_wrong_is_said_and_never_fails(visitor: Client, story) -> None:
    issued = authorizations.authorization_of(story.case)
    changed = issued.paper.seal.replace("2023-02-20", "2033-02-20")
    for typed, said in (
        ({"text": changed}, "Alterada"),
        ({"text": "x" * 90_000}, "Sin sello"),
        ({"number": issued.number, "code": "AAAAAAAAAA"}, "No se encontró"),
        ({"number": "\x01", "code": "é" * 300}, "No se encontró"),
        ({}, "No se encontró"),
    ):
        answer = visitor.post("/es/verify/", typed)
        assert answer.status_code == 200 and said in answer.content.decode()


def test_a_list_of_letters_leads_to_each(story) -> None:
    held = letters.letters_for(story.case, story.person, language="es")
    shown = render_to_string("components/letters.html", {"case": story.case, "letters": held})
    assert shown.count("<li>") == len(held) == 3
    assert addresses(story)["letter"].removeprefix("/en") in shown
    assert "Puede viajar" in shown
    nothing = render_to_string("components/letters.html", {"case": story.case, "letters": ()})
    assert "<li>" not in nothing and "<p>" in nothing
