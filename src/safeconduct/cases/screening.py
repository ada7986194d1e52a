"""Screening a live case, by the same engine as everyone's: what stands in the way, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from safeconduct import eligibility
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import known_facts
from safeconduct.cases.supporters import looked_up
from safeconduct.eligibility import Effect, Screening, screen
from safeconduct.eligibility.findings import plain
from safeconduct.errors import InputError
from safeconduct.flow.events import Event

#: What leaves the way free. A bar that rests on an unverified source alone is for an officer to weigh.
_FREE = frozenset({Effect.FINE, Effect.LIFTED, Effect.DOUBTFUL, Effect.LIFTS, Effect.IDLE})


def screened(case: Case, events: Sequence[Event], at: datetime) -> Screening:
    """The case's findings at an instant, as of the day that its track says counts."""
    definition = definition_of(case)
    facts = {name: fact.value for name, fact in known_facts(case, events).items()}
    facts |= looked_up(case, definition.facts)
    return screen(definition, case.track, day_that_counts(case, at), facts)


def ask_about(
    case: Case, events: Sequence[Event], at: datetime, conditions: Collection[str]
) -> tuple[str, ...]:
    """The facts that could still settle one of the conditions in this case, in the order to ask them."""
    facts = {name: fact.value for name, fact in known_facts(case, events).items()}
    day = day_that_counts(case, at)
    return eligibility.ask_about(definition_of(case), case.track, day, facts, conditions)


def day_that_counts(case: Case, at: datetime) -> date:
    """The day as of which rules are asked. InputError for a track that asks them as of entry."""
    course = course_of(case)
    match course.track.rules_as_of:
        case "decision":
            return course.day(at)
        case "filing":
            return course.day(case.opened_at)
        case "entry":
            raise InputError(
                f"Casework cannot ask rules as of the entry yet; the track {case.track!r} does.",
                given="entry",
                accepted="decision, filing",
            )


def unmet(screening: Screening, conditions: Sequence[str]) -> frozenset[str]:
    """Those of the conditions that are not met or not known; one not in force asks nothing."""
    asked = set(conditions)
    return frozenset(
        finding.condition.id
        for finding in screening.findings
        if finding.condition.id in asked and finding.effect not in _FREE
    )


def not_on_record(case: Case, events: Sequence[Event], facts: Sequence[str]) -> frozenset[str]:
    """Those of the facts that nobody has noted; what was noted counts, whatever it says."""
    return frozenset(facts) - known_facts(case, events).keys() if facts else frozenset()


def kept(screening: Screening) -> dict[str, Any]:
    """What a case keeps of its findings. The words stand in the programme, under the case's digest."""
    return {
        "as_of": screening.as_of.isoformat(),
        "result": screening.result.value,
        "findings": [
            {
                "condition": finding.condition.id,
                "status": finding.status.value,
                "effect": finding.effect.value,
                "facts": _plain(finding.facts),
            }
            for finding in screening.findings
        ],
    }


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in facts.items()}
