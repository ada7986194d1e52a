"""What was corrected after officers had looked at it is looked at once more, and only that (pure)."""

from __future__ import annotations

import pytest

from safeconduct.flow import EventKind as K
from safeconduct.flow import Reason, Status, refusal_of
from safeconduct.flow.state import Changed
from tests.flow.living import (
    CLOCK,
    PERSON,
    REVIEWER,
    Case,
    at_supporter_review,
    at_travel_decision,
    authorized,
    officer,
)

TOM, VERA = officer("travel", "tom"), officer("vetting", "vera")


def corrects(case: Case, fact: str = "nationality") -> None:
    case.does(K.FACT_RECORDED, PERSON, fact=fact)


def looks(case: Case, actor=VERA) -> Reason | None:
    """The look's event carries the stage of those who look, not the one where the case stands."""
    event = case._event(K.LOOKED_AGAIN, actor, "vetting", None, {})
    refusal = refusal_of(case.course, case.state, event)
    if refusal is None:
        case.events.append(event)
    return refusal.reason if refusal else None


def test_nothing_is_decided_on_what_is_no_more_so_until_it_was_looked_at() -> None:
    case = at_travel_decision()
    corrects(case)
    assert case.state.status is Status.CHANGED
    assert case.state.changed == (Changed("vetting", "nationality", len(case.events)),)
    assert case.tries(K.STAGE_COMPLETED, TOM, "authorized") is Reason.CHANGED_SINCE
    assert case.tries(K.OUTCOME_PROPOSED, TOM, "refused", reasons="r") is Reason.CHANGED_SINCE
    assert looks(case, TOM) is Reason.NOT_YOUR_ROLE
    assert looks(case) is None
    assert (case.state.status, case.state.stage) == (Status.OPEN, "travel_decision")


def test_what_no_finding_rests_on_changes_nothing() -> None:
    case = at_travel_decision()
    corrects(case, "can_pay_for_travel")
    assert case.state.status is Status.OPEN


def test_before_it_was_looked_at_there_is_nothing_to_look_at_again() -> None:
    case = at_supporter_review()
    corrects(case)
    assert case.state.changed == ()
    assert looks(case) is not None


def test_what_was_proposed_before_lapses() -> None:
    case = at_travel_decision()
    case.does(K.OUTCOME_PROPOSED, TOM, "refused", reasons="r")
    corrects(case)
    assert case.tries(K.SECOND_OFFICER_CONFIRMED, officer("travel", "ida"), "refused") is (
        Reason.CHANGED_SINCE
    )
    assert looks(case) is None
    assert case.state.proposal is None


def test_each_fact_is_to_be_looked_at_once_as_it_is_now() -> None:
    case = at_travel_decision()
    corrects(case)
    corrects(case, "birth_date")
    corrects(case)
    assert [one.fact for one in case.state.changed] == ["birth_date", "nationality"]
    assert looks(case) is None
    assert case.state.changed == ()
    assert looks(case) is not None


def test_what_was_issued_is_only_ever_taken_back() -> None:
    case = authorized()
    corrects(case)
    assert (case.state.stage, case.state.status) == ("booking", Status.OPEN)


def test_a_case_that_is_over_waits_for_nobody_and_a_review_goes_first() -> None:
    case = at_travel_decision()
    case.does(K.OUTCOME_PROPOSED, TOM, "refused", reasons="r")
    case.does(K.SECOND_OFFICER_CONFIRMED, officer("travel", "ida"), "refused")
    case.does(K.REVIEW_REQUESTED, PERSON)
    assert case.state.status is Status.IN_REVIEW
    case.does(K.REVIEW_DECIDED, REVIEWER, "set_aside", reasons="r")
    assert case.state.status is Status.OPEN
    corrects(case)
    assert case.state.status is Status.CHANGED


def test_a_hold_comes_before_the_look_and_the_look_is_still_owed() -> None:
    case = at_travel_decision()
    corrects(case)
    case.does(K.STAGE_PAUSED, CLOCK, hold="h1")
    assert case.state.status is Status.PAUSED
    assert looks(case) is Reason.PAUSED
    case.does(K.STAGE_RESUMED, CLOCK, hold="h1")
    assert case.state.status is Status.CHANGED


@pytest.mark.parametrize("who", [PERSON, TOM, officer("supervisor", "chief"), CLOCK])
def test_only_the_officers_of_that_stage_look(who) -> None:
    case = at_travel_decision()
    corrects(case)
    assert looks(case, who) is Reason.NOT_YOUR_ROLE
