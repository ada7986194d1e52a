"""Nobody stands on both sides of a case: as an officer, and as a party or for one (I2, I6)."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.accounts import services as accounts
from safeconduct.cases import letters, services, telling
from safeconduct.cases.access import access_case, cases_seen_by, person_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.people import services as people
from safeconduct.web.portal import appointment, inviting, standing
from safeconduct.web.portal.own import seen_by
from tests.cases.test_letters import authorized
from tests.stories.people import REVIEWER, SECOND_REVIEWER, SUPPORTER, SUPPORTER_REVIEWED
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
AGAINST = SUPPORTER_REVIEWED | {"supporter_can_support": False, "supporter_confirmed": False}


def filed(definitions, **more) -> Story:
    story = Story.begins(
        "2022-11-02", definitions["notice"], by="supporter", supporter_named=True, **more
    )
    story.does("2022-11-02", story.supporter, "filed", **SUPPORTER)
    return story


def test_an_officer_decides_nothing_about_themselves(definitions) -> None:
    """Their account is the beneficiary's, who has not done anything in the case yet."""
    story = filed(definitions, account=REVIEWER.account)
    story.cannot("2022-11-03", REVIEWER, "confirmed", "on_both_sides", **SUPPORTER_REVIEWED)
    assert all(choice.refusal for choice in telling.may_do(story.case, REVIEWER))
    with pytest.raises(NotFound):
        access_case(name=story.case.receipt_number, actor=REVIEWER)
    assert story.case not in cases_seen_by(REVIEWER)
    # Another officer goes on, and they do not confirm it either.
    story.does("2022-11-03", SECOND_REVIEWER, "not_confirmed", because="Means.", **AGAINST)
    with pytest.raises(NotAllowed) as refused:
        story.is_confirmed("2022-11-04", REVIEWER)
    assert refused.value.refusal.reason == "on_both_sides"


def test_who_may_act_for_a_party_is_no_officer_of_the_case(definitions) -> None:
    story = filed(definitions)
    story.asks(
        "2022-11-02", services.grant_delegation, story.supporter,
        account="rita", scope=("all",), until=date(2022, 12, 1),
    )  # fmt: skip
    rita = Actor(REVIEWER.role, "rita")
    story.cannot("2022-11-03", rita, "confirmed", "on_both_sides", **SUPPORTER_REVIEWED)
    [given] = story.case.delegations.all()
    story.asks("2022-11-03", services.end_delegation, story.supporter, delegation_id=given.id)
    story.cannot("2022-11-04", rita, "confirmed", "on_both_sides", **SUPPORTER_REVIEWED)


def test_who_holds_an_office_represents_nobody(definitions) -> None:
    story = filed(definitions)
    officer = accounts.add_account(name="otto")
    accounts.give_office(account=officer, role="officer.port")
    with pytest.raises(InputError):
        story.asks(
            "2022-11-02", services.grant_delegation, story.supporter,
            account="otto", scope=("all",), until=date(2022, 12, 1),
        )  # fmt: skip


def with_a_cousin(story: Story) -> Actor:
    cousin = Actor("co_supporter", f"cousin-{story.case.receipt_number}")
    story.asks(
        "2022-11-22", services.add_party, story.supporter,
        person=people.add_person(), role="co_supporter", account=cousin.account,
    )  # fmt: skip
    return cousin


def test_a_co_supporter_learns_nothing_of_the_person(definitions) -> None:
    story = authorized(definitions)
    cousin = with_a_cousin(story)
    with on("2022-11-23"):
        assert letters.letters_for(story.case, cousin) == ()
        theirs, supporters = seen_by(story.case, cousin), seen_by(story.case, story.supporter)
        assert standing.standing(theirs) == standing.standing(supporters)
        assert not theirs.is_mine and not theirs.said
        seen = {step.text for step in standing.timeline(theirs)}
        assert seen <= {step.text for step in standing.timeline(supporters)}
        assert not any("authorization" in text.lower() for text in seen)
        assert appointment.held(theirs) is None
        assert inviting.waited_for(theirs) is None


def test_a_co_supporter_gets_no_code_to_the_supporters_account(definitions) -> None:
    story = Story.begins("2022-11-21", definitions["notice"], by="supporter", supporter_named=True)
    accounts.add_account(name=story.supporter.account)
    cousin = with_a_cousin(story)
    with on("2022-11-22"):
        assert inviting.waited_for(seen_by(story.case, cousin)) is None
        assert inviting.waited_for(seen_by(story.case, story.person)) is not None


def test_letters_to_the_other_party_are_not_told_as_ones_own(definitions) -> None:
    story = authorized(definitions)
    with on("2022-11-23"):
        told = [step.text for step in standing.timeline(seen_by(story.case, story.person))]
        mine = letters.letters_for(story.case, story.person)
    assert told.count("A letter was written to you.") == len(mine)
    assert len(mine) < len(letters.letters_of(story.case))


def test_a_party_is_told_until_when_a_review_can_be_asked_for(definitions) -> None:
    story = filed(definitions)
    story.does("2022-11-03", REVIEWER, "not_confirmed", because="Means.", **AGAINST)
    story.is_confirmed("2022-11-04", SECOND_REVIEWER)
    with on("2022-11-05"):
        own = seen_by(story.case, story.supporter)
        told = standing.against(own)
        assert told is not None
        decision = own.state.decision
        assert told.review_until == own.course.review_until(decision.at) is not None


def test_a_case_has_one_supporter(definitions) -> None:
    story = filed(definitions)
    with pytest.raises(InputError):
        story.asks(
            "2022-11-03", services.add_party, story.person,
            person=people.add_person(), role="supporter", account="another",
        )  # fmt: skip
    assert story.case.parties.filter(role="supporter").count() == 1


def test_representatives_of_two_co_supporters_bring_papers_of_their_own(definitions) -> None:
    story = authorized(definitions)
    one, other = with_a_cousin(story), Actor("co_supporter", "second-cousin")
    story.asks(
        "2022-11-22", services.add_party, story.supporter,
        person=people.add_person(), role="co_supporter", account=other.account,
    )  # fmt: skip
    story.asks(
        "2022-11-22", services.grant_delegation, other,
        account="rosa", scope=("all",), until=date(2022, 12, 1),
    )  # fmt: skip
    rosa = Actor("representative", "rosa", "co_supporter")
    assert person_of(story.case, rosa) == person_of(story.case, other)
    assert person_of(story.case, rosa) != person_of(story.case, one)


def test_what_was_typed_in_place_of_an_outcome_is_not_kept(definitions) -> None:
    story = filed(definitions)
    story.cannot("2022-11-03", REVIEWER, "María Ejemplo, born 1990", "unknown_outcome")
    assert story.case.refusals.get().outcome == "act"
