"""The return track: no departure with an open gate, and whoever says stop is heard (I1)."""

from __future__ import annotations

import pytest

from safeconduct.flow import Act, Actor, EventKind, Reason, Status, allowed
from safeconduct.programme.schema import EndKind
from tests.flow.living import CHIEF, CLOCK, PERSON, REVIEWER, Case, officer, opened

K = EventKind
FEAR = "fear"


def _decided(case: Case, role: str, outcome: str) -> None:
    case.does(K.OUTCOME_PROPOSED, officer(role, f"{role}1"), outcome, reasons="r")
    case.does(K.SECOND_OFFICER_CONFIRMED, officer(role, f"{role}2"), outcome)


def screened() -> Case:
    case = opened("article", "return")
    case.completes(
        (officer("border"), "recorded"),
        (officer("casework"), "informed"),
        (officer("casework"), "heard"),
    )
    _decided(case, "protection", "no_need_found")
    return case


def _go_on(case: Case) -> None:
    """Whatever leads on from here, by an officer of the stage's role."""
    stage = case.course.standing(case.state, case.at)
    assert stage is not None
    outcome = next(
        o
        for o in stage.outcomes
        if case.course.leads_on(stage, o, case.course.day(case.at)) and o.id != "apart"
    )
    if outcome.four_eyes:
        _decided(case, stage.actor.removeprefix("officer."), outcome.id)
    else:
        case.does(K.STAGE_COMPLETED, Actor(stage.actor, "x"), outcome.id)


def ready_to_depart() -> Case:
    case = screened()
    while case.state.stage != "departure":
        _go_on(case)
    return case


def test_a_return_with_every_gate_answered() -> None:
    case = ready_to_depart()
    needed = {g.id for g in case.course.gates if g.when == "before_departure"}
    assert needed <= case.state.cleared
    case.completes(
        (officer("transfer"), "departed"),
        (officer("monitoring"), "arrived"),
        (officer("returns"), "ready"),
        (officer("returns"), "received"),
    )
    assert case.state.handed_over
    case.completes((officer("protection"), "safe"))
    assert (case.state.status, case.state.end) == (Status.ENDED, EndKind.RETURNED)


@pytest.mark.parametrize("status", ["open", "paused", "awaiting_second_officer"])
def test_fear_stops_a_return_whatever_the_case_waits_for(status: str) -> None:
    case = screened()
    if status == "paused":
        case.does(K.STAGE_PAUSED, CHIEF, reasons="p")
    if status == "awaiting_second_officer":
        case.completes((officer("identification"), "established"), (officer("family"), "together"))
        case.does(K.OUTCOME_PROPOSED, officer("child_protection"), "return_is_best", reasons="r")
    assert case.state.status == status
    assert "G3" in case.state.cleared
    state = case.does(K.STAGE_COMPLETED, PERSON, FEAR)
    assert (state.stage, state.status) == ("protection_screening", Status.OPEN)
    assert not {"G1", "G3"} & state.cleared


def test_fear_is_heard_at_the_door_of_the_vehicle_and_on_the_way() -> None:
    case = ready_to_depart()
    assert any(a.act is Act.STOP for a in allowed(case.course, case.state, PERSON, case.at))
    case.does(K.STAGE_COMPLETED, officer("transfer"), "departed")
    state = case.does(K.STAGE_COMPLETED, PERSON, FEAR)
    assert state.stage == "protection_screening"


def test_a_stop_during_a_review_does_not_lose_the_review() -> None:
    case = screened()
    case.does(K.REVIEW_REQUESTED, PERSON)
    assert (
        case.tries(K.STAGE_COMPLETED, officer("identification"), "established") is Reason.IN_REVIEW
    )
    state = case.does(K.STAGE_COMPLETED, PERSON, FEAR)
    assert (state.stage, state.status) == ("protection_screening", Status.IN_REVIEW)


def test_a_review_that_sets_a_screening_aside_shuts_its_gate_again() -> None:
    case = screened()
    case.does(K.REVIEW_REQUESTED, PERSON)
    state = case.does(K.REVIEW_DECIDED, REVIEWER, "set_aside", reasons="r")
    assert state.stage == "protection_screening"
    assert "G3" not in state.cleared
    again = officer("protection", "protection2")
    assert (
        case.tries(K.OUTCOME_PROPOSED, again, "no_need_found", reasons="r") is Reason.DECIDED_BEFORE
    )


def test_a_review_after_the_handover_starts_with_every_gate_open() -> None:
    case = ready_to_depart()
    case.completes(
        (officer("transfer"), "departed"),
        (officer("monitoring"), "arrived"),
        (officer("returns"), "ready"),
        (officer("returns"), "received"),
    )
    case.does(K.REVIEW_REQUESTED, PERSON)
    state = case.does(K.REVIEW_DECIDED, REVIEWER, "set_aside", reasons="r")
    assert state.cleared == frozenset() and not state.handed_over


def test_a_return_is_nothing_to_withdraw_from() -> None:
    assert screened().tries(K.CASE_WITHDRAWN, PERSON) is Reason.NOTHING_TO_DO


def test_only_a_named_officer_clears_a_gate() -> None:
    case = opened("article", "return")
    case.completes((officer("border"), "recorded"))
    assert case.tries(K.STAGE_COMPLETED, Actor("officer.casework"), "informed") is (
        Reason.NAMED_OFFICER_NEEDED
    )
    # At this stage to be afraid leads on and clears what was told: an officer writes that down.
    assert case.tries(K.STAGE_COMPLETED, PERSON, FEAR) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.STAGE_COMPLETED, CLOCK, "informed") is Reason.NOT_YOUR_ROLE


def test_a_step_towards_departure_needs_its_conditions_even_against_the_person() -> None:
    case = opened("article", "return")
    case.completes(
        (officer("border"), "recorded"),
        (officer("casework"), "informed"),
        (officer("casework"), "heard"),
    )
    screener = officer("protection")
    by_outcome = {
        action.outcome: action
        for action in allowed(case.course, case.state, screener, case.at)
        if action.act in (Act.PROPOSE_OUTCOME, Act.COMPLETE_STAGE)
    }
    assert by_outcome["no_need_found"].conditions == ("heard_one_by_one",)
    assert by_outcome["need_found"].conditions == ()
    unmet = frozenset({"heard_one_by_one"})
    left = {a.outcome for a in allowed(case.course, case.state, screener, case.at, unmet=unmet)}
    assert "need_found" in left and "no_need_found" not in left


def test_to_choose_a_destination_is_not_to_stop() -> None:
    """It opens the questions of danger and acceptance again, for the place chosen, and leads on."""
    case = screened()
    while case.state.stage != "destination":
        _go_on(case)
    assert case.tries(K.STAGE_COMPLETED, PERSON, "chosen") is Reason.NOT_YOUR_ROLE
    assert case.tries(K.STAGE_COMPLETED, officer("returns"), "chosen") is None
    assert case.tries(K.STAGE_COMPLETED, PERSON, FEAR) is None


def test_what_leads_back_needs_no_conditions() -> None:
    """Whoever finds danger at the destination says so, whatever else is not met."""
    case = screened()
    while case.state.stage != "risk":
        _go_on(case)
    stage = case.course.standing(case.state, case.at)
    assert stage is not None
    needed = {
        o.id: case.course.conditions_for(stage, o, case.course.day(case.at)) for o in stage.outcomes
    }
    assert needed["none_found"] == stage.needs
    assert needed["danger_there"] == needed["danger_everywhere"] == ()
