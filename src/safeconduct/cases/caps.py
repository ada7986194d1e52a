"""The caps that cases draw on: how many places there are, by what the programme says last.

A case keeps the rules under which it was filed. How many places there are is no rule of one case: it is
what the programme says last, for everyone who asks for a place on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from safeconduct.capacity.selectors import standing_of
from safeconduct.capacity.services import CapAsked, CapsDisagree
from safeconduct.cases.definitions import as_loaded, others_loaded
from safeconduct.cases.models import Case
from safeconduct.flow.caps import CapRule, cap_on, more_from, period_key
from safeconduct.flow.course import Course
from safeconduct.flow.state import CaseState, Status
from safeconduct.programme import Definition
from safeconduct.programme.schema import Cap


def asked(case: Case, on: Course, rule: CapRule, at: datetime) -> CapAsked:
    """What is asked for when the case takes a place. CapsDisagree where programmes disagree on the cap."""
    said = _last_word(as_loaded(case), rule, on, at) or rule
    for definition in others_loaded(case) if rule.is_shared else ():
        other = _last_word(definition, rule, on, at)
        if other is None or other.since < said.since:
            continue
        if other.since == said.since and other.size != said.size:
            raise CapsDisagree(
                f"The programmes that share {rule.id} say {said.size} and {other.size} places from "
                f"{said.since} on.",
                given=str(other.size),
                accepted="one number in all of them",
            )
        said = other
    pool, period = rule.pool(case.programme), period_key(rule, at, on.zone)
    return CapAsked(pool, period, said.size, said.since)


def _last_word(
    definition: Definition | None, rule: CapRule, on: Course, at: datetime
) -> CapRule | None:
    """What a programme says of the cap on the day; None if it has no such cap then."""
    found = cap_on(definition.caps, rule.id, at, on.zone) if definition else None
    if found is None or found.is_shared != rule.is_shared:
        return None
    if found.period != rule.period:
        raise CapsDisagree(
            f"{rule.id} is counted by the {rule.period} and by the {found.period}.",
            given=found.period,
            accepted=f"{rule.period}; a cap that is counted otherwise has another id",
        )
    return found


#: What can go on once there is a place.
_WAITING = frozenset({Status.OPEN, Status.WAITING_FOR_EVIDENCE, Status.AWAITING_SECOND_OFFICER})


@dataclass(frozen=True, slots=True)
class Reached:
    """A cap of which the case would take a place, and has none left in this period."""

    cap: Cap
    size: int
    taken: int
    #: The first day on which there will be places by what the programme says; None if it says of none.
    more_from: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that a case that is over still holds for a review; `until` is the last day to ask for one.

    None for the day: it is kept until the review is decided.
    """

    until: date | None


def reached(case: Case, on: Course, state: CaseState, at: datetime) -> Reached | None:
    """The cap that is reached, for a case that waits where a place is taken; None if a place is left."""
    stage, day = on.standing(state, at), on.day(at)
    if stage is None or state.status not in _WAITING:
        return None
    taken_there = {cap for outcome in stage.outcomes for cap in on.places_for(stage, outcome, day)}
    for cap_id in sorted(taken_there - {place.cap for place in state.places}):
        found = _reached(case, on, cap_id, at)
        if found is not None:
            return found
    return None


def _reached(case: Case, on: Course, cap_id: str, at: datetime) -> Reached | None:
    rule, day = on.cap(cap_id, at), on.day(at)
    loaded = as_loaded(case)
    caps = loaded.caps if loaded and cap_on(loaded.caps, cap_id, at, on.zone) else on.caps
    cap = next((cap for cap in caps if cap.id == cap_id and cap.in_force(day)), None)
    if rule is None or cap is None:
        return None
    try:
        wanted = asked(case, on, rule, at)
    except CapsDisagree:
        # The programmes disagree: who decides is told so, and nobody that the cap is reached.
        return None
    held = standing_of(wanted.pool, wanted.period)
    taken = held.taken if held else 0
    size = min(wanted.size, held.size) if held else wanted.size
    return Reached(cap, size, taken, more_from(caps, cap_id, day, taken)) if taken >= size else None


def kept(on: Course, state: CaseState, at: datetime) -> Kept | None:
    """The place that a case still holds though it is over, because a review may give it back."""
    for place in state.places:
        rule = on.cap(place.cap, place.at)
        if rule is None or not place.used or not rule.comes_back_after(state.end, used=True):
            continue
        if state.is_in_review:
            return Kept(None)
        if state.decision is not None and not on.is_free_again(state, place, at):
            return Kept(on.review_until(state.decision.at))
    return None
