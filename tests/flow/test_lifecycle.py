"""One case at a time over the shipped tracks: where it stands after what happened to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from safeconduct.errors import InputError
from safeconduct.flow import Actor, Course, Event, EventKind, Reason, Status, state_of
from safeconduct.programme import load
from safeconduct.programme.schema import EndKind
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
    course,
    officer,
    opened,
)

OLGA, PAUL = officer("supporter_review", "olga"), officer("supporter_review", "paul")
TOM, TINA = officer("travel", "tom"), officer("travel", "tina")
K = EventKind


def denied() -> Case:
    case = at_travel_decision()
    case.does(K.OUTCOME_PROPOSED, TOM, "refused", reasons="d1")
    case.does(K.SECOND_OFFICER_CONFIRMED, TINA, "refused")
    return case


def test_a_case_that_is_approved_from_first_event_to_last() -> None:
    case = authorized()
    state = case.completes(
        (PERSON, "booked"),
        (Actor("carrier", "air"), "boarded"),
        (officer("port", "pat"), "passed"),
        (officer("port", "pat"), "granted"),
        (PERSON, "confirmed"),
        (PERSON, "asked"),
    )
    assert (state.stage, state.status) == ("stay", Status.OPEN)
    assert [d.last_day for d in state.deadlines] == [date(2024, 11, 1)]
    state = case.completes((PERSON, "left"))
    assert (state.status, state.end, state.deadlines) == (Status.ENDED, EndKind.COMPLETED, ())
    assert [(p.cap, p.used) for p in state.places] == [("venezuela_total", True)]
    assert not state.disregarded


def test_a_returned_person_may_start_without_a_supporter_in_article_only() -> None:
    case = opened("article")
    case.completes((CLOCK, "returned_person_starts"), (PERSON, "needs_supporter"))
    assert case.state.stage == "help_to_name_a_supporter"
    notice = opened("notice")
    assert (
        notice.tries(K.STAGE_COMPLETED, CLOCK, "returned_person_starts") is Reason.UNKNOWN_OUTCOME
    )


# --- four eyes, reasons, names (I2) ---


def test_a_refusal_needs_reasons_and_a_second_officer() -> None:
    case = at_supporter_review()
    refused = "not_confirmed"
    assert case.tries(K.STAGE_COMPLETED, OLGA, refused, reasons="d") is Reason.SECOND_OFFICER_NEEDED
    assert case.tries(K.OUTCOME_PROPOSED, OLGA, refused) is Reason.REASONS_NEEDED
    nameless = Actor("officer.supporter_review")
    assert case.tries(K.OUTCOME_PROPOSED, nameless, refused, reasons="d") is (
        Reason.NAMED_OFFICER_NEEDED
    )
    state = case.does(K.OUTCOME_PROPOSED, OLGA, refused, reasons="d")
    assert (state.status, state.stage) == (Status.AWAITING_SECOND_OFFICER, "supporter_review")
    assert case.tries(K.SECOND_OFFICER_CONFIRMED, OLGA, refused) is Reason.SAME_OFFICER
    assert case.tries(K.SECOND_OFFICER_CONFIRMED, PAUL, "confirmed") is Reason.UNKNOWN_OUTCOME
    assert case.tries(K.STAGE_COMPLETED, PAUL, "confirmed") is Reason.AWAITING_SECOND_OFFICER
    assert case.tries(K.SECOND_OFFICER_CONFIRMED, TOM, refused) is Reason.NOT_YOUR_ROLE
    state = case.does(K.SECOND_OFFICER_CONFIRMED, PAUL, refused)
    assert (state.stage, state.status) == ("declaration", Status.OPEN)
    assert state.decision is not None and state.decision.officers == {"olga", "paul"}
    state = case.completes((SUPPORTER, "filed"))
    assert state.stage == "supporter_review"


def test_a_supervisor_may_be_the_second_officer() -> None:
    case = at_supporter_review()
    case.does(K.OUTCOME_PROPOSED, OLGA, "not_confirmed", reasons="d")
    assert case.does(K.SECOND_OFFICER_CONFIRMED, CHIEF, "not_confirmed").stage == "declaration"


def test_a_second_officer_who_disagrees_leaves_nothing_decided() -> None:
    case = at_supporter_review()
    case.does(K.OUTCOME_PROPOSED, OLGA, "not_confirmed", reasons="d")
    assert case.tries(K.PROPOSAL_SENT_BACK, PAUL) is Reason.REASONS_NEEDED
    state = case.does(K.PROPOSAL_SENT_BACK, PAUL, reasons="e")
    assert (state.status, state.stage) == (Status.OPEN, "supporter_review")
    assert state.decision is None and state.proposal is None


def test_the_clock_decides_nothing_against_a_person() -> None:
    """A programme that lets a time limit refuse someone: the limit shows, and nobody is refused by it."""
    track = course().track
    stages = []
    for stage in track.stages:
        if stage.id == "supporter_review":
            limit = {"after": "P10D", "outcome": "not_confirmed"}
            stage = type(stage).model_validate(
                stage.model_dump(by_alias=True, exclude={"place"}) | {"limit": limit}
            )
        stages.append(stage)
    case = Case(Course(track.model_copy(update={"stages": tuple(stages)})))
    case.does(K.CASE_OPENED, CLOCK)
    case.completes((CLOCK, "opened"), (SUPPORTER, "filed"))
    assert [d.outcome for d in case.state.deadlines] == ["not_confirmed"]
    case.on("2022-12-24")
    for refs in ({}, {"reasons": "d"}):
        found = case.tries(K.DEADLINE_PASSED, CLOCK, "not_confirmed", **refs)
        assert found is Reason.NAMED_OFFICER_NEEDED


def test_nobody_acts_on_both_sides_of_a_case() -> None:
    case = at_supporter_review()
    turncoat = officer("supporter_review", "sam")
    assert case.tries(K.STAGE_COMPLETED, turncoat, "confirmed") is Reason.ON_BOTH_SIDES
    case.completes((OLGA, "confirmed"), (CLOCK, "sent"))
    assert case.tries(K.STAGE_COMPLETED, Actor("beneficiary", "olga"), "confirmed") is (
        Reason.ON_BOTH_SIDES
    )


# --- review ---


def test_a_review_that_overturns_goes_back_to_other_officers() -> None:
    case = denied()
    assert (case.state.status, case.state.end) == (Status.ENDED, EndKind.DENIED)
    assert case.tries(K.REVIEW_DECIDED, REVIEWER, "set_aside", reasons="r") is Reason.CASE_ENDED
    state = case.does(K.REVIEW_REQUESTED, PERSON)
    assert (state.status, state.end) == (Status.IN_REVIEW, EndKind.DENIED)
    assert case.tries(K.REVIEW_DECIDED, TOM, "set_aside", reasons="r") is Reason.NOT_YOUR_ROLE
    decider = Actor("officer.review", "tina")
    assert case.tries(K.REVIEW_DECIDED, decider, "upheld", reasons="r") is Reason.DECIDED_BEFORE
    assert case.tries(K.REVIEW_DECIDED, REVIEWER, "upheld") is Reason.REASONS_NEEDED
    assert case.tries(K.REVIEW_DECIDED, REVIEWER, "maybe", reasons="r") is Reason.UNKNOWN_OUTCOME
    state = case.does(K.REVIEW_DECIDED, REVIEWER, "set_aside", reasons="r")
    assert (state.status, state.stage, state.end) == (Status.OPEN, "travel_decision", None)
    for before in (TOM, TINA):
        assert case.tries(K.OUTCOME_PROPOSED, before, "refused", reasons="x") is (
            Reason.DECIDED_BEFORE
        )
    ursula = officer("travel", "ursula")
    case.does(K.PLACE_TAKEN, ursula, cap="venezuela_total", period="total")
    assert case.completes((ursula, "authorized")).stage == "authorization"


def test_a_review_that_upholds_leaves_the_end_and_cannot_be_asked_for_twice() -> None:
    case = denied()
    case.does(K.REVIEW_REQUESTED, PERSON)
    state = case.does(K.REVIEW_DECIDED, REVIEWER, "upheld", reasons="r")
    assert (state.status, state.end) == (Status.ENDED, EndKind.DENIED)
    assert case.tries(K.REVIEW_REQUESTED, PERSON) is Reason.NOTHING_TO_DO


@pytest.mark.parametrize(
    ("day", "found"), [("2022-12-01", None), ("2022-12-02", Reason.REVIEW_TOO_LATE)]
)
def test_the_time_for_asking_for_a_review(day: str, found: Reason | None) -> None:
    case = denied()
    case.course = course(review_within="P30D")
    assert case.on(day).tries(K.REVIEW_REQUESTED, PERSON) is found


def test_nothing_is_decided_while_a_review_is_under_way() -> None:
    case = at_supporter_review()
    case.does(K.OUTCOME_PROPOSED, OLGA, "not_confirmed", reasons="d")
    case.does(K.SECOND_OFFICER_CONFIRMED, PAUL, "not_confirmed")
    case.does(K.REVIEW_REQUESTED, SUPPORTER)
    assert case.tries(K.STAGE_COMPLETED, SUPPORTER, "filed") is Reason.IN_REVIEW
    state = case.does(K.CASE_WITHDRAWN, SUPPORTER)
    assert (state.status, state.end) == (Status.ENDED, EndKind.WITHDRAWN)


# --- evidence, withdrawal, pause, time limits ---


def test_evidence_asked_for_and_given_late() -> None:
    case = at_supporter_review()
    assert case.tries(K.EVIDENCE_REQUESTED, OLGA, until="soon") is Reason.DETAILS_MISSING
    state = case.does(K.EVIDENCE_REQUESTED, OLGA, until="2022-11-15")
    assert state.status is Status.WAITING_FOR_EVIDENCE
    assert state.deadlines[0].passes_at == datetime(2022, 11, 16, 5, tzinfo=UTC)
    assert case.tries(K.STAGE_COMPLETED, OLGA, "confirmed") is Reason.WAITING_FOR_EVIDENCE
    assert case.on("2022-11-15").tries(K.DEADLINE_PASSED, CLOCK) is Reason.NOT_DUE
    state = case.on("2022-11-16").does(K.DEADLINE_PASSED, CLOCK)
    assert (state.status, state.stage) == (Status.OPEN, "supporter_review")
    case.on("2022-11-20").does(K.EVIDENCE_GIVEN, SUPPORTER)
    assert case.completes((OLGA, "confirmed")).stage == "invitation"


def test_evidence_given_in_time_opens_the_case_again() -> None:
    case = at_supporter_review()
    case.does(K.EVIDENCE_REQUESTED, OLGA, until="2022-11-15")
    assert case.does(K.EVIDENCE_GIVEN, SUPPORTER).status is Status.OPEN
    assert case.tries(K.DEADLINE_PASSED, CLOCK) is Reason.NOT_DUE


def test_who_may_withdraw_and_when() -> None:
    case = at_supporter_review()
    assert case.tries(K.CASE_WITHDRAWN, OLGA) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.CASE_WITHDRAWN, SUPPORTER) is None
    assert case.tries(K.CASE_WITHDRAWN, PERSON) is None
    later = at_travel_decision()
    assert later.tries(K.CASE_WITHDRAWN, SUPPORTER) is Reason.NOT_YOUR_ROLE
    later.does(K.OUTCOME_PROPOSED, TOM, "refused", reasons="d")
    state = later.does(K.CASE_WITHDRAWN, PERSON)
    assert (state.end, state.decision, state.proposal) == (EndKind.WITHDRAWN, None, None)
    assert later.tries(K.SECOND_OFFICER_CONFIRMED, TINA, "refused") is Reason.CASE_ENDED


def test_an_authorization_expires_at_the_end_of_its_ninetieth_day() -> None:
    case = authorized("2022-11-23")
    (deadline,) = case.state.deadlines
    assert (deadline.last_day, deadline.outcome) == (date(2023, 2, 21), "expired")
    assert case.on("2023-02-21").tries(K.DEADLINE_PASSED, CLOCK, "expired") is Reason.NOT_DUE
    assert case.tries(K.DEADLINE_PASSED, TOM, "expired") is Reason.NOT_YOUR_ROLE
    state = case.on("2023-02-22").does(K.DEADLINE_PASSED, CLOCK, "expired")
    assert (state.end, state.decision) == (EndKind.EXPIRED, None)


def test_a_pause_stops_deciding_and_the_clock_of_the_stage() -> None:
    case = authorized("2022-11-23")
    assert case.tries(K.STAGE_PAUSED, TOM, reasons="p") is Reason.NOT_YOUR_ROLE
    assert case.tries(K.STAGE_PAUSED, CHIEF) is Reason.REASONS_NEEDED
    assert case.does(K.STAGE_PAUSED, CHIEF, reasons="p").status is Status.PAUSED
    assert case.tries(K.STAGE_COMPLETED, PERSON, "booked") is Reason.PAUSED
    assert case.tries(K.CASE_WITHDRAWN, PERSON) is None
    assert case.on("2023-03-01").tries(K.DEADLINE_PASSED, CLOCK, "expired") is Reason.PAUSED
    state = case.on("2022-12-03").does(K.STAGE_RESUMED, CHIEF)
    assert (state.status, state.deadlines[0].last_day) == (Status.OPEN, date(2023, 3, 3))


def test_a_limit_that_changed_meanwhile_counts_from_the_change() -> None:
    """Entered in June 2023 for two years; by the notice of 25 March 2025 until 24 April 2025."""
    case = authorized("2023-06-01")
    case.completes(
        (PERSON, "booked"),
        (Actor("carrier", "air"), "boarded"),
        (officer("port", "pat"), "passed"),
        (officer("port", "pat"), "granted"),
        (PERSON, "confirmed"),
        (PERSON, "asked"),
    )
    days = {
        day: case.course.deadlines(case.state, case.on(day).at)[0]
        for day in ("2024-10-03", "2024-10-04", "2025-03-24", "2025-03-25")
    }
    assert [d.last_day.isoformat() for d in days.values()] == [
        "2025-06-01",
        "2025-06-01",
        "2025-06-01",
        "2025-04-24",
    ]
    assert days["2025-03-25"].outcome == "cut_short"
    state = case.on("2025-04-25").does(K.DEADLINE_PASSED, CLOCK, "cut_short")
    assert (state.stage, state.end) == ("individual_review", None)


def test_a_stage_that_the_programme_no_longer_has_leads_back_to_its_start() -> None:
    case = at_travel_decision("2025-03-01")
    case.does(K.OUTCOME_PROPOSED, TOM, "refused", reasons="d")
    case.on("2025-03-26")
    seen = case.course.as_of(case.state, case.at)
    assert (seen.stage, seen.status) == ("opening", Status.OPEN)
    assert case.tries(K.SECOND_OFFICER_CONFIRMED, TINA, "refused") is Reason.NOTHING_TO_DO
    state = case.does(K.STAGE_COMPLETED, CLOCK, "not_begun")
    assert (state.end, state.decision) == (EndKind.HALTED, None)


def test_stages_are_looked_up_as_of_the_local_day() -> None:
    eve = Case(course())
    eve.at = datetime(2025, 3, 25, 3, 0, tzinfo=UTC)
    eve.does(K.CASE_OPENED, CLOCK)
    assert eve.tries(K.STAGE_COMPLETED, CLOCK, "opened") is None
    in_utc = Case(Course.of(load("us-mx-ve-2022", "notice"), "admission"))
    in_utc.at = datetime(2025, 3, 25, 3, 0, tzinfo=UTC)
    in_utc.does(K.CASE_OPENED, CLOCK)
    assert in_utc.tries(K.STAGE_COMPLETED, CLOCK, "opened") is Reason.UNKNOWN_OUTCOME


# --- caps ---


def test_an_authorization_takes_one_place_and_only_its_own_caps() -> None:
    case = at_travel_decision("2023-01-31")
    assert case.tries(K.STAGE_COMPLETED, TOM, "authorized") is Reason.PLACE_NEEDED
    wrong = {"cap": "four_processes_monthly", "period": "2023-02"}
    assert case.tries(K.PLACE_TAKEN, TOM, **wrong) is Reason.NOT_THIS_CAP
    gone = {"cap": "venezuela_total", "period": "total"}
    assert case.tries(K.PLACE_TAKEN, TOM, **gone) is Reason.NOT_THIS_CAP
    right = {"cap": "four_processes_monthly", "period": "2023-01"}
    case.does(K.PLACE_TAKEN, TOM, **right)
    assert case.tries(K.PLACE_TAKEN, TINA, **right) is Reason.PLACE_HELD
    state = case.completes((TOM, "authorized"))
    assert state.places[0].used
    assert case.tries(K.PLACE_GIVEN_BACK, CLOCK, **right) is Reason.PLACE_STAYS


def test_a_place_that_was_not_used_in_its_month_goes_back() -> None:
    case = at_travel_decision("2023-01-31")
    january = {"cap": "four_processes_monthly", "period": "2023-01"}
    case.does(K.PLACE_TAKEN, TOM, **january)
    case.on("2023-02-01")
    assert [p.period for p in case.course.places_due_back(case.state, case.at)] == ["2023-01"]
    assert case.tries(K.STAGE_COMPLETED, TOM, "authorized") is Reason.PLACE_NEEDED
    case.does(K.PLACE_GIVEN_BACK, CLOCK, **january)
    assert case.tries(K.PLACE_GIVEN_BACK, CLOCK, **january) is Reason.PLACE_NOT_HELD
    case.does(K.PLACE_TAKEN, TOM, **january | {"period": "2023-02"})
    assert case.completes((TOM, "authorized")).stage == "authorization"
    assert case.course.places_due_back(case.state, case.at) == ()


def test_a_withdrawal_in_flight_gives_its_place_back() -> None:
    case = at_travel_decision()
    case.does(K.PLACE_TAKEN, TOM, cap="venezuela_total", period="total")
    case.does(K.CASE_WITHDRAWN, PERSON)
    assert len(case.course.places_due_back(case.state, case.at)) == 1
    state = case.does(K.PLACE_GIVEN_BACK, CLOCK, cap="venezuela_total", period="total")
    assert state.places == ()


def test_a_refusal_takes_no_place() -> None:
    assert denied().state.places == ()


# --- acting for someone ---


def test_a_representative_acts_within_scope_and_time() -> None:
    case = at_supporter_review()
    rep = Actor("representative", "ngo", acting_for="supporter")
    assert case.tries(K.EVIDENCE_GIVEN, rep) is Reason.NO_DELEGATION
    grant = {"delegation": "d1", "account": "ngo", "role": "supporter", "until": "2022-12-01"}
    assert case.tries(K.DELEGATION_GRANTED, SUPPORTER, **grant) is Reason.DETAILS_MISSING
    grant["scope"] = "give_evidence grant_delegation"
    assert case.tries(K.DELEGATION_GRANTED, PERSON, **grant) is Reason.NOT_YOUR_ROLE
    case.does(K.DELEGATION_GRANTED, SUPPORTER, **grant)
    assert case.tries(K.EVIDENCE_GIVEN, rep) is None
    assert case.tries(K.CASE_WITHDRAWN, rep) is Reason.NO_DELEGATION
    assert case.tries(K.DELEGATION_GRANTED, rep, **grant) is Reason.NO_DELEGATION
    other = Actor("representative", "another", acting_for="supporter")
    assert case.tries(K.EVIDENCE_GIVEN, other) is Reason.NO_DELEGATION
    assert case.on("2022-12-02").tries(K.EVIDENCE_GIVEN, rep) is Reason.NO_DELEGATION
    case.on("2022-11-10").does(K.DELEGATION_ENDED, SUPPORTER, delegation="d1")
    assert case.tries(K.EVIDENCE_GIVEN, rep) is Reason.NO_DELEGATION


def test_a_clerk_files_for_someone_and_then_decides_nothing() -> None:
    case = opened()
    clerk = Actor("officer.clerk", "carl", acting_for="supporter")
    case.completes((CLOCK, "opened"), (clerk, "filed"))
    same = officer("supporter_review", "carl")
    assert case.tries(K.STAGE_COMPLETED, same, "confirmed") is Reason.ON_BOTH_SIDES


@pytest.mark.parametrize(
    "actor",
    [
        Actor("officer.travel", "x", acting_for="supporter"),
        Actor("supporter", "x", acting_for="officer.supporter_review"),
        Actor("clock", acting_for="supporter"),
        Actor("officer.clerk", "x", acting_for="officer.supporter_review"),
    ],
)
def test_nobody_else_lends_or_borrows_a_voice(actor: Actor) -> None:
    case = at_supporter_review()
    assert case.tries(K.EVIDENCE_GIVEN, actor) is Reason.NOT_YOUR_ROLE
    assert case.tries(K.STAGE_COMPLETED, actor, "confirmed") is Reason.NOT_YOUR_ROLE


# --- the fold takes anything ---


def test_events_that_were_not_allowed_change_nothing_and_are_named() -> None:
    at = datetime(2022, 11, 1, tzinfo=UTC)
    events = [
        Event(1, K.STAGE_COMPLETED, at, CLOCK, "opening", "opened"),
        Event(2, K.CASE_OPENED, at, CLOCK),
        Event(2, K.CASE_WITHDRAWN, at, PERSON),
        Event(3, K.CASE_OPENED, at, CLOCK),
        Event(4, K.STAGE_COMPLETED, at.replace(year=2021), CLOCK, "opening", "opened"),
        Event(5, K.STAGE_COMPLETED, at, CLOCK, "opening", "opened"),
    ]
    state = state_of(course(), events)
    assert state.stage == "declaration"
    assert [(d.number, d.refusal.reason) for d in state.disregarded] == [
        (1, Reason.NOT_OPENED),
        (2, Reason.OUT_OF_ORDER),
        (3, Reason.ALREADY_OPENED),
        (4, Reason.EARLIER_THAN_LAST),
    ]


def test_no_case_runs_on_a_variant_without_the_safeguards() -> None:
    with pytest.raises(InputError, match="No case runs on"):
        Course.of(load("us-mx-ve-2022", "practice"), "return")
    with pytest.raises(InputError, match="has no track"):
        Course.of(load("us-mx-ve-2022", "notice"), "nowhere")


@pytest.mark.parametrize(
    "at",
    [datetime(2022, 11, 1), datetime(1500, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)],  # noqa: DTZ001
)
def test_an_instant_that_is_none_is_refused(at: datetime) -> None:
    with pytest.raises(InputError):
        Event(1, K.CASE_OPENED, at, CLOCK)


def test_an_unknown_kind_of_event_is_refused() -> None:
    with pytest.raises(InputError):
        Event(1, "CaseEaten", datetime(2022, 11, 1, tzinfo=ZoneInfo("UTC")), CLOCK)  # type: ignore[arg-type]
