"""A programme as of a day, arranged for reading: pure, from a `Definition` to what the page prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.programme import Definition, Edition
from safeconduct.programme.edition import in_force
from safeconduct.programme.schema import (
    Agreement,
    Cap,
    Condition,
    CourtStatus,
    Disputed,
    Event,
    Gate,
    PartyChange,
    Post,
    Selection,
    Stage,
    StatusEntry,
    Term,
    Track,
    Words,
)
from safeconduct.web import wording
from safeconduct.web.stage_graph import Picture, picture


@dataclass(frozen=True)
class Rule:
    """A condition in force, with the exceptions that may lift it and all its versions in time."""

    condition: Condition
    unless: tuple[Condition, ...]
    lifts: tuple[Condition, ...]
    versions: tuple[Condition, ...]


@dataclass(frozen=True)
class Group:
    """Rules under one heading."""

    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Step:
    """A stage of a track with its number and what the codes in it mean."""

    stage: Stage
    number: int
    needs: tuple[Condition | str, ...]
    outcomes: tuple[tuple[object, int | None], ...]
    versions: int


@dataclass(frozen=True)
class Dispute:
    """Rules about which others said the same other things."""

    conditions: tuple[Condition, ...]
    disputed: tuple[Disputed, ...]


@dataclass(frozen=True)
class Limb:
    """A track: its rules by group, its stages as a list and as a picture."""

    track: Track | None
    id: str
    title: str
    groups: tuple[Group, ...]
    steps: tuple[Step, ...]
    picture: Picture | None
    changes: tuple[PartyChange, ...]
    later: tuple[Condition, ...]
    disputed: tuple[Dispute, ...]

    @property
    def rules(self) -> int:
        """How many rules are in force."""
        return sum(len(group.rules) for group in self.groups)


@dataclass(frozen=True)
class Registered:
    """An agreement with the word of each party on the day, and its whole history."""

    agreement: Agreement
    now: tuple[StatusEntry, ...]
    court_now: tuple[CourtStatus, ...]
    terms: tuple[tuple[Term, bool], ...]
    history: tuple[StatusEntry, ...]


def limbs(definition: Definition, day: date) -> tuple[Limb, ...]:
    """Every track of the programme as of a day."""
    edition = Edition(definition, day)
    return tuple(_limb(definition, edition, name) for name in definition.track_ids())


def _limb(definition: Definition, edition: Edition, name: str) -> Limb:
    track = definition.tracks.get(name)
    held = edition.conditions(name)
    stages = (
        [track.with_changes(each, edition.day) for each in edition.stages(name)] if track else []
    )
    return Limb(
        track=track,
        id=name,
        title=wording.told(track.name) if track else name,
        groups=_groups(definition, held),
        steps=_steps(definition, track, stages, held),
        picture=picture(stages) if stages else None,
        changes=in_force(track.party_changes, edition.day) if track else (),
        later=_not_in_force(definition, name, {c.id for c in held}),
        disputed=_disputes(held),
    )


def _disputes(held: Sequence[Condition]) -> tuple[Dispute, ...]:
    found: list[Dispute] = []
    for condition in held:
        same = next((d for d in found if d.disputed == condition.disputed), None)
        if same is not None:
            found[found.index(same)] = Dispute((*same.conditions, condition), same.disputed)
        elif condition.disputed:
            found.append(Dispute((condition,), condition.disputed))
    return tuple(found)


def _groups(definition: Definition, held: Sequence[Condition]) -> tuple[Group, ...]:
    titles: dict[str, list[Rule]] = {}
    for condition in held:
        titles.setdefault(wording.told(condition.group), []).append(
            Rule(
                condition=condition,
                unless=tuple(c for c in held if condition.id in c.to),
                lifts=tuple(c for c in held if c.id in condition.to),
                versions=_versions(definition, condition),
            )
        )
    return tuple(Group(title, tuple(rules)) for title, rules in titles.items())


def _versions(definition: Definition, condition: Condition) -> tuple[Condition, ...]:
    same = [c for c in definition.conditions if (c.id, c.track) == (condition.id, condition.track)]
    return tuple(sorted(same, key=lambda c: c.from_))


def _not_in_force(definition: Definition, track: str, held: set[str]) -> tuple[Condition, ...]:
    rest = [c for c in definition.conditions if c.track == track and c.id not in held]
    return tuple(sorted(rest, key=lambda c: (c.from_, c.id)))


def _steps(
    definition: Definition,
    track: Track | None,
    stages: Sequence[Stage],
    held: Sequence[Condition],
) -> tuple[Step, ...]:
    numbers = {stage.id: index + 1 for index, stage in enumerate(stages)}
    conditions = {condition.id: condition for condition in held}
    counts: dict[str, int] = {}
    for stage in track.stages if track else ():
        counts[stage.id] = counts.get(stage.id, 0) + 1
    return tuple(
        Step(
            stage=stage,
            number=numbers[stage.id],
            needs=tuple(conditions.get(need, need) for need in stage.needs),
            outcomes=tuple((o, numbers.get(o.next or "")) for o in stage.outcomes),
            versions=counts[stage.id],
        )
        for stage in stages
    )


def register(definition: Definition, day: date) -> tuple[Registered, ...]:
    """The agreements with each party's word on the day, those that have one first."""
    edition = Edition(definition, day)
    found = [
        Registered(
            agreement=agreement,
            now=edition.statuses(agreement),
            court_now=tuple(_holding(agreement.legal_basis_history, day)),
            terms=tuple((term, _holds(term.from_, term.until, day)) for term in agreement.terms),
            history=tuple(sorted(agreement.history, key=lambda entry: (entry.from_, entry.by))),
        )
        for agreement in definition.agreements
    ]
    return tuple(sorted(found, key=lambda registered: not registered.now))


def _holding(entries: Iterable[CourtStatus], day: date) -> Iterable[CourtStatus]:
    return (entry for entry in entries if _holds(entry.from_, entry.until, day))


def _holds(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def events(definition: Definition) -> tuple[Event, ...]:
    """What happened to the programme, oldest first."""
    return tuple(sorted(definition.programme.events, key=lambda event: event.on))


def turning_days(definition: Definition) -> tuple[date, ...]:
    """The days on which a rule or stage began or ceased; few enough to offer as links."""
    dated = [*definition.conditions, *definition.caps]
    days = {entry.from_ for entry in dated}
    return tuple(sorted(days))


def names(definition: Definition) -> dict[str, Words]:
    """The names of stages, caps, orders of selection, posts, agreements and gates, by id."""
    named: list[Stage | Cap | Selection | Post | Agreement | Gate] = [
        stage for track in definition.tracks.values() for stage in track.stages
    ]
    named += [*definition.caps, *definition.selections, *definition.posts]
    named += [*definition.agreements, *definition.gates]
    return {entry.id: entry.name for entry in named}


def gates(definition: Definition) -> tuple[tuple[str, tuple[Gate, ...]], ...]:
    """The safeguards by the time at which they bind, in the order of a return."""
    times = dict.fromkeys(gate.when for gate in definition.gates)
    ordered = [when for when in wording.GATE_TIMES if when in times]
    return tuple(
        (when, tuple(gate for gate in definition.gates if gate.when == when)) for when in ordered
    )
