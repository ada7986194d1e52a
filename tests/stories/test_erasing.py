"""Erasing a person: nothing of them is left, in any of their cases, and every chain still holds."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import documents, selectors, services
from safeconduct.cases.erasing import erase_person
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Party
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.people.models import PersonalValue
from safeconduct.uploads.models import Document
from tests.cases.test_letters import authorized
from tests.stories.people import REVIEWER, SUPPORTER
from tests.stories.telling import Story, on
from tests.uploads.test_taking import photograph

pytestmark = pytest.mark.database
MANAGER = Actor("officer.manager", "mona")


def refused(definitions) -> Story:
    """A case that is over, with answers, findings, letters, a document and an answer of the supporter."""
    story = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    story.does("2022-11-02", story.supporter, "filed", **SUPPORTER)
    story.asks(
        "2022-11-03", services.request_evidence, REVIEWER,
        what="Your last payslip.", until=date(2022, 11, 20),
    )  # fmt: skip
    story.asks("2022-11-04", services.give_evidence, story.supporter, answer="I earn enough.")
    story.asks("2022-11-04", documents.add, story.supporter, kind="other", content=photograph())
    story.asks("2022-11-05", services.withdraw, story.supporter)
    return story


def person_of(story: Story, role: str):
    return Party.objects.get(case=story.case, role=role).person


def test_nothing_of_a_supporter_is_left_and_the_chain_holds(definitions) -> None:
    story = refused(definitions)
    supporter = person_of(story, "supporter")
    accounts.add_account(name="sam", email="sam@example.org", person_id=supporter.id)
    assert PersonalValue.objects.filter(person=supporter, name="answer", value="I earn enough.")
    with on("2022-12-01"):
        erased = erase_person(person=supporter, actor=MANAGER)
        assert erase_person(person=supporter, actor=MANAGER) == 0
    assert not PersonalValue.objects.filter(person=supporter).exists()
    assert not Document.objects.filter(person=supporter).exists()
    # Findings name the facts of everyone in the case.
    assert not PersonalValue.objects.filter(name="findings").exists()
    closed = Account.objects.get(name="sam")
    assert (closed.email, closed.is_active) == ("", False)
    verified = selectors.verify_chain(story.case)
    assert verified.holds and verified.erased == erased > 5


def test_a_person_is_erased_in_all_their_cases_at_once(definitions) -> None:
    story = refused(definitions)
    person = person_of(story, "beneficiary")
    other = Story.begins(
        "2022-11-06", definitions["notice"], by="supporter", person=person, supporter_named=True
    )
    before = selectors.verify_chain(story.case).events
    with pytest.raises(InputError, match="is not over"), on("2022-12-01"):
        erase_person(person=person, actor=MANAGER)
    assert selectors.verify_chain(story.case).events == before
    other.asks("2022-11-07", services.withdraw, other.supporter)
    with on("2022-12-01"):
        assert erase_person(person=person, actor=MANAGER) > 0
    assert not PersonalValue.objects.filter(person=person).exists()
    for each in (story, other):
        assert each.is_sound()


def test_only_a_manager_erases_a_person(definitions) -> None:
    story = refused(definitions)
    for actor in (REVIEWER, story.person, Actor("officer.manager", "")):
        with pytest.raises(NotAllowed):
            erase_person(person=person_of(story, "beneficiary"), actor=actor)


def test_who_holds_an_authorization_is_not_erased(definitions) -> None:
    story = authorized(definitions)
    with pytest.raises(InputError):
        erase_person(person=person_of(story, "beneficiary"), actor=MANAGER)
