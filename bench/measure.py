"""The measurements themselves. Each asks for agreement first, and times only then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import polars as pl
from tests import oracle

from bench import agreement, memory, numpy_rules, openfisca_people, people, rules
from bench.timing import Timing, in_turn
from safeconduct import feel
from safeconduct.eligibility import (
    Screened,
    compile_track,
    open_table,
    result_counts,
    screen_cases,
    screen_population,
)
from safeconduct.eligibility.files import screen_table
from safeconduct.programme import Definition, load

SAFECONDUCT, OPENFISCA, ORACLE, NUMPY = "Safeconduct", "OpenFisca-Core", "oracle", "NumPy"
Case = dict[str, Any]
Timings = dict[str, Timing]


@dataclass(frozen=True)
class People:
    """Who is screened: in a file, as drawn, and with every gap closed; some of each as cases."""

    definition: Definition
    file: Path
    as_drawn: feel.Population
    known: feel.Population
    drawn_cases: list[Case]
    known_cases: list[Case]


def prepare(size: int, batch: int, folder: Path) -> People:
    """Draw the people; the last of those who are fully known has an entry, as OpenFisca needs it."""
    definition = load(rules.PROGRAMME, rules.VARIANT)
    drawn = people.drawn(size)
    file = folder / "people.parquet"
    drawn.write_parquet(file)
    as_drawn = people.population(drawn, definition.facts)
    known = people.fully_known(as_drawn, definition.facts)
    some = people.some_with_records(as_drawn, batch), people.some_with_records(known, batch)
    return People(
        definition,
        file,
        as_drawn,
        people.some_with_records(known, size),
        *(people.cases(few, definition.facts) for few in some),
    )


def by_case(given: People, rounds: int) -> tuple[Timings, Timings]:
    """One case with all reasons, from dict to dict: as drawn, and fully known."""
    definition, system = given.definition, openfisca_people.rules_for(given.definition.facts)
    programme = oracle.read_programme(definition.folder, rules.VARIANT)
    situations = cycle([openfisca_people.situation([case]) for case in _with_entries(given)])
    known = cycle(_with_entries(given))
    drawn, drawn_again = cycle(given.drawn_cases), cycle(given.drawn_cases)
    as_drawn = in_turn(
        {
            SAFECONDUCT: lambda: answered(definition, [next(drawn)]),
            ORACLE: lambda: _by_oracle(programme, [next(drawn_again)]),
        },
        rounds,
        warm_up=10,
    )
    fully_known = in_turn(
        {
            SAFECONDUCT: lambda: answered(definition, [next(known)]),
            OPENFISCA: lambda: openfisca_people.answer_situation(system, next(situations)),
        },
        rounds,
        warm_up=10,
    )
    return as_drawn, fully_known


def by_batch(given: People, rounds: int) -> tuple[Timings, Timings]:
    """A batch of cases with all reasons, from dicts to dicts."""
    definition, system = given.definition, openfisca_people.rules_for(given.definition.facts)
    programme = oracle.read_programme(definition.folder, rules.VARIANT)
    situation = openfisca_people.situation(given.known_cases)
    agreement.with_oracle(
        _screenings(definition, given.drawn_cases), _by_oracle(programme, given.drawn_cases)
    )
    agreement.with_openfisca_cases(
        _screenings(definition, given.known_cases),
        openfisca_people.answer_situation(system, situation),
    )
    as_drawn = in_turn(
        {
            SAFECONDUCT: lambda: answered(definition, given.drawn_cases),
            ORACLE: lambda: _by_oracle(programme, given.drawn_cases),
        },
        rounds,
    )
    fully_known = in_turn(
        {
            SAFECONDUCT: lambda: answered(definition, given.known_cases),
            OPENFISCA: lambda: openfisca_people.answer_situation(system, situation),
        },
        rounds,
    )
    return as_drawn, fully_known


def by_table(given: People, rounds: int) -> tuple[Timings, Timings]:
    """All findings of everyone, from typed columns in memory: as drawn, and fully known."""
    compiled = compile_track(given.definition, rules.TRACK, rules.DAY)
    drawn, known = numpy_rules.arrays(given.as_drawn), numpy_rules.arrays(given.known)
    system = openfisca_people.rules_for(given.definition.facts)
    simulation = openfisca_people.simulation(system, given.known, given.definition.facts)
    agreement.with_numpy(screen_population(compiled, given.as_drawn), numpy_rules.screen(drawn))
    ours = screen_population(compiled, given.known)
    agreement.with_numpy(ours, numpy_rules.screen(known))
    agreement.with_openfisca(ours, openfisca_people.answers(simulation))
    as_drawn = in_turn(
        {
            SAFECONDUCT: lambda: screen_population(compiled, given.as_drawn),
            NUMPY: lambda: numpy_rules.screen(drawn),
        },
        rounds,
    )
    fully_known = in_turn(
        {
            SAFECONDUCT: lambda: screen_population(compiled, given.known),
            OPENFISCA: lambda: openfisca_people.answers(simulation),
            NUMPY: lambda: numpy_rules.screen(known),
        },
        rounds,
    )
    return as_drawn, fully_known


@dataclass(frozen=True)
class OtherVariant:
    """The other variant on its own people: how many rules, and how long it took."""

    conditions: int
    leaves: int
    results: dict[str, int]
    timing: Timing


def by_other_variant(size: int, rounds: int) -> OtherVariant:
    """The published variant in 2023, with people of four nationalities."""
    definition = load(rules.PROGRAMME, rules.OTHER_VARIANT)
    compiled = compile_track(definition, rules.TRACK, rules.OTHER_DAY)
    held = people.population(people.drawn_sisters(size), definition.facts)
    results = result_counts(screen_population(compiled, held))
    timing = in_turn({SAFECONDUCT: lambda: screen_population(compiled, held)}, rounds)
    return OtherVariant(
        len(compiled.conditions), len(compiled.leaves), results, timing[SAFECONDUCT]
    )


def rescreening(given: People, rounds: int) -> dict[str, tuple[Timing, Timing]]:
    """For each trial that changes one condition: screening again, and a full pass."""
    before = _screened(given.definition, given.as_drawn)
    found = {}
    for name, overlay in rules.CHANGES.items():
        trial = compile_track(load(str(overlay)), rules.TRACK, rules.DAY)
        again = _again(trial, given.as_drawn, before)
        anew = _anew(trial, given.as_drawn)
        agreement.with_screening_anew(again(), anew())
        if again().statuses.equals(before.statuses):
            raise agreement.Disagreement(f"the trial `{overlay.name}` changes nothing")
        timings = in_turn({"again": again, "anew": anew}, rounds)
        found[name] = timings["again"], timings["anew"]
    return found


@dataclass(frozen=True)
class Files:
    """From a Parquet file to a Parquet file, and the peaks of memory."""

    timing: Timing
    people_bytes: int
    findings_bytes: int
    peak: memory.Peak
    peak_in_memory: memory.Peak


def from_file_to_file(given: People, rounds: int) -> Files:
    """What a table in a file takes, checked row by row; and the memory of both ways."""
    definition = given.definition
    table = open_table(given.file, definition.facts)
    out = given.file.with_name("findings.parquet")
    summary = screen_table(definition, rules.TRACK, rules.DAY, table, out)
    if summary.results != result_counts(_screened(definition, given.as_drawn)):
        raise agreement.Disagreement("a file gives other results than the same table in memory")
    written = pl.scan_parquet(out).select(pl.len()).collect().item()
    if written != given.as_drawn.main.height:
        raise agreement.Disagreement(f"the file of findings has {written} rows")
    timings = in_turn(
        {SAFECONDUCT: lambda: screen_table(definition, rules.TRACK, rules.DAY, table, out)},
        rounds,
        warm_up=0,
    )
    return Files(
        timings[SAFECONDUCT],
        given.file.stat().st_size,
        out.stat().st_size,
        memory.of_file(given.file, out),
        memory.of_pass(given.file),
    )


def answered(definition: Definition, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Cases to answers with all reasons, sources and texts, as the API gives them."""
    return [screening.as_data("en") for screening in _screenings(definition, cases)]


def _screenings(definition: Definition, cases: Sequence[Case]) -> list[Any]:
    return screen_cases(definition, rules.TRACK, rules.DAY, cases)


def _by_oracle(programme: dict[str, Any], cases: Sequence[Case]) -> list[dict[str, Any]]:
    return [oracle.screen_read(programme, rules.TRACK, rules.DAY, case) for case in cases]


def _with_entries(given: People) -> list[Case]:
    return [case for case in given.known_cases if case["entries"]]


def _screened(definition: Definition, held: feel.Population) -> Screened:
    return screen_population(compile_track(definition, rules.TRACK, rules.DAY), held)


def _again(trial: Any, held: feel.Population, before: Screened) -> Callable[[], Screened]:
    return lambda: screen_population(trial, held, earlier=before)


def _anew(trial: Any, held: feel.Population) -> Callable[[], Screened]:
    return lambda: screen_population(trial, held)
