"""What people are told of a case: its timeline, what may be done now and what not, reasons.

The words are those of the programme under the case's digest, as they stood on the day.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from safeconduct import clock
from safeconduct.cases import screening
from safeconduct.cases.access import is_on_both_sides
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.families import companions
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import events_of
from safeconduct.eligibility import Effect, Result, Screening
from safeconduct.eligibility.findings import result_text
from safeconduct.flow import Actor, Choice, Event, Reason, Refusal, choices, state_of
from safeconduct.flow.course import outcome_of
from safeconduct.people import selectors as people
from safeconduct.programme import Edition
from safeconduct.programme.schema import in_language


@dataclass(frozen=True, slots=True)
class Told:
    """One step of a case's timeline, in one language."""

    number: int
    kind: str
    at: datetime
    #: The day that it was, by the course of the case.
    date: date
    by: str
    stage: str | None
    text: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A condition that stood in the way of a decision, with its sources."""

    condition: str
    text: str
    sources: tuple[str, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a case was decided as it was; what was erased since is left out."""

    stage: str
    outcome: str
    decided_at: datetime
    decided_date: date
    result: str | None
    text: str | None
    written: str | None
    in_the_way: tuple[InTheWay, ...]


def timeline(case: Case, language: str) -> tuple[Told, ...]:
    """Everything that happened, in the words that were shown on the day."""
    return tuple(_told(case, event, language) for event in events_of(case))


def _told(case: Case, event: Event, language: str) -> Told:
    course = course_of(case)
    day = course.day(event.at)
    stage = course.stage(event.stage, day)
    outcome = outcome_of(stage, event.outcome) if stage else None
    return Told(
        number=event.number,
        kind=event.kind.value,
        at=event.at,
        date=day,
        by=event.actor.voice,
        stage=in_language(stage.name, language) if stage else event.stage,
        text=in_language(stage.text, language) if stage else None,
        outcome=in_language(outcome.name, language) if outcome else event.outcome,
    )


def may_do(
    case: Case,
    actor: Actor,
    *,
    events: Sequence[Event] | None = None,
    screened: Screening | None = None,
) -> tuple[Choice, ...]:
    """Everything that could be done now, and for what this actor may not do: why.

    Who has read the case's `events`, or has `screened` it now, hands that in.
    """
    now = clock.now()
    course = course_of(case)
    events = events_of(case) if events is None else events
    state = state_of(course, events)
    stage = course.standing(state, now)
    unmet: frozenset[str] = frozenset()
    if stage is not None and stage.needs:
        screened = screened or screening.screened(case, events, now)
        unmet = screening.unmet(screened, stage.needs)
    if stage is not None:
        unmet |= screening.not_on_record(case, events, stage.records)
    found = choices(course, state, actor, now, unmet=unmet, is_apart=bool(companions(case)))
    if is_on_both_sides(case, actor):
        refusal = Refusal(Reason.ON_BOTH_SIDES)
        return tuple(Choice(each.action, each.refusal or refusal) for each in found)
    return found


def reasons_told(case: Case, language: str) -> Reasons | None:
    """Why the last decision against the person was taken; None if there is none."""
    course, events = course_of(case), events_of(case)
    decision = state_of(course, events).decision
    if decision is None:
        return None
    decided = (decision.stage, decision.outcome)
    about = [event for event in events if (event.stage, event.outcome) == decided]
    refs = {name: held for event in about for name, held in event.refs.items()}
    named = {name: uuid.UUID(refs[name]) for name in ("findings", "reasons") if name in refs}
    held = people.values(list(named.values()))
    findings = held.get(named.get("findings", uuid.UUID(int=0)))
    stage = course.stage(decision.stage, course.day(decision.at))
    outcome = outcome_of(stage, decision.outcome) if stage else None
    assert stage is not None and outcome is not None
    result = findings["result"] if findings else None
    text = (
        result_text(definition_of(case), case.track, Result(result), language) if result else None
    )
    return Reasons(
        stage=in_language(stage.name, language),
        outcome=in_language(outcome.name, language),
        decided_at=decision.at,
        decided_date=course.day(decision.at),
        result=result,
        text=text,
        written=held.get(named.get("reasons", uuid.UUID(int=0))),
        in_the_way=_in_the_way(case, findings, language) if findings else (),
    )


def _in_the_way(case: Case, findings: dict[str, Any], language: str) -> tuple[InTheWay, ...]:
    edition = Edition(definition_of(case), datetime.fromisoformat(findings["as_of"]).date())
    conditions = {condition.id: condition for condition in edition.conditions(case.track)}
    sources = edition.definition.programme.sources
    return tuple(
        InTheWay(
            condition=found["condition"],
            text=in_language(conditions[found["condition"]].text, language),
            sources=tuple(
                f"{reference}: {sources[reference.partition('#')[0]].citation}"
                for reference in conditions[found["condition"]].source
            ),
            facts=found["facts"],
        )
        for found in findings["findings"]
        if found["effect"] == Effect.IN_THE_WAY
    )
