"""The end of a party's part, and another in their place: what the graph says of it, and what a case does."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.flow import EventKind, Reason, Status, prove
from safeconduct.flow.events import Actor
from safeconduct.programme import load
from safeconduct.programme.schema import Track
from tests.flow.living import (
    CHIEF,
    CLOCK,
    PERSON,
    REVIEWER,
    SUPPORTER,
    Case,
    at_supporter_review,
    at_travel_decision,
    authorized,
    officer,
    opened,
)

K = EventKind
GONE = {"role": "supporter", "supporter": "s1", "why": "died"}
NAMED = {"fact": "party", "role": "supporter", "supporter": "s2"}
COUSIN = Actor("co_supporter", "cousin")


def track(**changed: object) -> Track:
    """The reference track with its change of supporter written otherwise."""
    held = load("us-mx-ve-2022", "notice").tracks["admission"]
    (change,) = held.party_changes
    return held.model_copy(update={"party_changes": (change.model_copy(update=changed),)})


def faults(of: Track) -> set[str]:
    return {breach.message for breach in prove(of, ())}


def test_the_track_as_it_ships_is_sound() -> None:
    assert faults(track()) == set()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"at": ("booking",)}, "may happen at `booking`, when an authorization may stand"),
        ({"at": ("nowhere",)}, "may happen at `nowhere`, which is no stage in force"),
        ({"at": ("another_supporter",)}, "waits at `another_supporter`, and may not happen there"),
        ({"to": "vetting"}, "where the officer.vetting acts: the person names another"),
        ({"to": "account"}, "no outcome of it leads to a supporter"),
        ({"to": "nowhere"}, "leads by `change_of_supporter` to `nowhere`, which is no stage"),
    ],
)
def test_a_change_that_the_graph_cannot_bear_is_refused(changed, fault) -> None:
    assert any(fault in message for message in faults(track(**changed)))


def test_the_time_for_naming_another_has_an_end() -> None:
    of = track()
    stages = tuple(
        stage.model_copy(update={"limit": None, "reminders": None})
        if stage.id == "another_supporter"
        else stage
        for stage in of.stages
    )
    assert any(
        "has no `limit`" in each for each in faults(of.model_copy(update={"stages": stages}))
    )


def test_a_track_that_says_nothing_lets_nobody_change() -> None:
    definition = load("uniting-for-ukraine")
    held = definition.tracks["admission"]
    assert held.party_changes == ()
    assert held.changes_at("review_support", date(2023, 1, 1)) == ()


def test_the_case_waits_for_another_and_goes_back_to_the_declaration() -> None:
    case = at_travel_decision()
    since = case.state.since
    state = case.does(K.PARTY_ENDED, PERSON, **GONE)
    assert (state.stage, state.lacks, state.status) == (
        "another_supporter", {"supporter"}, Status.OPEN,
    )  # fmt: skip
    assert [d.outcome for d in state.deadlines] == ["not_named"]
    assert case.tries(K.STAGE_COMPLETED, PERSON, "named") is Reason.PARTY_NEEDED
    assert case.tries(K.PARTY_ENDED, PERSON, **GONE) is Reason.PART_STAYS
    case.does(K.FACT_RECORDED, PERSON, **NAMED)
    assert case.completes((PERSON, "named")).stage == "declaration"
    case.completes(
        (SUPPORTER, "filed"), (officer("supporter_review"), "confirmed"), (CLOCK, "sent"),
        (PERSON, "confirmed"), (PERSON, "made"), (PERSON, "sent"), (officer("vetting"), "vetted"),
    )  # fmt: skip
    assert case.state.in_line_since == since != case.state.since


def test_who_may_end_a_part_and_when() -> None:
    assert opened().tries(K.PARTY_ENDED, PERSON, **GONE) is Reason.PART_STAYS
    case = at_supporter_review()
    assert case.tries(K.PARTY_ENDED, SUPPORTER, **GONE) is None
    assert case.tries(K.PARTY_ENDED, COUSIN, **GONE) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.PARTY_ENDED, officer("travel"), **GONE) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.PARTY_ENDED, officer("casework"), **GONE) is Reason.REASONS_NEEDED
    assert case.tries(K.PARTY_ENDED, officer("casework"), **GONE, reasons="r") is None
    assert case.tries(K.PARTY_ENDED, CLOCK, **GONE) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.PARTY_ENDED, PERSON, role="beneficiary") is Reason.DETAILS_MISSING
    case.does(K.STAGE_PAUSED, CLOCK, hold="h1")
    assert case.tries(K.PARTY_ENDED, PERSON, **GONE) is None
    case.does(K.STAGE_RESUMED, CLOCK, hold="h1")
    case.does(K.STAGE_PAUSED, CHIEF, reasons="r")
    assert case.tries(K.PARTY_ENDED, PERSON, **GONE) is Reason.PAUSED
    assert authorized().tries(K.PARTY_ENDED, PERSON, **GONE) is Reason.PART_STAYS


def test_what_was_decided_of_the_one_who_left_and_their_leave_go_with_them() -> None:
    case = at_supporter_review()
    until = "2023-06-01"
    leave = {"delegation": "d1", "account": "lawyer", "role": "supporter", "scope": "all"}
    case.does(K.DELEGATION_GRANTED, SUPPORTER, **leave, until=until)
    own = {"delegation": "d2", "account": "friend", "role": "beneficiary", "scope": "all"}
    case.does(K.DELEGATION_GRANTED, PERSON, **own, until=until)
    olga = officer("supporter_review")
    case.does(K.OUTCOME_PROPOSED, olga, "not_confirmed", reasons="r")
    case.does(K.SECOND_OFFICER_CONFIRMED, officer("supporter_review", "omar"), "not_confirmed")
    assert case.state.decision is not None
    state = case.does(K.PARTY_ENDED, PERSON, **GONE)
    assert state.decision is None
    assert [one.account for one in state.delegations] == ["friend"]
    assert case.tries(K.REVIEW_REQUESTED, PERSON) is Reason.NOTHING_TO_DO
    assert case.tries(K.REVIEW_DECIDED, REVIEWER, "upheld", reasons="r") is not None


def test_the_supporter_of_a_persons_own_case_steps_back_and_does_not_close_it() -> None:
    case = Case(opened().course)
    case.does(K.CASE_OPENED, PERSON)
    case.completes((CLOCK, "opened"))
    assert case.tries(K.CASE_WITHDRAWN, SUPPORTER) is Reason.STEPS_BACK
    assert case.tries(K.STAGE_COMPLETED, SUPPORTER, "withdrawn") is Reason.STEPS_BACK
    assert case.tries(K.CASE_WITHDRAWN, PERSON) is None
    assert case.tries(K.PARTY_ENDED, SUPPORTER, **GONE) is None
    # Whoever began it themselves, and whom nobody followed yet, may close it.
    other = Case(opened().course)
    other.does(K.CASE_OPENED, SUPPORTER)
    other.completes((CLOCK, "opened"))
    assert other.tries(K.CASE_WITHDRAWN, SUPPORTER) is None


def test_a_promise_answers_nothing_and_evidence_is_answered_by_whom_it_was_asked() -> None:
    case = at_supporter_review()
    case.does(K.EVIDENCE_REQUESTED, officer("supporter_review"), until="2022-11-15", of="supporter")
    assert case.does(K.PROMISE_MADE, COUSIN, answer="v").status is Status.WAITING_FOR_EVIDENCE
    assert case.tries(K.EVIDENCE_GIVEN, COUSIN) is Reason.ASKED_OF_ANOTHER
    assert case.tries(K.EVIDENCE_GIVEN, PERSON) is Reason.ASKED_OF_ANOTHER
    assert case.tries(K.EVIDENCE_GIVEN, Actor("officer.clerk", "c", "supporter")) is None
    assert case.tries(K.PROMISE_MADE, SUPPORTER) is Reason.NOT_YOUR_ROLE
    assert case.does(K.EVIDENCE_GIVEN, SUPPORTER).status is Status.OPEN
    # An earlier event does not say whom it asked: it was whoever's step was looked at.
    case.does(K.EVIDENCE_REQUESTED, officer("supporter_review"), until="2022-11-15")
    assert case.state.evidence is not None and case.state.evidence.of == "supporter"
    later = at_travel_decision()
    assert later.tries(K.PROMISE_MADE, COUSIN, answer="v") is Reason.NOTHING_TO_DO
