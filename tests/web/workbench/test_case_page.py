"""A case on one screen: what is told, to whom, and what may be done."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from safeconduct.accounts import services as accounts
from safeconduct.cases import services
from safeconduct.cases.models import Case
from safeconduct.flow import Actor
from safeconduct.people import services as people
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.people import PORT
from tests.stories.telling import on

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def test_all_of_a_case_is_on_its_page(at_decision, desk) -> None:
    story = at_decision()
    page = desk("travel-1", "travel").sees(f"work/{story.case.receipt_number}/")
    assert story.case.receipt_number in page
    assert "Decision on travel" in page
    assert "Security vetting passed" in page
    assert "Date of birth" in page and "11 February 1988" in page
    assert "Stage completed" in page
    assert "Authorized" in page and "proposed to a second officer" in page
    assert "FR 63507" in page


def test_the_same_in_spanish(at_decision, desk) -> None:
    story = at_decision()
    page = desk("travel-1", "travel").sees(f"work/{story.case.receipt_number}/", "es")
    assert "Decisión sobre el viaje" in page
    assert "Qué se puede hacer" in page
    assert "11 de febrero de 1988" in page


def test_who_has_no_part_reads_and_is_told_why_they_may_not_act(at_decision, desk) -> None:
    story = at_decision()
    page = desk("port-1", "port").sees(f"work/{story.case.receipt_number}/")
    assert "Nothing here is for you to decide now." in page
    assert "This is for someone in another role to do." in page
    assert 'id="decide-form"' not in page


def test_an_auditor_sees_the_proof_and_the_refusals_and_no_form(at_decision, desk) -> None:
    story = at_decision()
    story.cannot("2022-11-23", PORT, "authorized", "not_your_role")
    page = desk("audit-1", "auditor").sees(f"work/{story.case.receipt_number}/")
    assert "holds:" in page
    assert "Attempts that were refused" in page and "in another role" in page
    assert 'method="post"' not in page.split("<main", 1)[1]


def test_an_auditor_cannot_act(filed, desk) -> None:
    story = filed()
    client = desk("audit-1", "auditor").client
    answer = client.post(f"/en/work/{story.case.receipt_number}/pause/", {"reasons": "x"})
    assert answer.status_code == 404


def test_protected_facts_are_nowhere(at_decision, desk) -> None:
    story = at_decision()
    people.put_protected(person=story.case.person, name="fear_expressed", value=True, by="x")
    officer = desk("travel-1", "travel")
    page = officer.sees(f"work/{story.case.receipt_number}/")
    assert "afraid" not in page.lower()
    address = f"/en/work/{story.case.receipt_number}/"
    assert officer.client.get(address, {"fact": "fear_expressed"}).status_code == 400


def test_a_case_that_is_not_there(desk, fresh_database) -> None:
    client = desk("travel-1", "travel").client
    assert client.get("/en/work/SFC2200009999/").status_code == 404
    assert client.post("/en/work/SFC2200009999/decide/", {}).status_code == 404


def test_people_who_apply_learn_nothing_of_the_desk(filed, fresh_database) -> None:
    story = filed()
    client = Client(headers={"host": "localhost"})
    client.force_login(accounts.add_account(name=str(story.supporter.account)))
    for path in ("", f"{story.case.receipt_number}/", "stages/"):
        assert client.get(f"/en/work/{path}").status_code == 404


def test_a_family_is_shown_together(definitions, desk) -> None:  # noqa: F811
    mother, child = people.add_person(), people.add_person()
    group = people.form_group(kind="family", principal=mother, others=[child])
    numbers = []
    for person in (mother, child):
        actor = Actor("beneficiary", f"person-{person.id}")
        done = services.open_case(
            definition=definitions["article"],
            track="admission",
            person=person,
            group=group,
            actor=actor,
            accounts={"beneficiary": actor.account or ""},
            start="returned_person_starts",
        )
        numbers.append(Case.objects.get(id=done.case_id).receipt_number)
    page = desk("casework-1", "casework").sees(f"work/{numbers[0]}/")
    assert "The family" in page
    assert f'<a href="/en/work/{numbers[1]}/">' in page
    assert "with the principal" in page


def test_who_may_act_for_a_party_is_shown(filed, desk) -> None:
    story = filed()
    story.asks(
        "2022-11-06",
        services.grant_delegation,
        story.supporter,
        account="ngo-1",
        scope=("all",),
        until=date(2022, 12, 31),
    )
    page = desk("casework-1", "casework").sees(f"work/{story.case.receipt_number}/")
    assert "A representative may act for: Supporter, until 31 December 2022" in page


def test_a_case_that_is_over_says_so(filed, desk) -> None:
    story = filed()
    story.asks("2022-11-06", services.withdraw, story.supporter)
    page = desk("review-7", "supporter_review").sees(f"work/{story.case.receipt_number}/")
    assert "The case is over." in page and "withdrawn" in page
