"""Checks of rules: leaves against the facts dictionary, sources, exceptions, dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from pydantic import BaseModel

from safeconduct import feel
from safeconduct.eligibility.dictionary import DECISION_DATE, scope_of
from safeconduct.errors import Place, SafeconductError
from safeconduct.programme import Definition, Problem
from safeconduct.programme.schema import (
    All,
    AnyOf,
    Basis,
    Condition,
    Dated,
    Entry,
    Leaf,
    Logic,
    Not,
    Sourced,
)

_YAML_WORDS = {"and": "all", "or": "any", "not": "not", "if": "any"}


def at(entry: Entry, message: str) -> Problem:
    """A problem at an entry's line."""
    return Problem(entry.place or Place(), f"{entry.id}: {message}")


def check_leaves(definition: Definition, lost: frozenset[str]) -> Iterator[Problem]:
    """Every leaf parses, names facts of the dictionary, fits their types, and is one statement."""
    scope = scope_of(definition)
    for condition in definition.conditions:
        for expression in leaves_of(condition.when):
            place = condition.leaf_places.get(expression) or condition.place or Place()
            brief = expression if len(expression) <= 200 else f"{expression[:197]}..."
            head = f"{condition.id}: in `{brief}`"
            try:
                word = feel.top_level_connective(feel.parse(expression))
                if word:
                    yield Problem(
                        place,
                        f"{head}: `{word}` joins statements; write it in YAML as"
                        f" `{_YAML_WORDS.get(word, 'all')}:`, so that each keeps its reason",
                    )
                if "facts" not in lost:
                    feel.compile_leaf(expression, scope, constants={DECISION_DATE: condition.from_})
            except SafeconductError as error:
                column = f", column {error.place.column}" if error.place else ""
                yield Problem(place, f"{head}{column}: {error.message}")


def leaves_of(logic: Logic) -> Iterator[str]:
    """The FEEL texts of a condition."""
    match logic:
        case str():
            yield logic
        case Leaf():
            yield logic.is_
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(not_=part):
            yield from leaves_of(part)


def check_exceptions(definition: Definition) -> Iterator[Problem]:
    """Every exception names bars of its track that are in force while it is."""
    bars: dict[str, list[Condition]] = defaultdict(list)
    for condition in definition.conditions:
        if condition.kind == "bar":
            bars[condition.id].append(condition)
    for condition in definition.conditions:
        if condition.kind != "exception":
            continue
        if not condition.to:
            yield at(condition, "the exception names no bar; say in `to` which it lifts")
        for name in condition.to:
            if name not in bars:
                known = ", ".join(bars) or "none"
                yield at(condition, f"the exception names `{name}`, which is no bar; bars: {known}")
            elif all(bar.track != condition.track for bar in bars[name]):
                yield at(condition, f"the bar `{name}` belongs to another track")
            elif not any(_meet(bar, condition) for bar in bars[name]):
                yield at(condition, f"the bar `{name}` is never in force while the exception is")


def _meet(one: Dated, other: Dated) -> bool:
    return (one.until is None or other.from_ <= one.until) and (
        other.until is None or one.from_ <= other.until
    )


def check_dates(groups: Iterable[Iterable[Dated]]) -> Iterator[Problem]:
    """The dated versions of one entry follow each other without gap or overlap."""
    for entries in groups:
        versions: dict[str, list[Dated]] = defaultdict(list)
        for entry in entries:
            versions[entry.id].append(entry)
        for held in versions.values():
            yield from _in_sequence(sorted(held, key=lambda entry: entry.from_))


def _in_sequence(held: list[Dated]) -> Iterator[Problem]:
    for earlier, later in pairwise(held):
        if earlier.until is None or earlier.until >= later.from_:
            end = earlier.until or "open"
            yield at(
                later,
                f"the version from {later.from_} overlaps the one of {earlier.from_} to {end}",
            )
        elif (later.from_ - earlier.until).days > 1:
            yield at(
                later,
                f"nothing is in force between {earlier.until} and {later.from_}: a gap of dates",
            )


def check_sources(definition: Definition) -> Iterator[Problem]:
    """What is recorded or reported cites a source of programme.yaml, and says how it was checked."""
    known = definition.programme.sources
    for entry in sourced_entries(definition):
        if entry.basis is not Basis.REQUIRED and not entry.source:
            yield at(entry, f"its basis is {entry.basis.value}, but it names no `source`")
        if entry.source and entry.mark is None:
            yield at(entry, "it names a source but no `mark`; accepted: V, S, U, C")
        for name in _unknown_sources(entry, known):
            yield at(entry, _no_source(name, known))
    for assumption in definition.assumptions:
        for name in _unknown_sources(assumption, known):
            yield at(assumption, _no_source(name, known))
    for name in _unknown_sources(definition.programme.retention, known):
        file = Place(f"{definition.folder.name}/programme.yaml", 1)
        yield Problem(file, f"retention: {_no_source(name, known)}")


def _no_source(name: str, known: Iterable[str]) -> str:
    return f"source `{name}` is not in programme.yaml; known: {', '.join(known)}"


def _unknown_sources(part: object, known: Container[str]) -> list[str]:
    named = dict.fromkeys(reference.partition("#")[0] for reference in _references(part))
    return [name for name in named if name not in known]


def _references(part: object) -> Iterator[str]:
    """What an entry cites, and what anything below it does."""
    if isinstance(part, tuple):
        for one in part:
            yield from _references(one)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            held = getattr(part, name)
            yield from held if name == "source" else _references(held)


def sourced_entries(definition: Definition) -> Iterator[Sourced]:
    """Everything that has to say on what it rests."""
    yield from definition.conditions
    yield from definition.agreements
    for agreement in definition.agreements:
        yield from agreement.terms
    for track in definition.tracks.values():
        yield from track.stages
        yield from track.reviews
        yield from track.second_looks
        yield from track.check_ins
        yield from track.repeats
        yield from track.party_changes
    yield from definition.letters
    yield from definition.passages
    yield from definition.posts
    yield from definition.caps
    yield from definition.selections
    yield from definition.gates
    yield from definition.programme.events
    yield from definition.programme.depends_on
