"""What each act asks for beyond status and role. Nothing here looks at who is in office: see actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from safeconduct.flow.caps import period_key
from safeconduct.flow.clocks import end_of_day
from safeconduct.flow.course import Course, outcome_of
from safeconduct.flow.events import CLOCK, HANGS_ON, LAST_YEAR, PARTIES, PERSONS, Act, Actor
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.flow.state import CaseState, Delegation, HeldPlace
from safeconduct.programme.schema import EndKind, Outcome, Stage

UPHELD: Final = "upheld"
SET_ASIDE: Final = "set_aside"


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone wants to do something; `refs` is None when it is asked ahead of the deed."""

    course: Course
    state: CaseState
    act: Act
    actor: Actor
    at: datetime
    standing: Stage | None
    stage: str | None
    outcome: str | None
    refs: Mapping[str, str] | None
    unmet: frozenset[str]
    is_apart: bool = False

    @property
    def lacks_reasons(self) -> bool:
        """Whether the deed comes without the written reasons that it needs."""
        return self.refs is not None and not self.refs.get("reasons")


def check(asked: Asked) -> Refusal | None:
    """Why this may not be done, if its status and role allow it; None if it may."""
    if asked.act in _AT_THE_STAGE:
        if asked.standing is None:
            ended = asked.state.end is not None
            return Refusal(Reason.CASE_ENDED if ended else Reason.NOT_IN_FORCE)
        if asked.stage != asked.standing.id:
            return Refusal(Reason.OTHER_STAGE)
    find = _CHECKS.get(asked.act)
    return find(asked) if find else None


def _opening(asked: Asked) -> Refusal | None:
    course = asked.course
    first = course.stage(course.track.start, course.day(asked.at))
    if first is None:
        return Refusal(Reason.NOT_IN_FORCE)
    if gates := course.open_gates(asked.state, None, first):
        return Refusal(Reason.GATE_OPEN, gates)
    return None


def _completing(asked: Asked) -> Refusal | None:
    found = _outcome(asked)
    if isinstance(found, Refusal):
        return found
    if found.end is EndKind.WITHDRAWN and (refusal := _taking_back(asked)):
        return refusal
    if found.four_eyes and asked.act is not Act.PROPOSE_OUTCOME:
        return Refusal(Reason.SECOND_OFFICER_NEEDED)
    if asked.act is Act.PROPOSE_OUTCOME:
        if not found.four_eyes:
            return Refusal(Reason.NOTHING_TO_DO)
        if not asked.actor.is_named_officer:
            return Refusal(Reason.NAMED_OFFICER_NEEDED)
    if found.against_the_person and asked.lacks_reasons:
        return Refusal(Reason.REASONS_NEEDED)
    return _deciding(asked, found) or _leading(asked, found)


def _confirming(asked: Asked) -> Refusal | None:
    proposal = asked.state.proposal
    if proposal is None:
        return Refusal(Reason.NOTHING_TO_DO)
    if asked.stage != proposal.stage or asked.outcome != proposal.outcome:
        return Refusal(Reason.UNKNOWN_OUTCOME)
    found = _outcome(asked)
    if isinstance(found, Refusal):
        return found
    if asked.actor.account == proposal.by.account:
        return Refusal(Reason.SAME_OFFICER)
    return _deciding(asked, found) or _leading(asked, found)


def _giving_reasons(asked: Asked) -> Refusal | None:
    return Refusal(Reason.REASONS_NEEDED) if asked.lacks_reasons else None


def _pausing(asked: Asked) -> Refusal | None:
    """A supervisor pauses one case with reasons; a hold of the whole stage is carried out by the clock."""
    for_hold = asked.refs is not None and bool(asked.refs.get("hold"))
    if asked.actor.role == CLOCK and not for_hold:
        return Refusal(Reason.NOT_YOUR_ROLE)
    return _giving_reasons(asked) if not for_hold else None


def _resuming(asked: Asked) -> Refusal | None:
    """What a hold paused goes on when the hold ends; what a supervisor paused, when one says so."""
    held_for = asked.state.paused_for
    by_clock = asked.actor.role == CLOCK
    if held_for is None:
        return Refusal(Reason.NOT_YOUR_ROLE) if by_clock else None
    named = asked.refs.get("hold") if asked.refs is not None else None
    if not by_clock or named != held_for:
        return Refusal(Reason.STAGE_HELD)
    return None


def _reminding(asked: Asked) -> Refusal | None:
    """Only a reminder that was not sent, or one still nearer to the last day."""
    due = asked.course.reminders(asked.state, asked.at)
    if asked.refs is None:
        return None if due else Refusal(Reason.NOTHING_TO_DO)
    named = asked.refs.get("days"), asked.refs.get("last_day")
    for reminder in due:
        if (str(reminder.days), reminder.last_day.isoformat()) == named:
            return Refusal(Reason.NOT_DUE) if asked.at < reminder.due_at else None
    return Refusal(Reason.NOTHING_TO_DO)


def _looking_again(asked: Asked) -> Refusal | None:
    """Only at what changed since the officers of that stage looked."""
    if asked.stage not in {one.stage for one in asked.state.changed}:
        return Refusal(Reason.NOTHING_TO_DO)
    return Refusal(Reason.NOT_YOUR_ROLE) if asked.actor.acting_for else None


def _second_looking(asked: Asked) -> Refusal | None:
    """By name, with reasons, and with an answer; that it was drawn is for the sample to say."""
    if not asked.actor.is_named_officer or asked.actor.acting_for:
        return Refusal(Reason.NAMED_OFFICER_NEEDED)
    if asked.lacks_reasons:
        return Refusal(Reason.REASONS_NEEDED)
    named = asked.refs is None or all(
        asked.refs.get(key) for key in ("look", "about", "draw", "given")
    )
    return None if named else Refusal(Reason.DETAILS_MISSING)


def _telling_of_order(asked: Asked) -> Refusal | None:
    """Of each change once, and of none that is still to come."""
    if asked.refs is None:
        return None
    named, day = asked.refs.get("selection"), day_in(asked.refs, "from")
    if not named or day is None:
        return Refusal(Reason.DETAILS_MISSING, ("selection", "from"))
    if f"{named}@{asked.refs['from']}" in asked.state.orders_told:
        return Refusal(Reason.NOTHING_TO_DO)
    return Refusal(Reason.NOT_DUE) if asked.course.day(asked.at) < day else None


def _leaving(asked: Asked) -> Refusal | None:
    return Refusal(Reason.REASONS_NEEDED) if asked.lacks_reasons else None


def _passing(asked: Asked) -> Refusal | None:
    """The clock moves a case only where no person has to decide (I2)."""
    due = asked.course.deadlines(asked.state, asked.at)
    deadline = next((d for d in due if d.outcome == asked.outcome), None)
    if deadline is None or asked.at < deadline.passes_at:
        return Refusal(Reason.NOT_DUE)
    if asked.outcome is None:
        return None
    found = _outcome(asked)
    if isinstance(found, Refusal):
        return found
    if found.against_the_person or found.clears:
        return Refusal(Reason.NAMED_OFFICER_NEEDED)
    if found.four_eyes:
        return Refusal(Reason.SECOND_OFFICER_NEEDED)
    return _leading(asked, found)


def _outcome(asked: Asked) -> Outcome | Refusal:
    found = outcome_of(asked.standing, asked.outcome) if asked.standing else None
    return found or Refusal(Reason.UNKNOWN_OUTCOME)


def _deciding(asked: Asked, outcome: Outcome) -> Refusal | None:
    """Only a named officer decides against a person or clears a gate, and not one who was set aside."""
    if (outcome.against_the_person or outcome.clears) and not asked.actor.is_named_officer:
        return Refusal(Reason.NAMED_OFFICER_NEEDED)
    if asked.actor.acting_for and (outcome.against_the_person or outcome.clears):
        return Refusal(Reason.NOT_YOUR_ROLE)
    if asked.actor.account in asked.state.set_aside:
        return Refusal(Reason.DECIDED_BEFORE)
    return None


def _leading(asked: Asked, outcome: Outcome) -> Refusal | None:
    """Whether the way to where the outcome leads is free: gates, conditions, places."""
    course, stage = asked.course, asked.standing
    assert stage is not None
    day = course.day(asked.at)
    following = course.stage(outcome.next, day)
    if outcome.next is not None and following is None:
        return Refusal(Reason.NOT_IN_FORCE, (outcome.next,))
    if following is not None and following.actor in asked.state.lacks:
        return Refusal(Reason.PARTY_NEEDED, (following.actor,))
    if gates := course.open_gates(asked.state, outcome, following):
        return Refusal(Reason.GATE_OPEN, gates)
    needed = course.conditions_for(stage, outcome, day)
    if unmet := tuple(condition for condition in needed if condition in asked.unmet):
        return Refusal(Reason.CONDITIONS_OPEN, unmet)
    if missing := tuple(f for f in course.records_for(stage, outcome, day) if f in asked.unmet):
        return Refusal(Reason.NOT_ON_RECORD, missing)
    if asked.act is Act.PROPOSE_OUTCOME:
        return None
    if asked.is_apart and stage.goes_together and course.leads_on(stage, outcome, day):
        return Refusal(Reason.GOES_TOGETHER)
    if asked.refs is None:
        return None
    places = course.places_for(stage, outcome, day)
    missing = tuple(cap for cap in places if not _holds(asked, cap))
    return Refusal(Reason.PLACE_NEEDED, missing) if missing else None


def _holds(asked: Asked, cap: str) -> bool:
    """Whether the case holds a place that counts now: one that was used, or one of this very period."""
    rule = asked.course.cap(cap, asked.at)
    period = period_key(rule, asked.at, asked.course.zone) if rule else None
    return any(p.cap == cap and (p.used or p.period == period) for p in asked.state.places)


def _taking_place(asked: Asked) -> Refusal | None:
    assert asked.standing is not None
    if not asked.standing.takes:
        return Refusal(Reason.NOTHING_TO_DO)
    if asked.refs is None:
        return None
    cap = asked.refs.get("cap", "")
    rule = asked.course.cap(cap, asked.at)
    if (
        rule is None
        or cap not in asked.standing.takes
        or asked.refs.get("period") != period_key(rule, asked.at, asked.course.zone)
    ):
        return Refusal(Reason.NOT_THIS_CAP, (cap,))
    if any(place.cap == cap for place in asked.state.places):
        return Refusal(Reason.PLACE_HELD, (cap,))
    return None


def _giving_back(asked: Asked) -> Refusal | None:
    if not asked.state.places:
        return Refusal(Reason.PLACE_NOT_HELD)
    if asked.refs is None:
        return None
    place = held(asked.state, asked.refs)
    if place is None:
        return Refusal(Reason.PLACE_NOT_HELD)
    if not asked.course.is_free_again(asked.state, place, asked.at):
        return Refusal(Reason.PLACE_STAYS, (place.cap,))
    return None


def held(state: CaseState, refs: Mapping[str, str]) -> HeldPlace | None:
    """The place that an event's refs name, if the case holds it."""
    named = (refs.get("cap"), refs.get("period"))
    return next((place for place in state.places if (place.cap, place.period) == named), None)


def _asking_for_evidence(asked: Asked) -> Refusal | None:
    if not asked.actor.is_named_officer:
        return Refusal(Reason.NAMED_OFFICER_NEEDED)
    if asked.refs is None:
        return None
    until = day_in(asked.refs, "until")
    if until is None or until < asked.course.day(asked.at):
        return Refusal(Reason.DETAILS_MISSING, ("until",))
    of = asked.refs.get("of")
    if of is not None and (of not in PARTIES or of in HANGS_ON or of in asked.state.lacks):
        return Refusal(Reason.DETAILS_MISSING, ("of",))
    return None


def _giving_evidence(asked: Asked) -> Refusal | None:
    """Only whoever was asked answers; what a co-supporter adds is a promise, whatever was asked."""
    voice, evidence = asked.actor.voice, asked.state.evidence
    if voice in HANGS_ON:
        return Refusal(Reason.ASKED_OF_ANOTHER)
    if evidence is None or not evidence.of:
        return None
    is_theirs = voice == evidence.of or {voice, evidence.of} <= PERSONS
    return None if is_theirs else Refusal(Reason.ASKED_OF_ANOTHER)


def _promising(asked: Asked) -> Refusal | None:
    """What is added to a declaration can be promised until the declaration is answered."""
    adds_to = HANGS_ON.get(asked.actor.voice)
    if adds_to is None:
        return Refusal(Reason.NOT_YOUR_ROLE)
    is_looked_at = asked.course.asked_of(asked.state, asked.standing) == adds_to
    return None if is_looked_at else Refusal(Reason.NOTHING_TO_DO)


def _ending_party(asked: Asked) -> Refusal | None:
    """A part ends where the track says that another may take its place, and by whom it says."""
    state, actor, stage = asked.state, asked.actor, asked.standing
    assert stage is not None
    change = asked.course.change_at(stage, asked.at)
    if change is None or asked.course.stage(change.to, asked.course.day(asked.at)) is None:
        return Refusal(Reason.PART_STAYS)
    if change.party in state.lacks:
        return Refusal(Reason.NOTHING_TO_DO)
    # What a supervisor stopped stays stopped; a hold of the whole stage is nobody's own.
    if state.paused_at is not None and state.paused_for is None:
        return Refusal(Reason.PAUSED)
    by_officer = actor.voice not in PARTIES
    if by_officer and actor.role not in change.by:
        return Refusal(Reason.NOT_YOUR_ROLE)
    if not by_officer and actor.voice not in {*PERSONS, change.party}:
        return Refusal(Reason.NOT_YOUR_ROLE)
    if asked.refs is None:
        return None
    if asked.refs.get("role") != change.party or not asked.refs.get(change.party):
        return Refusal(Reason.DETAILS_MISSING, ("role",))
    return Refusal(Reason.REASONS_NEEDED) if by_officer and asked.lacks_reasons else None


def day_in(refs: Mapping[str, str], key: str) -> date | None:
    """A day (YYYY-MM-DD) out of an event's refs; None if it is missing, no day, or centuries away."""
    try:
        day = date.fromisoformat(refs.get(key, ""))
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


def _booking(asked: Asked) -> Refusal | None:
    assert asked.standing is not None
    if asked.standing.books is None:
        return Refusal(Reason.NOTHING_TO_DO)
    if asked.refs is None:
        return None
    missing = tuple(k for k in ("post", "day", "starts_at", "appointment") if not asked.refs.get(k))
    return Refusal(Reason.DETAILS_MISSING, missing) if missing else None


def _cancelling(asked: Asked) -> Refusal | None:
    held = asked.state.appointment
    if held is None or (asked.refs is not None and asked.refs.get("appointment") != held):
        return Refusal(Reason.NOTHING_TO_DO)
    return None


def _withdrawing(asked: Asked) -> Refusal | None:
    outcomes = asked.standing.outcomes if asked.standing else ()
    if not any(outcome.end is EndKind.WITHDRAWN for outcome in outcomes):
        return Refusal(Reason.NOTHING_TO_DO)
    return _taking_back(asked)


def _taking_back(asked: Asked) -> Refusal | None:
    """Whoever can end their own part does not end a case that the person began, or goes on with."""
    voice, stage = asked.actor.voice, asked.standing
    change = asked.course.change_at(stage, asked.at) if stage else None
    is_anothers = voice not in PERSONS and asked.state.begun_by in PERSONS
    if is_anothers and change is not None and change.party == voice:
        return Refusal(Reason.STEPS_BACK)
    return None


def _asking_for_review(asked: Asked) -> Refusal | None:
    decision, course = asked.state.decision, asked.course
    if decision is None or decision.reviewed is not None:
        return Refusal(Reason.NOTHING_TO_DO)
    day = course.review_until(decision.at)
    if day is not None and asked.at >= end_of_day(day, course.zone):
        return Refusal(Reason.REVIEW_TOO_LATE, (day.isoformat(),))
    return None


def _deciding_review(asked: Asked) -> Refusal | None:
    decision = asked.state.decision
    if decision is None:
        return Refusal(Reason.NOTHING_TO_DO)
    if asked.actor.account in decision.officers:
        return Refusal(Reason.DECIDED_BEFORE)
    if asked.refs is not None and asked.outcome not in (UPHELD, SET_ASIDE):
        return Refusal(Reason.UNKNOWN_OUTCOME)
    return Refusal(Reason.REASONS_NEEDED) if asked.lacks_reasons else None


def _granting(asked: Asked) -> Refusal | None:
    if asked.refs is None:
        return None
    given = delegation_in(asked.refs)
    if given is None or given.until < asked.course.day(asked.at):
        return Refusal(Reason.DETAILS_MISSING, ("delegation", "account", "role", "scope", "until"))
    if given.role != asked.actor.voice:
        return Refusal(Reason.NOT_YOUR_ROLE)
    if given.account in asked.state.officers:
        return Refusal(Reason.ON_BOTH_SIDES)
    return None


def delegation_in(refs: Mapping[str, str]) -> Delegation | None:
    """The delegation that an event's refs describe; None if something is missing."""
    until = day_in(refs, "until")
    scope = frozenset(refs.get("scope", "").split())
    named = [refs.get(key, "") for key in ("delegation", "account", "role")]
    if until is None or not scope or not all(named) or named[2] not in PARTIES:
        return None
    return Delegation(named[0], named[1], named[2], scope, until)


def _ending_delegation(asked: Asked) -> Refusal | None:
    voice, refs = asked.actor.voice, asked.refs
    own = [given for given in asked.state.delegations if given.role == voice]
    if not own or (refs is not None and refs.get("delegation") not in {given.id for given in own}):
        return Refusal(Reason.NOTHING_TO_DO)
    return None


_AT_THE_STAGE = frozenset(
    {
        Act.COMPLETE_STAGE,
        Act.STOP,
        Act.PROPOSE_OUTCOME,
        Act.CONFIRM_OUTCOME,
        Act.REQUEST_EVIDENCE,
        Act.TAKE_PLACE,
        Act.BOOK_APPOINTMENT,
        Act.PASS_DEADLINE,
        Act.PAUSE_STAGE,
        Act.RESUME_STAGE,
        Act.END_PARTY,
    }
)
_CHECKS: Mapping[Act, Callable[[Asked], Refusal | None]] = {
    Act.OPEN_CASE: _opening,
    Act.COMPLETE_STAGE: _completing,
    Act.STOP: _completing,
    Act.PROPOSE_OUTCOME: _completing,
    Act.CONFIRM_OUTCOME: _confirming,
    Act.SEND_BACK_PROPOSAL: _giving_reasons,
    Act.PAUSE_STAGE: _pausing,
    Act.RESUME_STAGE: _resuming,
    Act.SEND_REMINDER: _reminding,
    Act.LEAVE_GROUP: _leaving,
    Act.TELL_OF_ORDER: _telling_of_order,
    Act.GIVE_SECOND_LOOK: _second_looking,
    Act.LOOK_AGAIN: _looking_again,
    Act.PASS_DEADLINE: _passing,
    Act.TAKE_PLACE: _taking_place,
    Act.GIVE_BACK_PLACE: _giving_back,
    Act.REQUEST_EVIDENCE: _asking_for_evidence,
    Act.GIVE_EVIDENCE: _giving_evidence,
    Act.MAKE_PROMISE: _promising,
    Act.END_PARTY: _ending_party,
    Act.BOOK_APPOINTMENT: _booking,
    Act.CANCEL_APPOINTMENT: _cancelling,
    Act.WITHDRAW: _withdrawing,
    Act.REQUEST_REVIEW: _asking_for_review,
    Act.DECIDE_REVIEW: _deciding_review,
    Act.GRANT_DELEGATION: _granting,
    Act.END_DELEGATION: _ending_delegation,
}
