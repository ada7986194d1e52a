"""Whoever is timed beside the engine answers as it does: a peer that is wrong shows nothing."""

from __future__ import annotations

import importlib.util
import warnings

import pytest

from bench import agreement, numpy_rules, people, rules
from safeconduct import feel
from safeconduct.eligibility import Screened, compile_track, screen_cases, screen_population
from safeconduct.programme import Definition, load

SIZE = 3_000
HAND_WRITTEN = "bench/{} spells these rules out by hand: change it too"


@pytest.fixture(scope="module")
def definition() -> Definition:
    return load(rules.PROGRAMME, rules.VARIANT)


@pytest.fixture(scope="module")
def drawn(definition: Definition) -> feel.Population:
    return people.population(people.drawn(SIZE), definition.facts)


@pytest.fixture(scope="module")
def known(drawn: feel.Population, definition: Definition) -> feel.Population:
    return people.some_with_records(people.fully_known(drawn, definition.facts), SIZE)


def screened(definition: Definition, held: feel.Population) -> Screened:
    return screen_population(compile_track(definition, rules.TRACK, rules.DAY), held)


def told(peer: str, error: agreement.Disagreement) -> str:
    return f"{error}; {HAND_WRITTEN.format(peer)}"


@pytest.mark.parametrize("block", [64, 1 << 16])
def test_numpy_finds_what_the_engine_finds(
    definition: Definition,
    drawn: feel.Population,
    block: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numpy_rules, "BLOCK", block)
    ours = screened(definition, drawn)
    try:
        agreement.with_numpy(ours, numpy_rules.screen(numpy_rules.arrays(drawn)))
    except agreement.Disagreement as error:
        pytest.fail(told("numpy_rules.py", error))


def test_a_disagreement_is_seen(definition: Definition, drawn: feel.Population) -> None:
    found = numpy_rules.screen(numpy_rules.arrays(drawn))
    found["passport_valid"].yes[0] ^= 1
    with pytest.raises(agreement.Disagreement, match=r"passport_valid differs for 1 of 3,000"):
        agreement.with_numpy(screened(definition, drawn), found)


def test_whoever_is_fully_known_leaves_nothing_open_for_want_of_a_fact(
    definition: Definition, known: feel.Population
) -> None:
    assert sum(screened(definition, known).statuses.null_count().row(0)) == 0


def test_people_as_cases_are_the_people_of_the_table(
    definition: Definition, drawn: feel.Population
) -> None:
    few = people.some_with_records(drawn, 40)
    ours = screened(definition, few)
    answers = screen_cases(definition, rules.TRACK, rules.DAY, people.cases(few, definition.facts))
    for row, answer in zip(ours.statuses.rows(named=True), answers, strict=True):
        assert {f.condition.id: f.status.value for f in answer.findings} == {
            name: agreement.STATUS[truth] for name, truth in row.items()
        }


def test_openfisca_finds_what_the_engine_finds(
    definition: Definition, known: feel.Population
) -> None:
    if importlib.util.find_spec("openfisca_core") is None:
        told_loudly = "OpenFisca-Core is not installed here: `make bench` installs and compares it"
        warnings.warn(told_loudly, stacklevel=1)
        pytest.skip(told_loudly)
    from bench import openfisca_people  # noqa: PLC0415 (only there after `make bench`)

    system = openfisca_people.rules_for(definition.facts)
    table = openfisca_people.simulation(system, known, definition.facts)
    few = people.cases(people.some_with_records(known, 20), definition.facts)
    answers = openfisca_people.answer_situation(system, openfisca_people.situation(few))
    try:
        agreement.with_openfisca(screened(definition, known), openfisca_people.answers(table))
        agreement.with_openfisca_cases(
            screen_cases(definition, rules.TRACK, rules.DAY, few), answers
        )
    except agreement.Disagreement as error:
        pytest.fail(told("openfisca_rules.py", error))


def test_only_the_benchmarks_know_openfisca() -> None:
    sources = [*rules.ROOT.glob("src/**/*.py"), *rules.ROOT.glob("tools/*.py")]
    assert sources and not [s.name for s in sources if "openfisca" in s.read_text().lower()]
