"""What may be done now, by whom, and for what may not be: why. One table, read by every desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from safeconduct.flow.checks import Asked, check
from safeconduct.flow.course import Course, outcome_of
from safeconduct.flow.events import (
    CLERK,
    CLOCK,
    EVENT_OF,
    PARTIES,
    PERSONS,
    REPRESENTATIVE,
    SUPERVISOR,
    SYSTEM,
    Act,
    Actor,
    Event,
    EventKind,
)
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.flow.state import CaseState, Status
from safeconduct.programme.schema import Outcome, Stage

_ACT_OF = {kind: act for act, kind in EVENT_OF.items() if act is not Act.STOP}


class Who(StrEnum):
    """Kinds of people in the table; who they are in a case depends on its stage."""

    STAGE_ACTOR = "the stage's actor"
    SECOND_OFFICER = "an officer of the stage's role, or a supervisor"
    PERSON = "the person whom the case is about"
    PARTY = "a party"
    #: The person at any time; a supporter or petitioner while what they filed is looked at.
    WITHDRAWING_PARTY = "a party that may withdraw"
    OFFICER = "an officer"
    SUPERVISOR = "a supervisor"
    REVIEWER = "a reviewer"
    #: An officer of a stage that was passed, on whose finding the case goes on.
    EARLIER_OFFICER = "an officer who looks again"
    CLOCK = "the clock"
    SYSTEM = "an authority's system"


_ALWAYS: Mapping[Act, frozenset[Who]] = {
    Act.RECORD_FACT: frozenset({Who.OFFICER}),
    Act.GIVE_BACK_PLACE: frozenset({Who.OFFICER, Who.CLOCK}),
    Act.ISSUE_LETTER: frozenset({Who.OFFICER, Who.CLOCK}),
    Act.SEND_REMINDER: frozenset({Who.CLOCK}),
    Act.GIVE_SECOND_LOOK: frozenset({Who.OFFICER}),
    Act.GRANT_DELEGATION: frozenset({Who.PARTY}),
    Act.END_DELEGATION: frozenset({Who.PARTY}),
    Act.ERASE_VALUE: frozenset({Who.OFFICER, Who.CLOCK}),
    Act.CANCEL_APPOINTMENT: frozenset({Who.CLOCK}),
}
_UNDER_WAY: Mapping[Act, frozenset[Who]] = {
    **_ALWAYS,
    Act.STOP: frozenset({Who.STAGE_ACTOR, Who.PERSON}),
    Act.GIVE_EVIDENCE: frozenset({Who.PARTY}),
    Act.MAKE_PROMISE: frozenset({Who.PARTY}),
    Act.RECORD_FACT: frozenset({Who.OFFICER, Who.PARTY, Who.STAGE_ACTOR, Who.SYSTEM}),
    Act.ADD_DOCUMENT: frozenset({Who.OFFICER, Who.PARTY}),
    Act.WITHDRAW: frozenset({Who.WITHDRAWING_PARTY}),
    Act.TELL_OF_ORDER: frozenset({Who.CLOCK}),
    Act.LEAVE_GROUP: frozenset({Who.PERSON, Who.OFFICER}),
    Act.BOOK_APPOINTMENT: frozenset({Who.PERSON, Who.STAGE_ACTOR}),
    Act.CANCEL_APPOINTMENT: frozenset({Who.PERSON, Who.STAGE_ACTOR, Who.CLOCK}),
}
_ON: Mapping[Act, frozenset[Who]] = {
    **_UNDER_WAY,
    Act.END_PARTY: frozenset({Who.PARTY, Who.OFFICER}),
    Act.PASS_DEADLINE: frozenset({Who.CLOCK}),
    Act.PAUSE_STAGE: frozenset({Who.SUPERVISOR, Who.CLOCK}),
    Act.REQUEST_REVIEW: frozenset({Who.PARTY}),
}

#: What each status allows, and to whom.
TABLE: Mapping[Status, Mapping[Act, frozenset[Who]]] = {
    Status.NOT_OPENED: {Act.OPEN_CASE: frozenset({Who.PARTY, Who.OFFICER, Who.CLOCK})},
    Status.OPEN: {
        **_ON,
        Act.COMPLETE_STAGE: frozenset({Who.STAGE_ACTOR}),
        Act.PROPOSE_OUTCOME: frozenset({Who.STAGE_ACTOR}),
        Act.REQUEST_EVIDENCE: frozenset({Who.STAGE_ACTOR}),
        Act.TAKE_PLACE: frozenset({Who.STAGE_ACTOR}),
    },
    Status.WAITING_FOR_EVIDENCE: {
        **_ON,
        Act.REQUEST_EVIDENCE: frozenset({Who.STAGE_ACTOR}),
    },
    Status.AWAITING_SECOND_OFFICER: {
        **_ON,
        Act.CONFIRM_OUTCOME: frozenset({Who.SECOND_OFFICER}),
        Act.SEND_BACK_PROPOSAL: frozenset({Who.SECOND_OFFICER}),
        Act.TAKE_PLACE: frozenset({Who.SECOND_OFFICER}),
    },
    Status.CHANGED: {
        **_ON,
        Act.LOOK_AGAIN: frozenset({Who.EARLIER_OFFICER}),
    },
    Status.PAUSED: {
        **_UNDER_WAY,
        Act.END_PARTY: frozenset({Who.PARTY, Who.OFFICER}),
        Act.RESUME_STAGE: frozenset({Who.SUPERVISOR, Who.CLOCK}),
        Act.REQUEST_REVIEW: frozenset({Who.PARTY}),
    },
    Status.IN_REVIEW: {
        **_UNDER_WAY,
        Act.DECIDE_REVIEW: frozenset({Who.REVIEWER}),
    },
    Status.ENDED: {
        **_ALWAYS,
        Act.REQUEST_REVIEW: frozenset({Who.PARTY}),
    },
}

_NOT_IN_STATUS: Mapping[Status, Reason] = {
    Status.NOT_OPENED: Reason.NOT_OPENED,
    Status.OPEN: Reason.NOTHING_TO_DO,
    Status.WAITING_FOR_EVIDENCE: Reason.WAITING_FOR_EVIDENCE,
    Status.AWAITING_SECOND_OFFICER: Reason.AWAITING_SECOND_OFFICER,
    Status.CHANGED: Reason.CHANGED_SINCE,
    Status.PAUSED: Reason.PAUSED,
    Status.IN_REVIEW: Reason.IN_REVIEW,
    Status.ENDED: Reason.CASE_ENDED,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, with what doing it asks for beforehand.

    `places` are caps to take a place of in the same transaction; `conditions` must be met, and the
    facts of `records` noted.
    """

    act: Act
    stage: str | None = None
    outcome: str | None = None
    needs_reasons: bool = False
    needs_second_officer: bool = False
    places: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An action and, if it may not be taken now, why."""

    action: Action
    refusal: Refusal | None


def act_of(course: Course, state: CaseState, event: Event) -> Act:
    """What the actor of an event did, seen from the state of the case before it."""
    if event.kind is EventKind.STAGE_COMPLETED:
        stage = course.standing(state, event.at)
        outcome = outcome_of(stage, event.outcome) if stage else None
        if stage and outcome and course.is_protective(stage, outcome, course.day(event.at)):
            return Act.STOP
    return _ACT_OF[event.kind]


def why_not(
    course: Course,
    state: CaseState,
    act: Act,
    actor: Actor,
    at: datetime,
    *,
    stage: str | None = None,
    outcome: str | None = None,
    refs: Mapping[str, str] | None = None,
    unmet: frozenset[str] = frozenset(),
    is_apart: bool = False,
) -> Refusal | None:
    """Why the actor may not do this now; None if they may.

    `refs` are those of the event that it would leave; None asks ahead of the deed, and leaves out what
    comes with it (written reasons, the place, details). `unmet` are conditions that are not met, and
    facts that are not on record. `is_apart` says that the case has a family and would go on without it.
    """
    state = course.as_of(state, at)
    row = TABLE[state.status]
    if act not in row:
        opened_twice = act is Act.OPEN_CASE
        return Refusal(Reason.ALREADY_OPENED if opened_twice else _NOT_IN_STATUS[state.status])
    standing = course.standing(state, at)
    acting = _stage_actor(state, standing, outcome)
    if act is Act.LOOK_AGAIN and stage is not None:
        looking = course.stage(stage, course.day(at))
        acting = looking.actor if looking else None
    if not any(_is(course, state, acting, actor, who) for who in row[act]):
        return Refusal(Reason.NOT_YOUR_ROLE)
    return _not_as(course, state, act, actor, at) or check(
        Asked(course, state, act, actor, at, standing, stage, outcome, refs, unmet, is_apart)
    )


def _stage_actor(state: CaseState, stage: Stage | None, outcome: str | None) -> str | None:
    """Who acts at the stage for an outcome, or for the one that is proposed."""
    if stage is None:
        return None
    proposed = state.proposal.outcome if state.proposal else None
    return stage.actor_of(outcome_of(stage, outcome or proposed))


def _is(course: Course, state: CaseState, stage_actor: str | None, actor: Actor, who: Who) -> bool:
    voice = actor.voice
    match who:
        case Who.STAGE_ACTOR:
            return voice == stage_actor
        case Who.SECOND_OFFICER:
            return actor.is_named_officer and actor.role in (stage_actor, SUPERVISOR)
        case Who.PERSON:
            return voice in PERSONS
        case Who.PARTY:
            return voice in PARTIES
        case Who.WITHDRAWING_PARTY:
            return voice in PERSONS or (
                voice in PARTIES and voice in (stage_actor, state.last_party)
            )
        case Who.OFFICER:
            return voice.startswith("officer.")
        case Who.SUPERVISOR:
            return actor.role == SUPERVISOR
        case Who.EARLIER_OFFICER:
            return actor.is_named_officer and actor.role == stage_actor
        case Who.REVIEWER:
            return actor.role == course.review_role
        case Who.CLOCK:
            return actor.role == CLOCK
        case Who.SYSTEM:
            return actor.role == SYSTEM


def _not_as(
    course: Course, state: CaseState, act: Act, actor: Actor, at: datetime
) -> Refusal | None:
    """Why this account may not act in this capacity, whatever it is that is done."""
    if actor.role.startswith("officer.") and not actor.account:
        return Refusal(Reason.NAMED_OFFICER_NEEDED)
    for_a_party = actor.voice in PARTIES
    if actor.acting_for is not None:
        if actor.acting_for not in PARTIES or actor.role not in (REPRESENTATIVE, CLERK):
            return Refusal(Reason.NOT_YOUR_ROLE)
        day = course.day(at)
        if actor.role == REPRESENTATIVE and (
            act is Act.GRANT_DELEGATION
            or not any(given.covers(actor, act, day) for given in state.delegations)
        ):
            return Refusal(Reason.NO_DELEGATION)
    elif actor.role == REPRESENTATIVE:
        return Refusal(Reason.NO_DELEGATION)
    if actor.account is None:
        return None
    if for_a_party and actor.account in state.officers:
        return Refusal(Reason.ON_BOTH_SIDES)
    if actor.is_named_officer and not for_a_party and actor.account in state.parties:
        return Refusal(Reason.ON_BOTH_SIDES)
    return None


def choices(
    course: Course,
    state: CaseState,
    actor: Actor,
    at: datetime,
    *,
    unmet: frozenset[str] = frozenset(),
    is_apart: bool = False,
) -> tuple[Choice, ...]:
    """Everything that anyone could do in the case now, and for this actor: whether, or why not."""
    found = []
    for action in _actions(course, state, at):
        refusal = why_not(
            course,
            state,
            action.act,
            actor,
            at,
            stage=action.stage,
            outcome=action.outcome,
            unmet=unmet,
            is_apart=is_apart,
        )
        found.append(Choice(action, refusal))
    return tuple(found)


def allowed(
    course: Course,
    state: CaseState,
    actor: Actor,
    at: datetime,
    *,
    unmet: frozenset[str] = frozenset(),
    is_apart: bool = False,
) -> tuple[Action, ...]:
    """What the actor may do in the case now."""
    found = choices(course, state, actor, at, unmet=unmet, is_apart=is_apart)
    return tuple(choice.action for choice in found if choice.refusal is None)


def refused(
    course: Course,
    state: CaseState,
    actor: Actor,
    at: datetime,
    *,
    unmet: frozenset[str] = frozenset(),
    is_apart: bool = False,
) -> tuple[Choice, ...]:
    """What the actor may not do in the case now, each with its reason in words."""
    found = choices(course, state, actor, at, unmet=unmet, is_apart=is_apart)
    return tuple(choice for choice in found if choice.refusal is not None)


_OF_AN_OUTCOME = frozenset({Act.COMPLETE_STAGE, Act.STOP, Act.PROPOSE_OUTCOME})
_OF_A_PROPOSAL = frozenset({Act.CONFIRM_OUTCOME, Act.SEND_BACK_PROPOSAL})
_WITH_REASONS = frozenset(
    {Act.SEND_BACK_PROPOSAL, Act.PAUSE_STAGE, Act.DECIDE_REVIEW, Act.LEAVE_GROUP}
)


def _actions(course: Course, state: CaseState, at: datetime) -> Iterator[Action]:
    state = course.as_of(state, at)
    stage = course.standing(state, at)
    if stage is not None:
        for outcome in stage.outcomes:
            act = _act_for(course, stage, outcome, at)
            yield _for_outcome(course, stage, outcome, at, act)
    proposal = state.proposal
    for act in Act:
        if act in _OF_AN_OUTCOME:
            continue
        if act in _OF_A_PROPOSAL:
            if proposal is not None and stage is not None:
                proposed = outcome_of(stage, proposal.outcome)
                if proposed is not None and act is Act.CONFIRM_OUTCOME:
                    yield _for_outcome(course, stage, proposed, at, act)
                else:
                    yield Action(act, proposal.stage, proposal.outcome, needs_reasons=True)
            continue
        if act in (Act.SEND_REMINDER, Act.GIVE_SECOND_LOOK, Act.TELL_OF_ORDER):
            continue
        if act is Act.LOOK_AGAIN:
            yield from (
                Action(act, looked) for looked in dict.fromkeys(c.stage for c in state.changed)
            )
            continue
        if act is Act.PASS_DEADLINE:
            for deadline in course.deadlines(state, at):
                yield Action(act, deadline.stage, deadline.outcome)
            continue
        yield Action(act, stage.id if stage else None, needs_reasons=act in _WITH_REASONS)


def _act_for(course: Course, stage: Stage, outcome: Outcome, at: datetime) -> Act:
    if course.is_protective(stage, outcome, course.day(at)):
        return Act.STOP
    return Act.PROPOSE_OUTCOME if outcome.four_eyes else Act.COMPLETE_STAGE


def _for_outcome(course: Course, stage: Stage, outcome: Outcome, at: datetime, act: Act) -> Action:
    day = course.day(at)
    return Action(
        act,
        stage.id,
        outcome.id,
        needs_reasons=outcome.against_the_person and act is not Act.CONFIRM_OUTCOME,
        needs_second_officer=outcome.four_eyes,
        places=course.places_for(stage, outcome, day),
        conditions=course.conditions_for(stage, outcome, day),
        records=course.records_for(stage, outcome, day),
    )
