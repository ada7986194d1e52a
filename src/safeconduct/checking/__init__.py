"""`safeconduct check`: all problems of a programme at once, and its worked examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeconduct.checking.caps import check_caps, check_sharing, notes_on_caps
from safeconduct.checking.examples import check_examples, examples_for
from safeconduct.checking.graphs import check_codes, check_graphs, check_names
from safeconduct.checking.letters import check_letters
from safeconduct.checking.rules import (
    check_dates,
    check_exceptions,
    check_leaves,
    check_sources,
)
from safeconduct.checking.texts import check_questions, check_translations
from safeconduct.programme import Definition, Problem, find, read, variants_of

__all__ = ["Report", "check", "check_definition"]


@dataclass(frozen=True)
class Report:
    """What `check` found: problems in the order of files and lines, and how much was checked.

    `notes` are no problems: what is sound and easily misread, in words.
    """

    problems: tuple[Problem, ...]
    variants: tuple[str | None, ...]
    conditions: int
    examples: int
    notes: tuple[Problem, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.problems


def check(name: str) -> Report:
    """Check a programme in every variant, or in the one that is named.

    NotFound if there is no such programme or variant.
    """
    folder, _, overlay = find(name)
    variants = variants_of(name)
    problems: dict[str, Problem] = {}
    notes: dict[str, Problem] = {}
    conditions = examples = 0
    for variant in variants:
        reading = read(folder, variant, overlay)
        found: Iterable[Problem] = reading.problems
        if reading.definition is not None:
            broken = bool(reading.problems)
            judged = check_definition(reading.definition, examples=not broken, lost=reading.lost)
            found = [*reading.problems, *judged, *check_sharing(reading.definition)]
            notes.update((str(note), note) for note in notes_on_caps(reading.definition))
            conditions = max(conditions, len(reading.definition.conditions))
            examples += len(examples_for(reading.definition))
        problems.update((str(problem), problem) for problem in found)
    return Report(
        tuple(sorted(problems.values(), key=_position)),
        variants,
        conditions,
        examples,
        tuple(sorted(notes.values(), key=_position)),
    )


def check_definition(
    definition: Definition, *, examples: bool = True, lost: frozenset[str] = frozenset()
) -> list[Problem]:
    """Everything that can be wrong with entries that could be read.

    Names of what stands in a section that is `lost` are not judged. Examples are run only
    if every rule can be: otherwise they would repeat what is said already.
    """
    rules = [*check_leaves(definition, lost), *check_dates([definition.conditions])]
    problems = [
        *rules,
        *([] if "rules" in lost else check_exceptions(definition)),
        *check_dates(_dated_groups(definition)),
        *check_sources(definition),
        *check_translations(definition),
        *check_questions(definition),
        *check_names(definition, lost),
        *check_codes(definition),
        *check_caps(definition),
        *([] if {"tracks", "gates"} & lost else check_graphs(definition)),
        *([] if "tracks" in lost else check_letters(definition)),
    ]
    return [*problems, *check_examples(definition)] if examples and not rules else problems


def _dated_groups(definition: Definition) -> Iterator[Iterable]:
    yield definition.caps
    yield definition.selections
    yield definition.posts
    yield definition.passages
    for track in definition.tracks.values():
        yield track.stages
        yield track.reviews
        yield track.second_looks
        yield track.check_ins
        yield track.repeats
        yield track.party_changes


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return place.file or "", place.line or 0, place.column or 0
