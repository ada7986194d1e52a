"""Facts of a case: who may supply one, of whom it speaks, and who said otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from safeconduct.cases.errors import Both
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import KnownFact
from safeconduct.eligibility import read_case
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Event
from safeconduct.flow.events import SYSTEM
from safeconduct.people.models import Person
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact

#: The facts that tell names, in every programme that asks for them.
PERSON_NAME, SUPPORTER_NAME = "full_name", "supporter_name"


def check(definition: Definition, given: Mapping[str, Any], actor: Actor) -> None:
    """FactsError names what does not fit the dictionary, InputError what is for someone else to say."""
    read_case(definition.facts, given)
    for name in given:
        fact = definition.facts[name]
        if not may_supply(fact, actor):
            raise InputError(
                f"`{name}` is not for the {actor.voice} to say.",
                given=actor.voice,
                accepted=f"{fact.supplied_by}, or an officer who notes it",
            )


def may_supply(fact: Fact, actor: Actor) -> bool:
    """Everyone says what the dictionary expects of them; an officer may note whatever they were told."""
    if actor.voice.startswith("officer."):
        return True
    if actor.voice == SYSTEM:
        return fact.supplied_by in ("officer", "system")
    if fact.supplied_by == "applicant":
        # Whom someone supports, the supporter knows as well.
        return actor.voice in ("applicant", "beneficiary") or (
            actor.voice == "supporter" and fact.of == "supporter"
        )
    return actor.voice == fact.supplied_by


def plain(value: Any) -> Any:
    """A fact's value as it is kept: plain data, with days written out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    return value


def is_protected(fact: Fact) -> bool:
    """Whether the fact is for the protection room alone."""
    return fact.sensitivity == "protection"


def subject_of(fact: Fact, case: Case) -> Person:
    """The person of whom a fact of the case speaks. NotFound if the case has no supporter yet."""
    if fact.of != "supporter":
        return case.person
    party = case.parties.filter(role="supporter").order_by("id").first()
    if party is None and fact.supplied_by == "applicant":
        return case.person
    if party is None:
        raise NotFound(
            f"`{fact.id}` speaks of a supporter, and this case has none yet.",
            given=fact.id,
            accepted="a supporter named first",
        )
    return party.person


def conflicts(
    given: Mapping[str, Any],
    known: Mapping[str, KnownFact],
    events: Sequence[Event],
    expected_number: int,
) -> dict[str, Both]:
    """What others noted otherwise after the event that the actor had seen."""
    by_number = {event.number: event.actor for event in events}
    both = {}
    for name, value in given.items():
        held = known.get(name)
        if held is None or held.number <= expected_number or held.value == plain(value):
            continue
        by = by_number[held.number]
        both[name] = Both(plain(value), held.value, by.account or by.role)
    return both
