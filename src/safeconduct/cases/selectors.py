"""Reading cases: their events, where they stand, what is known, and whether the chain holds."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct.cases import chain
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case, CaseEvent, Party
from safeconduct.flow import Actor, CaseState, Event, EventKind, state_of
from safeconduct.people import selectors as people
from safeconduct.people.models import Person
from safeconduct.uploads import services as uploads


@dataclass(frozen=True, slots=True)
class KnownFact:
    """The value of a fact as last recorded in a case, and the event that recorded it."""

    name: str
    person: uuid.UUID
    value: Any
    value_id: uuid.UUID
    number: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a case's chain and the values it points to hold."""

    events: int
    last_hash: str
    flaws: tuple[chain.Flaw, ...]
    #: Values that were erased, each by an event that says so.
    erased: int

    @property
    def holds(self) -> bool:
        return not self.flaws


def events_of(case: Case) -> tuple[Event, ...]:
    """Everything that happened in the case, in order."""
    return tuple(as_event(row) for row in case.events.order_by("number"))


def as_event(row: CaseEvent) -> Event:
    """A stored event as the lifecycle reads it."""
    return Event(
        number=row.number,
        kind=EventKind(row.kind),
        at=row.at,
        actor=Actor(row.role, row.account or None, row.acting_for or None),
        stage=row.stage or None,
        outcome=row.outcome or None,
        refs=row.refs,
    )


def state_of_case(case: Case) -> CaseState:
    """Where the case stands, folded from its events."""
    return state_of(course_of(case), events_of(case))


def header(case: Case) -> dict[str, str]:
    """What a case is by itself; the chain stands on its hash."""
    return {
        "id": str(case.id),
        "receipt_number": case.receipt_number,
        "programme": case.programme,
        "variant": case.variant,
        "digest": case.content_id,
        "track": case.track,
        "person": str(case.person_id),
        "opened_at": chain.instant(case.opened_at),
    }


def as_link(row: CaseEvent) -> chain.Link:
    """A stored event as the chain sees it."""
    return chain.Link(
        number=row.number,
        kind=row.kind,
        at=row.at,
        role=row.role,
        account=row.account,
        acting_for=row.acting_for,
        stage=row.stage,
        outcome=row.outcome,
        refs=row.refs,
        previous_hash=row.previous_hash,
    )


def verify_chain(case: Case) -> Verification:
    """Work every hash of the case out anew, and the digest of every value that is still there.

    A value that is gone without an event that says so is a flaw; an erased one is none. So is a party of
    whom no event says that they have a part in the case, with this account.
    """
    rows = list(case.events.order_by("number"))
    head = chain.head_hash(header(case))
    found = list(chain.flaws(head, ((as_link(row), row.hash) for row in rows)))
    erased = {row.refs["value"] for row in rows if row.kind == EventKind.VALUE_ERASED}
    pointers = [pointer for row in rows for pointer in _pointers(row)]
    pointed = [value for _, value, _ in pointers]
    kept = people.digests(pointed) | uploads.digests(pointed)
    for number, value, digest in pointers:
        if value in kept and str(value) in erased:
            found.append(chain.Flaw(number, "points to a value that is said to be erased"))
        elif value in kept and kept[value] != digest:
            found.append(chain.Flaw(number, "points to a value that was changed"))
        elif value not in kept and str(value) not in erased:
            found.append(chain.Flaw(number, "points to a value that is gone unsaid"))
    found += [
        chain.Flaw(0, f"has a {party.role} whom no event names")
        for party in Party.ever.filter(case=case)
        if not any(_names(row, party) for row in rows)
    ]
    ended = [row for row in rows if row.kind == EventKind.PARTY_ENDED]
    found += [
        chain.Flaw(0, f"has a {party.role} whose part ended otherwise than its events say")
        for party in Party.ever.filter(case=case)
        if not _ended_as_said(party, ended)
    ]
    return Verification(
        events=len(rows),
        last_hash=rows[-1].hash if rows else head,
        flaws=tuple(found),
        erased=len(erased),
    )


def _ended_as_said(party: Party, ended: Sequence[CaseEvent]) -> bool:
    """Whether a part is over since an event ended it, by itself or along with the one it hung on."""
    person = str(party.person_id)
    ends = [
        row.at
        for row in ended
        if row.refs.get(party.role) == person or person in row.refs.get("along", "").split()
    ]
    if party.ended_at is None:
        return not any(at > party.added_at for at in ends)
    return party.ended_at in ends


def _names(row: CaseEvent, party: Party) -> bool:
    if row.kind == EventKind.PARTY_ENDED:
        return False
    told = row.refs.get(party.role), row.refs.get(f"{party.role}_account", "")
    return told == (str(party.person_id), party.account)


def _pointers(row: CaseEvent) -> list[tuple[int, uuid.UUID, str]]:
    """The values that an event points to: (event, value, digest)."""
    if row.kind == EventKind.VALUE_ERASED:
        return []
    return [
        (row.number, uuid.UUID(held), row.refs[f"{name}_digest"])
        for name, held in row.refs.items()
        if f"{name}_digest" in row.refs
    ]


def known_facts(case: Case, events: Sequence[Event]) -> Mapping[str, KnownFact]:
    """Each fact as last recorded for the case; one whose value was erased is unknown again.

    What was said of a party who has left, or was theirs to say, is unknown until another says it.
    """
    gone = _unknown_again(case, events)
    recorded = (
        event
        for event in events
        if event.kind is EventKind.FACT_RECORDED
        and "value" in event.refs
        and event.number > gone.get(event.refs["fact"], 0)
    )
    latest = {event.refs["fact"]: event for event in recorded}
    held = people.values([uuid.UUID(event.refs["value"]) for event in latest.values()])
    known = {}
    for name, event in latest.items():
        value_id = uuid.UUID(event.refs["value"])
        if value_id in held:
            known[name] = KnownFact(
                name, uuid.UUID(event.refs["person"]), held[value_id], value_id, event.number
            )
    return known


def _unknown_again(case: Case, events: Sequence[Event]) -> Mapping[str, int]:
    """Facts of parties who left, with the event by which the last of them did."""
    ended = {e.refs["role"]: e.number for e in events if e.kind is EventKind.PARTY_ENDED}
    if not ended:
        return {}
    facts = definition_of(case).facts
    return {
        name: max(ended.get(fact.of, 0), ended.get(fact.supplied_by, 0))
        for name, fact in facts.items()
    }


def part_since(events: Sequence[Event], role: str) -> int:
    """The event after which whoever has a role now has it: the last that ended another's part; or 0."""
    ended = (e.number for e in events if e.kind is EventKind.PARTY_ENDED and e.refs["role"] == role)
    return max(ended, default=0)


def cases_of(person: Person) -> tuple[Case, ...]:
    """All cases of the person, under every record that is linked with theirs; oldest first."""
    records = people.records_of(person)
    return tuple(Case.objects.filter(person__in=records).order_by("opened_at"))
