"""The reference programme: sound in each variant, spelled out by examples, and written in plain words."""

import re
from collections import defaultdict
from functools import cache

import pytest

from safeconduct.checking import check
from safeconduct.checking.examples import examples_for, facts_of
from safeconduct.eligibility import screen
from safeconduct.programme import load

PROGRAMME = "us-mx-ve-2022"
VARIANTS = ("article", "notice")
NOT_OUR_WORDS = re.compile(
    r"\b(aliens?|illegal\w*|inmates?|extranjeros? ilegal\w*|ilegal\w*)\b", re.IGNORECASE
)


@cache
def effects():
    """Per condition, every effect that an example shows, in any variant."""
    shown = defaultdict(set)
    for variant in VARIANTS:
        definition = load(PROGRAMME, variant)
        for example in examples_for(definition):
            facts = facts_of(definition, example)
            found = screen(definition, example.track, example.as_of, facts)
            for finding in found.findings:
                shown[finding.condition.id].add(finding.effect.value)
    return shown


def test_sound_in_every_variant():
    report = check(PROGRAMME)
    assert [str(problem) for problem in report.problems] == []
    assert set(report.variants) == {"article", "notice", "practice"}


def conditions(*kinds):
    return sorted(
        {c.id for v in VARIANTS for c in load(PROGRAMME, v).conditions if c.kind in kinds}
    )


@pytest.mark.parametrize("name", conditions("requirement", "bar"))
def test_an_example_shows_each_condition_in_the_way_and_out_of_it(name):
    shown = effects()[name]
    assert shown & {"in_the_way", "doubtful"}
    assert shown & {"fine", "lifted"}


@pytest.mark.parametrize("name", conditions("exception"))
def test_an_example_shows_each_exception_at_work(name):
    assert "lifts" in effects()[name]


def test_the_variants_differ_by_what_the_report_said():
    article, notice = (
        {(c.id, c.from_): c.when for c in load(PROGRAMME, variant).conditions}
        for variant in VARIANTS
    )
    assert {name for name, _ in article.keys() - notice.keys()} == {
        "returned_to_mexico_us",
        "returned_to_mexico_mexico",
        "returned_to_mexico_panama",
        "returned_to_mexico_us_sister",
        "returned_to_mexico_mexico_sister",
        "returned_to_mexico_panama_sister",
        "kept_the_consular_appointment",
        "appointment_within_lawful_stay",
    }
    assert {n for n, day in notice if notice[n, day] != article[n, day]} == {
        "supporter_starts_the_process"
    }


def test_the_practice_runs_no_casework_and_breaks_every_gate_on_the_way():
    practice = load(PROGRAMME, "practice")
    assert not practice.runs_casework
    on_the_way = {gate.id for gate in practice.gates if gate.when != "throughout"}
    assert set(practice.breaks) == on_the_way


@pytest.mark.parametrize("variant", [*VARIANTS, "practice"])
def test_every_condition_says_what_to_do(variant):
    for condition in load(PROGRAMME, variant).conditions:
        assert condition.unknown, condition.id
        assert condition.remedy or condition.kind == "exception", condition.id


def test_plain_words():
    folder = load(PROGRAMME).folder
    for path in folder.rglob("*.yaml"):
        assert not NOT_OUR_WORDS.findall(path.read_text(encoding="utf-8")), path.name
