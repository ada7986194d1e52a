"""Where a case stands: a pure fold over its events. No status is set by hand.

Total and deterministic: any events give a state. An event that the state before it did not allow
changes nothing and is kept under `disregarded`, so that no history, however it came about, departs with
an open gate (I1) or decides against a person without the officers and the reasons for it (I2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

from safeconduct.flow.actions import act_of, why_not
from safeconduct.flow.checks import SET_ASIDE, UPHELD, day_in, delegation_in, held
from safeconduct.flow.course import Course, gates_after, outcome_of
from safeconduct.flow.events import HANGS_ON, PARTIES, PERSONS, Actor, Event, EventKind
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.flow.state import (
    CaseState,
    Decision,
    Disregarded,
    EvidenceAsked,
    HeldPlace,
    Proposal,
)
from safeconduct.programme.schema import EndKind


def state_of(course: Course, events: Iterable[Event]) -> CaseState:
    """The case after all its events."""
    return reduce(lambda state, event: step(course, state, event), events, CaseState())


def step(course: Course, state: CaseState, event: Event) -> CaseState:
    """The case after one more event."""
    refusal = refusal_of(course, state, event)
    if refusal is not None:
        number = event.number if event.number == state.number + 1 else state.number
        disregarded = (*state.disregarded, Disregarded(event.number, refusal))
        return replace(state, number=number, disregarded=disregarded)
    after = _APPLY.get(event.kind, _noted)(course, course.as_of(state, event.at), event)
    after = replace(after, number=event.number, at=event.at)
    after = _with_actor(after, event.actor)
    if after.changed or event.kind is EventKind.FACT_RECORDED:
        after = replace(after, changed=course.changed(after, event))
    return replace(after, deadlines=course.deadlines(after, event.at))


def refusal_of(
    course: Course,
    state: CaseState,
    event: Event,
    unmet: frozenset[str] = frozenset(),
    *,
    is_apart: bool = False,
) -> Refusal | None:
    """Why an event may not follow now, None if it may: services ask this before they write it.

    `unmet` are the conditions of the stage that are not met, and `is_apart` says that the family's
    other cases do not go on with this one: neither can the fold itself know.
    """
    if event.number != state.number + 1:
        return Refusal(Reason.OUT_OF_ORDER)
    if state.at is not None and event.at < state.at:
        return Refusal(Reason.EARLIER_THAN_LAST)
    return why_not(
        course,
        state,
        act_of(course, state, event),
        event.actor,
        event.at,
        stage=event.stage,
        outcome=event.outcome,
        refs=event.refs,
        unmet=unmet,
        is_apart=is_apart,
    )


def _with_actor(state: CaseState, actor: Actor) -> CaseState:
    if actor.account is None:
        return state
    if actor.voice in PARTIES:
        return replace(state, parties=state.parties | {actor.account})
    if actor.is_named_officer:
        return replace(state, officers=state.officers | {actor.account})
    return state


def _opened(course: Course, state: CaseState, event: Event) -> CaseState:
    start = course.track.start
    voice = event.actor.voice
    return replace(
        state,
        stage=start,
        since=event.at,
        came=((start, event.at),),
        begun_by=voice if voice in PARTIES else None,
    )


def _completed(course: Course, state: CaseState, event: Event) -> CaseState:
    officers = {event.actor.account or ""}
    if state.proposal is not None and event.kind is EventKind.SECOND_OFFICER_CONFIRMED:
        officers.add(state.proposal.by.account or "")
    return _moved(course, state, event, frozenset(officers))


def _moved(course: Course, state: CaseState, event: Event, officers: frozenset[str]) -> CaseState:
    stage = course.standing(state, event.at)
    outcome = outcome_of(stage, event.outcome) if stage else None
    assert stage is not None and outcome is not None
    decision = state.decision
    if outcome.against_the_person:
        decision = Decision(stage.id, outcome.id, outcome.end, event.at, event.number, officers)
    following = course.stage(outcome.next, course.day(event.at))
    arrived = following is not None and "handover" in following.tags
    moved = state.entered(outcome.next or stage.id, event.at)
    return replace(
        moved,
        end=outcome.end,
        cleared=gates_after(state.cleared, outcome),
        handed_over=state.handed_over or arrived,
        places=_used(state, course.places_for(stage, outcome, course.day(event.at))),
        decision=decision,
        set_aside=state.set_aside if outcome.next == stage.id else frozenset(),
        left=(*((s, at) for s, at in state.left if s != stage.id), (stage.id, event.at)),
        last_party=stage.actor if stage.actor in PARTIES else state.last_party,
    )


def _used(state: CaseState, caps: tuple[str, ...]) -> tuple[HeldPlace, ...]:
    return tuple(replace(p, used=True) if p.cap in caps else p for p in state.places)


def _proposed(course: Course, state: CaseState, event: Event) -> CaseState:
    proposal = Proposal(event.stage or "", event.outcome or "", event.actor, event.at, event.number)
    return replace(state, proposal=proposal)


def _sent_back(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, proposal=None)


def _evidence_asked(course: Course, state: CaseState, event: Event) -> CaseState:
    until = day_in(event.refs, "until")
    assert until is not None
    of = event.refs.get("of") or course.asked_of(state, course.standing(state, event.at))
    return replace(state, evidence=EvidenceAsked(event.stage or "", until, event.number, of))


def _evidence_given(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, evidence=None)


def _deadline_passed(course: Course, state: CaseState, event: Event) -> CaseState:
    if event.outcome is None:
        return replace(state, evidence=None)
    return _moved(course, state, event, frozenset())


def _place_taken(course: Course, state: CaseState, event: Event) -> CaseState:
    place = HeldPlace(event.refs["cap"], event.refs["period"], event.stage or "", event.at)
    return replace(state, places=(*state.places, place))


def _place_given_back(course: Course, state: CaseState, event: Event) -> CaseState:
    place = held(state, event.refs)
    return replace(state, places=tuple(p for p in state.places if p is not place))


def _appointment_made(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, appointment=event.refs["appointment"])


def _appointment_cancelled(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, appointment=None)


def _withdrawn(course: Course, state: CaseState, event: Event) -> CaseState:
    over = state.entered(state.stage or "", event.at)
    return replace(over, end=EndKind.WITHDRAWN, review_since=None)


def _paused(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, paused_at=event.at, paused_for=event.refs.get("hold") or None)


def _resumed(course: Course, state: CaseState, event: Event) -> CaseState:
    days = _days_since(course, state.paused_at, event.at)
    return replace(
        state,
        paused_at=None,
        paused_for=None,
        stood_still_days=state.stood_still_days + days,
        evidence=_later(state.evidence, days),
    )


def _later(asked: EvidenceAsked | None, days: int) -> EvidenceAsked | None:
    """The last day for evidence, after so many days on which the case stood still."""
    if asked is None:
        return None
    try:
        return replace(asked, until=asked.until + timedelta(days=days))
    except OverflowError:
        return asked


def _days_since(course: Course, start: datetime | None, at: datetime) -> int:
    return (course.day(at) - course.day(start)).days if start else 0


def _review_requested(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, review_since=event.at)


def _review_decided(course: Course, state: CaseState, event: Event) -> CaseState:
    decision = state.decision
    assert decision is not None
    if event.outcome == SET_ASIDE:
        return _set_aside(course, state, event, decision)
    # A pause that went on beneath the review counts its days itself, when it ends.
    days = 0 if state.paused_at else _days_since(course, state.review_since, event.at)
    return replace(
        state,
        review_since=None,
        stood_still_days=state.stood_still_days + days,
        decision=replace(decision, reviewed=UPHELD),
    )


def _set_aside(course: Course, state: CaseState, event: Event, decision: Decision) -> CaseState:
    """Back to where it was decided, for other officers, and without the gates that it cleared.

    Whoever was handed over on a decision that fell starts with every gate open.
    """
    stage = course.stage(decision.stage, course.day(decision.at))
    outcome = outcome_of(stage, decision.outcome) if stage else None
    cleared = state.cleared - set(outcome.clears if outcome else ())
    return replace(
        state.entered(decision.stage, event.at),
        review_since=None,
        cleared=frozenset() if state.handed_over else cleared,
        handed_over=False,
        decision=replace(decision, reviewed=SET_ASIDE),
        set_aside=decision.officers,
    )


def _delegated(course: Course, state: CaseState, event: Event) -> CaseState:
    given = delegation_in(event.refs)
    assert given is not None
    others = tuple(one for one in state.delegations if one.id != given.id)
    return replace(state, delegations=(*others, given))


def _delegation_ended(course: Course, state: CaseState, event: Event) -> CaseState:
    ended = event.refs.get("delegation")
    left = tuple(one for one in state.delegations if one.id != ended)
    return replace(state, delegations=left)


def _party_ended(course: Course, state: CaseState, event: Event) -> CaseState:
    """The case waits where the track says until another is named; the person's own things stay.

    What was decided of the one who left, and leave that they gave, goes with them.
    """
    stage = course.standing(state, event.at)
    assert stage is not None
    change = course.change_at(stage, event.at)
    assert change is not None
    gone = {change.party} | {role for role, on in HANGS_ON.items() if on == change.party}
    person = next((one for one in sorted(PERSONS) if one == state.begun_by), "beneficiary")
    decision = state.decision
    return replace(
        state.entered(change.to, event.at),
        left=(*((s, at) for s, at in state.left if s != stage.id), (stage.id, event.at)),
        lacks=state.lacks | {change.party},
        replaced=state.replaced | {change.party},
        begun_by=person,
        last_party=person if state.last_party in gone else state.last_party,
        decision=decision if decision and decision.end else None,
        delegations=tuple(one for one in state.delegations if one.role not in gone),
    )


def _fact_recorded(course: Course, state: CaseState, event: Event) -> CaseState:
    """A fact changes nothing of where the case stands, unless it is that someone has a part now."""
    if event.refs.get("fact") != "party":
        return state
    return replace(state, lacks=state.lacks - {event.refs.get("role", "")})


def _reminded(course: Course, state: CaseState, event: Event) -> CaseState:
    return replace(state, reminded_days=int(event.refs["days"]))


def _looked_again(course: Course, state: CaseState, event: Event) -> CaseState:
    """What was proposed before the look lapses: it was weighed on what is no more so."""
    left = tuple(one for one in state.changed if one.stage != event.stage)
    return replace(state, changed=left, proposal=None)


def _told_of_order(course: Course, state: CaseState, event: Event) -> CaseState:
    named = f"{event.refs['selection']}@{event.refs['from']}"
    return replace(state, orders_told=state.orders_told | {named})


def _noted(course: Course, state: CaseState, event: Event) -> CaseState:
    return state


_APPLY: Mapping[EventKind, Callable[[Course, CaseState, Event], CaseState]] = {
    EventKind.CASE_OPENED: _opened,
    EventKind.STAGE_COMPLETED: _completed,
    EventKind.OUTCOME_PROPOSED: _proposed,
    EventKind.SECOND_OFFICER_CONFIRMED: _completed,
    EventKind.PROPOSAL_SENT_BACK: _sent_back,
    EventKind.EVIDENCE_REQUESTED: _evidence_asked,
    EventKind.EVIDENCE_GIVEN: _evidence_given,
    EventKind.PLACE_TAKEN: _place_taken,
    EventKind.PLACE_GIVEN_BACK: _place_given_back,
    EventKind.DEADLINE_PASSED: _deadline_passed,
    EventKind.APPOINTMENT_MADE: _appointment_made,
    EventKind.APPOINTMENT_CANCELLED: _appointment_cancelled,
    EventKind.CASE_WITHDRAWN: _withdrawn,
    EventKind.STAGE_PAUSED: _paused,
    EventKind.STAGE_RESUMED: _resumed,
    EventKind.REVIEW_REQUESTED: _review_requested,
    EventKind.REVIEW_DECIDED: _review_decided,
    EventKind.REMINDER_SENT: _reminded,
    EventKind.ORDER_CHANGED: _told_of_order,
    EventKind.LOOKED_AGAIN: _looked_again,
    EventKind.PARTY_ENDED: _party_ended,
    EventKind.FACT_RECORDED: _fact_recorded,
    EventKind.DELEGATION_GRANTED: _delegated,
    EventKind.DELEGATION_ENDED: _delegation_ended,
}
